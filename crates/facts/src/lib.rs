//! What capabilities may know of each other: plain, versioned types, told through the feed. No logic.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A thing that happened, as others may know it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "kebab-case")]
pub enum Fact {
    /// a document was published, or its published content or metadata changed: replaces what was told of `document`
    Published(Published),
    /// a document is no longer published
    Withdrawn(Withdrawn),
    /// a request's clock began
    RequestReceived(RequestReceived),
    /// a request was answered, for the first time: told once of each
    Replied(Replied),
    /// the answer was corrected, by another letter
    ReplyCorrected(ReplyCorrected),
    /// somebody went to a reconsideration body or to a court over a request
    DisputeOpened(DisputeOpened),
    /// and it was decided
    DisputeDecided(DisputeDecided),
}

/// Validity of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validity {
    /// 现行有效
    InForce,
    /// 已修改: in force as another document changed it
    Amended,
    /// 废止: a later document ended it
    Repealed,
    /// 失效: its time ran out, or what it was for is done
    Expired,
    /// nobody has said
    Unmarked,
}

impl Validity {
    /// every value
    pub const ALL: [Validity; 5] = [Validity::InForce, Validity::Amended, Validity::Repealed, Validity::Expired, Validity::Unmarked];

    /// the code, for example `in-force`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Amended => "amended",
            Self::Repealed => "repealed",
            Self::Expired => "expired",
            Self::Unmarked => "unmarked",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|validity| validity.as_str() == code)
    }
}

/// A published document with all that search needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// its id
    pub document: String,
    /// the id it had where it was imported from
    pub external_id: Option<String>,
    /// title
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// 索引号
    pub index_number: Option<String>,
    /// issuer as printed
    pub issuer: String,
    /// the publishing organisation's id
    pub publisher: String,
    /// 成文日期
    pub made_on: Option<Date>,
    /// 发布日期
    pub published_on: Option<Date>,
    /// validity
    pub status: Validity,
    /// page, percent-encoded, for example `/documents/D123`
    pub url: String,
    /// the body in reading order
    pub passages: Vec<Passage>,
}

/// A piece of a body: a heading, an article, a paragraph.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// anchor of the nearest clause, for example `a12` or `2-3`
    pub anchor: Option<String>,
    /// its text
    pub text: String,
}

/// A document that is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// its id
    pub document: String,
}

/// A request whose clock began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestReceived {
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// legal date of receipt
    pub received_on: Date,
    /// due
    pub due_on: Date,
}

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replied {
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// outcome code
    pub outcome: String,
    /// day of the reply
    pub replied_on: Date,
    /// legal date of receipt
    pub received_on: Date,
    /// due
    pub due_on: Date,
}

/// An answer that was corrected. It is no second answer: the request stays answered on the day of the first one, and
/// counts once, under the newest outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyCorrected {
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// outcome code that stands from now on
    pub outcome: String,
    /// day of the correction
    pub corrected_on: Date,
}

/// A reconsideration or a litigation over a request; until it is decided it counts as 尚未审结.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeOpened {
    /// its id
    pub dispute: String,
    /// public number of the request
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// before a court
    pub litigation: bool,
    /// before a court, after a reconsideration
    pub after_reconsideration: bool,
    /// `first`, `second`, `retrial`; empty before a reconsideration body
    pub instance: String,
    /// the day on which the organ received the papers
    pub notified_on: Date,
}

/// A dispute that was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeDecided {
    /// its id
    pub dispute: String,
    /// public number of the request
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// before a court
    pub litigation: bool,
    /// before a court, after a reconsideration
    pub after_reconsideration: bool,
    /// `upheld`, `corrected`, `other`: the columns of the annual report
    pub result: String,
    /// day
    pub decided_on: Date,
}
