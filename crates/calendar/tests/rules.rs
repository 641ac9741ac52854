//! The calendars of `law/` against the day-by-day file's golden vectors, and the arithmetic against itself.

use calendar::{Calendar, CalendarError, CalendarNotice, Calendars, DayReason, DivisionCode};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::sync::LazyLock;

#[derive(serde::Deserialize)]
struct File {
    notice: Vec<CalendarNotice>,
}

static CALENDARS: LazyLock<Calendars> = LazyLock::new(|| {
    let files = [include_str!("../../../law/calendars/national.toml"), include_str!("../../../law/calendars/hangzhou-g20-2016.toml")];
    let read = |text| toml::from_str::<File>(text).expect("readable").notice;
    Calendars::new(files.into_iter().flat_map(read).collect()).expect("free of contradictions")
});

fn at(code: &str) -> &'static Calendar {
    CALENDARS.at(DivisionCode::parse(code).expect("a code"))
}

/// Start, working days, due nationally, due in the nine districts where it differs.
const GOLDEN: [(&str, u32, &str, Option<&str>); 8] = [
    ("2016-08-17", 15, "2016-09-07", Some("2016-09-11")),
    ("2016-08-17", 20, "2016-09-14", Some("2016-09-19")),
    ("2016-08-30", 3, "2016-09-02", Some("2016-09-09")),
    ("2019-05-14", 15, "2019-06-04", None),
    ("2019-05-15", 20, "2019-06-13", None),
    ("2019-09-20", 20, "2019-10-23", None),
    ("2020-01-20", 20, "2020-02-25", None),
    ("2026-02-10", 20, "2026-03-16", None),
];

#[test]
fn golden_vectors() {
    for (start, days, national, local) in GOLDEN {
        let start: Date = start.parse().unwrap();
        let due = CALENDARS.national().add(start, days);
        assert_eq!(due.due.to_string(), national, "{start} + {days}");
        assert!(!due.provisional);
        for code in ["330100", "330102", "330106", "330111"] {
            assert_eq!(at(code).add(start, days).due.to_string(), local.unwrap_or(national), "{code}: {start} + {days}");
        }
        for code in ["330122", "330127", "330182", "330185", "330200", "330000", "110101"] {
            assert_eq!(at(code).add(start, days).due.to_string(), national, "{code}: {start} + {days}");
        }
    }
}

#[test]
fn the_summit_week_day_by_day() {
    let kinds: Vec<(String, DayReason)> = at("330106")
        .walk(date(2016, 8, 26), 6)
        .into_iter()
        .map(|counted| (counted.day.date.strftime("%m-%d").to_string(), counted.day.reason))
        .filter(|(_, reason)| !matches!(reason, DayReason::Weekday))
        .collect();
    let expected = [
        ("08-27", DayReason::Weekend),
        ("08-28", DayReason::LocalMakeUpDay),
        ("09-01", DayReason::LocalDayOff),
        ("09-02", DayReason::LocalDayOff),
        ("09-03", DayReason::LocalDayOff),
        ("09-04", DayReason::LocalDayOff),
        ("09-05", DayReason::LocalDayOff),
        ("09-06", DayReason::LocalDayOff),
        ("09-07", DayReason::LocalDayOff),
    ];
    assert_eq!(kinds, expected.map(|(day, reason)| (day.to_owned(), reason)));
    let day = at("330106").day(date(2016, 9, 2));
    assert_eq!(day.notice.map(|notice| notice.id.as_str()), Some("hangzhou-g20-2016"));
    assert_eq!(at("330106").day(date(2016, 9, 15)).reason, DayReason::Holiday);
    assert_eq!(at("330106").day(date(2016, 9, 18)).reason, DayReason::MakeUpDay);
}

#[test]
fn years_without_a_notice_are_provisional() {
    let national = CALENDARS.national();
    assert!(!national.add(date(2026, 12, 1), 20).provisional);
    let over = national.add(date(2026, 12, 20), 20);
    assert!(over.provisional);
    assert_eq!(over.due, date(2027, 1, 15), "Monday to Friday only, until there is a notice");
    assert!(national.day(date(2027, 1, 1)).provisional);
    assert!(national.day(date(2027, 1, 1)).working);
    assert!(national.day(date(2003, 12, 31)).provisional);
    assert!(!national.day(date(2004, 1, 2)).provisional);
    assert!(!national.day(date(2005, 12, 31)).provisional);
    assert!(national.is_working_day(date(2005, 12, 31)), "国办发明电〔2005〕35号");
    assert!(at("330106").add(date(2026, 12, 20), 20).provisional);
}

#[test]
fn what_was_known_before_a_calendar_changed() {
    let start = date(2020, 1, 20);
    let before = CALENDARS.as_known_on(date(2020, 1, 25)).unwrap();
    let after = CALENDARS.as_known_on(date(2020, 1, 26)).unwrap();
    assert_eq!(before.national().add(start, 20).due, date(2020, 2, 21));
    assert_eq!(after.national().add(start, 20).due, date(2020, 2, 25));
    assert!(before.national().is_working_day(date(2020, 2, 1)));
    let spring = CALENDARS.as_known_on(date(2015, 5, 12)).unwrap();
    assert!(spring.national().is_working_day(date(2015, 9, 3)));
    assert!(!CALENDARS.national().is_working_day(date(2015, 9, 3)));
    let year_before = CALENDARS.as_known_on(date(2015, 12, 9)).unwrap();
    assert!(year_before.national().day(date(2016, 1, 4)).provisional);
    let city = DivisionCode::parse("330100").unwrap();
    assert_eq!(CALENDARS.as_known_on(date(2016, 6, 30)).unwrap().at(city).add(date(2016, 8, 17), 15).due, date(2016, 9, 7));
}

#[test]
fn every_day_of_the_file_it_was_made_from() {
    let mut working_days_of_year = Vec::new();
    for year in 2004..=2026 {
        working_days_of_year.push(CALENDARS.national().count(date(year - 1, 12, 31), date(year, 12, 31)));
    }
    let expected = WORKING_DAYS_2004_TO_2026;
    assert_eq!(working_days_of_year, expected);
}

/// Counted from the day-by-day file with another program.
const WORKING_DAYS_2004_TO_2026: [u32; 23] =
    [252, 251, 251, 249, 251, 250, 250, 250, 249, 250, 250, 249, 250, 249, 250, 250, 249, 250, 249, 249, 251, 248, 248];

fn notice(id: &str, year: Option<i16>, off: &[Date], on: &[Date]) -> CalendarNotice {
    CalendarNotice {
        id: id.to_owned(),
        title: id.to_owned(),
        year,
        divisions: Vec::new(),
        days_off: off.to_vec(),
        working_days: on.to_vec(),
        known_on: None,
        amends: None,
        source: "S28".to_owned(),
    }
}

#[test]
fn contradictions_are_refused() {
    let day = date(2030, 1, 5);
    let city = DivisionCode::parse("330100").unwrap();
    let both = Calendars::new(vec![notice("a", Some(2030), &[day], &[day])]);
    assert_eq!(both.unwrap_err(), CalendarError::Contradiction { notice: "a".to_owned(), date: day });
    let two = Calendars::new(vec![notice("a", Some(2030), &[day], &[]), notice("b", Some(2031), &[], &[day])]);
    assert_eq!(two.unwrap_err(), CalendarError::Contradiction { notice: "b".to_owned(), date: day });
    let years = Calendars::new(vec![notice("a", Some(2030), &[], &[]), notice("b", Some(2030), &[], &[])]);
    assert!(matches!(years.unwrap_err(), CalendarError::YearTwice { year: 2030, .. }));
    let ids = Calendars::new(vec![notice("a", Some(2030), &[], &[]), notice("a", Some(2031), &[], &[])]);
    assert_eq!(ids.unwrap_err(), CalendarError::Duplicate("a".to_owned()));
    let nothing = Calendars::new(vec![notice("a", None, &[day], &[])]);
    assert_eq!(nothing.unwrap_err(), CalendarError::Scope("a".to_owned()));
    let stray = CalendarNotice { amends: Some("z".to_owned()), ..notice("a", None, &[day], &[]) };
    assert!(matches!(Calendars::new(vec![stray]).unwrap_err(), CalendarError::AmendsUnknown { .. }));

    let local = |id| CalendarNotice { divisions: vec![city], ..notice(id, None, &[day], &[]) };
    assert!(Calendars::new(vec![local("a"), local("b")]).is_err());
    let over = Calendars::new(vec![notice("n", Some(2030), &[], &[day]), local("a")]).unwrap();
    assert!(over.national().is_working_day(day) && !over.at(city).is_working_day(day));
}

#[test]
fn no_notices_at_all() {
    let empty = Calendars::new(Vec::new()).unwrap();
    let due = empty.national().add(date(2024, 3, 1), 5);
    assert_eq!((due.due, due.provisional), (date(2024, 3, 8), true));
}

#[test]
fn the_end_of_time_is_no_panic() {
    assert_eq!(CALENDARS.national().add(Date::MAX, u32::MAX).due, Date::MAX);
    assert_eq!(CALENDARS.national().add(Date::MIN, 1).due, Date::MIN.tomorrow().unwrap());
}

fn any_date() -> impl Strategy<Value = Date> {
    (0..365 * 35_i32).prop_map(|days| date(1998, 1, 1).checked_add(days.days()).expect("in range"))
}

fn any_place() -> impl Strategy<Value = &'static Calendar> {
    prop::sample::select(vec![CALENDARS.national(), at("330106"), at("330122")])
}

proptest! {
    #[test]
    fn adding_counting_and_walking_agree(place in any_place(), start in any_date(), days in 0..400_u32) {
        let deadline = place.add(start, days);
        let walked = place.walk(start, days);
        prop_assert_eq!(place.count(start, deadline.due), days);
        prop_assert_eq!(walked.iter().filter(|day| day.number.is_some()).count() as u32, days);
        prop_assert_eq!(walked.last().map_or(start, |day| day.day.date), deadline.due);
        prop_assert_eq!(walked.last().is_none_or(|day| day.number == Some(days)), true);
        prop_assert_eq!(walked.iter().any(|day| day.day.provisional), deadline.provisional);
        for counted in &walked {
            prop_assert_eq!(place.is_working_day(counted.day.date), counted.day.working);
            prop_assert_eq!(counted.day.reason.is_working(), counted.day.working);
        }
    }

    #[test]
    fn day_zero_never_counts(place in any_place(), start in any_date(), days in 1..60_u32) {
        prop_assert!(place.add(start, days).due > start);
        prop_assert_eq!(place.add(start, 0).due, start);
        prop_assert_eq!(place.count(start, start), 0);
    }

    #[test]
    fn later_starts_and_longer_terms_end_no_earlier(place in any_place(), start in any_date(), days in 1..60_u32) {
        let due = place.add(start, days).due;
        prop_assert!(place.add(start, days + 1).due > due);
        prop_assert!(place.add(start.tomorrow().unwrap(), days).due >= due);
        prop_assert!(place.is_working_day(due));
    }

    #[test]
    fn terms_add_up(place in any_place(), start in any_date(), a in 1..60_u32, b in 1..60_u32) {
        prop_assert_eq!(place.add(place.add(start, a).due, b).due, place.add(start, a + b).due);
    }

    #[test]
    fn counting_splits_anywhere(place in any_place(), a in any_date(), b in any_date(), c in any_date()) {
        let mut days = [a, b, c];
        days.sort();
        prop_assert_eq!(place.count(days[0], days[1]) + place.count(days[1], days[2]), place.count(days[0], days[2]));
        prop_assert_eq!(place.count(days[2], days[0]), 0);
    }
}
