//! Samples of the pages from draft to delivery.

use super::draft::{Asked, DraftPage, Group};
use super::drafts::ConcernShown;
use super::letters::files::OfficeLetter;
use super::letters::print::Label;
use super::letters::undelivered::{Missing, Undelivered};
use super::letters::{LetterRow, LettersPage};
use super::preview::Preview;
use super::review::{CommentShown, FieldShown, Piece, Review};
use super::wording::notice::{FieldRow, NoticePage};
use super::wording::reason::ReasonPage;
use super::wording::{NoticeRow, ReasonRow, Wording};
use askama::Template;
use web::{Choice, Comparison, FieldErrors, Form, Language, Link, Page, Sample, Section, TimelineEntry, Tone};

const NUMBER: &str = "HZ-HOUSING-2026-00045";

fn trail() -> Vec<Link> {
    vec![Link::new("a", "/"), Link::new("b", "")]
}

fn form() -> Form {
    let mut errors = FieldErrors::default();
    errors.add("text", "template", "<t>");
    Form::sample().with(vec![("reason".into(), "\"<script>\"".into())], errors)
}

/// Every page from draft to delivery in a language.
pub(super) fn samples(language: Language) -> Vec<Sample> {
    let page = |section| Page::sample(language, section, "样张");
    let choices = || vec![Choice::new("a", "甲").with_hint("…"), Choice::new("b", "乙")];
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
    let office = Section::Office;
    let render = |name: &'static str, result: askama::Result<String>| Sample {
        name,
        html: result.unwrap_or_else(|fault| format!("fault: {fault}")),
    };
    vec![
        render(
            "requests-review",
            Review {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "s".into(),
                outcome: "3.4".into(),
                ground: "g".into(),
                unconfirmed: true,
                step: "待审核".into(),
                drafter: "林".into(),
                legal_review: true,
                concerns: vec![ConcernShown { words: "c".into(), stops: false }],
                fields: vec![FieldShown {
                    control: "reason",
                    label: "理由".into(),
                    paragraphs: vec![vec![Piece { text: "甲".into(), marked: false }, Piece { text: "<乙>".into(), marked: true }]],
                    comments: vec![CommentShown {
                        id: "c1".into(),
                        who: "王".into(),
                        when: "2016-08-17 09:30".into(),
                        quote: "<乙>".into(),
                        text: "t".into(),
                        resolved: false,
                        gone: true,
                    }],
                    choices: choices(),
                    paragraph_name: "paragraph.reason".into(),
                    quote_name: "quote.reason".into(),
                    text_name: "text.reason".into(),
                    open: true,
                }],
                may_comment: true,
                check: "legal-review",
                same_person: true,
                drafts: trail(),
                compared: "e".into(),
                comparison: Some(Comparison::new("甲\n乙", "甲\n丙")),
                message: "m".into(),
                conflict: super::samples::conflict(),
            }
            .render(),
        ),
        render(
            "requests-letters",
            LettersPage {
                page: page(office),
                form: form(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "s".into(),
                heads: heads(),
                rows: vec![LetterRow {
                    number: "杭演公开〔2026〕8号".into(),
                    name: "答复书".into(),
                    to: "李*".into(),
                    sent_on: "2026-03-20".into(),
                    way: "邮寄".into(),
                    state: "未发出".into(),
                    tone: Tone::Soon,
                    notes: vec!["<n>".into()],
                    links: vec![Link::new("PDF", "/a")],
                }],
                to_dispatch: choices(),
                to_deliver: choices(),
                to_print: choices(),
                prints: choices(),
                ways: choices(),
                proofs: choices(),
                sends: true,
                corrects: true,
                message: "m".into(),
            }
            .render(),
        ),
        render(
            "requests-letters-empty",
            LettersPage {
                page: page(office),
                form: Form::sample(),
                trail: trail(),
                number: NUMBER.into(),
                version: 3,
                subject: "s".into(),
                heads: heads(),
                rows: Vec::new(),
                to_dispatch: Vec::new(),
                to_deliver: Vec::new(),
                to_print: Vec::new(),
                prints: Vec::new(),
                ways: Vec::new(),
                proofs: Vec::new(),
                sends: true,
                corrects: false,
                message: String::new(),
            }
            .render(),
        ),
        render("requests-office-letter", OfficeLetter { page: page(office), trail: trail(), letter: "<p>…</p>".into() }.render()),
        render(
            "requests-label",
            Label {
                page: page(office),
                trail: trail(),
                lines: vec!["杭州市演示路1号".into(), "<李>".into()],
                from: vec!["o".into()],
                letter_number: "杭演公开〔2026〕8号".into(),
            }
            .render(),
        ),
        render(
            "requests-undelivered",
            Undelivered {
                page: page(office),
                heads: heads(),
                rows: vec![Missing {
                    number: NUMBER.into(),
                    letter: Link::new("杭演公开〔2026〕8号", "/a"),
                    name: "答复书".into(),
                    way: "邮寄".into(),
                    sent_on: "2026-03-20".into(),
                    days: "12".into(),
                    state: "退回".into(),
                    tone: Tone::Late,
                }],
                words: "w".into(),
            }
            .render(),
        ),
        render(
            "requests-undelivered-empty",
            Undelivered { page: page(office), heads: heads(), rows: Vec::new(), words: "w".into() }.render(),
        ),
        render(
            "requests-wording",
            Wording {
                page: page(office),
                notice_heads: heads(),
                notices: vec![NoticeRow {
                    link: Link::new("补正告知书", "/a"),
                    article: "第三十条".into(),
                    from: "2019-05-15 —".into(),
                    confirmed: false,
                    state: "s".into(),
                    tone: Tone::Done,
                }],
                reason_heads: heads(),
                reasons: vec![ReasonRow {
                    link: Link::new("<国家秘密>", "/a"),
                    outcome: "3.1".into(),
                    articles: "第十四条".into(),
                    confirmed: false,
                    state: "s".into(),
                    tone: Tone::Off,
                }],
                new_reason: "/a".into(),
            }
            .render(),
        ),
        render(
            "requests-wording-notice",
            NoticePage {
                page: page(office),
                form: form(),
                trail: trail(),
                kind: "clarification".into(),
                version: 2,
                from: "2019-05-15".into(),
                versions: trail(),
                article: "第三十条".into(),
                days: "2019-05-15 —".into(),
                confirmed: false,
                must_say: vec!["<视为放弃申请>".into()],
                fields: vec![FieldRow { name: "due_on".into(), label: "l".into(), kind: "k".into(), must: true }],
                field_heads: heads(),
                letter: "<p>…</p>".into(),
                comparison: Some(Comparison::new("甲\n乙", "甲\n丙")),
                own: true,
                given_way: true,
                past: timeline(),
                message: "m".into(),
            }
            .render(),
        ),
        render(
            "requests-wording-reason",
            ReasonPage {
                page: page(office),
                form: form(),
                trail: trail(),
                id: "state-secret".into(),
                version: 2,
                outcomes: choices(),
                grounds: choices(),
                retired: "2026-03-20".into(),
                message: "m".into(),
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
                conflict: web::Conflict::default(),
                reasons: Vec::new(),
                reasons_unconfirmed: false,
                concerns: vec![ConcernShown { words: "c".into(), stops: true }],
                amending: false,
                corrects: "杭演公开〔2026〕8号".into(),
                returned: "r".into(),
                letter: String::new(),
                comparison: None,
                earlier: "e".into(),
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
                conflict: super::samples::conflict(),
                reasons: choices(),
                reasons_unconfirmed: true,
                concerns: vec![ConcernShown { words: "c".into(), stops: true }],
                amending: false,
                corrects: "杭演公开〔2026〕8号".into(),
                returned: "r".into(),
                letter: "<p>…</p>".into(),
                comparison: Some(Comparison::new("甲\n乙", "甲\n丙")),
                earlier: "e".into(),
            }
            .render(),
        ),
        render("requests-preview", Preview { page: page(office), trail: trail(), letter: "<p>…</p>".into() }.render()),
    ]
}
