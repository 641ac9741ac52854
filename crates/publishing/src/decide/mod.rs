//! The rules of a document: what may follow what. Pure.

mod draft;
mod import;
mod mark;
mod publish;
mod review;
mod withdraw;

pub use draft::{begin, check, edit};
pub use import::import;
pub use mark::{Mark, mark};
pub use publish::{index_number, publish};
pub use review::{ask, pass, send_back};
pub use withdraw::withdraw;

use jiff::civil::Date;

/// What decides beside the state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// who acts
    pub actor: String,
    /// day in the city's time zone
    pub today: Date,
}

/// Why it may not be. Each has a message in both languages, `publishing-refusal-<code>`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// no such document
    #[error("there is no such document")]
    Unknown,
    /// a field cannot stand so
    #[error("{field}: {code}")]
    Field {
        /// member's name
        field: &'static str,
        /// what is wrong with it
        code: &'static str,
    },
    /// nothing is being prepared
    #[error("no draft is in hand")]
    NoDraft,
    /// a review is under way
    #[error("the draft is with the confidentiality reviewer")]
    InReview,
    /// nobody asked for a review
    #[error("the draft was not sent to review")]
    NotInReview,
    /// not passed
    #[error("the draft has not passed the confidentiality review")]
    NotPassed,
    /// 保密审查 is made by another person than the writer
    #[error("who wrote the draft cannot review it")]
    OwnDraft,
    /// marked as not to be published
    #[error("a document that is not marked for proactive disclosure is not published")]
    NotProactive,
    /// not public
    #[error("the document is not public")]
    NotPublic,
    /// no reason
    #[error("a reason is needed")]
    NoReason,
    /// the same as before
    #[error("nothing would change")]
    Unchanged,
}
impl Refusal {
    /// the last part of its message id
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Field { code, .. } => code,
            Self::NoDraft => "no-draft",
            Self::InReview => "in-review",
            Self::NotInReview => "not-in-review",
            Self::NotPassed => "not-passed",
            Self::OwnDraft => "own-draft",
            Self::NotProactive => "not-proactive",
            Self::NotPublic => "not-public",
            Self::NoReason => "no-reason",
            Self::Unchanged => "unchanged",
        }
    }
}

fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() { Err(Refusal::NoReason) } else { Ok(text.to_owned()) }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
