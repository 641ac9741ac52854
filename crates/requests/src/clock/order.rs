//! The order in which events take effect, so that events of one day may stand in any.

use super::fault::{ClockFault, FaultKind};
use super::input::{ClockEvent, ClockInput, EventKind};
use super::rules::ClockRules;
use jiff::civil::Date;

/// An event with its place in the list.
#[derive(Clone, Copy)]
pub(super) struct Placed<'a> {
    pub(super) index: usize,
    pub(super) event: &'a ClockEvent,
}

/// The days on which something happened, each with its events in the order in which they take effect: what begins the
/// term anew, then questions, answers, what prolongs it, what ends it.
pub(super) fn days<'a>(input: &'a ClockInput, rules: &ClockRules<'_>) -> Result<Vec<(Date, Vec<Placed<'a>>)>, ClockFault> {
    let fault = |index: Option<usize>, kind| ClockFault::by(rules.record, index, kind);
    if input.as_of < input.received_on {
        return Err(fault(None, FaultKind::AsOfBeforeReceipt));
    }
    let mut last = input.received_on;
    for (index, event) in input.events.iter().enumerate() {
        let wrong = |kind| Err(fault(Some(index), kind));
        if event.on < input.received_on {
            return wrong(FaultKind::BeforeReceipt);
        }
        if event.on < last {
            return wrong(FaultKind::OutOfOrder);
        }
        if event.on > input.as_of {
            return wrong(FaultKind::AfterAsOf);
        }
        if let Some((name, day)) = other_date(&event.kind)
            && day < event.on
        {
            return wrong(if day < input.received_on { FaultKind::BeforeReceipt } else { FaultKind::DateBeforeEvent(name) });
        }
        last = event.on;
    }
    let mut placed: Vec<Placed<'_>> = input.events.iter().enumerate().map(|(index, event)| Placed { index, event }).collect();
    placed.sort_by(|a, b| key(a.event).cmp(&key(b.event)));
    let groups = placed.chunk_by(|a, b| a.event.on == b.event.on);
    Ok(groups.filter_map(|group| Some((group.first()?.event.on, group.to_vec()))).collect())
}

/// The date that an event carries besides its own.
fn other_date(kind: &EventKind) -> Option<(&'static str, Date)> {
    match *kind {
        EventKind::ClarificationRequested { until } | EventKind::FeeNoticed { until } => Some(("until", until)),
        EventKind::Consulted { delivered_on, .. } => delivered_on.map(|day| ("delivered_on", day)),
        EventKind::DelayedTo { date } => Some(("date", date)),
        _ => None,
    }
}

/// Day, rank within the day, and then everything else, so that only events that are the same are left to chance.
fn key(event: &ClockEvent) -> (Date, u8, Date, bool, &ClockEvent) {
    let rank = match event.kind {
        EventKind::ClarificationRequested { .. } | EventKind::Clarified => 0,
        EventKind::FeeNoticed { .. } | EventKind::FeePaid => 1,
        EventKind::Consulted { .. } => 2,
        EventKind::Answered { .. } => 3,
        EventKind::Extended { .. } => 4,
        EventKind::DelayedTo { .. } => 5,
        EventKind::Withdrawn => 6,
        EventKind::Replied => 7,
    };
    let other = other_date(&event.kind).map_or(Date::MAX, |(_, day)| day);
    (event.on, rank, other, event.party.is_none(), event)
}
