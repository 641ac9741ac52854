//! In whose hands a case is, and what was done with its record.

use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};
use store::PartRef;

/// Personal data was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactViewed {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

/// The case was given to a person. Its clock stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// to whom
    pub to: String,
    /// by whom
    pub person: String,
}

/// A note for the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// what
    pub text: PartRef,
    /// person's id
    pub person: String,
}

/// The case went to another body of the same intake. The law does not ask for it; the city's own rule does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub from: String,
    /// organisation's id
    pub to: String,
    /// day
    pub on: Date,
    /// why
    pub reason: PartRef,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// A case with several matters became several cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// numbers of the new cases
    pub into: Vec<String>,
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// Everything personal in a case was erased; proofs stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// leaf indexes whose bodies are gone
    pub erased: Vec<u64>,
    /// day
    pub on: Date,
    /// why: the period of retention that ended
    pub reason: String,
    /// person's id; `system` where the period ended by itself
    pub person: String,
}
