//! 保密审查: by another person than the one who wrote.

use super::{Context, Refusal, reason};
use crate::model::{Document, DocumentEvent, Draft, Stage};

/// Sends the draft to review.
///
/// # Errors
/// Where none is in hand, or it is there already or has passed.
pub fn ask(state: &Document) -> Result<DocumentEvent, Refusal> {
    match state.draft.as_ref().ok_or(Refusal::NoDraft)?.stage {
        Stage::Draft => Ok(DocumentEvent::ReviewAsked {}),
        Stage::InReview => Err(Refusal::InReview),
        _ => Err(Refusal::Unchanged),
    }
}

fn reviewable<'a>(state: &'a Document, context: &Context) -> Result<&'a Draft, Refusal> {
    let draft = state.draft.as_ref().filter(|draft| draft.stage == Stage::InReview).ok_or(Refusal::NotInReview)?;
    if draft.writers.contains(&context.actor) { Err(Refusal::OwnDraft) } else { Ok(draft) }
}

/// Passes it.
///
/// # Errors
/// Where no review is under way, or the reviewer wrote the draft.
pub fn pass(state: &Document, context: &Context) -> Result<DocumentEvent, Refusal> {
    reviewable(state, context).map(|_| DocumentEvent::ReviewPassed {})
}

/// Sends it back.
///
/// # Errors
/// As [`pass`]; without a reason.
pub fn send_back(state: &Document, why: &str, context: &Context) -> Result<DocumentEvent, Refusal> {
    reviewable(state, context)?;
    Ok(DocumentEvent::ReviewReturned { reason: reason(why)? })
}
