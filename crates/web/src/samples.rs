//! Pages for `templates check`: every template of this crate with sample contexts.

use crate::{
    Choice, ClockBar, Comparison, Conflict, FieldErrors, FileEntry, Form, Language, Link, MetadataRow, Milestone, MilestoneState, Page,
    Pagination, RailEntry, RailGroup, Section, SegmentKind, TimeBar, TimelineEntry, Tone, WebError,
    fault::{FaultPage, words},
};
use askama::Template;
use jiff::civil::date;

/// A rendered sample.
pub struct Sample {
    /// which template and state
    pub name: &'static str,
    /// the whole page
    pub html: String,
}

/// The error pages in a language.
pub fn samples(language: Language) -> Vec<Sample> {
    let mut fields = FieldErrors::default();
    fields.add("subject", "required", words(&WebError::NotFound, language).title);
    let faults = [
        ("fault-not-found", WebError::NotFound),
        ("fault-forbidden", WebError::Forbidden),
        ("fault-bad-request", WebError::BadRequest(String::new())),
        ("fault-fields", WebError::Fields(fields)),
        ("fault-conflict", WebError::Conflict(String::new())),
        ("fault-too-many", WebError::TooMany { retry_after: 30 }),
        ("fault-too-large", WebError::TooLarge { limit: 20 << 20 }),
        ("fault-media-type", WebError::MediaType),
        ("fault-form-expired", WebError::FormExpired(crate::Typed::of(&[("subject".to_owned(), "公共租赁住房（演示）".to_owned())]))),
        ("fault-cross-site", WebError::CrossSite),
        ("fault-method", WebError::Method),
        ("fault-unavailable", WebError::Unavailable),
        ("fault-uncertain", WebError::Uncertain),
        ("fault-internal", WebError::Internal(String::new())),
    ];
    let kit = Sample { name: "kit", html: kit_sample(language).render().unwrap_or_else(|fault| fault.to_string()) };
    faults
        .into_iter()
        .map(|(name, error)| {
            let page = FaultPage::new(&error, language, "sample", |title| Page::sample(language, Section::None, &title));
            Sample { name, html: page.render().unwrap_or_else(|fault| fault.to_string()) }
        })
        .chain([kit])
        .collect()
}

/// Every macro of the kit once, in the office shell.
#[derive(Template)]
#[template(path = "kit-sample.html")]
struct KitSample {
    page: Page,
    form: Form,
    trail: Vec<Link>,
    steps: Vec<&'static str>,
    tone: Tone,
    clock: ClockBar,
    choices: Vec<Choice>,
    metadata: Vec<MetadataRow>,
    timeline: Vec<TimelineEntry>,
    heads: Vec<&'static str>,
    pages: Pagination,
    time: TimeBar,
    milestones: Vec<Milestone>,
    files: Vec<FileEntry>,
    parts: Vec<&'static str>,
    comparison: Comparison,
    conflict: Conflict,
}

fn kit_sample(language: Language) -> KitSample {
    let mut errors = FieldErrors::default();
    errors.add("applicant.identity.number", "check-digit", "身份证号码的校验位不对，请对照证件再看一遍");
    let values = vec![
        ("applicant.identity.number".to_owned(), "330102198603125140\"><script>".to_owned()),
        ("form".to_owned(), "paper".to_owned()),
        ("password".to_owned(), "secret".to_owned()),
    ];
    let entry = |label: &str, href: &str, count, tone| RailEntry { label: label.into(), href: href.into(), count, tone };
    let rail = vec![RailGroup {
        title: "我的".into(),
        entries: vec![entry("待办", "/office", Some(7), Tone::Late), entry("待审核", "/office/review", None, Tone::Plain)],
    }];
    KitSample {
        page: Page::sample(language, Section::Office, "物业维修资金收支").with_rail(rail),
        form: Form::sample().with(values, errors),
        trail: vec![Link::new("待办", "/office"), Link::new("杭住公开〔2016〕45号", "")],
        steps: vec!["要什么", "您是谁", "核对并提交"],
        tone: Tone::Off,
        clock: ClockBar::new().with(SegmentKind::Run, 6, "已用 6 日").with(SegmentKind::Stop, 8, "征求第三方意见，不计入").with(
            SegmentKind::Left,
            9,
            "剩余 9 日",
        ),
        choices: vec![Choice::new("electronic", "电子文件，网上领取"), Choice::new("paper", "纸质，邮寄").with_hint("寄到您填写的地址。")],
        metadata: vec![
            MetadataRow::new("索引号", "002489401/2016-00123").with_note("演示"),
            MetadataRow::new("文号", "杭政办发电〔2016〕6号"),
            MetadataRow::new("有效性", "有效").with_tone(Tone::Done),
        ],
        timeline: vec![TimelineEntry {
            datetime: "2016-08-17".into(),
            when: "2016-08-17 09:30".into(),
            title: "网上收到，回执已发".into(),
            note: "台账第 9,412 条".into(),
            links: vec![Link::new("文书", "/")],
        }],
        heads: vec!["到期", "要什么"],
        pages: Pagination { previous: None, next: Some("/?page=2".into()), words: "1–20 / 126".into() },
        time: TimeBar::new("这件申请的时间")
            .with(SegmentKind::Run, date(2026, 3, 2), date(2026, 3, 6), 5, "已用 5 日")
            .with(SegmentKind::Stop, date(2026, 3, 7), date(2026, 3, 16), 0, "等待补正")
            .with(SegmentKind::Left, date(2026, 3, 17), date(2026, 4, 7), 15, "剩余 15 日"),
        milestones: vec![
            Milestone::new(MilestoneState::Done, "收到申请").with_when("2026-03-02").with_link(Link::new("回执", "/")),
            Milestone::new(MilestoneState::Skipped, "补正"),
            Milestone::new(MilestoneState::Now, "征求第三方意见")
                .with_when("2026-03-23 前")
                .with_note("第三方<b>未答复</b>的，由本机关决定。"),
            Milestone::new(MilestoneState::Ahead, "答复"),
        ],
        files: vec![
            FileEntry::new("<b>说明</b>.pdf", "/file", "application/pdf", 1_258_291).with_note("演示"),
            FileEntry::new("目录.xlsx", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 40_960),
        ],
        parts: vec!["国务院", "国令〔2019〕1号"],
        conflict: Conflict {
            changes: vec![TimelineEntry {
                datetime: "2016-08-20".into(),
                when: "2016-08-20 10:05".into(),
                title: "要求补正".into(),
                note: "陈演示".into(),
                links: Vec::new(),
            }],
            link: Some(Link::new("案件现在的情况", "/")),
            typed: vec![("理由".into(), "<b>".into())],
            files: vec!["演示.pdf".into()],
        },
        comparison: Comparison::new("请在15个工作日内补正。\n<b>第二段</b>", "请在7个工作日内补正。\n<b>第二段</b>\n逾期视为放弃。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_page_and_escapes_what_was_typed() {
        for language in [Language::Chinese, Language::English] {
            for sample in samples(language) {
                assert!(sample.html.starts_with("<!doctype html>"), "{}: {}", sample.name, sample.html);
                assert_eq!(sample.html.matches("<h1").count(), 1, "{}", sample.name);
                assert!(
                    !sample.html.contains("<script>") && !sample.html.contains(" style=") && !sample.html.contains("secret"),
                    "{}",
                    sample.name
                );
            }
        }
    }

    #[test]
    fn what_a_picture_shows_stands_beside_it_in_words() {
        let page = samples(Language::English).into_iter().find(|sample| sample.name == "kit").unwrap().html;
        for part in [
            "aria-label=\"已用 5 日，等待补正，剩余 15 日\"",
            "<figcaption>这件申请的时间</figcaption>",
            "等待补正</th><td class=\"num\">2026-03-07</td><td class=\"num\">2026-03-16</td><td class=\"num right\">not counted</td>",
            "<li class=\"now\" aria-current=\"step\"><p><b>征求第三方意见</b> <span class=\"state\">under way</span>",
            "<span class=\"state\">left out</span>",
            "<span class=\"meta num\">PDF, 1.2 MB</span>",
            "<span>目录.xlsx</span> <span class=\"meta num\">Excel, 40 KB</span>",
            "2 paragraphs differ.",
            "<del><span class=\"hidden\">removed: </span>15<span class=\"hidden\"> (end)</span></del><ins><span class=\"hidden\">added: </span>7<",
            "<span>国务院</span> <span>",
        ] {
            assert!(page.contains(part), "{part}");
        }
        assert!(!page.contains("<b>说明") && !page.contains("<b>第二段") && !page.contains("<b>未答复"));
    }

    #[test]
    fn a_bad_field_is_linked_and_described() {
        let page = samples(Language::Chinese).into_iter().find(|sample| sample.name == "kit").unwrap().html;
        for part in [
            "href=\"#f-applicant.identity.number\"",
            "aria-invalid=\"true\"",
            "f-applicant.identity.number-hint f-applicant.identity.number-error",
            "value=\"paper\" checked",
            "还有 1 处要改",
            "（选填）",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }
}
