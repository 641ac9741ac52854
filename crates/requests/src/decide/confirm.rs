//! One side confirms that the request was received; when nothing is awaited any more, the clock starts.

use super::receive::start_clock;
use super::{Context, Refusal};
use crate::model::event::{Confirmed, RequestEvent, Side};
use crate::model::{Request, Step};

/// Writes a confirmation down; the later of the two is the day of receipt (rules.md 1.2).
///
/// # Errors
/// Where nothing is awaited from this side, or it confirmed before.
pub fn confirm(state: &Request, by: Side, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let received = state.received.as_ref().ok_or(Refusal::Unknown)?;
    let Some(awaits) = received.awaits.as_ref().filter(|_| state.step == Step::Confirming) else {
        return Err(if state.clock.is_some() { Refusal::ConfirmedAlready } else { Refusal::WrongStep(state.step) });
    };
    let before = match by {
        Side::Requester => state.requester_confirmed,
        Side::Organisation => state.organisation_confirmed,
    };
    if before.is_some() {
        return Err(Refusal::ConfirmedAlready);
    }
    let mut events = vec![RequestEvent::Confirmed(Confirmed { by, on: context.today })];
    let requester = !awaits.requester || by == Side::Requester || state.requester_confirmed.is_some();
    let organisation = !awaits.organisation || by == Side::Organisation || state.organisation_confirmed.is_some();
    if requester && organisation {
        events.push(RequestEvent::ClockStarted(Box::new(start_clock(
            received.number.clone(),
            context.today,
            awaits.rule.clone(),
            context,
        )?)));
    }
    Ok(events)
}
