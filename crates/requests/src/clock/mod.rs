//! The clock of a request: a fold over its dated events under the regulation of its date of receipt.
//!
//! Three movements: a clarification begins the term anew, a consultation takes time out, an extension adds. Every term,
//! limit and setting comes from the law data. Days are read as a deadline's: a stretch runs from its `from`, which does
//! not count, through its `to`, which does.

mod answer;
mod compare;
mod fault;
mod fold;
mod input;
mod order;
mod parse;
mod period;
mod reading;
mod rules;
mod shown;
mod warning;
mod words;

pub use answer::{ClockAnswer, SegmentAnswer, WarningAnswer};
pub use compare::{Difference, Moved, WhatIf, moved, what_if};
pub use fault::{ClockFault, FaultKind};
pub use input::{ClockEvent, ClockInput, Consulted, EventKind};
pub use shown::{BarKind, BarPiece, Line};
pub use warning::{Warning, WarningKind};

use calendar::Calendar;
use jiff::civil::Date;
use law::{Law, Regime, RuleRef};

/// How a request stands on the day on which its clock is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// the regulation of the date of receipt
    pub regime: Regime,
    /// the rule that sets the term
    pub rule: RuleRef,
    /// how it stands
    pub status: ClockStatus,
    /// day 0 of the term in hand: the date of receipt, or of what began it anew
    pub day_zero: Date,
    /// the day on which the clock was read
    pub as_of: Date,
    /// the last day on which a reply is in time; none while that cannot be known, and after a lapse or a withdrawal
    pub due_on: Option<Date>,
    /// true where the working days of a year on the way have not been announced
    pub provisional: bool,
    /// working days that count in the segments: the whole term, extension and delay included, where it has an end
    pub working_days: u32,
    /// working days left after the day on which the clock was read; none where nothing runs or waits
    pub left: Option<u32>,
    /// working days after the last day: until the reply, or until the day of reading while there is none
    pub over_by: u32,
    /// the day on which the case ended, where it did
    pub ended_on: Option<Date>,
    /// the last day on which a clarification can be asked in time; none under the regulation of 2007
    pub clarify_by: Option<Date>,
    /// the day on which the officer is reminded of that (a setting)
    pub remind_clarification_on: Option<Date>,
    /// readings of ours on which it rests
    pub readings: Vec<RuleRef>,
    /// from the date of receipt on, each beginning where the one before it ends
    pub segments: Vec<Segment>,
    /// what somebody should know, in order of the days
    pub warnings: Vec<Warning>,
}

/// The states of a clock, as `GET /api/v1/requests/{number}` names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStatus {
    /// it runs, or its last day is today
    Running,
    /// the requester has not answered yet
    AwaitingClarification,
    /// a view or a payment is awaited
    Paused,
    /// its last day has passed
    Overdue,
    /// replied
    Replied,
    /// a term of the requester has passed
    Lapsed,
    /// withdrawn
    Withdrawn,
}

/// A stretch of days that are treated alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// its day 0, which does not belong to it
    pub from: Date,
    /// its last day
    pub to: Date,
    /// working days after `from` through `to`
    pub working_days: u32,
    /// those of them that had passed on the day of reading, or when the case ended
    pub passed: u32,
    /// whether they count for the term in hand
    pub counts: bool,
    /// the rules that treat them so
    pub rules: Vec<RuleRef>,
    /// why, each reason once
    pub why: Vec<Why>,
}

/// Why days count or do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// the term of the reply
    Term,
    /// its extension
    Extension,
    /// a date that a person set
    Delay,
    /// a third party's view was awaited
    ThirdParty,
    /// a third party stayed silent: the organ decides
    ThirdPartySilent,
    /// a co-producing organ's view was awaited
    CoProducer,
    /// a co-producing organ stayed silent: that is consent
    CoProducerSilent,
    /// another organ's view was awaited
    Body,
    /// the requester was asked to clarify
    AwaitingClarification,
    /// the requester was asked to pay
    AwaitingPayment,
    /// before the clarified request was received
    DroppedByClarification,
    /// before the fee was paid
    DroppedByPayment,
    /// after the last day
    Over,
}

/// Reckons the clock by the calendar of the organisation's place.
///
/// Pure: the same events give the same clock. A fault names the event and the rule that it offends.
pub fn reckon(input: &ClockInput, law: &Law) -> Result<Clock, ClockFault> {
    reckon_on(input, law, law.calendar_of(input.organisation))
}

/// Reckons the clock by a calendar, for example by what was known of it on an earlier day.
pub fn reckon_on(input: &ClockInput, law: &Law, calendar: &Calendar) -> Result<Clock, ClockFault> {
    let rules = rules::ClockRules::new(law, input.received_on)?;
    let days = order::days(input, &rules)?;
    let mut fold = fold::Fold::new(rules, calendar, input.received_on);
    for (on, events) in days {
        fold.day(on, &events)?;
    }
    fold.lapse(input.as_of)?;
    fold.read(input.as_of)
}

impl ClockStatus {
    /// the word of the API
    pub fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::AwaitingClarification => "awaiting-clarification",
            Self::Paused => "paused",
            Self::Overdue => "overdue",
            Self::Replied => "replied",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }
}

impl Why {
    /// every reason
    pub const ALL: [Why; 13] = [
        Self::Term,
        Self::Extension,
        Self::Delay,
        Self::ThirdParty,
        Self::ThirdPartySilent,
        Self::CoProducer,
        Self::CoProducerSilent,
        Self::Body,
        Self::AwaitingClarification,
        Self::AwaitingPayment,
        Self::DroppedByClarification,
        Self::DroppedByPayment,
        Self::Over,
    ];

    /// its stable name
    pub fn code(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Extension => "extension",
            Self::Delay => "delay",
            Self::ThirdParty => "third-party",
            Self::ThirdPartySilent => "third-party-silent",
            Self::CoProducer => "co-producer",
            Self::CoProducerSilent => "co-producer-silent",
            Self::Body => "body",
            Self::AwaitingClarification => "awaiting-clarification",
            Self::AwaitingPayment => "awaiting-payment",
            Self::DroppedByClarification => "dropped-by-clarification",
            Self::DroppedByPayment => "dropped-by-payment",
            Self::Over => "over",
        }
    }
}

impl Segment {
    /// The articles behind it, each once.
    pub fn article(&self) -> String {
        let mut articles: Vec<&str> = Vec::new();
        for rule in &self.rules {
            if !articles.contains(&rule.article.as_str()) {
                articles.push(&rule.article);
            }
        }
        articles.join("；")
    }

    /// Whether all its rules were read.
    pub fn is_confirmed(&self) -> bool {
        self.rules.iter().all(|rule| rule.confirmed)
    }
}
