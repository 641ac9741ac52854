//! Every template with sample contexts, whose texts try to break out of their places.

use super::body::lines;
use super::document::{WithdrawnPage, compose};
use super::edit::{EditPage, modes};
use super::list::{self, Asked};
use super::office::{DeskDocumentPage, DeskPage, DeskRow, Offers, heads, statuses};
use super::proof::{ProofPage, VersionsPage};
use super::shown;
use crate::import::structure::{STRUCTURE, structure};
use crate::model::{Content, Edition, Mode, Stage};
use crate::records::DocumentRow;
use askama::Template;
use facts::Validity;
use jiff::{Timestamp, civil::date};
use search::{Hit, Hits};
use web::{Choice, Form, Language, Link, Page, Pagination, Sample, Section, TimelineEntry, Tone};

const SCRIPT: &str = "\"'><script>alert(1)</script>";
const TEXT: &str = "各区、县（市）人民政府：\n一、进一步加强主动公开工作\n（一）落实要求。<script>alert(1)</script>\n第一章 总则\n第一条 为了公开，制定本办法：\n（一）甲；\n某市人民政府办公厅\n2016年8月17日";

fn edition() -> Edition {
    Edition {
        content: Content {
            title: format!("某市人民政府办公厅关于政务公开工作的通知{SCRIPT}"),
            number: Some(format!("某政办〔2016〕6号{SCRIPT}")),
            issuer: format!("某市人民政府办公厅{SCRIPT}"),
            made_on: Some(date(2016, 8, 17)),
            effective_on: Some(date(2016, 9, 1)),
            subject: Some(SCRIPT.into()),
            kind: Some("通知".into()),
            region: None,
            mode: Mode::Proactive,
            validity: Validity::InForce,
            text: TEXT.into(),
            structure: STRUCTURE,
            original: Some(store::FileRef { sha256: "0".repeat(64), size: 1, media_type: "application/pdf".into(), name: SCRIPT.into() }),
        },
        publisher: "office".into(),
        index_number: Some("002489401/2016-00123".into()),
        published_on: None,
        external_id: None,
        source: Some(SCRIPT.into()),
        remarks: vec![SCRIPT.into()],
        demo_values: vec!["index_number".into()],
        repair: None,
    }
}

fn hits() -> Hits {
    let hit = Hit {
        document: "d1".into(),
        external_id: None,
        title: format!("政务公开{SCRIPT}"),
        number: None,
        index_number: None,
        issuer: SCRIPT.into(),
        publisher: "office".into(),
        made_on: Some(date(2016, 8, 17)),
        published_on: None,
        status: Validity::Amended,
        url: "/documents/d1".into(),
        snippet: format!("公开{SCRIPT}"),
        highlights: vec![(0, 2)],
        title_highlights: vec![(0, 4)],
        anchor: Some("1-3".into()),
    };
    Hits { hits: vec![hit], total: 21 }
}

/// The pages of this capability in a language.
#[must_use]
pub fn samples(language: Language) -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut keep = |name, rendered: Result<String, askama::Error>| {
        samples.push(Sample { name, html: rendered.unwrap_or_else(|fault| fault.to_string()) })
    };
    let public = |title: &str| Page::sample(language, Section::Documents, title);
    let title = edition().content.title;
    let path = "/documents/d1".to_owned();
    let trail = || vec![Link::new("文件", "/documents"), Link::new(SCRIPT, "")];
    keep("document", compose(public(&title), edition(), path.clone(), "某办", 87, 1, false).render());
    keep("document-print", compose(public(&title), edition(), path.clone(), "某办", 87, 1, true).render());
    keep("withdrawn", WithdrawnPage { page: public(&title), trail: trail(), reason: SCRIPT.into(), path: path.clone() }.render());
    keep("documents", list::compose(public("政策文件"), Asked { q: SCRIPT.into(), page: 1, ..Asked::default() }, &[], &hits()).render());
    let bad = Asked { from: SCRIPT.into(), status: SCRIPT.into(), issuer: SCRIPT.into(), page: 1, ..Asked::default() };
    keep("documents-bad", list::compose(public("政策文件"), bad, &["from", "status"], &Hits { hits: vec![], total: 0 }).render());
    keep("documents-empty", list::compose(public("政策文件"), Asked::read(""), &[], &Hits { hits: vec![], total: 0 }).render());
    keep(
        "proof",
        ProofPage {
            page: public("证明"),
            trail: trail(),
            path: path.clone(),
            title: title.clone(),
            leaf: 87,
            at: "2016-08-18 09:00".into(),
        }
        .render(),
    );
    let step = || TimelineEntry {
        datetime: "2016-08-18".into(),
        when: "2016-08-18".into(),
        title: "发布".into(),
        note: SCRIPT.into(),
        links: vec![Link::new("台账", "/ledger")],
    };
    keep("versions", VersionsPage { page: public("历次版本"), trail: trail(), title: title.clone(), steps: vec![step()] }.render());
    for sample in office(language, &title, &trail, &step) {
        samples.push(sample);
    }
    samples
}

fn office(language: Language, title: &str, trail: &dyn Fn() -> Vec<Link>, step: &dyn Fn() -> TimelineEntry) -> Vec<Sample> {
    let desk = |title: &str| Page::sample(language, Section::Office, title);
    let row = DocumentRow {
        id: "d1".into(),
        organisation: "office".into(),
        stage: Stage::InReview,
        is_public: false,
        title: title.into(),
        number: SCRIPT.into(),
        validity: Validity::InForce,
        published_on: Some(date(2016, 8, 18)),
        changed_at: Timestamp::UNIX_EPOCH,
    };
    let rows = vec![DeskRow { stage: shown::stage(language, Stage::InReview), tone: Tone::Soon, changed: "2016-08-18 09:00".into(), row }];
    let list = |rows: Vec<DeskRow>| {
        let page = desk("文件");
        let organisations = vec![Choice::new("office", "某办"), Choice::new("bureau", SCRIPT)];
        DeskPage {
            heads: heads(&page),
            page,
            organisations,
            organisation: "office".into(),
            may_edit: true,
            rows,
            pages: Pagination::default(),
        }
        .render()
    };
    let values = ["title", "number", "issuer", "made_on", "subject", "text", "reason", "by", "withdrawal"]
        .map(|name| (name.to_owned(), SCRIPT.to_owned()))
        .to_vec();
    let mut errors = web::FieldErrors::default();
    errors.add("title", "required", SCRIPT);
    errors.add("", "unchanged", SCRIPT);
    let page = desk(title);
    let document = DeskDocumentPage {
        form: Form::sample().with(values.clone(), web::FieldErrors::default()),
        id: "d1".into(),
        version: 3,
        trail: trail(),
        stage: shown::stage(language, Stage::Returned),
        tone: Tone::Late,
        offers: Offers { edit: true, ask: true, review: true, own: true, publish: true, keep: true },
        is_public: true,
        returned: Some(SCRIPT.into()),
        rows: shown::metadata(&page, &edition(), SCRIPT),
        lines: lines(&structure(TEXT, title, None)),
        original: Some(SCRIPT.into()),
        steps: vec![step()],
        statuses: statuses(language),
        page,
    };
    let page = desk("新建文件");
    let edit = EditPage {
        form: Form::sample().with(values, errors),
        trail: trail(),
        action: "/office/documents/new".into(),
        version: 0,
        organisation: SCRIPT.into(),
        original: Some(SCRIPT.into()),
        modes: modes(&page),
        statuses: statuses(language),
        page,
    };
    [
        ("office-documents", list(rows)),
        ("office-documents-empty", list(Vec::new())),
        ("office-document", document.render()),
        ("office-edit", edit.render()),
    ]
    .into_iter()
    .map(|(name, rendered)| Sample { name, html: rendered.unwrap_or_else(|fault| fault.to_string()) })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_page_and_escapes_every_text() {
        for language in [Language::Chinese, Language::English] {
            for sample in samples(language) {
                assert!(sample.html.starts_with("<!doctype html>"), "{}: {}", sample.name, sample.html);
                assert!(!sample.html.contains("<script>"), "{}", sample.name);
                assert!(!sample.html.contains(" style="), "{}", sample.name);
                assert_eq!(sample.html.matches("<h1").count(), 1, "{}", sample.name);
                assert!(!sample.html.contains("publishing-"), "{}: a message is missing", sample.name);
            }
        }
    }

    #[test]
    fn a_document_has_its_anchors_and_its_table() {
        let html =
            samples(Language::Chinese).into_iter().find(|sample| sample.name == "document").map(|sample| sample.html).unwrap_or_default();
        for part in ["id=\"1-1\"", "href=\"#1-1\"", "id=\"a1\"", "索引号", "002489401/2016-00123", "演示", "未载明"] {
            assert!(html.contains(part), "{part}");
        }
    }
}
