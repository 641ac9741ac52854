//! The day on which something happened, as the law counts it; it may have been written down later.

use super::event::RequestEvent;
use jiff::civil::Date;

/// The day that an event says of itself; none where it happens by being written down.
#[must_use]
pub fn happened(event: &RequestEvent) -> Option<Date> {
    match event {
        RequestEvent::Received(received) => Some(received.arrived_on),
        RequestEvent::Confirmed(confirmed) => Some(confirmed.on),
        RequestEvent::ClockStarted(clock) => Some(clock.received_on),
        RequestEvent::Clarified(clarified) => Some(clarified.on),
        RequestEvent::FeePaid(paid) => Some(paid.on),
        RequestEvent::ReasonsGiven(given) => Some(given.on),
        RequestEvent::FileAdded(added) => Some(added.on),
        RequestEvent::Withdrawn(withdrawn) => Some(withdrawn.on),
        RequestEvent::ConsultationDelivered(delivered) => Some(delivered.on),
        RequestEvent::ConsultationAnswered(answered) => Some(answered.on),
        RequestEvent::Dispatched(dispatched) => Some(dispatched.on),
        RequestEvent::Delivered(delivered) => Some(delivered.on),
        _ => None,
    }
}
