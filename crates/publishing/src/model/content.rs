//! What a document says, and the page that it stands on.

use crate::import::repair::Report;
use facts::Validity;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::FileRef;

/// 公开属性: how a document may be made public (国办发〔2016〕80号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// 主动公开
    #[default]
    Proactive,
    /// 依申请公开
    OnRequest,
    /// 不予公开
    NotPublic,
}
impl Mode {
    /// every value
    pub const ALL: [Mode; 3] = [Self::Proactive, Self::OnRequest, Self::NotPublic];
    /// the code, for example `proactive`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proactive => "proactive",
            Self::OnRequest => "on-request",
            Self::NotPublic => "not-public",
        }
    }
    /// parses the code
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == code)
    }
}

/// A document as one version of it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// 名称
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// issuer as printed; empty where the source names none
    pub issuer: String,
    /// 成文日期
    pub made_on: Option<Date>,
    /// day from which it has effect; may lie in the future
    pub effective_on: Option<Date>,
    /// 主题分类
    pub subject: Option<String>,
    /// 体裁, for example 行政法规 or 通知
    pub kind: Option<String>,
    /// where it has effect
    pub region: Option<String>,
    /// 公开属性
    pub mode: Mode,
    /// 有效性
    pub validity: Validity,
    /// the body, lines parted by `\n`
    pub text: String,
    /// version of the rules that read its structure, so that anchors keep their meaning
    pub structure: u32,
    /// the file as it was handed over
    pub original: Option<FileRef>,
}

/// A document as it stands on its public page. Each public event holds the whole of it, so that one proof covers the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// what it says
    pub content: Content,
    /// the publishing organisation's id
    pub publisher: String,
    /// 索引号; none where an import brings none
    pub index_number: Option<String>,
    /// 发布日期; none where the source does not tell it
    pub published_on: Option<Date>,
    /// the id it had where it was imported from
    pub external_id: Option<String>,
    /// where it was imported from
    pub source: Option<String>,
    /// lines about adoption and promulgation, as they stand in the source
    pub remarks: Vec<String>,
    /// names of metadata whose values are the demonstration's own
    pub demo_values: Vec<String>,
    /// what was repaired on import
    pub repair: Option<Report>,
}
