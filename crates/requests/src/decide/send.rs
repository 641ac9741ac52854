//! The signed reply goes out: its remedies follow the day of sending, the outcome and the kind of organisation.

use super::{Context, Refusal, concern, delivery, term};
use crate::model::event::{ReplySent, RequestEvent};
use crate::model::{Request, Step};
use law::Remedy;
use store::PartRef;

/// What the letter must name if it went out on the context's day.
///
/// # Errors
/// Where nothing was approved.
pub fn remedies(state: &Request, context: &Context<'_>) -> Result<Vec<Remedy>, Refusal> {
    let draft = state.draft.as_ref().ok_or(Refusal::WrongStep(state.step))?;
    Ok(context.law.remedies(context.today, &draft.outcome, context.organisation.kind)?)
}

/// Writes down that the letter went out.
///
/// # Errors
/// Where the reply is not approved, or something stops it ([`concern::nothing_stops`]).
pub fn send(
    state: &Request,
    letter_number: String,
    letter: PartRef,
    remedies: Vec<Remedy>,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    if let Some(draft) = state.draft.as_ref().filter(|_| state.step == Step::Approved) {
        concern::nothing_stops(state, (&draft.outcome, &draft.ground), context)?;
    }
    match (state.step, &state.draft, state.received.as_ref().zip(state.clock.as_ref())) {
        (Step::Approved, Some(draft), Some((received, clock))) => Ok(vec![RequestEvent::ReplySent(Box::new(ReplySent {
            number: received.number.clone(),
            organisation: received.organisation.clone(),
            received_on: clock.received_on,
            // While the clock stands still nothing is late.
            due_on: state.due_on.unwrap_or_else(|| clock.due_on.max(context.today)),
            outcome: draft.outcome.clone(),
            outcome_name: context.law.outcome(&draft.outcome)?.name.clone(),
            letter_number,
            sent_on: context.today,
            delivery: received.delivery,
            rule: draft.rule.clone(),
            remedies,
            letter,
            person,
            corrects: corrects(state),
            lapses: term::is_lapse(&draft.outcome, context.law),
            dispatch_by: delivery::dispatch_by(received.delivery, context),
        }))]),
        (Step::New, ..) => Err(Refusal::Unknown),
        (step, ..) => Err(Refusal::WrongStep(step)),
    }
}

/// 文号 of the letter that the next reply corrects.
pub fn corrects(state: &Request) -> Option<String> {
    state.reply.as_ref().filter(|_| state.correcting).map(|reply| reply.letter_number.clone())
}
