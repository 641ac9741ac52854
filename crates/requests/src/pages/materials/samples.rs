//! Every page of material with a sample context, for `templates check`.

use super::editor::Editor;
use super::list::{Materials, Row};
use super::look::LookFirst;
use super::sheet::{BoxShown, FoundShown, LayerShown, PlaceShown};
use super::summary::{Summary, SummaryShown};
use askama::Template;
use web::{Choice, FieldErrors, FileEntry, Form, Language, Link, Page, Pagination, Sample, Section, Tone};

const PATH: &str = "/office/requests/HZ-HOUSING-2026-00045/materials";

fn form() -> Form {
    let mut errors = FieldErrors::default();
    for field in ["file", "answer", "x", "find", "place", "flag", "ground", "look_reason"] {
        errors.add(field, "choice", "choice");
    }
    Form::sample().with(vec![("find".into(), "\"<script>\"".into()), ("areas".into(), "1,2,3,4".into())], errors)
}

fn trail() -> Vec<Link> {
    vec![Link::new("a", "/"), Link::new("b", "")]
}

/// A file that goes out.
pub(in crate::pages) fn files() -> Vec<FileEntry> {
    vec![FileEntry::new("附件1.pdf", format!("{PATH}/m/release"), "application/pdf", 40_960)]
}

fn list(language: Language, open: bool) -> Materials {
    let row = |id: &str, release: Vec<FileEntry>| Row {
        id: id.into(),
        name: "<b>维修资金明细.pdf".into(),
        file: "PDF，1.2 MB".into(),
        pages: 12,
        state: "s".into(),
        tone: Tone::Done,
        release,
    };
    Materials {
        page: Page::sample(language, Section::Office, "样张"),
        form: if open { form() } else { Form::sample() },
        trail: trail(),
        path: PATH.into(),
        version: 4,
        subject: "<b>".into(),
        rows: if open { vec![row("m", files()), row("n", Vec::new())] } else { Vec::new() },
        answers: if open { vec![Choice::new("c/0", "<b>").with_hint("h")] } else { Vec::new() },
        open,
        message: if open { "m".into() } else { String::new() },
        megabytes: 40,
        most_pages: 200,
    }
}

fn editor(language: Language, open: bool) -> Editor {
    let place = |here: bool| PlaceShown {
        value: "0,100,200,300,400".into(),
        words: "1".into(),
        here,
        x: "1.00".into(),
        y: "2.00".into(),
        width: "3.00".into(),
        height: "4.00".into(),
    };
    let shown = |index: usize| BoxShown {
        index,
        label: "个人隐私 第十五条".into(),
        ground: "b".into(),
        article: "第十五条".into(),
        x: "10.00".into(),
        y: "20.00".into(),
        width: "30.00".into(),
        height: "4.00".into(),
    };
    let layer = |place: usize, newest: bool| LayerShown { place, when: "2016-08-17 09:30".into(), words: "w".into(), newest };
    Editor {
        page: Page::sample(language, Section::Office, "样张"),
        form: if open { form() } else { Form::sample() },
        trail: trail(),
        path: format!("{PATH}/m"),
        version: 4,
        name: "<b>".into(),
        state: "s".into(),
        tone: Tone::Soon,
        at: 1,
        pages: if open { 12 } else { 1 },
        turning: Pagination { previous: None, next: open.then(|| "?page=2".to_owned()), words: "1 / 12".into() },
        picture: format!("{PATH}/m/pages/1.png"),
        width: 595,
        height: 842,
        fault: if open { String::new() } else { "fault".into() },
        text_state: "t".into(),
        boxes: if open { vec![shown(0), shown(1)] } else { Vec::new() },
        found: open.then(|| FoundShown {
            text: "\"<script>".into(),
            count: 203,
            more: 201,
            places: vec![place(true), place(false)],
            without_text: "2、3".into(),
        }),
        grounds: vec![Choice::new("a", "甲"), Choice::new("b", "乙")],
        flags: vec![Choice::new("none", "n"), Choice::new("full", "f")],
        flag_words: "f".into(),
        undecided: usize::from(open),
        layers: if open { vec![layer(2, true), layer(1, false)] } else { Vec::new() },
        open,
        message: String::new(),
    }
}

fn look(language: Language) -> LookFirst {
    LookFirst {
        page: Page::sample(language, Section::Office, "样张"),
        form: Form::sample(),
        trail: trail(),
        path: format!("{PATH}/m"),
        name: "<b>".into(),
        message: "m".into(),
    }
}

fn summary(language: Language, faulty: bool) -> Summary {
    let row = |at: usize, boxes: &str| SummaryShown {
        at,
        flag: "部分公开".into(),
        boxes: boxes.into(),
        ground: "损害第三方合法权益".into(),
        article: "第十五条".into(),
    };
    Summary {
        page: Page::sample(language, Section::Office, "样张"),
        form: Form::sample(),
        trail: trail(),
        path: format!("{PATH}/m"),
        version: 4,
        layer: "l".into(),
        name: "<b>".into(),
        state: "s".into(),
        tone: Tone::Soon,
        faults: if faulty { vec!["f".into()] } else { Vec::new() },
        rows: if faulty { Vec::new() } else { vec![row(1, "2"), row(2, "")] },
        without_text: if faulty { "2".into() } else { String::new() },
        release: if faulty { Vec::new() } else { files() },
        ready: false,
        open: true,
        message: if faulty { "m".into() } else { String::new() },
    }
}

/// The pages in a language.
pub(in crate::pages) fn samples(language: Language) -> Vec<Sample> {
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    vec![
        render("requests-materials", list(language, true).render()),
        render("requests-materials-none", list(language, false).render()),
        render("requests-material", editor(language, true).render()),
        render("requests-material-looked-at", editor(language, false).render()),
        render("requests-material-look", look(language).render()),
        render("requests-material-summary", summary(language, false).render()),
        render("requests-material-faults", summary(language, true).render()),
    ]
}
