//! Remedies change on the days on which an Act changed, and on no other; each kind of organ has its article.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Law, OrganisationKind as Kind, Remedy};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

/// The first days on which something is different, oldest first.
const CHANGES: [Date; 7] =
    [date(1990, 10, 1), date(1999, 10, 1), date(2008, 5, 1), date(2011, 8, 13), date(2015, 5, 1), date(2019, 5, 15), date(2024, 1, 1)];
/// 法释〔2025〕8号: only what a court hears is different.
const COURT_2025: Date = date(2025, 6, 1);

fn remedies(on: Date, outcome: &str, kind: Kind) -> Vec<Remedy> {
    LAW.remedies(on, outcome, kind).expect("every code on every date")
}

fn all(on: Date) -> Vec<Vec<Remedy>> {
    LAW.outcomes().iter().flat_map(|outcome| Kind::ALL.map(|kind| remedies(on, &outcome.code, kind))).collect()
}

#[test]
fn it_changes_on_these_days_only() {
    let mut day = date(2008, 5, 1);
    let mut before = all(day);
    let mut changes = Vec::new();
    while day < date(2027, 12, 31) {
        day = day.saturating_add(1.day());
        // Every day near the turn of a month or a change, and one in nine of the others.
        let near = CHANGES.iter().chain([&COURT_2025]).any(|change| *change == day || change.yesterday().ok() == Some(day));
        if near || day.day() == 1 || day.day_of_year() % 9 == 0 {
            let now = all(day);
            if now != before {
                changes.push(day);
            }
            before = now;
        }
    }
    let expected: Vec<Date> = CHANGES.into_iter().skip(3).chain([COURT_2025]).collect();
    assert_eq!(changes, expected);
}

#[test]
fn each_kind_of_organ_by_its_article() {
    use Kind::{
        CityGovernment, CountyGovernment, Department, GovernmentOffice, Institution, JudicialDepartment, TownshipGovernment,
        VerticalDepartment,
    };
    let table: [(Kind, &str, &str); 8] = [
        (CityGovernment, "第十三条第一款", "第二十四条第一款第（二）项"),
        (CountyGovernment, "第十三条第一款", "第二十四条第一款第（二）项"),
        (TownshipGovernment, "第十三条第一款", "第二十四条第一款第（二）项"),
        (Department, "第十二条第一款", "第二十四条第一款第（一）项"),
        (GovernmentOffice, "第十二条第一款", "第二十四条第一款第（一）项"),
        (VerticalDepartment, "第十二条第二款", "第二十七条"),
        (JudicialDepartment, "第十二条第一款", "第二十八条"),
        (Institution, "第十五条第一款第（三）项", "第二十四条第一款"),
    ];
    for (kind, to_2023, since_2024) in table {
        for outcome in LAW.outcomes() {
            for (on, article) in [(date(2023, 12, 31), to_2023), (date(2024, 1, 1), since_2024)] {
                let reconsideration = &remedies(on, &outcome.code, kind)[0];
                assert!(reconsideration.article.ends_with(article), "{} on {on}: {}", kind.as_str(), reconsideration.article);
            }
        }
    }
}

#[test]
fn the_term_of_litigation_is_named_once_and_with_its_article() {
    let table = [
        (date(2015, 4, 30), "1", Some((3, "months", "第三十九条"))),
        (date(2015, 5, 1), "1", Some((6, "months", "第四十六条第一款"))),
        (date(2023, 12, 31), "3.1", Some((6, "months", "第四十六条第一款"))),
        (date(2024, 1, 1), "3.1", Some((15, "calendar-days", "第四十五条"))),
        (date(2024, 1, 1), "2", Some((15, "calendar-days", "第四十五条"))),
        (date(2024, 1, 1), "3.8", Some((6, "months", "第四十六条第一款"))),
        (date(2025, 5, 31), "4.2", None),
        (date(2025, 6, 1), "4.2", Some((6, "months", "第四十六条第一款"))),
        (date(2011, 8, 12), "5.3", Some((3, "months", "第三十九条"))),
        (date(2011, 8, 13), "5.3", None),
    ];
    for (on, outcome, expected) in table {
        for kind in Kind::ALL {
            let remedies = remedies(on, outcome, kind);
            let mut found = remedies.iter().filter(|remedy| remedy.kind == "litigation");
            let litigation = found.next();
            assert!(found.next().is_none(), "{outcome} on {on}");
            let told = litigation.map(|litigation| {
                let within = litigation.within.as_ref().expect("a term");
                (within.count, within.unit.as_str(), litigation.article.as_str())
            });
            match (told, expected) {
                (None, None) => {}
                (Some((count, unit, article)), Some((expected_count, expected_unit, ends))) => {
                    assert_eq!((count, unit), (expected_count, expected_unit), "{outcome} on {on}");
                    assert!(article.ends_with(ends), "{outcome} on {on}: {article}");
                }
                (told, expected) => assert_eq!(told, expected, "{outcome} on {on}"),
            }
        }
    }
}

proptest! {
    #[test]
    fn nothing_changes_between_the_changes(days in 0..16_000_i32, more in 0..3_000_i32, outcome in 0..21_usize, kind in 0..8_usize) {
        let on = date(1988, 1, 1).saturating_add(days.days());
        let later = on.saturating_add(more.days());
        let crossed = CHANGES.iter().chain([&COURT_2025]).any(|change| on < *change && *change <= later);
        let code = LAW.outcomes()[outcome].code.as_str();
        if !crossed {
            prop_assert_eq!(remedies(on, code, Kind::ALL[kind]), remedies(later, code, Kind::ALL[kind]));
        }
    }
}
