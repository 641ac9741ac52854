use jiff::civil::Date;
use law::{Rule, RuleRef};

/// What somebody should know about the clock: it is no fault, and it changes nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// the day that it concerns
    pub on: Date,
    /// the rule behind it
    pub rule: RuleRef,
    /// what it is
    pub kind: WarningKind,
    /// a number or a day that its words need, where they need one
    pub argument: Option<String>,
}

/// What a warning says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WarningKind {
    /// asked for clarification after the last day for it
    ClarificationLate,
    /// asked for clarification when the term was over
    ClarificationAfterDue,
    /// a second round: all points should have been named at once
    ClarificationAgain,
    /// the clarified request came when the case had lapsed
    ClarifiedLate,
    /// the old regulation takes no time out for organs
    OrganCountsOn,
    /// an answer after silence had ended the pause
    AnswerLate,
    /// an answer to what was asked before the term began anew
    AnswerDropped,
    /// asked on or after the last day: nothing is taken out
    ConsultedAfterDue,
    /// no date of delivery: the term of the one asked does not run
    NotDelivered,
    /// a new extension after a new beginning
    ExtensionAgain,
    /// whether payment begins the term anew
    PeriodAfterPayment,
    /// which day's law says what may be charged
    FeeDay,
    /// no fee can be asked
    FeeWithoutGround,
    /// a fee asked when the term was over
    FeeLate,
    /// less time to pay than the rule gives
    FeeTermShort,
    /// paid when the case had lapsed
    PaidLate,
    /// the law gives no number for a delay
    DelayReasonable,
    /// delayed when the term was over
    DelayLate,
    /// delayed to a day that is no later
    DelayNotLater,
    /// replied when the term was over
    RepliedLate,
    /// something that came after the end
    AfterEnd,
}

impl Warning {
    pub(super) fn new(on: Date, rule: &Rule, kind: WarningKind) -> Self {
        Self { on, rule: rule.reference(), kind, argument: None }
    }

    pub(super) fn with(mut self, argument: impl ToString) -> Self {
        self.argument = Some(argument.to_string());
        self
    }
}

impl WarningKind {
    /// every kind
    pub const ALL: [WarningKind; 21] = [
        Self::ClarificationLate,
        Self::ClarificationAfterDue,
        Self::ClarificationAgain,
        Self::ClarifiedLate,
        Self::OrganCountsOn,
        Self::AnswerLate,
        Self::AnswerDropped,
        Self::ConsultedAfterDue,
        Self::NotDelivered,
        Self::ExtensionAgain,
        Self::PeriodAfterPayment,
        Self::FeeDay,
        Self::FeeWithoutGround,
        Self::FeeLate,
        Self::FeeTermShort,
        Self::PaidLate,
        Self::DelayReasonable,
        Self::DelayLate,
        Self::DelayNotLater,
        Self::RepliedLate,
        Self::AfterEnd,
    ];

    /// its stable name
    pub fn code(self) -> &'static str {
        match self {
            Self::ClarificationLate => "clarification-late",
            Self::ClarificationAfterDue => "clarification-after-due",
            Self::ClarificationAgain => "clarification-again",
            Self::ClarifiedLate => "clarified-late",
            Self::OrganCountsOn => "organ-counts-on",
            Self::AnswerLate => "answer-late",
            Self::AnswerDropped => "answer-dropped",
            Self::ConsultedAfterDue => "consulted-after-due",
            Self::NotDelivered => "not-delivered",
            Self::ExtensionAgain => "extension-again",
            Self::PeriodAfterPayment => "period-after-payment",
            Self::FeeDay => "fee-day",
            Self::FeeWithoutGround => "fee-without-ground",
            Self::FeeLate => "fee-late",
            Self::FeeTermShort => "fee-term-short",
            Self::PaidLate => "paid-late",
            Self::DelayReasonable => "delay-reasonable",
            Self::DelayLate => "delay-late",
            Self::DelayNotLater => "delay-not-later",
            Self::RepliedLate => "replied-late",
            Self::AfterEnd => "after-end",
        }
    }
}
