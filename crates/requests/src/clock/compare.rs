//! Two clocks side by side: with an event that has not happened, and by another calendar.

use super::fault::ClockFault;
use super::input::{ClockEvent, ClockInput};
use super::{Clock, reckon, reckon_on};
use calendar::Calendar;
use jiff::Unit;
use jiff::civil::Date;
use law::Law;

/// What would become of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// as it is, on the day of the event
    pub now: Clock,
    /// as it would be
    pub then: Clock,
    /// what changes
    pub difference: Difference,
}

/// A clock whose calendar changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// by the earlier calendar
    pub earlier: Clock,
    /// by the calendar as it is now
    pub later: Clock,
    /// what changed
    pub difference: Difference,
}

/// How two clocks differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    /// due date of the first, where it has one
    pub from: Option<Date>,
    /// due date of the second, where it has one
    pub to: Option<Date>,
    /// calendar days from the one to the other; negative where the second is earlier
    pub days: Option<i32>,
}

impl Difference {
    fn between(first: &Clock, second: &Clock) -> Self {
        let (from, to) = (first.due_on, second.due_on);
        let days = from.zip(to).and_then(|(from, to)| from.until((Unit::Day, to)).ok()).map(|span| span.get_days());
        Self { from, to, days }
    }

    /// Whether the due date is another one, or came or went.
    pub fn is_change(&self) -> bool {
        self.from != self.to
    }
}

/// The clock as it would be with one more event ("if I ask for clarification today …"). Both are read on the later of
/// the input's day and the event's.
pub fn what_if(input: &ClockInput, event: ClockEvent, law: &Law) -> Result<WhatIf, ClockFault> {
    let mut input = input.clone();
    input.as_of = input.as_of.max(event.on);
    let now = reckon(&input, law)?;
    let place = input.events.partition_point(|earlier| earlier.on <= event.on);
    input.events.insert(place, event);
    let then = reckon(&input, law)?;
    Ok(WhatIf { difference: Difference::between(&now, &then), now, then })
}

/// The clock by an earlier calendar (such as `Calendars::as_known_on`) and as it is now. An event that was in order by
/// one calendar and is not by the other is a fault.
pub fn moved(input: &ClockInput, law: &Law, earlier: &Calendar) -> Result<Moved, ClockFault> {
    let (earlier, later) = (reckon_on(input, law, earlier)?, reckon(input, law)?);
    Ok(Moved { difference: Difference::between(&earlier, &later), earlier, later })
}
