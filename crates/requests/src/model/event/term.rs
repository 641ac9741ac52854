//! A term that somebody was given by a letter runs from the day on which the letter reached them. Its last day is
//! written down when that day is known, again where a calendar moves it, and once more when it has passed.

use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};

/// Which term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "of", content = "id")]
pub enum Term {
    /// the requester's, for a clarification
    Clarification,
    /// the requester's, for a fee
    Fee,
    /// that of one who is asked, by the id of the consultation
    Consultation(String),
}

impl Term {
    /// the code, also of the messages that name it
    pub fn as_str(&self) -> &'static str {
        match self {
            Term::Clarification => "clarification",
            Term::Fee => "fee",
            Term::Consultation(_) => "consultation",
        }
    }
}

/// The last day of a term is known, or is another one than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermSet {
    /// which
    pub term: Term,
    /// the day on which the letter reached the one who was given it
    pub delivered_on: Date,
    /// the last day before
    pub was: Option<Date>,
    /// the last day now
    pub until: Date,
    /// why
    pub cause: TermCause,
    /// the article behind the term
    pub article: String,
}

/// What set the last day of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TermCause {
    /// the letter arrived
    Delivered,
    /// a calendar of working days changed
    Calendar,
}

/// A term of the requester has passed. Nothing ends with it: an officer decides, and until then an answer is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermPassed {
    /// which
    pub term: Term,
    /// its last day
    pub until: Date,
    /// the day by which the officer is to decide, where the city has set one
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide_by: Option<Date>,
    /// the rule behind the term
    pub rule: RuleRef,
}
