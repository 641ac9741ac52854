//! What starts, resets, pauses, lengthens or ends the clock of a request. The dates that follow are written down beside
//! each, as they were reckoned then: see [`ClockMoved`].

use super::Side;
use jiff::civil::Date;
use law::{Regime, RuleRef};
use serde::{Deserialize, Serialize};
use store::PartRef;

/// The legal date of receipt and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStarted {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// legal date of receipt, day 0
    pub received_on: Date,
    /// day on which the reply is due
    pub due_on: Date,
    /// working days counted
    pub working_days: u32,
    /// regulation in force on the day of receipt
    pub regime: Regime,
    /// why this day is the day of receipt
    pub receipt_rule: RuleRef,
    /// why so many days
    pub rule: RuleRef,
    /// some day on the way lies in a year without a calendar notice
    pub provisional: bool,
}

/// What the clock says since something happened to it. The answer of a day, not of the law of today: a corrected rule
/// moves nothing that was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockMoved {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// the due date before
    pub was: Option<Date>,
    /// the due date now; none while the clock stands still or has ended
    pub due_on: Option<Date>,
    /// working days that are left while it stands still
    pub left: Option<u32>,
    /// where it stands
    pub standing: Standing,
    /// what moved it
    pub cause: Cause,
    /// the article behind it
    pub article: String,
    /// some day on the way lies in a year without a calendar notice
    pub provisional: bool,
}

/// Where a clock stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// it counts
    #[default]
    Running,
    /// a consultation is open
    Paused,
    /// the requester is asked to clarify, to pay or to give reasons
    AwaitingRequester,
    /// a term passed and the case ended with it
    Lapsed,
    /// the requester took it back
    Withdrawn,
    /// answered
    Replied,
    /// ended otherwise
    Closed,
}

impl Standing {
    /// every standing
    pub const ALL: [Standing; 7] = [
        Standing::Running,
        Standing::Paused,
        Standing::AwaitingRequester,
        Standing::Lapsed,
        Standing::Withdrawn,
        Standing::Replied,
        Standing::Closed,
    ];

    /// the code
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Running => "running",
            Standing::Paused => "paused",
            Standing::AwaitingRequester => "awaiting-requester",
            Standing::Lapsed => "lapsed",
            Standing::Withdrawn => "withdrawn",
            Standing::Replied => "replied",
            Standing::Closed => "closed",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Standing> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == code)
    }

    /// nothing more is due
    pub fn has_ended(self) -> bool {
        matches!(self, Standing::Lapsed | Standing::Withdrawn | Standing::Replied | Standing::Closed)
    }
}

/// What moved a clock; its message is `requests-cause-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// the requester was asked to clarify
    ClarificationRequested,
    /// the requester clarified
    Clarified,
    /// a third party or another body was consulted
    Consulted,
    /// it answered, or its term passed
    Answered,
    /// the term was extended
    Extended,
    /// a fee was asked for
    FeeNoticed,
    /// it was paid
    FeePaid,
    /// a later date was set for excessive requests
    Delayed,
    /// a term of the requester passed
    Lapsed,
    /// the requester withdrew
    Withdrawn,
    /// the case went to another body
    Transferred,
    /// the case was split into several
    Split,
    /// a calendar of working days changed
    Calendar,
    /// an application for a correction was answered
    Settled,
}

impl Cause {
    /// the code
    pub fn as_str(self) -> &'static str {
        match self {
            Cause::ClarificationRequested => "clarification-requested",
            Cause::Clarified => "clarified",
            Cause::Consulted => "consulted",
            Cause::Answered => "answered",
            Cause::Extended => "extended",
            Cause::FeeNoticed => "fee-noticed",
            Cause::FeePaid => "fee-paid",
            Cause::Delayed => "delayed",
            Cause::Lapsed => "lapsed",
            Cause::Withdrawn => "withdrawn",
            Cause::Transferred => "transferred",
            Cause::Split => "split",
            Cause::Calendar => "calendar",
            Cause::Settled => "settled",
        }
    }
}

/// The requester is asked to make the request clear, once for all points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClarificationRequested {
    /// day of the notice
    pub on: Date,
    /// a last day that the officer fixed; none where the term runs from delivery
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// working days from delivery
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// the points, a sealed JSON list of texts
    pub points: PartRef,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// The requester clarified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clarified {
    /// day on which the clarified request was received
    pub on: Date,
    /// what was said
    pub text: PartRef,
    /// who entered it
    pub by: Side,
    /// it came after the term
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

/// An officer asks for more time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionProposed {
    /// working days
    pub working_days: u32,
    /// why
    pub reason: PartRef,
    /// person's id
    pub person: String,
}

/// More time was refused inside the organisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtensionDeclined {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

/// The term was extended, with the consent of the person in charge; the notice goes out with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// day
    pub on: Date,
    /// working days
    pub working_days: u32,
    /// who agreed
    pub person: String,
    /// the rule behind it
    pub rule: RuleRef,
}

/// A fee was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeNoticed {
    /// day of the notice
    pub on: Date,
    /// last day for payment as reckoned from the day of the notice, before terms ran from delivery
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// working days from delivery
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub working_days: Option<u32>,
    /// by item or by page, never both
    pub method: FeeMethod,
    /// items or pages of this request
    pub count: u32,
    /// items of the same requester counted before in the same calendar month
    pub counted_before: u32,
    /// yuan
    pub amount: u64,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
    /// how it is paid, as the notice says
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how_to_pay: Option<PartRef>,
}

impl FeeNoticed {
    /// What was counted before this request: items of the month; pages are counted for each request anew.
    pub fn counted_already(&self) -> u32 {
        match self.method {
            FeeMethod::Item => self.counted_before,
            FeeMethod::Page => 0,
        }
    }
}

/// How a fee is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeeMethod {
    /// 按件
    Item,
    /// 按量
    Page,
}

impl FeeMethod {
    /// the code, also of its message `requests-fee-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            FeeMethod::Item => "item",
            FeeMethod::Page => "page",
        }
    }
}

/// The fee was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeePaid {
    /// day
    pub on: Date,
    /// number of the payment
    pub reference: String,
    /// person's id
    pub person: String,
    /// it came after the term
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
}

/// The requester of many requests is asked for reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsAsked {
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
    /// the day that the letter names for the answer
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Date>,
}

/// The requester gave reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReasonsGiven {
    /// day
    pub on: Date,
    /// what was said
    pub text: PartRef,
    /// who entered it
    pub by: Side,
}

/// A later date was set by a person, for excessive requests with good reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelayedTo {
    /// day of the notice
    pub on: Date,
    /// the date set
    pub date: Date,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// A term of the requester passed unused, and the case ended with it by itself. No longer made: see
/// [`TermPassed`](super::TermPassed).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapsed {
    /// the first day after the term
    pub on: Date,
    /// row of the closed list under which the case counts
    pub outcome: String,
    /// the rule behind it
    pub rule: RuleRef,
}

/// The requester took the request back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawn {
    /// day
    pub on: Date,
    /// who entered it
    pub by: Side,
    /// row of the closed list under which the case counts
    pub outcome: String,
}
