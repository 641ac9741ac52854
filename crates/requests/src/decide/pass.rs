//! Review (审核), legal review (合法性审查) and approval (签发): other persons than the drafter, and each other.

use super::Refusal;
use crate::model::event::{Passed, RequestEvent, Returned};
use crate::model::{Request, Step};
use store::PartRef;

/// Which of the checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// 审核
    Review,
    /// 合法性审查
    Legal,
    /// 签发
    Approval,
}

impl Stage {
    fn step(self) -> Step {
        match self {
            Stage::Review => Step::Reviewing,
            Stage::Legal => Step::LegalReviewing,
            Stage::Approval => Step::Approving,
        }
    }
}

/// Passes the draft on.
///
/// # Errors
/// At another step, or where the same person did an earlier one.
pub fn pass(state: &Request, stage: Stage, person: String, remark: Option<PartRef>) -> Result<Vec<RequestEvent>, Refusal> {
    check(state, stage, &person)?;
    let by = Passed { person, remark };
    Ok(vec![match stage {
        Stage::Review => RequestEvent::ReviewPassed(by),
        Stage::Legal => RequestEvent::LegalReviewPassed(by),
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
    let reviewed = stage != Stage::Review && state.reviewer.as_deref() == Some(person);
    let read = stage == Stage::Approval && state.legal_reviewer.as_deref() == Some(person);
    if drafted || reviewed || read { Err(Refusal::SamePerson) } else { Ok(()) }
}
