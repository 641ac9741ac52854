//! Notices of days off as a city writes them, and division codes, made bad.

use calendar::{CalendarNotice, Calendars, DivisionCode};
use jiff::civil::{Date, date};

#[derive(serde::Deserialize)]
struct File {
    notice: Vec<CalendarNotice>,
}

const CITY: &str = include_str!("../../../law/calendars/hangzhou-g20-2016.toml");

#[test]
fn notices() {
    let (mut accepted, mut refused) = (0, 0);
    mutation::each_text(&[CITY], 1_500, |text| {
        let Ok(File { notice }) = toml::from_str::<File>(text) else { return };
        match Calendars::new(notice) {
            Ok(calendars) => {
                accepted += 1;
                for calendar in [calendars.national(), calendars.at(DivisionCode::parse("330100").expect("a code"))] {
                    for day in [Date::MIN, date(2016, 9, 1), Date::MAX] {
                        let _ = calendar.is_working_day(day);
                        let _ = (calendar.add(day, u32::MAX), calendar.count(day, Date::MAX));
                    }
                }
                assert_eq!(
                    Calendars::new(calendars.notices().to_vec()).map(|again| again.notices().to_vec()),
                    Ok(calendars.notices().to_vec())
                );
            }
            Err(fault) => {
                refused += 1;
                assert!(!fault.to_string().is_empty());
            }
        }
    });
    assert!(accepted > 50 && refused > 0, "{accepted} accepted, {refused} refused");
}

#[test]
fn division_codes() {
    mutation::each_text(&["330100", "330106", "110000"], 4_000, |text| {
        if let Ok(code) = DivisionCode::parse(text) {
            assert_eq!(code.as_str(), text);
            assert!(code.is_within(code));
        }
    });
}
