//! An application to correct a record on the requester is answered: verified and corrected, found accurate, or handed on.
//! By the regulation of 2007 what is another body's must be forwarded; since 2019 it may be forwarded, or the requester
//! told whom to ask. Which answers there are, the law data says. An officer drafts, another person signs and sends.

use super::{Context, Refusal, pass};
use crate::model::event::{Cause, ClockMoved, RecordAnswer, RecordAnswered, RecordDrafted, RequestEvent, Returned, Standing, Track};
use crate::model::{Request, Step};
use law::Rule;
use store::PartRef;

/// An answer whose texts are sealed.
#[derive(Debug, Clone)]
pub struct Drafted {
    /// what it amounts to
    pub answer: RecordAnswer,
    /// what was found, and why
    pub reason: PartRef,
    /// the body that may correct it, where it is another one
    pub organ: Option<PartRef>,
    /// person's id
    pub person: String,
}

/// The rule on corrections of the day of receipt.
pub fn rule<'a>(state: &Request, context: &Context<'a>) -> Option<&'a Rule> {
    let received_on = state.clock.as_ref()?.received_on;
    context.law.rule("correction", received_on)
}

/// Answers there are under the regulation of the day of receipt.
pub fn answers(state: &Request, context: &Context<'_>) -> Vec<RecordAnswer> {
    let words = rule(state, context).map(|rule| rule.words("answers")).unwrap_or_default();
    RecordAnswer::ALL.into_iter().filter(|answer| words.iter().any(|word| word == answer.as_str())).collect()
}

/// Whether the case is an application for a correction: it has an answer and a way of its own, and none of what the chapter
/// on disclosure on request knows.
pub fn is_correction(state: &Request) -> bool {
    state.received.as_ref().is_some_and(|received| received.track == Track::Correction)
}

/// What is of disclosure on request is not for an application for a correction.
///
/// # Errors
/// Where the case is one.
pub fn not_for_corrections(state: &Request) -> Result<(), Refusal> {
    if is_correction(state) { Err(Refusal::Already("not-for-corrections")) } else { Ok(()) }
}

fn at_hand<'a>(state: &Request, context: &Context<'a>) -> Result<&'a Rule, Refusal> {
    let Some(clock) = &state.clock else {
        return Err(if state.step == Step::New { Refusal::Unknown } else { Refusal::WrongStep(state.step) });
    };
    if !is_correction(state) {
        return Err(Refusal::Already("only-for-corrections"));
    }
    Ok(rule(state, context).ok_or(law::LawError::NoRegime(clock.received_on))?)
}

/// Whether an answer can be drafted now, or the one that came back changed.
///
/// # Errors
/// Where the case is no such application or is not at hand.
pub fn may_draft(state: &Request, context: &Context<'_>) -> Result<(), Refusal> {
    at_hand(state, context)?;
    if matches!(state.step, Step::Registered | Step::Drafting) { Ok(()) } else { Err(Refusal::WrongStep(state.step)) }
}

/// Writes an answer and hands it on for signing.
///
/// # Errors
/// As [`may_draft`]; an answer that the regulation of its day does not know; another body that is not named.
pub fn draft(state: &Request, drafted: Drafted, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    may_draft(state, context)?;
    let rule = at_hand(state, context)?;
    if !answers(state, context).contains(&drafted.answer) {
        return Err(Refusal::clause("correction-must-be-forwarded", &rule.reference()));
    }
    if drafted.answer.names_another() && drafted.organ.is_none() {
        return Err(Refusal::field("organ", "required"));
    }
    let Drafted { answer, reason, organ, person } = drafted;
    Ok(vec![RequestEvent::RecordDrafted(Box::new(RecordDrafted { answer, reason, organ, rule: rule.reference(), person }))])
}

/// The draft that a person may sign or send back now: somebody else's.
///
/// # Errors
/// Where none waits for it; where the person wrote it.
pub fn to_be_signed<'s>(state: &'s Request, person: &str, context: &Context<'_>) -> Result<&'s RecordDrafted, Refusal> {
    at_hand(state, context)?;
    match &state.record {
        Some(draft) if state.step == Step::Approving => {
            if pass::may_check(state, pass::Stage::Approval, person) {
                Ok(draft)
            } else {
                Err(Refusal::SamePerson)
            }
        }
        _ => Err(Refusal::WrongStep(state.step)),
    }
}

/// Sends the drafted answer back with a reason.
///
/// # Errors
/// As [`to_be_signed`].
pub fn send_back(state: &Request, person: String, reason: PartRef, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    to_be_signed(state, &person, context)?;
    Ok(vec![RequestEvent::DraftReturned(Returned { person, reason })])
}

/// Signs and sends the drafted answer; with it the case ends.
///
/// # Errors
/// As [`to_be_signed`].
pub fn send(state: &Request, letter_number: String, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let draft = to_be_signed(state, &person, context)?;
    let received = state.received.as_ref().ok_or(Refusal::Unknown)?;
    let moved = RequestEvent::ClockMoved(Box::new(ClockMoved {
        number: received.number.clone(),
        organisation: state.organisation.clone(),
        was: state.due_on,
        due_on: None,
        left: None,
        standing: Standing::Closed,
        cause: Cause::Settled,
        article: draft.rule.article.clone(),
        provisional: false,
    }));
    let said = RequestEvent::RecordAnswered(Box::new(RecordAnswered {
        answer: draft.answer,
        on: context.today,
        reason: draft.reason.clone(),
        organ: draft.organ.clone(),
        rule: draft.rule.clone(),
        letter_number,
        person,
    }));
    Ok(vec![said, moved])
}
