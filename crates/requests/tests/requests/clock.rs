//! The clock by tables: `clock/*.toml`, each case with its article. An event is its day, its kind and its members.

use calendar::DivisionCode;
use jiff::civil::date;
use law::Law;
use requests::clock::{BarKind, Clock, ClockEvent, ClockInput, EventKind, FaultKind, WarningKind, Why, moved, reckon, reckon_on, what_if};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::LazyLock;
use web::Language;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

const TABLES: [(&str, &str); 14] = [
    ("plain", include_str!("clock/plain.toml")),
    ("boundary", include_str!("clock/boundary.toml")),
    ("local", include_str!("clock/local.toml")),
    ("calendar", include_str!("clock/calendar.toml")),
    ("extension", include_str!("clock/extension.toml")),
    ("third-party", include_str!("clock/third-party.toml")),
    ("regulation-2007", include_str!("clock/regulation-2007.toml")),
    ("organs", include_str!("clock/organs.toml")),
    ("overlap", include_str!("clock/overlap.toml")),
    ("clarification", include_str!("clock/clarification.toml")),
    ("fees", include_str!("clock/fees.toml")),
    ("delay", include_str!("clock/delay.toml")),
    ("ends", include_str!("clock/ends.toml")),
    ("faults", include_str!("clock/faults.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Case {
    name: String,
    received_on: String,
    organisation: Option<String>,
    as_of: String,
    #[serde(default)]
    events: Vec<String>,
    status: Option<String>,
    due_on: Option<String>,
    left: Option<u32>,
    #[serde(default)]
    provisional: bool,
    article: String,
    warnings: Option<Vec<String>>,
    fault: Option<Fault>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fault {
    index: usize,
    code: String,
    rule: String,
}

/// `2024-03-05 clarification-requested until=2024-03-26`
fn event(text: &str) -> Value {
    let mut words = text.split(' ');
    let mut event = json!({"on": words.next().unwrap(), "kind": words.next().unwrap()});
    for (name, value) in words.map(|word| word.split_once('=').unwrap()) {
        event[name] = value.parse::<u32>().map_or_else(|_| json!(value), |number| json!(number));
    }
    event
}

fn input(received_on: &str, organisation: Option<&str>, as_of: &str, events: &[&str]) -> ClockInput {
    let events: Vec<Value> = events.iter().map(|text| event(text)).collect();
    let text = json!({"received_on": received_on, "organisation": organisation, "as_of": as_of, "events": events}).to_string();
    ClockInput::parse(&text).unwrap()
}

fn clock(received_on: &str, as_of: &str, events: &[&str]) -> Clock {
    reckon(&input(received_on, None, as_of, events), &LAW).unwrap()
}

#[test]
fn every_case_of_the_tables() {
    let mut checked = 0;
    for (table, text) in TABLES {
        for case in toml::from_str::<Table>(text).unwrap().case {
            check(&format!("{table}: {} ({})", case.name, case.received_on), &case);
            checked += 1;
        }
    }
    assert!(checked >= 270, "{checked}");
}

fn check(what: &str, case: &Case) {
    let events: Vec<&str> = case.events.iter().map(String::as_str).collect();
    let reckoned = reckon(&input(&case.received_on, case.organisation.as_deref(), &case.as_of, &events), &LAW);
    if let Some(expected) = &case.fault {
        let fault = reckoned.expect_err(what);
        assert_eq!((fault.index, fault.kind.code()), (Some(expected.index), expected.code.as_str()), "{what}");
        assert_eq!(fault.rule, expected.rule, "{what}");
        assert!(fault.article.as_ref().expect(what).contains(&case.article), "{what}: {fault}");
        return;
    }
    let clock = reckoned.expect(what);
    assert_eq!(Some(clock.status.code()), case.status.as_deref(), "{what}");
    assert_eq!(clock.due_on.map(|due| due.to_string()), case.due_on, "{what}");
    assert_eq!(clock.provisional, case.provisional, "{what}");
    if case.left.is_some() {
        assert_eq!(clock.left, case.left, "{what}");
    }
    let warnings: Vec<&str> = clock.warnings.iter().map(|warning| warning.kind.code()).collect();
    assert_eq!(warnings, case.warnings.clone().unwrap_or_default(), "{what}");
    let cited: Vec<String> = clock.segments.iter().map(|segment| segment.article()).chain([clock.rule.article.clone()]).collect();
    assert!(cited.iter().any(|article| article.contains(&case.article)), "{what}: {cited:?}");
}

#[test]
fn the_example_of_the_interface_day_by_day() {
    let clock = clock(
        "2024-03-01",
        "2024-05-10",
        &[
            "2024-03-05 clarification-requested until=2024-03-26",
            "2024-03-20 clarified",
            "2024-03-25 third-party-consulted delivered_on=2024-03-28",
            "2024-04-10 third-party-answered",
            "2024-04-12 extended working_days=20",
            "2024-04-15 body-consulted",
            "2024-04-18 body-answered",
        ],
    );
    let lines: Vec<_> = clock.lines().iter().map(|line| (line.from.to_string(), line.working_days, line.so_far, line.why[0])).collect();
    let expected = [
        ("2024-03-01", 2, 0, Why::DroppedByClarification),
        ("2024-03-05", 11, 0, Why::AwaitingClarification),
        ("2024-03-20", 3, 3, Why::Term),
        ("2024-03-25", 11, 3, Why::ThirdParty),
        ("2024-04-10", 3, 6, Why::Term),
        ("2024-04-15", 3, 6, Why::Body),
        ("2024-04-18", 14, 20, Why::Term),
        ("2024-05-10", 20, 40, Why::Extension),
    ];
    assert_eq!(lines, expected.map(|(from, days, so_far, why)| (from.to_owned(), days, so_far, why)));
    assert_eq!((clock.due_on, clock.working_days, clock.left), (Some(date(2024, 6, 6)), 40, Some(20)));
    assert_eq!((clock.clarify_by, clock.remind_clarification_on), (Some(date(2024, 3, 29)), Some(date(2024, 3, 27))));
    let bar: Vec<_> = clock.bar().iter().map(|piece| (piece.kind, piece.share)).collect();
    assert_eq!(bar.iter().map(|(_, share)| share).sum::<u32>(), 1000);
    assert_eq!(bar.first().map(|(kind, _)| *kind), Some(BarKind::Dropped));
    assert_eq!(bar.last().map(|(kind, _)| *kind), Some(BarKind::Left));
}

#[test]
fn every_wrong_input_says_where_and_by_which_rule() {
    let cases = [
        ("", None, "unreadable"),
        ("[]", None, "unreadable"),
        ("{}", None, "unreadable"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-02"}"#, None, "unreadable"),
        (r#"{"received_on":"2024-03-01","events":[]}"#, None, "unreadable"),
        (r#"{"received_on":"20240301","as_of":"2024-03-02","events":[]}"#, None, "unreadable"),
        (r#"{"received_on":"2024-02-30","as_of":"2024-03-02","events":[]}"#, None, "unreadable"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-02","events":[],"more":1}"#, None, "unreadable"),
        (r#"{"received_on":"2024-03-01","received_on":"2024-03-01","as_of":"2024-03-02","events":[]}"#, None, "unreadable"),
        (r#"{"organisation":"33","received_on":"2024-03-01","as_of":"2024-03-02","events":[]}"#, None, "unreadable"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"paused"}]}"#, Some(0), "unknown-kind"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"Clarified"}]}"#, Some(0), "unknown-kind"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02"}]}"#, Some(0), "unreadable"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"kind":"replied"}]}"#, Some(0), "unreadable"),
        (r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[7]}"#, Some(0), "unreadable"),
        (
            r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"replied"},{"on":"2024-03-02","kind":"replied","by":"x"}]}"#,
            Some(1),
            "unreadable",
        ),
        (
            r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"extended"}]}"#,
            Some(0),
            "missing-member",
        ),
        (
            r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"extended","working_days":-1}]}"#,
            Some(0),
            "unreadable",
        ),
        (
            r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"clarification-requested"}]}"#,
            Some(0),
            "missing-member",
        ),
        (
            r#"{"received_on":"2024-03-01","as_of":"2024-03-09","events":[{"on":"2024-03-02","kind":"replied","until":"2024-03-09"}]}"#,
            Some(0),
            "needless-member",
        ),
    ];
    for (text, index, code) in cases {
        let fault = ClockInput::parse(text).expect_err(text);
        assert_eq!((fault.index, fault.kind.code(), fault.rule.as_str()), (index, code, "clock-record"), "{text}");
        assert!(index.is_none_or(|index| fault.to_string().contains(&format!("events[{index}]"))), "{fault}");
    }
}

#[test]
fn dates_beyond_reckoning() {
    let of = |received_on: &str, as_of: &str| reckon(&input(received_on, None, as_of, &[]), &LAW).unwrap_err();
    let early = of("2008-04-30", "2008-05-30");
    assert_eq!((early.index, early.kind), (None, FaultKind::NoRegulation));
    assert_eq!(of("2024-03-01", "2024-02-29").kind, FaultKind::AsOfBeforeReceipt);
    assert_eq!(of("9999-12-20", "9999-12-31").kind, FaultKind::EndOfDates);
    let lapse = reckon(&input("2024-03-01", None, "9999-12-31", &["2024-03-05 clarification-requested until=9999-12-31"]), &LAW);
    assert_eq!(lapse.unwrap().status.code(), "awaiting-clarification");
    let before = reckon(&input("2024-03-01", None, "2024-03-31", &["2024-03-05 clarification-requested until=2024-03-04"]), &LAW);
    assert_eq!(before.unwrap_err().kind, FaultKind::DateBeforeEvent("until"));
    let delivery = reckon(&input("2024-03-01", None, "2024-03-31", &["2024-03-05 body-consulted delivered_on=2024-02-29"]), &LAW);
    assert_eq!(delivery.unwrap_err().kind, FaultKind::BeforeReceipt);
}

#[test]
fn what_if_a_clarification_is_asked_today() {
    let input = input("2024-03-01", None, "2024-03-08", &["2024-03-04 body-consulted", "2024-03-07 body-answered"]);
    let until = date(2024, 3, 29);
    let asked = what_if(&input, ClockEvent::new(date(2024, 3, 11), EventKind::ClarificationRequested { until }), &LAW).unwrap();
    assert_eq!((asked.difference.from, asked.difference.to), (Some(date(2024, 4, 3)), None));
    assert!(asked.difference.is_change());
    let extended = what_if(&input, ClockEvent::new(date(2024, 3, 8), EventKind::Extended { working_days: 5 }), &LAW).unwrap();
    assert_eq!((extended.difference.to, extended.difference.days), (Some(date(2024, 4, 11)), Some(8)));
    let refused = what_if(&input, ClockEvent::new(date(2024, 3, 8), EventKind::Extended { working_days: 25 }), &LAW).unwrap_err();
    assert_eq!((refused.index, refused.kind), (Some(2), FaultKind::ExtensionTooLong { most: 20 }));
    let earlier = what_if(&input, ClockEvent::new(date(2024, 3, 5), EventKind::Extended { working_days: 5 }), &LAW).unwrap();
    assert_eq!(earlier.then.due_on, extended.then.due_on);
}

#[test]
fn a_calendar_that_changed_moves_the_deadline() {
    let table = [
        ("2020-01-20", "2020-01-25", None, "2020-02-21", "2020-02-25"),
        ("2016-08-17", "2016-06-30", Some("330100"), "2016-09-07", "2016-09-11"),
        ("2019-04-28", "2019-03-21", None, "2019-05-20", "2019-05-21"),
        ("2015-08-28", "2015-05-12", None, "2015-09-18", "2015-09-21"),
    ];
    for (received_on, known_on, organisation, before, after) in table {
        let input = input(received_on, organisation, received_on, &[]);
        let known = LAW.calendars().as_known_on(known_on.parse().unwrap()).unwrap();
        let place = organisation.map(|code| DivisionCode::parse(code).unwrap());
        let calendar = place.map_or(known.national(), |place| known.at(place));
        let moved = moved(&input, &LAW, calendar).unwrap();
        let dates = (moved.earlier.due_on.unwrap().to_string(), moved.later.due_on.unwrap().to_string());
        assert_eq!(dates, (before.to_owned(), after.to_owned()), "{received_on}");
        assert_eq!(moved.difference.is_change(), before != after);
        assert_eq!(reckon_on(&input, &LAW, calendar).unwrap(), moved.earlier);
    }
}

#[test]
fn an_answer_belongs_to_the_question_of_its_party() {
    let text = |answer: &str| {
        json!({"received_on": "2024-03-01", "as_of": "2024-03-22", "events": [
            {"on": "2024-03-05", "kind": "third-party-consulted", "delivered_on": "2024-03-06", "party": "甲"},
            {"on": "2024-03-07", "kind": "third-party-consulted", "delivered_on": "2024-03-08", "party": "乙"},
            {"on": "2024-03-11", "kind": "third-party-answered", "party": "乙"},
            {"on": "2024-03-15", "kind": "third-party-answered", "party": answer},
        ]})
        .to_string()
    };
    let clock = reckon(&ClockInput::parse(&text("甲")).unwrap(), &LAW).unwrap();
    assert_eq!(clock.due_on, Some(date(2024, 4, 11)));
    let fault = reckon(&ClockInput::parse(&text("丙")).unwrap(), &LAW).unwrap_err();
    assert_eq!((fault.index, fault.kind), (Some(3), FaultKind::NoQuestion));
}

#[test]
fn settings_are_law_data() {
    let folder = tempfile::tempdir().unwrap();
    let built_in = include_str!("../../../../law/settings.toml");
    let other = built_in.replace("{ allowed = true }", "{ allowed = false }").replace("{ restarts = true }", "{ restarts = false }");
    std::fs::write(folder.path().join("settings.toml"), other).unwrap();
    let law = Law::load(Some(folder.path())).unwrap();
    let again = [
        "2024-03-04 extended working_days=20",
        "2024-03-07 clarification-requested until=2024-03-26",
        "2024-03-20 clarified",
        "2024-03-28 extended working_days=10",
    ];
    let fault = reckon(&input("2024-03-01", None, "2024-04-01", &again), &law).unwrap_err();
    assert_eq!(
        (fault.index, fault.kind, fault.rule.as_str()),
        (Some(3), FaultKind::ExtensionAgain, "setting-extension-after-clarification")
    );
    let fee = ["2024-03-11 fee-noticed until=2024-04-10", "2024-03-25 fee-paid"];
    let clock = reckon(&input("2024-03-01", None, "2024-03-26", &fee), &law).unwrap();
    assert_eq!(clock.due_on, Some(date(2024, 3, 29)), "the term runs on");
    assert!(clock.warnings.iter().all(|warning| warning.kind == WarningKind::PeriodAfterPayment && !warning.rule.confirmed));
}

#[test]
fn everything_has_words_in_both_languages() {
    for language in [Language::Chinese, Language::English] {
        for why in Why::ALL {
            assert!(!why.words(language).is_empty());
        }
        for kind in WarningKind::ALL {
            let id = format!("clock-warning-{}", kind.code());
            assert_ne!(web::message(language, &id, &[("argument", "x".to_owned())]), id);
        }
        for (_, text) in TABLES {
            for case in toml::from_str::<Table>(text).unwrap().case {
                let events: Vec<&str> = case.events.iter().map(String::as_str).collect();
                match reckon(&input(&case.received_on, case.organisation.as_deref(), &case.as_of, &events), &LAW) {
                    Ok(clock) => assert_eq!(requests::clock::ClockAnswer::of(&clock, language).status, clock.status.code()),
                    Err(fault) => assert!(!fault.words(language).is_empty()),
                }
            }
        }
    }
}
