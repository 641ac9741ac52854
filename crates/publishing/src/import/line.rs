//! One line of a file of documents: what a crawl or an old system hands over, a JSON object a line.

use super::repair::{Report, repair_text};
use super::structure::STRUCTURE;
use crate::model::{Content, Edition, Mode};
use facts::Validity;
use jiff::civil::Date;
use serde::Deserialize;

/// The members of a line.
#[derive(Debug, Clone, Deserialize)]
struct Line {
    id: String,
    title: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    issuer: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    made: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    effective: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    info: Vec<String>,
    body: Body,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum Body {
    Text(String),
    Lines(Vec<String>),
}

/// Why a line is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// no JSON object of the form
    #[error("not a document line: {0}")]
    Syntax(String),
    /// a required text is empty
    #[error("`{0}` is empty")]
    Empty(&'static str),
    /// a date is none
    #[error("`{0}` is no date: {1}")]
    Date(&'static str, String),
    /// a status that is not known
    #[error("unknown status: {0}")]
    Status(String),
    /// seen before in this file
    #[error("the id stands on an earlier line too")]
    Twice,
    /// as the rules of a document say
    #[error("{0}")]
    Refused(String),
}

/// The `id` of a line, as far as one can be read, for messages.
#[must_use]
pub fn id_of(line: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    serde_json::from_str::<Id>(line).ok().map(|line| line.id)
}

/// Reads a line, repaired, for a publisher.
///
/// # Errors
/// What is wrong with it.
pub fn read(line: &str, publisher: &str) -> Result<Edition, BadLine> {
    let line: Line = serde_json::from_str(line).map_err(|error| BadLine::Syntax(error.to_string()))?;
    let body = match line.body {
        Body::Text(text) => text,
        Body::Lines(lines) => lines.join("\n"),
    };
    let repaired = repair_text(&body);
    let mut report = repaired.report;
    let mut single = |text: &str| single(text, &mut report);
    let title = single(&line.title).ok_or(BadLine::Empty("title"))?;
    if line.id.trim().is_empty() {
        return Err(BadLine::Empty("id"));
    }
    if repaired.text.is_empty() {
        return Err(BadLine::Empty("body"));
    }
    let validity = match line.status.as_deref().map(str::trim) {
        None | Some("") => Validity::Unmarked,
        Some("有效" | "现行有效") => Validity::InForce,
        Some("已修改") => Validity::Amended,
        Some("废止" | "已废止") => Validity::Repealed,
        Some("失效") => Validity::Expired,
        Some(other) => Validity::parse(other).ok_or_else(|| BadLine::Status(other.to_owned()))?,
    };
    let content = Content {
        title,
        number: line.number.as_deref().and_then(&mut single),
        issuer: line.issuer.as_deref().and_then(&mut single).unwrap_or_default(),
        made_on: date("made", line.made)?,
        effective_on: date("effective", line.effective)?,
        subject: None,
        kind: line.kind.as_deref().and_then(&mut single),
        region: line.region.as_deref().and_then(&mut single),
        mode: Mode::Proactive,
        validity,
        text: repaired.text,
        structure: STRUCTURE,
        original: None,
    };
    let remarks = line.info.iter().filter_map(|remark| single(remark)).collect();
    Ok(Edition {
        content,
        publisher: publisher.to_owned(),
        index_number: None,
        published_on: date("published", line.published)?,
        external_id: Some(line.id),
        source: line.source,
        remarks,
        demo_values: Vec::new(),
        repair: Some(report).filter(|report| !report.is_clean()),
    })
}

/// A repaired text of one line; none where nothing is left. What was done to it is reported with the rest.
fn single(text: &str, report: &mut Report) -> Option<String> {
    let repaired = repair_text(text);
    report.absorb(repaired.report);
    let line = repaired.text.replace('\n', " ");
    (!line.is_empty()).then_some(line)
}

fn date(name: &'static str, text: Option<String>) -> Result<Option<Date>, BadLine> {
    match text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| BadLine::Date(name, text)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::repair::Repaired;
    use super::*;

    #[test]
    fn a_line_as_a_migration_brings_it() {
        let line = r#"{"id":"d1","title":"某条例\u3000","kind":"行政法规","issuer":"国务院","number":null,"region":"全国","made":"2019-04-03","published":null,"effective":"2019-05-15","status":"已修改","info":["2007年1月17日 通过"],"body":["\u3000\u3000第一条 甲","&nbsp;第二条 乙"],"source":"a.md"}"#;
        let edition = read(line, "p").expect("reads");
        assert_eq!(edition.content.title, "某条例");
        assert_eq!(edition.content.text, "第一条 甲\n第二条 乙");
        assert_eq!((edition.content.validity, edition.published_on), (Validity::Amended, None));
        assert_eq!(edition.external_id.as_deref(), Some("d1"));
        assert!(edition.repair.is_some());
    }

    #[test]
    fn what_is_repaired_in_a_title_is_reported() {
        let clean = read(r#"{"id":"a","title":"某条例","body":"第一条 甲"}"#, "p").expect("reads");
        assert_eq!(clean.repair, None);
        for field in
            [r#""title":"某\u0000条例""#, r#""title":"某条例","issuer":"国务\u0000院""#, r#""title":"某条例","info":["通\u0000过"]"#]
        {
            let edition = read(&format!(r#"{{"id":"a",{field},"body":"第一条 甲"}}"#), "p").expect("reads");
            assert_eq!(edition.content.title, "某条例");
            let done = edition.repair.expect("a repair is reported").done;
            assert_eq!(
                done.iter().map(|count| (count.what, count.count)).collect::<Vec<_>>(),
                [(Repaired::InvisibleCharacters, 1)],
                "{field}"
            );
        }
    }

    #[test]
    fn bad_lines_say_why() {
        for (line, words) in [
            ("{", "not a document line"),
            (r#"{"id":"a","title":"t"}"#, "not a document line"),
            (r#"{"id":"a","title":"t","body":" \u3000\n"}"#, "`body` is empty"),
            (r#"{"id":"a","title":"\u200b","body":"甲"}"#, "`title` is empty"),
            (r#"{"id":" ","title":"t","body":"甲"}"#, "`id` is empty"),
            (r#"{"id":"a","title":"t","body":"甲","made":"2019年"}"#, "`made` is no date"),
            (r#"{"id":"a","title":"t","body":"甲","status":"也许"}"#, "unknown status"),
        ] {
            let error = read(line, "p").expect_err(line).to_string();
            assert!(error.starts_with(words), "{line}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(line in "\\PC{0,120}") {
            let _ = (read(&line, "p"), id_of(&line));
        }
    }
}
