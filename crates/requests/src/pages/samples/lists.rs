//! Lists of officers, and what other bodies are asked.

use super::{NUMBER, choices, form, heads, render, row, trail};
use crate::pages::consultations::{ConsultationPage, Consultations, Line};
use crate::pages::find::Find;
use crate::pages::inbox::Inbox;
use crate::pages::office::{Chooser, List};
use crate::pages::overview::Overview;
use crate::pages::unconfirmed::{Unconfirmed, Waiting};
use crate::records::Counts;
use askama::Template;
use web::{Language, Page, Pagination, Sample, Section, Tone};

fn waiting() -> Vec<Waiting> {
    let one = |late: bool| Waiting {
        row: row(),
        channel: "平常信函".into(),
        arrived_on: "2016-08-16".into(),
        days: 1,
        late,
        slow: !late,
        today: !late,
        requester: !late,
        organisation: true,
    };
    vec![one(true), one(false)]
}

fn asked() -> Line {
    Line {
        id: "x".into(),
        number: NUMBER.into(),
        from: "o".into(),
        kind: "k".into(),
        asked_on: "2016-08-17".into(),
        until: "2016-09-11".into(),
        state: "s".into(),
        tone: Tone::Soon,
    }
}

/// The pages in a language.
pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let office = Section::Office;
    vec![
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
                sees: false,
                registers: true,
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
                choosers: vec![Chooser { name: "channel", label: "收件方式".into(), choices: choices(), chosen: "a".into() }],
                total: 51,
                query: "which=all".into(),
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
            "requests-search",
            Find { page: page(office), form: form(), heads: heads(), rows: vec![row()], searched: true, more: true }.render(),
        ),
        render(
            "requests-search-none",
            Find { page: page(office), form: form(), heads: heads(), rows: Vec::new(), searched: true, more: false }.render(),
        ),
        render("requests-unconfirmed", Unconfirmed { page: page(office), heads: heads(), rows: waiting(), total: 2, late: 1 }.render()),
        render(
            "requests-unconfirmed-none",
            Unconfirmed { page: page(office), heads: heads(), rows: Vec::new(), total: 0, late: 0 }.render(),
        ),
        render(
            "requests-consultations",
            Consultations { page: page(office), heads: vec!["h".to_owned(); 6], lines: vec![asked()] }.render(),
        ),
        render("requests-consultations-empty", Consultations { page: page(office), heads: Vec::new(), lines: Vec::new() }.render()),
        render(
            "requests-consultation",
            ConsultationPage {
                page: page(office),
                form: form(),
                trail: trail(),
                line: asked(),
                question: "q".into(),
                silence: "s".into(),
                open: true,
                message: "m".into(),
                conflict: super::conflict(),
                version: 3,
                choices: choices(),
            }
            .render(),
        ),
    ]
}
