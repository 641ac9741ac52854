use crate::CalendarNotice;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Why a day counts or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DayReason {
    /// Monday to Friday, nothing notified.
    Weekday,
    /// Saturday or Sunday, nothing notified.
    Weekend,
    /// A day of a national break.
    Holiday,
    /// A weekend day made working nationally.
    MakeUpDay,
    /// A day off by local notice.
    LocalDayOff,
    /// A working day by local notice.
    LocalMakeUpDay,
}

impl DayReason {
    /// True where such a day counts.
    pub fn is_working(self) -> bool {
        matches!(self, Self::Weekday | Self::MakeUpDay | Self::LocalMakeUpDay)
    }
}

/// One day as the calendar sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Day<'a> {
    /// the day
    pub date: Date,
    /// whether it is a working day
    pub working: bool,
    /// why
    pub reason: DayReason,
    /// true where no notice for its year is known
    pub provisional: bool,
    /// the notice that decided, where one did
    pub notice: Option<&'a CalendarNotice>,
}

/// A date reached by counting working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Deadline {
    /// the day on which it ends
    pub due: Date,
    /// true where a day on the way lies in a year without a notice
    pub provisional: bool,
}

/// A day on the way to a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountedDay<'a> {
    /// the day
    pub day: Day<'a>,
    /// its number from 1, where it counts
    pub number: Option<u32>,
}
