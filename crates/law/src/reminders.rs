//! When somebody is reminded of a term, and who. No law says so: the city does, in `law/reminders.toml`.

use calendar::Calendar;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The steps of reminding, from the first to the last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reminders {
    /// in the order of the days on which they come
    pub steps: Vec<Reminder>,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Reminder {
    /// stable id, for example `three-days`
    pub id: String,
    /// name in Chinese
    pub name: String,
    /// name in English
    pub name_en: String,
    /// when it comes
    pub when: ReminderTime,
    /// who is told
    pub tells: Vec<ReminderRecipient>,
}

/// When a reminder comes, counted from the term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderTime {
    /// when at least this many hundredths of the term's working days are over; 50 is half time
    Elapsed(u32),
    /// this many working days before the last day; 0 is the last day itself, or the working day before it
    Before(u32),
    /// this many working days after the last day
    After(u32),
}

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderRecipient {
    /// who holds the work, or the unit's registrar where nobody does
    Officer,
    /// who reviews the unit's replies
    Reviewer,
    /// the head who approves them
    Head,
    /// the city's office that oversees all bodies
    CityOffice,
}

impl std::fmt::Display for ReminderTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Elapsed(hundredths) => write!(f, "elapsed {hundredths}%"),
            Self::Before(days) => write!(f, "{days} working days before"),
            Self::After(days) => write!(f, "{days} working days after"),
        }
    }
}

impl ReminderRecipient {
    /// The code, for example `city-office`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Officer => "officer",
            Self::Reviewer => "reviewer",
            Self::Head => "head",
            Self::CityOffice => "city-office",
        }
    }
}

impl Reminders {
    /// How many working days before its last day a term is soon over: when a reminder first comes by the days that are
    /// left. Pages colour by the same days as people are told by. None where no reminder comes before the end.
    pub fn soon(&self) -> Option<u32> {
        let before = |step: &Reminder| match step.when {
            ReminderTime::Before(days) => Some(days),
            ReminderTime::Elapsed(_) | ReminderTime::After(_) => None,
        };
        self.steps.iter().filter_map(before).max()
    }
}

impl Reminder {
    /// The codes of those who are told, separated by `, `.
    pub(crate) fn recipients(&self) -> String {
        self.tells.iter().map(|recipient| recipient.as_str()).collect::<Vec<_>>().join(", ")
    }
}

impl ReminderTime {
    /// The day on which it comes for a term that runs from `start` (day 0) to `due`; none where the term is too short for
    /// it. The only reckoning of reminders; a share that is no whole day is rounded up, so that nobody is told too early
    /// that it is over.
    pub fn day(self, start: Date, due: Date, calendar: &Calendar) -> Option<Date> {
        let day = match self {
            Self::Elapsed(hundredths) => {
                let all = u64::from(calendar.count(start, due));
                let passed = u32::try_from((all * u64::from(hundredths)).div_ceil(100)).ok()?;
                (all > 1 && hundredths <= 100).then(|| calendar.add(start, passed).due)?
            }
            Self::Before(days) => {
                let mut on = due;
                let mut left = days;
                // Back over so many working days, and on to one that is a working day itself.
                while left > 0 || !calendar.is_working_day(on) {
                    left -= u32::from(left > 0 && calendar.is_working_day(on));
                    on = on.yesterday().ok()?;
                    if on < start {
                        return None;
                    }
                }
                on
            }
            Self::After(days) => calendar.add(due, days).due,
        };
        (day > start).then_some(day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Law;
    use jiff::civil::date;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in law"));

    /// Every step of the law files with its day, in order.
    fn days(start: Date, due: Date) -> Vec<(Date, ReminderTime, String)> {
        let steps = LAW.reminders().steps.iter();
        let calendar = LAW.calendars().national();
        let mut days: Vec<_> = steps.filter_map(|step| Some((step.when.day(start, due, calendar)?, step.when, step.id.clone()))).collect();
        days.sort_by_key(|(day, ..)| *day);
        days
    }

    #[test]
    fn steps_of_a_reply_term() {
        let days: Vec<(String, String)> =
            days(date(2026, 3, 2), date(2026, 3, 30)).into_iter().map(|(day, _, id)| (day.to_string(), id)).collect();
        let expected = [
            ("2026-03-16", "half-time"),
            ("2026-03-25", "three-days"),
            ("2026-03-27", "one-day"),
            ("2026-03-31", "overdue"),
            ("2026-04-01", "overdue-head"),
            ("2026-04-03", "overdue-city-office"),
        ];
        assert_eq!(days, expected.map(|(day, id)| (day.to_owned(), id.to_owned())));
    }

    #[test]
    fn half_of_an_odd_term_is_over_only_after_it() {
        // Three working days from a Monday: one and a half of them are over on Wednesday.
        let calendar = LAW.calendars().national();
        assert_eq!(ReminderTime::Elapsed(50).day(date(2026, 3, 2), date(2026, 3, 5), calendar), Some(date(2026, 3, 4)));
    }

    #[test]
    fn a_short_term_skips_what_would_come_too_early() {
        let days = days(date(2026, 3, 2), date(2026, 3, 4));
        assert!(days.iter().all(|(day, ..)| *day > date(2026, 3, 2)));
        assert!(!days.iter().any(|(_, _, id)| id == "three-days"));
    }

    proptest! {
        #[test]
        fn each_step_keeps_its_distance(offset in 0..3_000_i64, term in 1..60_u32) {
            let start = date(2016, 1, 1).checked_add(jiff::Span::new().days(offset)).expect("in range");
            let calendar = LAW.calendars().national();
            let due = calendar.add(start, term).due;
            for (day, when, _) in days(start, due) {
                prop_assert!(day > start);
                match when {
                    ReminderTime::After(count) => prop_assert_eq!(calendar.count(due, day), count),
                    ReminderTime::Before(count) => prop_assert_eq!(calendar.count(day, due), count),
                    ReminderTime::Elapsed(share) => {
                        prop_assert!(day <= due);
                        prop_assert!(calendar.count(start, day) * 100 >= calendar.count(start, due) * share);
                    }
                }
            }
        }
    }
}
