//! Working days and deadline arithmetic. Pure: no clock, no files, no network.
//!
//! A working day is a function of a place and a date: the State Council's yearly notices apply everywhere, and a
//! local notice (for example the G20 calendar of Hangzhou, September 2016) overlays them for the divisions it names.
//!
//! The day of receipt is day 0; day 1 is the next working day.

mod calendars;
mod day;
mod division;
mod notice;
mod number;
mod place;

pub use calendars::Calendars;
pub use day::{CountedDay, Day, DayReason, Deadline};
pub use division::DivisionCode;
pub use notice::{CalendarError, CalendarNotice};
pub use place::Calendar;

/// The time of every place here: UTC+8, without summer time since 1992, before any rule that is counted with.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::fixed(jiff::tz::offset(8))
}
