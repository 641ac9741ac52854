//! At the counter, and what is done with what came there.

use super::{NUMBER, alike, choices, form, receipt_entry, render, trail};
use crate::pages::fields::Choices;
use crate::pages::record::RecordPage;
use crate::pages::register::{CounterReceipt, Register, Sheet};
use crate::pages::split;
use crate::pages::split::SplitPage;
use askama::Template;
use web::{Language, Page, Sample, Section};

/// The pages in a language.
pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let citizen = Section::Requests;
    let office = Section::Office;
    vec![
        render(
            "requests-register",
            Register {
                page: page(office),
                form: form(),
                trail: trail(),
                organisations: choices(),
                asked: choices(),
                channels: choices(),
                choices: Choices::new(&page(citizen)),
                anew: true,
                alike: alike(),
            }
            .render(),
        ),
        render(
            "requests-counter-receipt",
            CounterReceipt {
                page: page(office),
                form: form(),
                trail: trail(),
                sheets: vec![Sheet {
                    entry: receipt_entry(),
                    letter: "<p>…</p>".into(),
                    proof: "https://example.org/ledger/entries?from=7".into(),
                    index: 7,
                    confirm_today: true,
                }],
                alike: alike(),
            }
            .render(),
        ),
        render(
            "requests-record",
            RecordPage {
                hand: crate::pages::record::Hand::Write,
                drafter: "d".into(),
                returned: "r".into(),
                letter: "<p>…</p>".into(),
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "<s>".into(),
                words: super::words(false),
                answers: choices(),
                rule: "r".into(),
                message: "m".into(),
                conflict: super::conflict(),
            }
            .render(),
        ),
        render(
            "requests-record-sign",
            RecordPage {
                hand: crate::pages::record::Hand::Sign,
                drafter: "d".into(),
                returned: String::new(),
                letter: "<p>…</p>".into(),
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "<s>".into(),
                words: super::words(true),
                answers: choices(),
                rule: "r".into(),
                message: String::new(),
                conflict: web::Conflict::default(),
            }
            .render(),
        ),
        render(
            "requests-split",
            SplitPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "<s>".into(),
                description: "d".into(),
                message: "m".into(),
                conflict: super::conflict(),
                matters: split::rows(),
            }
            .render(),
        ),
    ]
}
