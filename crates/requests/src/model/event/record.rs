//! The answer to an application for a correction of a record on the requester.

use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};
use store::PartRef;

/// What an answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordAnswer {
    /// verified and corrected
    Corrected,
    /// verified and found accurate
    Accurate,
    /// another body's: forwarded, and the requester told
    Forwarded,
    /// another body's: the requester is told whom to ask
    Told,
}

impl RecordAnswer {
    /// every answer
    pub const ALL: [RecordAnswer; 4] = [Self::Corrected, Self::Accurate, Self::Forwarded, Self::Told];

    /// the code, also of its message `requests-record-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Accurate => "accurate",
            Self::Forwarded => "forwarded",
            Self::Told => "told",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<RecordAnswer> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == code)
    }

    /// whether it must name another body
    pub fn names_another(self) -> bool {
        matches!(self, Self::Forwarded | Self::Told)
    }
}

/// The answer to an application for a correction was drafted or changed, and handed on for signing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDrafted {
    /// what it amounts to
    pub answer: RecordAnswer,
    /// what was found, and why
    pub reason: PartRef,
    /// the body that may correct it, where it is another one
    pub organ: Option<PartRef>,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// An application for a correction was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordAnswered {
    /// what it amounts to
    pub answer: RecordAnswer,
    /// day
    pub on: Date,
    /// what was found, and why
    pub reason: PartRef,
    /// the body that may correct it, where it is another one
    pub organ: Option<PartRef>,
    /// the rule behind it
    pub rule: RuleRef,
    /// 文号 of its letter
    pub letter_number: String,
    /// person's id
    pub person: String,
}
