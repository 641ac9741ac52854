//! Pages of those who ask.

use super::{NUMBER, choices, entries, form, receipt_entry, render, steps, trail};
use crate::pages::apply::{Check, New, Suggestion, Suggestions};
use crate::pages::asked::{Asked as AskedOf, FeeShown, Points};
use crate::pages::citizen::{ChannelShown, Index};
use crate::pages::doing::WithdrawPage;
use crate::pages::fields::Choices;
use crate::pages::follow::{Follow, Happened, StatusForm};
use crate::pages::letter::LetterPage;
use crate::pages::materials;
use crate::pages::receipt::Receipt;
use crate::pages::way::{LetterShown, LineShown, Time};
use askama::Template;
use web::{ClockBar, Language, Page, Sample, Section, SegmentKind, Tone};

fn asked_of() -> AskedOf {
    AskedOf {
        confirm: true,
        confirm_article: "a".into(),
        points: Some(Points { points: vec!["p".into()], term: "2026-03-20".into(), article: "a".into(), over: "o".into() }),
        reasons: true,
        reasons_article: "a".into(),
        fee: Some(FeeShown {
            amount: 300,
            term: "2026-03-20".into(),
            over: String::new(),
            method: "m".into(),
            bands: vec![("11–13".into(), "100".into(), 3, 300)],
            article: "a".into(),
            confirmed: false,
            how_to_pay: "h".into(),
        }),
        paid: Some((300, "2026-03-20".into())),
    }
}

fn time() -> Time {
    Time {
        bar: ClockBar::new().with(SegmentKind::Run, 6, "6").with(SegmentKind::Left, 14, "14"),
        words: "w".into(),
        provisional: true,
        lines: vec![LineShown {
            from: "2026-03-02".into(),
            to: "2026-03-30".into(),
            why: "y".into(),
            days: "20".into(),
            article: "a".into(),
            confirmed: false,
        }],
        how: "/y".into(),
    }
}

fn suggestion() -> Suggestion {
    Suggestion { title: "公共租赁住房保障办法（演示）".into(), href: "/documents/x".into(), note: "2015-12-04".into() }
}

/// The pages in a language.
pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let citizen = Section::Requests;
    vec![
        render(
            "requests-index",
            Index {
                page: page(citizen),
                working_days: 20,
                article: "第三十三条".into(),
                channels: vec![ChannelShown { name: "网上".into(), words: "w".into(), article: "a".into(), confirmed: false }],
                office: "o".into(),
                telephone: "t".into(),
                email: "e".into(),
            }
            .render(),
        ),
        render(
            "requests-new",
            New {
                page: page(citizen),
                form: form(),
                trail: trail(),
                challenge: "<input type=\"hidden\" name=\"challenge\" value=\"16\">".into(),
                steps: steps(),
                organisations: choices(),
                choices: Choices::new(&page(citizen)),
                identity_required: true,
                identity_article: "第二十九条".into(),
                suggestions: vec![suggestion()],
                due_on: "2016-09-11".into(),
                working_days: 15,
                article: "a".into(),
                how: "/law/deadline".into(),
            }
            .render(),
        ),
        render(
            "requests-check",
            Check {
                anew: true,
                page: page(citizen),
                form: form(),
                trail: trail(),
                challenge: "<input type=\"hidden\" name=\"challenge\" value=\"16\">".into(),
                steps: steps(),
                rows: vec![("a".into(), "<b>".into())],
                values: vec![("subject".into(), "\"".into())],
                suggestions: Vec::new(),
            }
            .render(),
        ),
        render(
            "requests-receipt",
            Receipt { page: page(citizen), form: form(), trail: trail(), steps: steps(), entries: vec![receipt_entry(), receipt_entry()] }
                .render(),
        ),
        render("requests-suggestions", Suggestions { page: page(citizen), suggestions: vec![suggestion()] }.render()),
        render("requests-status", StatusForm { page: page(citizen), form: form(), trail: trail() }.render()),
        render(
            "requests-follow",
            Follow {
                page: page(citizen),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                query_code: "c".into(),
                organisation: "o".into(),
                subject: "s".into(),
                status: "办理中".into(),
                tone: Tone::Plain,
                telephone: "0571".into(),
                erased: "e".into(),
                message: "m".into(),
                became: vec![(NUMBER.into(), "ABCD-EFGH-JKLM-NPQR".into())],
                message_tone: "late",
                conflict: super::conflict(),
                version: 3,
                asked: asked_of(),
                standing: "w".into(),
                aim: String::new(),
                confirming: false,
                time: Some(time()),
                letters: vec![LetterShown {
                    number: "杭演〔2026〕1号".into(),
                    title: "答复书".into(),
                    sent_on: "2026-03-02".into(),
                    state: "s".into(),
                    unread: true,
                }],
                released: entries(),
                files: vec![(entries().remove(0), "p".into())],
                happened: vec![Happened {
                    datetime: "2026-03-02".into(),
                    when: "2026-03-02".into(),
                    title: "t".into(),
                    article: "a".into(),
                    version: 1,
                    own: true,
                }],
                open: true,
                delivery: "d".into(),
                deliveries: choices(),
                accept: ".pdf",
            }
            .render(),
        ),
        render(
            "requests-letter",
            LetterPage {
                page: page(citizen),
                letter: "<p>…</p>".into(),
                attachments: materials::samples::files(),
                told: "t".into(),
                back: Some((form(), NUMBER.into(), "c".into())),
            }
            .render(),
        ),
        render(
            "requests-withdraw",
            WithdrawPage {
                page: page(citizen),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                query_code: "c".into(),
                version: 3,
                subject: "s".into(),
            }
            .render(),
        ),
    ]
}
