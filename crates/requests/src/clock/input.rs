use calendar::DivisionCode;
use jiff::civil::Date;

/// The dated events of one request, up to the day on which its clock is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockInput {
    /// where the organisation that received it is, for its working days; the national calendar without
    pub organisation: Option<DivisionCode>,
    /// legal date of receipt, day 0; decides which regulation governs
    pub received_on: Date,
    /// the day on which the clock is read; no event may be later
    pub as_of: Date,
    /// in order of their days; events of one day in any order
    pub events: Vec<ClockEvent>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockEvent {
    /// its day
    pub on: Date,
    /// what happened
    pub kind: EventKind,
    /// whom it concerns, where several are asked: an answer then belongs to the question of the same party. Without it
    /// the earliest open question of its kind is answered.
    pub party: Option<String>,
}

/// Whose view is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consulted {
    /// 第三方
    ThirdParty,
    /// 共同制作机关
    CoProducer,
    /// 其他机关
    Body,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EventKind {
    /// 要求补正
    ClarificationRequested {
        /// last day on which it can be answered
        until: Date,
    },
    /// the clarified request was received
    Clarified,
    /// 征求意见
    Consulted {
        /// whose view
        whom: Consulted,
        /// when it received the letter; its term runs from then
        delivered_on: Option<Date>,
    },
    /// its view arrived
    Answered {
        /// whose view
        whom: Consulted,
    },
    /// 延长答复期限
    Extended {
        /// by how many working days
        working_days: u32,
    },
    /// 收费通知
    FeeNoticed {
        /// last day on which it can be paid
        until: Date,
    },
    /// 缴费
    FeePaid,
    /// 延迟答复 (art 35)
    DelayedTo {
        /// the date that a person set
        date: Date,
    },
    /// 撤回
    Withdrawn,
    /// 答复
    Replied,
}

impl ClockEvent {
    /// an event that concerns nobody in particular
    pub fn new(on: Date, kind: EventKind) -> Self {
        Self { on, kind, party: None }
    }
}

impl Consulted {
    /// every kind
    pub const ALL: [Consulted; 3] = [Self::ThirdParty, Self::CoProducer, Self::Body];

    /// `third-party`, `co-producer` or `body`
    pub fn code(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::CoProducer => "co-producer",
            Self::Body => "body",
        }
    }
}

impl EventKind {
    /// the member `kind` of an event
    pub fn code(&self) -> &'static str {
        match self {
            Self::ClarificationRequested { .. } => "clarification-requested",
            Self::Clarified => "clarified",
            Self::Consulted { whom: Consulted::ThirdParty, .. } => "third-party-consulted",
            Self::Consulted { whom: Consulted::CoProducer, .. } => "co-producer-consulted",
            Self::Consulted { whom: Consulted::Body, .. } => "body-consulted",
            Self::Answered { whom: Consulted::ThirdParty } => "third-party-answered",
            Self::Answered { whom: Consulted::CoProducer } => "co-producer-answered",
            Self::Answered { whom: Consulted::Body } => "body-answered",
            Self::Extended { .. } => "extended",
            Self::FeeNoticed { .. } => "fee-noticed",
            Self::FeePaid => "fee-paid",
            Self::DelayedTo { .. } => "delayed-to",
            Self::Withdrawn => "withdrawn",
            Self::Replied => "replied",
        }
    }
}
