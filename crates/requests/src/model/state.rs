//! Where a case stands: the fold of its events.

use super::event::{ClockStarted, Received, ReplyDrafted, ReplySent, RequestEvent, Side};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{PartRef, Recorded, StoreError};

/// A case as folded from its stream. Dates and rules come from the events alone.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// version of the stream
    pub version: u64,
    /// how it arrived; none before it did
    pub received: Option<Received>,
    /// day on which the requester confirmed
    pub requester_confirmed: Option<Date>,
    /// day on which the organisation confirmed
    pub organisation_confirmed: Option<Date>,
    /// its clock, once it runs
    pub clock: Option<ClockStarted>,
    /// newest draft
    pub draft: Option<ReplyDrafted>,
    /// where the draft is
    pub step: Step,
    /// who passed the review
    pub reviewer: Option<String>,
    /// who signed
    pub approver: Option<String>,
    /// why the draft came back last, until it is handed on again
    pub returned: Option<PartRef>,
    /// the letter that went out
    pub reply: Option<ReplySent>,
}

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
    /// 签发
    Approving,
    /// signed, to be sent
    Approved,
    /// 已答复
    Replied,
}

impl Step {
    /// every step of a registered case
    pub const ALL: &'static [Step] =
        &[Step::Confirming, Step::Registered, Step::Drafting, Step::Reviewing, Step::Approving, Step::Approved, Step::Replied];

    /// the code, also of its message `requests-step-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Step::New => "new",
            Step::Confirming => "confirming",
            Step::Registered => "registered",
            Step::Drafting => "drafting",
            Step::Reviewing => "reviewing",
            Step::Approving => "approving",
            Step::Approved => "approved",
            Step::Replied => "replied",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Step> {
        Self::ALL.iter().copied().find(|step| step.as_str() == code)
    }
}

/// The status that outsiders are told (interfaces.md).
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

    /// The status of a case by its step, due date and the day on which it is asked.
    pub fn of(step: Step, due_on: Option<Date>, today: Date) -> Status {
        match (step, due_on) {
            (Step::Replied, _) => Status::Replied,
            (_, None) => Status::AwaitingConfirmation,
            (_, Some(due)) if due < today => Status::Overdue,
            _ => Status::Running,
        }
    }
}

impl Request {
    /// Folds a whole stream.
    ///
    /// # Errors
    /// Where a stored body does not fit its kind.
    pub fn fold(events: &[Recorded]) -> Result<Request, StoreError> {
        events.iter().try_fold(Request::default(), |state, recorded| {
            let event = recorded.event::<RequestEvent>()?;
            Ok(state.evolve(recorded.version, event))
        })
    }

    /// One event further; an erased body (`None`) moves the version only.
    #[must_use]
    pub fn evolve(mut self, version: u64, event: Option<RequestEvent>) -> Request {
        self.version = version;
        match event {
            None | Some(RequestEvent::ContactViewed(_)) => {}
            Some(RequestEvent::Received(received)) => {
                self.step = if received.awaits.is_some() { Step::Confirming } else { Step::Registered };
                self.received = Some(*received);
            }
            Some(RequestEvent::Confirmed(confirmed)) => match confirmed.by {
                Side::Requester => self.requester_confirmed = Some(confirmed.on),
                Side::Organisation => self.organisation_confirmed = Some(confirmed.on),
            },
            Some(RequestEvent::ClockStarted(clock)) => {
                self.clock = Some(*clock);
                if self.step == Step::Confirming {
                    self.step = Step::Registered;
                }
            }
            Some(RequestEvent::ReplyDrafted(draft)) => {
                self.draft = Some(*draft);
                self.step = Step::Drafting;
                self.reviewer = None;
                self.approver = None;
            }
            Some(RequestEvent::DraftSubmitted(_)) => {
                self.step = Step::Reviewing;
                self.returned = None;
            }
            Some(RequestEvent::ReviewPassed(step)) => {
                self.reviewer = Some(step.person);
                self.step = Step::Approving;
            }
            Some(RequestEvent::DraftReturned(returned)) => {
                self.returned = Some(returned.reason);
                self.reviewer = None;
                self.approver = None;
                self.step = Step::Drafting;
            }
            Some(RequestEvent::ReplyApproved(step)) => {
                self.approver = Some(step.person);
                self.step = Step::Approved;
            }
            Some(RequestEvent::ReplySent(reply)) => {
                self.reply = Some(*reply);
                self.step = Step::Replied;
            }
        }
        self
    }

    /// Status on a day.
    pub fn status(&self, today: Date) -> Status {
        Status::of(self.step, self.clock.as_ref().map(|clock| clock.due_on), today)
    }
}
