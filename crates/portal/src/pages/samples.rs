//! Every template with a sample context, for `templates check`.

use super::account::{Account, SessionShown};
use super::codes::{Recovery, SetUp};
use super::deadline::{Answer, Deadline};
use super::guide::Guide;
use super::home::{Home, Latest};
use super::law::{LawPage, RuleShown, SetShown};
use super::ledger::{CheckpointShown, Entries, EntryShown, Ledger};
use super::organisations::{Entry, Organisations};
use super::sign_in::SignIn;
use super::verify::{Proved, Verify};
use askama::Template;
use web::{Choice, CountedDay, Form, Language, Link, ListedDocument, Page, Pagination, Sample, Section, Tone};

/// Every page of this crate in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let trail = || vec![Link::new("a", "/"), Link::new("b", "")];
    let heads = || vec!["a".to_owned(); 5];
    let entries = || {
        vec![EntryShown {
            index: 7,
            stream: "request-x".into(),
            version: 1,
            kind: "received".into(),
            words: "w".into(),
            at: "2016-08-17T01:00:00Z".into(),
            when: "2016-08-17 09:00".into(),
        }]
    };
    let account = |must_change, codes| Account {
        page: page(Section::Office),
        form: Form::sample(),
        posts: vec!["p".into()],
        must_change,
        codes,
        recovery_codes: 8,
        sessions: vec![
            SessionShown { made: "2016-08-17 09:30".into(), seen: "2016-08-17 10:00".into(), current: true },
            SessionShown { made: "2016-08-16 09:30".into(), seen: "2016-08-16 10:00".into(), current: false },
        ],
        heads: heads(),
        done: "d".into(),
    };
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    vec![
        render(
            "home",
            Home {
                page: page(Section::Home),
                working_days: 20,
                documents: 36,
                in_force: 20,
                latest: vec![Latest {
                    title: "<b>".into(),
                    listed: ListedDocument {
                        href: "/documents/x".into(),
                        parts: vec!["<b>".into()],
                        validity: "有效".into(),
                        tone: Tone::Done,
                    },
                }],
                examples: vec![("/".into(), "a".into())],
                organisations: vec![("/".into(), "市住保房管局".into())],
                organisation_count: 43,
            }
            .render(),
        ),
        render(
            "guide",
            Guide {
                page: page(Section::None),
                working_days: 20,
                extension: 20,
                article: "a".into(),
                fields: vec![("t".into(), "a".into())],
                channels: vec![("n".into(), "t".into(), "a".into())],
            }
            .render(),
        ),
        render(
            "organisations",
            Organisations {
                page: page(Section::None),
                heads: heads(),
                entries: vec![Entry { name: "n".into(), kind: "k".into(), parent: "p".into(), contact: "c".into(), ask: "/".into() }],
            }
            .render(),
        ),
        render(
            "law",
            LawPage {
                page: page(Section::Law),
                form: Form::sample(),
                on: "2016-08-17".into(),
                sets: vec![SetShown {
                    name: "2019".into(),
                    title: "t".into(),
                    period: "p".into(),
                    rules: vec![RuleShown {
                        id: "reply-term-2019".into(),
                        title: "t".into(),
                        text: "x".into(),
                        article: "a".into(),
                        period: "p".into(),
                        confirmed: false,
                        values: "v".into(),
                        sources: vec!["S1".into()],
                    }],
                }],
                calendars: vec![("t".into(), "k".into(), "s".into())],
            }
            .render(),
        ),
        render(
            "deadline",
            Deadline {
                page: page(Section::Law),
                form: Form::sample(),
                trail: trail(),
                organisations: vec![Choice::new("a", "b")],
                answer: Some(Answer {
                    received: "2016-08-17".into(),
                    due: "2016-09-11".into(),
                    long_due: "2016年9月11日".into(),
                    working_days: 15,
                    article: "a".into(),
                    text: "t".into(),
                    confirmed: false,
                    extension: "e".into(),
                    provisional: true,
                    days: vec![CountedDay {
                        date: "2016-08-18".into(),
                        number: Some(1),
                        why: "w".into(),
                        notice: "n".into(),
                        provisional: true,
                        last: true,
                    }],
                }),
            }
            .render(),
        ),
        render(
            "ledger",
            Ledger {
                page: page(Section::Ledger),
                size: 7,
                root: "r".into(),
                key: "k".into(),
                note: "n".into(),
                checkpoints: vec![CheckpointShown { size: 7, root: "r".into(), at: "a".into() }],
                entries: entries(),
                checkpoint_heads: heads(),
                entry_heads: heads(),
            }
            .render(),
        ),
        render(
            "ledger-entries",
            Entries {
                page: page(Section::Ledger),
                trail: trail(),
                entries: entries(),
                entry_heads: heads(),
                pages: Pagination { previous: Some("/".into()), next: None, words: "w".into() },
            }
            .render(),
        ),
        render(
            "verify",
            Verify {
                page: page(Section::Ledger),
                form: Form::sample(),
                trail: trail(),
                key: "k".into(),
                proved: Some(Proved {
                    kind: "received".into(),
                    at: "a".into(),
                    stream: "s".into(),
                    version: 1,
                    index: 7,
                    size: 9,
                    root: "r".into(),
                    origin: "o".into(),
                    parts: 2,
                    sealed: 0,
                }),
                refused: "f".into(),
            }
            .render(),
        ),
        render(
            "sign-in",
            SignIn { page: page(Section::Account), form: Form::sample(), code: true, next: "/office".into(), changed: true }.render(),
        ),
        render("account", account(false, true).render()),
        render("account-without-codes", account(false, false).render()),
        render("account-must-change", account(true, false).render()),
        render(
            "account-codes",
            SetUp {
                page: page(Section::Office),
                form: Form::sample(),
                trail: trail(),
                picture: "<svg></svg>".into(),
                secret: "GEZD GNBV".into(),
                uri: "otpauth://totp/x".into(),
            }
            .render(),
        ),
        render("account-recovery", Recovery { page: page(Section::Office), trail: trail(), codes: vec!["abcde-fghjk".into(); 8] }.render()),
    ]
}
