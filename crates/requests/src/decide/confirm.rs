//! One side confirms that the request was received; when nothing is awaited any more, the clock starts.

use super::receive::start_clock;
use super::{Context, Refusal};
use crate::model::event::{Confirmed, RequestEvent, Side};
use crate::model::{Request, Step};
use jiff::civil::Date;

/// Writes a confirmation down; the later of the two is the day of receipt (Regulation on the Disclosure of Government
/// Information, 2019, article 31).
///
/// # Errors
/// Where nothing is awaited from this side, or it confirmed before; at `confirmed_on`, a day to come or before arrival.
pub fn confirm(state: &Request, confirmed: Confirmed, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let received = state.received.as_ref().ok_or(Refusal::Unknown)?;
    let Some(awaits) = received.awaits.as_ref().filter(|_| state.step == Step::Confirming) else {
        return Err(if state.clock.is_some() { Refusal::ConfirmedAlready } else { Refusal::WrongStep(state.step) });
    };
    let (awaited, before) = match confirmed.by {
        Side::Requester => (awaits.requester, state.requester_confirmed),
        Side::Organisation => (awaits.organisation, state.organisation_confirmed),
    };
    if !awaited || before.is_some() {
        return Err(Refusal::ConfirmedAlready);
    }
    if confirmed.on > context.today {
        return Err(Refusal::field("confirmed_on", "confirmed-in-future"));
    }
    if confirmed.on < received.arrived_on {
        return Err(Refusal::field("confirmed_on", "confirmed-before-arrival"));
    }
    let day = |side: Side, before: Option<Date>| if confirmed.by == side { Some(confirmed.on) } else { before };
    let requester = day(Side::Requester, state.requester_confirmed);
    let organisation = day(Side::Organisation, state.organisation_confirmed);
    let complete = (!awaits.requester || requester.is_some()) && (!awaits.organisation || organisation.is_some());
    let mut events = vec![RequestEvent::Confirmed(confirmed)];
    if let Some(received_on) = requester.max(organisation).filter(|_| complete) {
        let clock = start_clock(received.number.clone(), received.track, received_on, awaits.rule.clone(), context)?;
        events.push(RequestEvent::ClockStarted(Box::new(clock)));
    }
    Ok(events)
}
