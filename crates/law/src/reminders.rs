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

/// When a reminder comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReminderTime {
    /// on the working day on which this many hundredths of the term's working days are over
    Elapsed(u32),
    /// this many working days before the last day; 0 is the last day itself
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

impl Reminder {
    /// The codes of those who are told, separated by `, `.
    pub(crate) fn recipients(&self) -> String {
        self.tells.iter().map(|recipient| recipient.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// The day on which it comes for a term that began on `start` and ends on `due`; none where that day would not lie
    /// after `start`, as happens with short terms.
    pub fn day(&self, start: Date, due: Date, calendar: &Calendar) -> Option<Date> {
        let day = match self.when {
            ReminderTime::Elapsed(hundredths) => {
                let whole = u64::from(calendar.count(start, due)) * u64::from(hundredths) / 100;
                calendar.add(start, u32::try_from(whole).ok()?).due
            }
            ReminderTime::Before(days) => before(due, days, calendar)?,
            ReminderTime::After(days) => calendar.add(due, days).due,
        };
        (day > start).then_some(day)
    }
}

impl Reminders {
    /// Every step with its day, soonest first; of two steps on one day the later one comes after the earlier.
    pub fn days(&self, start: Date, due: Date, calendar: &Calendar) -> Vec<(Date, &Reminder)> {
        let mut days: Vec<_> = self.steps.iter().filter_map(|step| Some((step.day(start, due, calendar)?, step))).collect();
        days.sort_by_key(|(day, _)| *day);
        days
    }
}

/// The working day from which `days` working days lead to the last day.
fn before(due: Date, days: u32, calendar: &Calendar) -> Option<Date> {
    let mut day = due;
    loop {
        let earlier = day.yesterday().ok()?;
        if calendar.count(day, due) == days && (days == 0 || calendar.count(earlier, day) == 1) {
            return Some(day);
        }
        day = earlier;
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

    #[test]
    fn steps_of_a_reply_term() {
        let calendar = LAW.calendars().national();
        let days = LAW.reminders().days(date(2026, 3, 2), date(2026, 3, 30), calendar);
        let days: Vec<(String, &str)> = days.iter().map(|(day, step)| (day.to_string(), step.id.as_str())).collect();
        assert_eq!(
            days,
            [
                ("2026-03-16".to_owned(), "half-time"),
                ("2026-03-25".to_owned(), "three-days"),
                ("2026-03-27".to_owned(), "one-day"),
                ("2026-03-31".to_owned(), "overdue"),
                ("2026-04-01".to_owned(), "overdue-head"),
                ("2026-04-03".to_owned(), "overdue-city-office"),
            ]
        );
    }

    #[test]
    fn a_short_term_skips_what_would_come_too_early() {
        let calendar = LAW.calendars().national();
        let days = LAW.reminders().days(date(2026, 3, 2), date(2026, 3, 4), calendar);
        assert!(days.iter().all(|(day, _)| *day > date(2026, 3, 2)));
        assert!(!days.iter().any(|(_, step)| step.id == "three-days"));
    }

    proptest! {
        #[test]
        fn later_steps_never_tell_fewer_days(offset in 0..3_000_i64, term in 1..60_u32) {
            let start = date(2016, 1, 1).checked_add(jiff::Span::new().days(offset)).expect("in range");
            let calendar = LAW.calendars().national();
            let due = calendar.add(start, term).due;
            let days = LAW.reminders().days(start, due, calendar);
            prop_assert!(days.windows(2).all(|pair| pair[0].0 <= pair[1].0));
            prop_assert!(days.iter().all(|(day, _)| *day > start));
            for (day, step) in days {
                match step.when {
                    ReminderTime::After(count) => prop_assert_eq!(calendar.count(due, day), count),
                    ReminderTime::Before(count) => prop_assert_eq!(calendar.count(day, due), count),
                    ReminderTime::Elapsed(_) => prop_assert!(day <= due),
                }
            }
        }
    }
}
