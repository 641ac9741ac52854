//! The metadata file of `gongkai import document`: TOML, every key known, every date a date.

use super::repair::Report;
use super::structure::{STRUCTURE, told_by_head};
use crate::model::{Content, Edition, Mode};
use facts::Validity;
use jiff::civil::Date;
use serde::Deserialize;
use store::FileRef;

/// Names that `demo_values` may hold.
pub const NAMES: [&str; 8] = ["number", "index_number", "issuer", "made_on", "published_on", "subject", "mode", "status"];

/// What a metadata file says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// 名称; without it the first line of the text
    pub title: Option<String>,
    /// 文号; without it the second line of the text, where it is one
    pub number: Option<String>,
    /// 索引号
    pub index_number: Option<String>,
    /// issuer as printed
    pub issuer: String,
    /// 成文日期
    #[serde(default, deserialize_with = "date")]
    pub made_on: Option<Date>,
    /// 发布日期
    #[serde(default, deserialize_with = "date")]
    pub published_on: Option<Date>,
    /// day from which it has effect
    #[serde(default, deserialize_with = "date")]
    pub effective_on: Option<Date>,
    /// id or code of the publishing organisation
    pub publisher: String,
    /// 主题分类
    pub subject: Option<String>,
    /// 体裁
    pub kind: Option<String>,
    /// where it has effect
    pub region: Option<String>,
    /// 有效性, a code of the documents API
    pub status: Option<String>,
    /// an id that makes importing again change nothing
    pub external_id: Option<String>,
    /// where the file comes from
    pub source: Option<String>,
    /// names of the metadata whose values are the demonstration's own
    #[serde(default)]
    pub demo_values: Vec<String>,
}

/// What is wrong with a metadata file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMetadata {
    /// as the TOML reader says, with line and column
    #[error("metadata: {0}")]
    Syntax(String),
    /// neither metadata nor text tell the title
    #[error("metadata: `title` is missing, and the text does not begin with one")]
    NoTitle,
    /// no code
    #[error("metadata: `status` is none of in-force, amended, repealed, expired, unmarked: {0}")]
    Status(String),
    /// a name that is none
    #[error("metadata: `demo_values` names an unknown key: {0}")]
    DemoValue(String),
}

/// A date as TOML writes it, or as text.
fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Text(String),
        Toml(toml::value::Datetime),
    }
    let text = match Either::deserialize(deserializer)? {
        Either::Text(text) => text,
        Either::Toml(value) => value.to_string(),
    };
    text.parse().map(Some).map_err(|_| serde::de::Error::custom(format!("`{text}` is no date (write 2016-08-17)")))
}

/// Reads a metadata file.
///
/// # Errors
/// What is wrong, with line and column.
pub fn read(text: &str) -> Result<Metadata, BadMetadata> {
    toml::from_str(text).map_err(|error| BadMetadata::Syntax(error.to_string()))
}

impl Metadata {
    /// The document's page from metadata and repaired text.
    ///
    /// # Errors
    /// Where the title is told nowhere; a status or name that is none.
    pub fn edition(self, publisher: &str, text: String, repair: Option<Report>, original: Option<FileRef>) -> Result<Edition, BadMetadata> {
        let (title, number) = told_by_head(&text);
        let validity = match self.status {
            None => Validity::Unmarked,
            Some(code) => Validity::parse(&code).ok_or(BadMetadata::Status(code))?,
        };
        if let Some(unknown) = self.demo_values.iter().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(BadMetadata::DemoValue(unknown.clone()));
        }
        Ok(Edition {
            content: Content {
                title: self.title.or(title).ok_or(BadMetadata::NoTitle)?,
                number: self.number.or(number),
                issuer: self.issuer,
                made_on: self.made_on,
                effective_on: self.effective_on,
                subject: self.subject,
                kind: self.kind,
                region: self.region,
                mode: Mode::Proactive,
                validity,
                text,
                structure: STRUCTURE,
                original,
            },
            publisher: publisher.to_owned(),
            index_number: self.index_number,
            published_on: self.published_on,
            external_id: self.external_id,
            source: self.source,
            remarks: Vec::new(),
            demo_values: self.demo_values,
            repair,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_of_the_notice() {
        let metadata = read(include_str!("../../../../demo/documents/notice.toml")).expect("reads");
        let text = include_str!("../../../../demo/documents/notice.txt");
        let edition = metadata.edition("p", text.to_owned(), None, None).expect("fits");
        assert_eq!(edition.content.number.as_deref(), Some("杭政办发电〔2016〕6号"));
        assert_eq!(edition.content.made_on, Some(jiff::civil::date(2016, 8, 17)));
        assert_eq!(edition.demo_values, ["index_number", "published_on", "subject", "status"]);
        assert_eq!(edition.content.title, "杭州市人民政府办公厅关于进一步加强和改进政务公开工作的通知");
    }

    #[test]
    fn bad_metadata_says_why() {
        for (text, words) in [
            ("issuer = 1", "metadata: "),
            ("issuer = \"甲\"\npublisher = \"乙\"\ncolour = \"red\"", "metadata: "),
            ("issuer = \"甲\"\npublisher = \"乙\"\nmade_on = \"2016-13-01\"", "metadata: "),
            ("issuer = \"甲\"\npublisher = \"乙\"\nstatus = \"maybe\"", "metadata: `status`"),
            ("issuer = \"甲\"\npublisher = \"乙\"\ndemo_values = [\"colour\"]", "metadata: `demo_values`"),
            ("issuer = \"甲\"\npublisher = \"乙\"", "metadata: `title`"),
        ] {
            let error = read(text).and_then(|m| m.edition("p", "第一条 甲".into(), None, None).map(|_| ())).expect_err(text);
            assert!(error.to_string().starts_with(words), "{text}: {error}");
        }
    }
}
