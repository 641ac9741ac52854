//! Every template with a sample context, for `templates check`.

use super::apply::{Check, New, Suggestion, Suggestions};
use super::case::{CasePage, Next};
use super::citizen::{ChannelShown, Index};
use super::days::Days;
use super::draft::{Asked, DraftPage, Group, Preview};
use super::fields::Choices;
use super::follow::{Follow, StatusForm};
use super::inbox::Inbox;
use super::letter::LetterPage;
use super::office::List;
use super::overview::Overview;
use super::receipt::Receipt;
use super::register::Register;
use super::shown::{Due, Row};
use crate::records::Counts;
use askama::Template;
use web::{
    Choice, ClockBar, CountedDay, FieldErrors, Form, Language, Link, Page, Pagination, Sample, Section, SegmentKind, TimelineEntry, Tone,
};

const NUMBER: &str = "HZ-HOUSING-2026-00045";

fn row() -> Row {
    Row {
        number: NUMBER.into(),
        subject: "物业维修资金收支 <演示>".into(),
        who: "李*".into(),
        organisation: "市住保房管局".into(),
        due: Due { words: "2".into(), tone: Tone::Soon },
        received_on: "2016-08-17".into(),
        due_on: "2016-09-11".into(),
        step: "拟办".into(),
        tone: Tone::Plain,
        confirm_today: true,
        running: true,
    }
}

fn trail() -> Vec<Link> {
    vec![Link::new("a", "/"), Link::new("b", "")]
}

fn form() -> Form {
    let mut errors = FieldErrors::default();
    errors.add("applicant.identity.number", "check-digit", "check");
    Form::sample().with(vec![("subject".into(), "\"<script>\"".into())], errors)
}

fn suggestion() -> Suggestion {
    Suggestion { title: "公共租赁住房保障办法（演示）".into(), href: "/documents/x".into(), note: "2015-12-04".into() }
}

/// Every page of this capability in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let choices = || vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")];
    let steps = || vec!["1".to_owned(), "2".to_owned(), "3".to_owned()];
    let heads = || vec!["a".to_owned(); 5];
    let clock = || ClockBar::new().with(SegmentKind::Run, 6, "6").with(SegmentKind::Left, 9, "9");
    let timeline = || {
        vec![TimelineEntry {
            datetime: "2016-08-17".into(),
            when: "2016-08-17 09:30".into(),
            title: "t".into(),
            note: "n".into(),
            links: trail(),
        }]
    };
    let citizen = Section::Requests;
    let office = Section::Office;
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
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
                page: page(citizen),
                form: form(),
                trail: trail(),
                steps: steps(),
                rows: vec![("a".into(), "<b>".into())],
                values: vec![("subject".into(), "\"".into())],
                suggestions: Vec::new(),
            }
            .render(),
        ),
        render(
            "requests-receipt",
            Receipt {
                page: page(citizen),
                form: form(),
                trail: trail(),
                steps: steps(),
                number: NUMBER.into(),
                query_code: "ABCD-EFGH-JKLM-NPQR".into(),
                organisation: "o".into(),
                received_on: "2016-08-17".into(),
                due_on: "2016-09-11".into(),
                working_days: 15,
                article: "a".into(),
                receipt_rule: "r".into(),
                receipt_rule_confirmed: false,
                provisional: true,
                running: true,
                how: "/y".into(),
            }
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
                received_on: "2016-08-17".into(),
                due_on: "2016-09-11".into(),
                provisional: true,
                article: "a".into(),
                how: "/y".into(),
                clock: clock(),
                running: true,
                confirm: true,
                confirm_article: "a".into(),
                timeline: timeline(),
                letter: "<p>…</p>".into(),
                letters: trail(),
            }
            .render(),
        ),
        render("requests-letter", LetterPage { page: page(citizen), letter: "<p>…</p>".into() }.render()),
        render(
            "requests-inbox",
            Inbox {
                page: page(office),
                rows: vec![row()],
                late: 0,
                soon: 1,
                rest: 0,
                more: true,
                heads: heads(),
                sees: true,
                registers: true,
                overview: false,
            }
            .render(),
        ),
        render(
            "requests-inbox-empty",
            Inbox {
                page: page(office),
                rows: Vec::new(),
                late: 0,
                soon: 0,
                rest: 0,
                more: true,
                heads: heads(),
                sees: true,
                registers: true,
                overview: false,
            }
            .render(),
        ),
        render(
            "requests-list",
            List {
                page: page(office),
                rows: vec![row()],
                heads: heads(),
                which: "all",
                pages: Pagination { previous: Some("/a".into()), next: Some("/b".into()), words: "2".into() },
            }
            .render(),
        ),
        render(
            "requests-overview",
            Overview {
                page: page(office),
                rows: vec![row()],
                heads: heads(),
                counts: Counts::default(),
                organisations: choices(),
                organisation: "a".into(),
                which: "open",
                pages: Pagination::default(),
            }
            .render(),
        ),
        render(
            "requests-days",
            Days {
                page: page(office),
                trail: trail(),
                received_on: "2016-08-17".into(),
                due_on: "2016-09-11".into(),
                receipt_rule: "r".into(),
                rule: "r".into(),
                days: vec![CountedDay {
                    date: "2016-08-18".into(),
                    number: Some(1),
                    why: "w".into(),
                    notice: "n".into(),
                    provisional: true,
                    last: true,
                }],
            }
            .render(),
        ),
        render(
            "requests-case",
            CasePage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "<s>".into(),
                description: "d".into(),
                status: "办理中".into(),
                tone: Tone::Plain,
                headline: "h".into(),
                running: true,
                clock: clock(),
                explained: "e".into(),
                provisional: true,
                unconfirmed: true,
                awaits: String::new(),
                step: "拟办".into(),
                next: Next {
                    confirm: true,
                    confirm_requester: true,
                    draft: true,
                    submit: true,
                    review: true,
                    approve: false,
                    send: true,
                    same_person: true,
                },
                returned: "r".into(),
                who: "李*".into(),
                kind: "自然人".into(),
                contact: vec![("a".into(), "b".into())],
                wanted: "w".into(),
                channel: "c".into(),
                timeline: timeline(),
                letters: trail(),
                outcome: "1".into(),
                message: "m".into(),
                replied: false,
            }
            .render(),
        ),
        render(
            "requests-draft-choose",
            DraftPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "s".into(),
                groups: vec![Group { name: "g".into(), outcomes: vec![("1".into(), "予以公开".into(), false)] }],
                outcome: String::new(),
                outcome_name: String::new(),
                grounds: Vec::new(),
                asked: Vec::new(),
                remedies: Vec::new(),
                message: String::new(),
            }
            .render(),
        ),
        render(
            "requests-draft",
            DraftPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "s".into(),
                groups: Vec::new(),
                outcome: "3.4".into(),
                outcome_name: "3.4".into(),
                grounds: choices(),
                asked: vec![Asked { control: "reason", label: "理由".into(), hint: "h".into(), required: true }],
                remedies: vec!["r".into()],
                message: "m".into(),
            }
            .render(),
        ),
        render("requests-preview", Preview { page: page(office), trail: trail(), letter: "<p>…</p>".into() }.render()),
        render(
            "requests-register",
            Register {
                page: page(office),
                form: form(),
                trail: trail(),
                organisations: choices(),
                channels: choices(),
                choices: Choices::new(&page(citizen)),
            }
            .render(),
        ),
    ]
}
