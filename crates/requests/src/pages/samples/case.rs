//! One case, its clock and its acts.

use super::{NUMBER, alike, choices, conflict, counted, form, render, timeline, trail};
use crate::pages::acts::{ActPage, CheckPage, Control, ControlKind, Offered, RuleShown};
use crate::pages::aftermath::Aftermath;
use crate::pages::attached::{Attached, Listed};
use crate::pages::case::{CasePage, Next};
use crate::pages::clock::{ClockPage, ClockShown, Remark, Stretch, Supposed};
use crate::pages::consulted::ConsultedShown;
use crate::pages::days::Days;
use crate::pages::intake::Intake;
use askama::Template;
use web::{Choice, FileEntry, Language, Link, Page, Sample, Section, SegmentKind, TimeBar, Tone};

fn files() -> Attached {
    let file = Listed { part: "p".into(), entry: FileEntry::new("附件 <1>", "", "application/pdf", 1_258_291) };
    Attached { files: vec![file] }
}

fn intake() -> Intake {
    Intake {
        track: "更正".into(),
        help: "h".into(),
        agent: "王*".into(),
        others: vec!["赵*".into(), "钱*".into()],
        attached: files(),
        alike: alike(),
        part_of: Some(Link::new(NUMBER, "/office/requests/x")),
        same_form: true,
        became: trail(),
        may_split: true,
        answer: "a".into(),
    }
}

fn offered() -> Offered {
    Offered { label: "延期".into(), href: "/x".into(), awaited: false, usual: true }
}

fn rule() -> RuleShown {
    RuleShown { text: "t".into(), article: "第三十三条".into(), confirmed: false }
}

fn remark() -> Remark {
    Remark { words: "w".into(), article: "a".into(), confirmed: false }
}

fn bar() -> TimeBar {
    let day = |day| jiff::civil::date(2016, 8, day);
    TimeBar::new("t").with(SegmentKind::Run, day(18), day(25), 6, "6").with(SegmentKind::Stop, day(26), day(30), 0, "s")
}

fn clock_shown() -> ClockShown {
    let stretch = |counts| Stretch {
        from: "2016-08-17".into(),
        to: "2016-09-11".into(),
        days: 15,
        counts,
        so_far: 15,
        why: "答复期限".into(),
        article: "a".into(),
        confirmed: false,
        counted: vec![counted()],
    };
    ClockShown {
        headline: "2016-09-11".into(),
        bar: bar(),
        stretches: vec![stretch(true), stretch(false)],
        remarks: vec![remark()],
        provisional: true,
    }
}

fn act_page(page: Page, possible: bool) -> ActPage {
    let choices = || vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")];
    let control = |name, kind| Control::new(name, "标签".into(), kind).hint("h".into());
    ActPage {
        page,
        form: form(),
        trail: trail(),
        number: NUMBER.into(),
        code: "consult".into(),
        version: 3,
        subject: "<s>".into(),
        words: "w".into(),
        party: "p".into(),
        consultation: String::new(),
        message: "m".into(),
        conflict: conflict(),
        warnings: vec!["w".into()],
        dates: Some(("2016-09-11".into(), "2016-10-11".into())),
        controls: vec![
            control("a", ControlKind::Text),
            control("b", ControlKind::Number),
            control("c", ControlKind::Date),
            control("d", ControlKind::Area(3)),
            control("e", ControlKind::Select(choices())),
            control("f", ControlKind::Radios(choices())),
            control("g", ControlKind::File),
        ],
        files: true,
        submit: "s".into(),
        rules: vec![rule()],
        possible,
    }
}

/// The pages in a language.
pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let office = Section::Office;
    vec![
        render(
            "requests-days",
            Days {
                page: page(office),
                trail: trail(),
                received_on: "2016-08-17".into(),
                due_on: "2016-09-11".into(),
                receipt_rule: "r".into(),
                rule: "r".into(),
                days: vec![counted()],
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
                supposable: true,
                bar: bar(),
                warnings: vec!["w".into()],
                awaited: vec![offered()],
                usual: vec![offered()],
                rest: vec![offered()],
                consulted: vec![ConsultedShown {
                    name: "某物业公司（演示）".into(),
                    kind: "第三方".into(),
                    state: "s".into(),
                    tone: Tone::Soon,
                    contact: "c".into(),
                    when: "w".into(),
                    text: "t".into(),
                    files: vec![FileEntry::new("a.pdf", "/f", "application/pdf", 10)],
                }],
                parties: vec![Choice::new("1", "某*")],
                holder: "陈".into(),
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
                    legal_review: true,
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
                conflict: conflict(),
                replied: false,
                aftermath: Aftermath {
                    erased: "e".into(),
                    disputes: vec![crate::pages::samples_after::dispute()],
                    new_href: "/".into(),
                    archive_href: "/".into(),
                    filed: "f".into(),
                    views_href: "/".into(),
                },
                intake: intake(),
                words: super::words(true),
            }
            .render(),
        ),
        render("requests-act", act_page(page(office), true).render()),
        render("requests-act-refused", act_page(page(office), false).render()),
        render(
            "requests-look",
            CheckPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                code: "consult".into(),
                version: 3,
                consultation: String::new(),
                party: "p".into(),
                values: vec![("question".into(), "\"<b>".into())],
                facts: vec![("a".into(), "b".into())],
                dates: Some(("2016-09-11".into(), "2016-10-11".into())),
                letter: "<p>…</p>".into(),
                rules: vec![rule()],
            }
            .render(),
        ),
        render(
            "requests-clock",
            ClockPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                receipt: remark(),
                clock: clock_shown(),
                acts: choices(),
                supposed: Some(Supposed { from: "a".into(), to: "b".into(), moved: "m".into(), clock: clock_shown() }),
                fault: "f".into(),
            }
            .render(),
        ),
    ]
}
