//! The two answers to "where is it": whose hands inside, which status outside.

use crate::model::event::Standing;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Which hands the case is in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// not registered yet
    #[default]
    New,
    /// waits for a confirmation; no clock runs
    Confirming,
    /// registered, nothing drafted: 登记
    Registered,
    /// 拟办
    Drafting,
    /// 审核
    Reviewing,
    /// 合法性审查
    LegalReviewing,
    /// 签发
    Approving,
    /// signed, to be sent
    Approved,
    /// 已答复
    Replied,
    /// ended without a reply
    Ended,
}

impl Step {
    /// every step of a registered case
    pub const ALL: &'static [Step] = &[
        Step::Confirming,
        Step::Registered,
        Step::Drafting,
        Step::Reviewing,
        Step::LegalReviewing,
        Step::Approving,
        Step::Approved,
        Step::Replied,
        Step::Ended,
    ];

    /// the code, also of its message `requests-step-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Step::New => "new",
            Step::Confirming => "confirming",
            Step::Registered => "registered",
            Step::Drafting => "drafting",
            Step::Reviewing => "reviewing",
            Step::LegalReviewing => "legal-reviewing",
            Step::Approving => "approving",
            Step::Approved => "approved",
            Step::Replied => "replied",
            Step::Ended => "ended",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Step> {
        Self::ALL.iter().copied().find(|step| step.as_str() == code)
    }
}

/// The status that outsiders are told (docs/interfaces.md).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
#[schema(example = "running")]
pub enum Status {
    /// no clock before both sides confirmed
    AwaitingConfirmation,
    /// the clock runs
    Running,
    /// the requester is asked to clarify
    AwaitingClarification,
    /// the clock stands still
    Paused,
    /// past its due date
    Overdue,
    /// answered
    Replied,
    /// ended because the requester let a term pass
    Lapsed,
    /// withdrawn by the requester
    Withdrawn,
    /// ended otherwise
    Closed,
}

impl Status {
    /// every status
    pub const ALL: &'static [Status] = &[
        Status::AwaitingConfirmation,
        Status::Running,
        Status::AwaitingClarification,
        Status::Paused,
        Status::Overdue,
        Status::Replied,
        Status::Lapsed,
        Status::Withdrawn,
        Status::Closed,
    ];

    /// the code, also of its message `requests-status-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Status::AwaitingConfirmation => "awaiting-confirmation",
            Status::Running => "running",
            Status::AwaitingClarification => "awaiting-clarification",
            Status::Paused => "paused",
            Status::Overdue => "overdue",
            Status::Replied => "replied",
            Status::Lapsed => "lapsed",
            Status::Withdrawn => "withdrawn",
            Status::Closed => "closed",
        }
    }

    /// The status of a case by its step, its clock, its due date and the day on which it is asked.
    pub fn of(step: Step, standing: Standing, due_on: Option<Date>, today: Date) -> Status {
        match (step, standing, due_on) {
            (_, Standing::Lapsed, _) => Status::Lapsed,
            (Step::Replied, ..) | (_, Standing::Replied, _) => Status::Replied,
            (_, Standing::Withdrawn, _) => Status::Withdrawn,
            (Step::Ended, ..) | (_, Standing::Closed, _) => Status::Closed,
            (_, Standing::AwaitingRequester, _) => Status::AwaitingClarification,
            (_, Standing::Paused, _) => Status::Paused,
            (_, Standing::Running, None) => Status::AwaitingConfirmation,
            (_, Standing::Running, Some(due)) if due < today => Status::Overdue,
            _ => Status::Running,
        }
    }
}
