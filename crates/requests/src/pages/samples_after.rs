//! Samples of the pages about what comes after the reply.

use crate::archive::index::{EventShown, Index, LetterShown, Stretch};
use crate::dispute::pages::Shown;
use crate::dispute::pages::list::{Disputes, Rate};
use crate::dispute::pages::open::New;
use crate::dispute::pages::show::{DisputePage, DocumentShown, TermShown};
use crate::keeping::pages::case::ArchivePage;
use crate::keeping::pages::list::Archiving;
use crate::keeping::pages::views::{Look, Views};
use crate::pages::shown::Row;
use askama::Template;
use web::{Choice, FieldErrors, Form, Language, Link, Page, Sample, Section, Tone};

const NUMBER: &str = "HZ-HOUSING-2026-00045";

/// A dispute in a list.
pub(super) fn dispute() -> Shown {
    Shown {
        href: "/office/disputes/a".into(),
        number: NUMBER.into(),
        case_href: "/".into(),
        organisation: "市住保房管局".into(),
        kind: "行政诉讼 一审".into(),
        body: "杭州市某区人民法院（演示）".into(),
        next: "举证和答辩".into(),
        next_on: "2026-12-08".into(),
        tone: Tone::Soon,
        result: "尚未审结".into(),
        appearance: "负责人出庭".into(),
        notified_on: "2026-11-23".into(),
        decided_on: "2026-12-30".into(),
    }
}

fn form(field: &str) -> Form {
    let mut errors = FieldErrors::default();
    errors.add(field, "required", "\"<b>\"");
    Form::sample().with(vec![(field.to_owned(), "\"<script>\"".into())], errors)
}

/// Every page about what comes after the reply, in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = || Page::sample(language, Section::Office, "样张");
    let trail = || vec![Link::new("a", "/"), Link::new("b", "")];
    let choices = || vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")];
    let pairs = || vec![("a".to_owned(), "<b>".to_owned())];
    let heads = || vec!["a".to_owned(); 9];
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    let rate =
        || Rate { organisation: "市住保房管局".into(), results: [3, 1, 0, 2, 6], hearings: [4, 3, 1, 0], share: "75 %".into() };
    let list = |rows: Vec<Shown>, rates: Vec<Rate>| Disputes {
        page: page(),
        rows,
        heads: heads(),
        rate_heads: heads(),
        rates,
        all: false,
        city: true,
    };
    let archive = |erased: &str| ArchivePage {
        page: page(),
        form: form("look_reason"),
        trail: trail(),
        number: NUMBER.into(),
        version: 9,
        erased: erased.into(),
        facts: pairs(),
        rule: ("r".into(), "a".into(), false),
        closed: true,
        file: true,
        classes: choices(),
        open_disputes: 1,
        packages: choices(),
        due: true,
        proposal: pairs(),
        propose: true,
        approve: true,
        same_person: true,
        grounds: choices(),
        message: "m".into(),
    };
    vec![
        render("requests-disputes", list(vec![dispute()], vec![rate()]).render()),
        render("requests-disputes-empty", list(Vec::new(), Vec::new()).render()),
        render(
            "requests-dispute-new",
            New {
                page: page(),
                form: form("body"),
                trail: trail(),
                number: NUMBER.into(),
                kinds: choices(),
                instances: choices(),
                procedures: choices(),
                earlier: choices(),
                message: "m".into(),
            }
            .render(),
        ),
        render(
            "requests-dispute",
            DisputePage {
                page: page(),
                form: form("on"),
                trail: trail(),
                id: "a".into(),
                number: NUMBER.into(),
                version: 3,
                title: "t".into(),
                status: "s".into(),
                tone: Tone::Soon,
                erased: String::new(),
                facts: pairs(),
                terms: vec![TermShown {
                    what: "w".into(),
                    due_on: "2026-12-08".into(),
                    tone: Tone::Soon,
                    note: "n".into(),
                    text: "t".into(),
                    article: "第六十七条".into(),
                    confirmed: false,
                }],
                hearings: vec![("2026-12-20".into(), "负责人出庭".into(), Tone::Done)],
                appearance_rule: Some(("t".into(), "a".into())),
                no_answer: Some(("t".into(), "a".into())),
                documents: vec![DocumentShown {
                    number: 1, name: "起诉状.pdf".into(), on: "2026-11-23".into(), note: "PDF 2 MB".into()
                }],
                notes: pairs(),
                may: true,
                answer: true,
                open: true,
                extend: true,
                appeal: true,
                correct: true,
                court: true,
                appearances: choices(),
                results: choices(),
                papers: choices(),
                message: "m".into(),
            }
            .render(),
        ),
        render(
            "requests-archiving",
            Archiving {
                page: page(),
                lists: vec![(Link::new("a", "/"), true), (Link::new("b", "/"), false)],
                heads: heads(),
                rows: vec![Row { opens: "/archive", note: "n".into(), ..super::samples::row() }],
                words: "w".into(),
            }
            .render(),
        ),
        render(
            "requests-archiving-empty",
            Archiving { page: page(), lists: vec![(Link::new("a", "/"), true)], heads: heads(), rows: Vec::new(), words: "w".into() }
                .render(),
        ),
        render("requests-archive", archive("").render()),
        render("requests-archive-erased", archive("e").render()),
        render(
            "requests-views",
            Views {
                page: page(),
                trail: trail(),
                heads: heads(),
                looks: vec![Look {
                    datetime: "2026-11-23".into(),
                    when: "2026-11-23 09:30".into(),
                    who: "w".into(),
                    what: "w".into(),
                    why: "w".into(),
                    entry: Link::new("7", "/"),
                }],
            }
            .render(),
        ),
        render("requests-views-empty", Views { page: page(), trail: trail(), heads: heads(), looks: Vec::new() }.render()),
        render(
            "requests-archive-index",
            Index {
                page: page(),
                title: "t".into(),
                public: false,
                metadata: pairs(),
                clock: vec![Stretch { days: "d".into(), counted: "c".into(), article: "a".into() }],
                events: vec![EventShown {
                    when: "2026-11-23 09:30".into(),
                    title: "t".into(),
                    who: "w".into(),
                    index: 7,
                    receipt: "proofs/a.receipt.json".into(),
                    texts: pairs(),
                }],
                letters: vec![LetterShown {
                    title: "t".into(),
                    on: "2026-11-23".into(),
                    files: vec![("PDF".into(), "letters/a.pdf".into())],
                }],
                files: vec![("a.pdf".into(), "files/a.pdf".into())],
                notes: vec!["n".into()],
            }
            .render(),
        ),
    ]
}
