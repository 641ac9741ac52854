//! The words of a dispute, and what happens to it. Days, terms and articles are written down as they were decided; case
//! numbers, notes and documents are sealed.

use crate::model::event::SealedFile;
use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};
use store::{Event, PartRef};

macro_rules! coded {
    ($(#[$meta:meta])* $name:ident $prefix:literal { $($(#[$variant_meta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_meta])* #[serde(rename = $code)] $variant),+ }
        impl $name {
            /// every value, in the order in which it is offered
            pub const ALL: &'static [$name] = &[$($name::$variant),+];
            /// the code
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $code),+ } }
            /// parses the code
            pub fn parse(code: &str) -> Option<Self> { Self::ALL.iter().copied().find(|v| v.as_str() == code) }
            /// id of its message
            pub fn message(self) -> &'static str { match self { $($name::$variant => concat!($prefix, $code)),+ } }
        }
    };
}

coded! {
    /// Before whom.
    DisputeKind "requests-dispute-kind-" {
        /// 行政复议
        Reconsideration = "reconsideration",
        /// 行政诉讼
        Litigation = "litigation",
    }
}
coded! {
    /// By which procedure.
    Procedure "requests-dispute-procedure-" {
        /// 普通程序
        Ordinary = "ordinary",
        /// 简易程序
        Simplified = "simplified",
    }
}
coded! {
    /// Of a court.
    Instance "requests-dispute-instance-" {
        /// 一审
        First = "first",
        /// 二审
        Second = "second",
        /// 再审
        Retrial = "retrial",
    }
}
coded! {
    /// Who appeared for the organ. The notice wants the responsible head.
    Appearance "requests-dispute-appearance-" {
        /// 负责人
        Head = "head",
        /// 副职负责人
        Deputy = "deputy",
        /// 工作人员
        Staff = "staff",
        /// 无人出庭
        Nobody = "nobody",
    }
}
coded! {
    /// How it ended, as the annual report counts it. What is not decided is counted as 尚未审结.
    DisputeResult "requests-dispute-result-" {
        /// 结果维持
        Upheld = "upheld",
        /// 结果纠正
        Corrected = "corrected",
        /// 其他结果
        Other = "other",
    }
}
coded! {
    /// What the body's answer is called; a term of appeal depends on it.
    Paper "requests-dispute-paper-" {
        /// 复议决定
        Decision = "decision",
        /// 判决
        Judgment = "judgment",
        /// 裁定
        Ruling = "ruling",
    }
}
coded! {
    /// What a day is the last of.
    TermKind "requests-dispute-term-" {
        /// the organ's answer to a reconsideration
        Answer = "answer",
        /// the organ's evidence and answer to a complaint
        Evidence = "evidence",
        /// a hearing
        Hearing = "hearing",
        /// the body's decision
        Decision = "decision",
        /// an appeal
        Appeal = "appeal",
        /// a complaint to a court after a reconsideration
        ToCourt = "to-court",
    }
}

impl TermKind {
    /// The organ itself loses by letting it pass.
    pub fn is_own(self) -> bool {
        !matches!(self, TermKind::Decision | TermKind::ToCourt)
    }
}

/// A term of a dispute with what it follows from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// of what
    pub what: TermKind,
    /// the day on which it began, which does not count
    pub from: Date,
    /// its last day
    pub due_on: Date,
    /// the last day lies in a year whose working days are not announced
    pub provisional: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

/// The next day that somebody must not forget.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// of what
    pub what: TermKind,
    /// the day
    pub on: Date,
}

/// The organ was told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// stream of the case
    pub case: String,
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// before whom
    pub kind: DisputeKind,
    /// of a court
    #[serde(default)]
    pub instance: Option<Instance>,
    /// by which procedure
    pub procedure: Procedure,
    /// the dispute that it follows: the reconsideration before a court, the instance before an appeal
    #[serde(default)]
    pub after: Option<String>,
    /// it goes to court after a reconsideration: another column of the annual report
    #[serde(default)]
    pub after_reconsideration: bool,
    /// name of the body: an office, no person
    pub body: String,
    /// the body's number of it, sealed: with it a published judgment and its parties are found
    #[serde(default)]
    pub case_number: Option<PartRef>,
    /// the day on which the organ received the papers
    pub notified_on: Date,
    /// the day on which the body took it up, where it is known
    #[serde(default)]
    pub accepted_on: Option<Date>,
    /// terms
    pub terms: Vec<Term>,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// The organ's answer or evidence went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// day
    pub on: Date,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// The body takes more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// the term as it is now
    pub term: Term,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// A hearing is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingSet {
    /// day
    pub on: Date,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// A hearing was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// day
    pub on: Date,
    /// who appeared for the organ
    pub appearance: Appearance,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// A document of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentAdded {
    /// the file
    pub file: SealedFile,
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// what
    pub text: PartRef,
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// The body decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// before whom
    pub kind: DisputeKind,
    /// it went to court after a reconsideration
    #[serde(default)]
    pub after_reconsideration: bool,
    /// day of the decision
    pub on: Date,
    /// the day on which the organ received it
    pub served_on: Date,
    /// how it ended
    pub result: DisputeResult,
    /// what it is called
    pub paper: Paper,
    /// what runs from it
    pub terms: Vec<Term>,
    /// what comes next
    #[serde(default)]
    pub next: Option<Next>,
    /// person's id
    pub person: String,
}

/// The organ does not appeal. The requester still may, until the term has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealWaived {
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// A document was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentViewed {
    /// which, from 1
    pub document: u32,
    /// why
    pub reason: PartRef,
    /// person's id
    pub person: String,
}

/// Everything personal was erased with the case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeErased {
    /// day
    pub on: Date,
    /// why
    pub reason: String,
    /// person's id
    pub person: String,
}

/// One thing that happened to a dispute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum DisputeEvent {
    /// the organ was told of it
    Opened(Box<Opened>),
    /// the organ answered
    Answered(Answered),
    /// the body takes more time
    Extended(Box<Extended>),
    /// a hearing is set
    HearingSet(HearingSet),
    /// it was held
    Heard(Heard),
    /// a document was added
    DocumentAdded(DocumentAdded),
    /// a document was opened
    DocumentViewed(DocumentViewed),
    /// a note
    Noted(Noted),
    /// the body decided
    Decided(Box<Decided>),
    /// the organ does not appeal
    AppealWaived(AppealWaived),
    /// everything personal was erased
    Erased(DisputeErased),
}

impl DisputeEvent {
    /// What comes next, where the event says so.
    pub fn next(&self) -> Option<Option<Next>> {
        match self {
            DisputeEvent::Opened(event) => Some(event.next),
            DisputeEvent::Answered(event) => Some(event.next),
            DisputeEvent::Extended(event) => Some(event.next),
            DisputeEvent::HearingSet(event) => Some(event.next),
            DisputeEvent::Heard(event) => Some(event.next),
            DisputeEvent::Decided(event) => Some(event.next),
            _ => None,
        }
    }

    /// Sets what comes next.
    pub(super) fn set_next(&mut self, next: Option<Next>) {
        match self {
            DisputeEvent::Opened(event) => event.next = next,
            DisputeEvent::Answered(event) => event.next = next,
            DisputeEvent::Extended(event) => event.next = next,
            DisputeEvent::HearingSet(event) => event.next = next,
            DisputeEvent::Heard(event) => event.next = next,
            DisputeEvent::Decided(event) => event.next = next,
            _ => {}
        }
    }
}

impl Event for DisputeEvent {
    const CATEGORY: &'static str = "dispute";

    /// That somebody went to court, and how far it is, is not told by the public log.
    fn public_kind(&self) -> Option<&'static str> {
        match self {
            DisputeEvent::Erased(_) => None,
            _ => Some("dispute-step"),
        }
    }
}
