//! A deadline counted day by day, as every page shows it (`kit::days`).

use crate::Page;
use calendar::{DayReason, DivisionCode};
use jiff::civil::Date;
use law::Law;

/// A day on the way to a deadline, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedDay {
    /// `YYYY-MM-DD`
    pub date: String,
    /// its number from 1; none where it does not count
    pub number: Option<u32>,
    /// why it counts or does not
    pub why: String,
    /// the notice that decided; may be empty
    pub notice: String,
    /// its year has no notice yet
    pub provisional: bool,
    /// the last one counted: the deadline
    pub last: bool,
}

/// Every day after `received` up to the `working_days`-th working day of a place (none: the national calendar).
pub fn counted_days(page: &Page, law: &Law, place: Option<DivisionCode>, received: Date, working_days: u32) -> Vec<CountedDay> {
    law.calendar_of(place)
        .walk(received, working_days)
        .into_iter()
        .map(|counted| CountedDay {
            date: counted.day.date.to_string(),
            number: counted.number,
            why: page.t(&format!("web-day-{}", code(counted.day.reason))),
            notice: counted.day.notice.map(|notice| notice.title.clone()).unwrap_or_default(),
            provisional: counted.day.provisional,
            last: counted.number == Some(working_days),
        })
        .collect()
}

fn code(reason: DayReason) -> &'static str {
    match reason {
        DayReason::Weekday => "weekday",
        DayReason::Weekend => "weekend",
        DayReason::Holiday => "holiday",
        DayReason::MakeUpDay => "make-up",
        DayReason::LocalDayOff => "local-off",
        DayReason::LocalMakeUpDay => "local-make-up",
    }
}
