//! Every template with a sample context, for `templates check`: what several topics show, and a file for each topic.

mod case;
mod citizen;
mod intake;
mod lists;

use crate::pages::receipt::Entry;
use crate::pages::shown::{Due, Row};
use crate::pages::similar::{Alike, AlikeCase};
use crate::pages::words::Words;
use web::{Choice, Conflict, CountedDay, FieldErrors, FileEntry, Form, Language, Link, Sample, TimelineEntry, Tone};

const NUMBER: &str = "HZ-HOUSING-2026-00045";

fn render(name: &'static str, result: askama::Result<String>) -> Sample {
    Sample { name, html: result.unwrap_or_else(|fault| format!("fault: {fault}")) }
}

fn choices() -> Vec<Choice> {
    vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")]
}

fn steps() -> Vec<String> {
    ["1", "2", "3"].map(str::to_owned).into()
}

fn heads() -> Vec<String> {
    vec!["a".to_owned(); 5]
}

fn timeline() -> Vec<TimelineEntry> {
    vec![TimelineEntry {
        datetime: "2016-08-17".into(),
        when: "2016-08-17 09:30".into(),
        title: "t".into(),
        note: "n".into(),
        links: trail(),
    }]
}

/// As it stands beside a refusal.
pub(super) fn conflict() -> Conflict {
    Conflict {
        changes: timeline(),
        link: Some(Link::new("a", "/")),
        typed: vec![("理由".into(), "<b>".into())],
        files: vec!["演示.pdf".into()],
    }
}

fn words(opened: bool) -> Words {
    let texts = if opened { vec![("证据".into(), "<b>".into())] } else { Vec::new() };
    Words { there: true, to: "", texts }
}

fn entries() -> Vec<FileEntry> {
    vec![FileEntry::new("演示.pdf", "", "application/pdf", 2_048)]
}

pub(super) fn row() -> Row {
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
        opens: "",
        note: String::new(),
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

fn receipt_entry() -> Entry {
    Entry {
        correction: false,
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
}

fn alike() -> Alike {
    let case = || AlikeCase {
        number: NUMBER.into(),
        subject: "<s>".into(),
        received_on: "2016-08-17".into(),
        step: "已答复".into(),
        tone: Tone::Done,
        reply: "1 予以公开".into(),
        letter_number: "〔2016〕1号".into(),
    };
    Alike { own: vec![case()], others: vec![case()], repeat: true, repeat_article: "第三十六条第（六）项".into(), searched: true }
}

fn counted() -> CountedDay {
    CountedDay { date: "2016-08-18".into(), number: Some(1), why: "w".into(), notice: "n".into(), provisional: true, last: true }
}

/// Every page of this capability in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let mut samples = citizen::samples(language);
    samples.extend(lists::samples(language));
    samples.extend(intake::samples(language));
    samples.extend(case::samples(language));
    samples.extend(super::samples_drafting::samples(language));
    samples.extend(super::materials::samples::samples(language));
    samples
}
