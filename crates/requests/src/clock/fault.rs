use law::Rule;

/// Why events make no clock: the event and the rule that it offends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockFault {
    /// place of the event in the list, from 0; none where the fault is not an event's
    pub index: Option<usize>,
    /// what is wrong
    pub kind: FaultKind,
    /// id of the rule
    pub rule: String,
    /// the rule's article, where it has one
    pub article: Option<String>,
}

/// What is wrong with an event, or with the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// it is not what a clock is reckoned from: the parser's words
    Unreadable(String),
    /// no such kind of event
    UnknownKind(String),
    /// a member that this kind of event needs is missing
    MissingMember(&'static str),
    /// a member that this kind of event does not have
    NeedlessMember(&'static str),
    /// earlier than the event before it
    OutOfOrder,
    /// an event, or a date in it, before the date of receipt
    BeforeReceipt,
    /// later than the day on which the clock is read
    AfterAsOf,
    /// the day on which the clock is read lies before the date of receipt
    AsOfBeforeReceipt,
    /// no regulation was in force on the date of receipt
    NoRegulation,
    /// too near the end of what a date can say
    EndOfDates,
    /// a date of the event lies before the event: this member
    DateBeforeEvent(&'static str),
    /// an answer to what was not asked
    NoQuestion,
    /// under the regulation of the date of receipt asking for a change was a reply
    NotInRegulation,
    /// the regulation of the date of receipt lets nobody set a later date
    DelayNotInRegulation,
    /// an extension of no days
    ExtensionOfNothing,
    /// longer than the most that the regulation allows
    ExtensionTooLong {
        /// the most, in working days
        most: u32,
    },
    /// a second extension of the same period
    ExtensionTwice,
    /// an extension after a new beginning, which the setting refuses
    ExtensionAgain,
    /// an extension after the due date
    ExtensionLate,
    /// nothing can begin after the end
    AfterEnd,
}

/// The id of the rule that says what a list of events must be.
const RECORD: &str = "clock-record";

impl ClockFault {
    /// A fault that a rule of the law data explains.
    pub(super) fn by(rule: &Rule, index: impl Into<Option<usize>>, kind: FaultKind) -> Self {
        Self { index: index.into(), kind, rule: rule.id.clone(), article: Some(rule.article.clone()) }
    }

    /// A fault of what was handed in, before any law is asked.
    pub(super) fn of_record(index: impl Into<Option<usize>>, kind: FaultKind) -> Self {
        Self { index: index.into(), kind, rule: RECORD.to_owned(), article: None }
    }
}

impl std::error::Error for ClockFault {}
