//! Every template with a sample context, for `templates check`.

use super::acts::{ActPage, CheckPage, Control, ControlKind, Offered, RuleShown};
use super::aftermath::Aftermath;
use super::apply::{Check, New, Suggestion, Suggestions};
use super::asked::{Asked as AskedOf, FeeShown, Points};
use super::attached::{Attached, Listed};
use super::case::{CasePage, Next};
use super::citizen::{ChannelShown, Index};
use super::clock::{ClockPage, ClockShown, Remark, Stretch, Supposed};
use super::consultations::{ConsultationPage, Consultations, Line};
use super::consulted::ConsultedShown;
use super::days::Days;
use super::doing::WithdrawPage;
use super::fields::Choices;
use super::find::Find;
use super::follow::{Follow, Happened, StatusForm};
use super::inbox::Inbox;
use super::intake::Intake;
use super::letter::LetterPage;
use super::materials;
use super::office::{Chooser, List};
use super::overview::Overview;
use super::receipt::{Entry, Receipt};
use super::record::RecordPage;
use super::register::{CounterReceipt, Register, Sheet};
use super::shown::{Due, Row};
use super::similar::{Alike, AlikeCase};
use super::split::{self, SplitPage};
use super::unconfirmed::{Unconfirmed, Waiting};
use super::way::{LetterShown, LineShown, Time};
use crate::records::Counts;
use askama::Template;
use web::{
    Choice, ClockBar, CountedDay, FieldErrors, FileEntry, Form, Language, Link, Page, Pagination, Sample, Section, SegmentKind, TimeBar,
    TimelineEntry, Tone,
};

const NUMBER: &str = "HZ-HOUSING-2026-00045";

fn asked_of() -> AskedOf {
    AskedOf {
        confirm: true,
        confirm_article: "a".into(),
        points: Some(Points { points: vec!["p".into()], until: "2026-03-20".into(), article: "a".into(), over: false }),
        reasons: true,
        reasons_article: "a".into(),
        fee: Some(FeeShown {
            amount: 300,
            until: "2026-03-20".into(),
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

fn entries() -> Vec<FileEntry> {
    vec![FileEntry::new("演示.pdf", "", "application/pdf", 2_048)]
}

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

fn receipt_entry() -> Entry {
    Entry {
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

fn files() -> Attached {
    let file = Listed { part: "p".into(), entry: FileEntry::new("附件 <1>", "", "application/pdf", 1_258_291) };
    Attached { files: vec![file] }
}

fn intake() -> Intake {
    Intake {
        track: "更正".into(),
        evidence: "e".into(),
        help: "h".into(),
        agent: "王*".into(),
        others: vec!["赵*".into(), "钱*".into()],
        attached: files(),
        alike: alike(),
        part_of: Some(Link::new(NUMBER, "/office/requests/x")),
        same_form: true,
        became: trail(),
        may_split: true,
        may_answer: true,
    }
}

fn waiting() -> Vec<Waiting> {
    let one = |late: bool| Waiting {
        row: row(),
        channel: "平常信函".into(),
        arrived_on: "2016-08-16".into(),
        days: 1,
        late,
        today: !late,
        requester: !late,
        organisation: true,
    };
    vec![one(true), one(false)]
}

fn suggestion() -> Suggestion {
    Suggestion { title: "公共租赁住房保障办法（演示）".into(), href: "/documents/x".into(), note: "2015-12-04".into() }
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

fn counted() -> CountedDay {
    CountedDay { date: "2016-08-18".into(), number: Some(1), why: "w".into(), notice: "n".into(), provisional: true, last: true }
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
        changes: Vec::new(),
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

/// Every page of this capability in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let choices = || vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")];
    let steps = || vec!["1".to_owned(), "2".to_owned(), "3".to_owned()];
    let heads = || vec!["a".to_owned(); 5];
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
    let mut samples = vec![
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
                asked: asked_of(),
                standing: "w".into(),
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
                subject: "s".into(),
            }
            .render(),
        ),
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
                choices: choices(),
            }
            .render(),
        ),
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
            "requests-search",
            Find { page: page(office), form: form(), heads: heads(), rows: vec![row()], searched: true, more: true }.render(),
        ),
        render(
            "requests-search-none",
            Find { page: page(office), form: form(), heads: heads(), rows: Vec::new(), searched: true, more: false }.render(),
        ),
        render(
            "requests-record",
            RecordPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "<s>".into(),
                evidence: "e".into(),
                answers: choices(),
                rule: "r".into(),
                message: "m".into(),
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
                matters: split::rows(),
            }
            .render(),
        ),
        render("requests-unconfirmed", Unconfirmed { page: page(office), heads: heads(), rows: waiting(), total: 2, late: 1 }.render()),
        render(
            "requests-unconfirmed-none",
            Unconfirmed { page: page(office), heads: heads(), rows: Vec::new(), total: 0, late: 0 }.render(),
        ),
    ];
    samples.extend(super::samples_drafting::samples(language));
    samples.extend(materials::samples::samples(language));
    samples
}
