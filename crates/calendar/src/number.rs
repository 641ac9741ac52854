//! Days as numbers, and weekdays counted without a table.

use jiff::{ToSpan, civil::Date};

/// Day 0, a Monday: so that the remainder by seven is the weekday.
const MONDAY: Date = jiff::civil::date(1970, 1, 5);
const HOURS: i64 = 24;
/// More days than there are dates.
const FAR: i64 = 7_300_000;

/// The number of a date; Mondays are multiples of seven.
pub(crate) fn number(date: Date) -> i64 {
    date.duration_since(MONDAY).as_hours() / HOURS
}

/// The date of a number; the first or last date that exists where it lies outside.
pub(crate) fn date(number: i64) -> Date {
    MONDAY.saturating_add(number.clamp(-FAR, FAR).days())
}

/// True for Monday to Friday.
pub(crate) fn is_weekday(number: i64) -> bool {
    number.rem_euclid(7) < 5
}

/// How many days from Monday to Friday lie in 0..=number; negative before day 0.
pub(crate) fn weekdays_through(number: i64) -> i64 {
    5 * number.div_euclid(7) + (number.rem_euclid(7) + 1).min(5)
}

/// The weekday on which `weekdays_through` first reaches `count`.
pub(crate) fn nth_weekday(count: i64) -> i64 {
    let before = count - 1;
    7 * before.div_euclid(5) + before.rem_euclid(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_weekdays_agree_with_jiff() {
        let mut through = weekdays_through(-800);
        for n in -799..800 {
            assert_eq!(number(date(n)), n);
            let weekday = date(n).weekday().to_monday_zero_offset() < 5;
            assert_eq!(is_weekday(n), weekday);
            through += i64::from(weekday);
            assert_eq!(weekdays_through(n), through);
            if weekday {
                assert_eq!(nth_weekday(through), n);
            }
        }
        assert_eq!(date(i64::MAX), Date::MAX);
        for end in [Date::MIN, Date::MAX] {
            assert_eq!(date(number(end)), end);
        }
    }
}
