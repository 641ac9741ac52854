//! The city's own wording of notices and of standard reasons, kept in the log: who changed what and when, and what any
//! letter was composed with. What is saved is laid over the files of the law's folder; nothing of a sent letter changes.

mod act;
mod fold;

pub use act::{Reword, Rewording};
pub use fold::{NoticeWords, Past, ReasonWords, SavedText};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Event, StreamId};

/// A change of the city's wording. Nothing here is personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum WordsEvent {
    /// another text of a notice
    NoticeSaved(NoticeSaved),
    /// back to the text of the files
    NoticeReset(NoticeReset),
    /// a standard reason was added or changed
    ReasonSaved(Box<ReasonSaved>),
    /// a standard reason is offered no longer
    ReasonRetired(ReasonRetired),
}

impl Event for WordsEvent {
    const CATEGORY: &'static str = "letter";
}

/// Another title and text for the version of a notice that begins on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSaved {
    /// kind of notice
    pub notice: String,
    /// first day of the version, by the law that it rests on
    pub from: Date,
    /// 标题
    pub title: String,
    /// the template
    pub text: String,
    /// person's id
    pub person: String,
}

/// The version that begins on a day has the text of the files again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeReset {
    /// kind of notice
    pub notice: String,
    /// first day of the version
    pub from: Date,
    /// person's id
    pub person: String,
}

/// A standard reason as it is offered from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonSaved {
    /// id; that of a reason of the files takes its place
    pub id: String,
    /// row of the closed list
    pub outcome: String,
    /// ids of the rules that carry it
    pub grounds: Vec<String>,
    /// what it is about
    pub title: String,
    /// the wording, with blanks in 【】
    pub text: String,
    /// first day on which it is offered
    pub since: Date,
    /// person's id
    pub person: String,
}

/// A standard reason is offered no longer from a day on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonRetired {
    /// id
    pub id: String,
    /// first day on which it is not offered
    pub on: Date,
    /// person's id
    pub person: String,
}

/// The stream of a notice's wording.
pub fn of_notice(kind: &str) -> StreamId {
    StreamId::new(WordsEvent::CATEGORY, &format!("notice-{kind}"))
}

/// The stream of the standard reasons.
pub fn of_reasons() -> StreamId {
    StreamId::new(WordsEvent::CATEGORY, "reasons")
}
