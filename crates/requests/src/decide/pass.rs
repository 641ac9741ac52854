//! Review (审核), legal review (合法性审查) and approval (签发): other persons than the drafter, and each other.

use super::Refusal;
use super::draft::Written;
use crate::model::event::{Passed, ReplyDrafted, RequestEvent, Returned, Step as By};
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
    /// the last part of the address that it is posted to
    pub fn address(self) -> &'static str {
        match self {
            Stage::Review => "review",
            Stage::Legal => "legal-review",
            Stage::Approval => "approve",
        }
    }

    /// the check that a step is
    pub fn of(step: Step) -> Option<Stage> {
        [Stage::Review, Stage::Legal, Stage::Approval].into_iter().find(|stage| stage.step() == step)
    }

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

/// Changes the text: the draft is now this person's, and goes back to the first check, for another person.
///
/// # Errors
/// As [`pass`].
pub fn amend(state: &Request, stage: Stage, written: Written, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    check(state, stage, &person)?;
    let Written { outcome, ground, rule, texts, legal_review } = written;
    let drafted = ReplyDrafted { outcome, ground, rule, texts, drafter: person.clone(), legal_review };
    Ok(vec![RequestEvent::ReplyDrafted(Box::new(drafted)), RequestEvent::DraftSubmitted(By { person })])
}

/// Whether a person may make a check now: the step is right, and the person did no earlier one.
pub fn may_check(state: &Request, stage: Stage, person: &str) -> bool {
    check(state, stage, person).is_ok()
}

fn check(state: &Request, stage: Stage, person: &str) -> Result<(), Refusal> {
    if state.step == Step::New {
        return Err(Refusal::Unknown);
    }
    if state.step != stage.step() {
        return Err(Refusal::WrongStep(state.step));
    }
    let drafted = state.draft.as_ref().is_some_and(|draft| draft.drafter == person)
        || state.record.as_ref().is_some_and(|draft| draft.person == person);
    let reviewed = stage != Stage::Review && state.reviewer.as_deref() == Some(person);
    let read = stage == Stage::Approval && state.legal_reviewer.as_deref() == Some(person);
    if drafted || reviewed || read { Err(Refusal::SamePerson) } else { Ok(()) }
}
