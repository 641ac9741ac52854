//! Review (审核) and approval (签发): other persons than the drafter, and each other.

use super::Refusal;
use crate::model::event::{RequestEvent, Returned, Step as By};
use crate::model::{Request, Step};
use store::PartRef;

/// Which of the two checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 审核
    Review,
    /// 签发
    Approval,
}

impl Stage {
    fn step(self) -> Step {
        match self {
            Stage::Review => Step::Reviewing,
            Stage::Approval => Step::Approving,
        }
    }
}

/// Passes the draft on.
///
/// # Errors
/// At another step, or where the same person did an earlier one.
pub fn pass(state: &Request, stage: Stage, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    check(state, stage, &person)?;
    let by = By { person };
    Ok(vec![match stage {
        Stage::Review => RequestEvent::ReviewPassed(by),
        Stage::Approval => RequestEvent::ReplyApproved(by),
    }])
}

/// Sends the draft back with a reason.
///
/// # Errors
/// As [`pass`].
pub fn send_back(state: &Request, stage: Stage, person: String, reason: PartRef) -> Result<Vec<RequestEvent>, Refusal> {
    check(state, stage, &person)?;
    Ok(vec![RequestEvent::DraftReturned(Returned { person, reason })])
}

fn check(state: &Request, stage: Stage, person: &str) -> Result<(), Refusal> {
    if state.step == Step::New {
        return Err(Refusal::Unknown);
    }
    if state.step != stage.step() {
        return Err(Refusal::WrongStep(state.step));
    }
    let drafted = state.draft.as_ref().is_some_and(|draft| draft.drafter == person);
    let reviewed = stage == Stage::Approval && state.reviewer.as_deref() == Some(person);
    if drafted || reviewed { Err(Refusal::SamePerson) } else { Ok(()) }
}
