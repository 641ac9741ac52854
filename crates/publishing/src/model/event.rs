//! What happens to a document, as it is written down.

use super::{CATEGORY, Content, Edition};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::Event;

/// What happens to a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum DocumentEvent {
    /// a draft was begun
    #[serde(rename = "document-drafted")]
    Drafted {
        /// whose document it is
        organisation: String,
        /// the draft
        content: Box<Content>,
    },
    /// the draft was changed, or a draft of a new version begun; a review made before no longer counts
    #[serde(rename = "document-edited")]
    Edited {
        /// the draft
        content: Box<Content>,
    },
    /// the draft waits for the confidentiality review
    #[serde(rename = "document-review-asked")]
    ReviewAsked {},
    /// 保密审查 passed
    #[serde(rename = "document-review-passed")]
    ReviewPassed {},
    /// 保密审查 returned it
    #[serde(rename = "document-review-returned")]
    ReviewReturned {
        /// why
        reason: String,
    },
    /// it became public
    #[serde(rename = "document-published")]
    Published {
        /// its page
        edition: Box<Edition>,
    },
    /// a new version of it became public
    #[serde(rename = "document-revised")]
    Revised {
        /// its page
        edition: Box<Edition>,
    },
    /// 有效性 was marked
    #[serde(rename = "document-status-marked")]
    StatusMarked {
        /// its page, with the new mark
        edition: Box<Edition>,
        /// from which day
        on: Date,
        /// the document or decision by which, as text
        by: String,
    },
    /// it is no longer public
    #[serde(rename = "document-withdrawn")]
    Withdrawn {
        /// why, shown in its place
        reason: String,
    },
}

impl Event for DocumentEvent {
    const CATEGORY: &'static str = CATEGORY;

    /// What precedes publication would tell that something is being kept back: one neutral kind for all of it.
    fn public_kind(&self) -> Option<&'static str> {
        match self {
            Self::Published { .. } | Self::Revised { .. } | Self::StatusMarked { .. } | Self::Withdrawn { .. } => None,
            _ => Some("document-prepared"),
        }
    }
}
