//! Fees: which day's law says whether there is one, and how many items a requester's month holds.

use crate::checks::{clock, organisation, part, received, rule};
use jiff::civil::{Date, date};
use law::Law;
use requests::clock::{ClockEvent, ClockInput, ClockStatus, EventKind, WarningKind, reckon};
use requests::decide::{Context, fee};
use requests::model::Request;
use requests::model::event::{Addressee, FeeMethod, FeeNoticed, NoticeSent, Origin, RequestEvent, Split, Track};
use requests::model::{Delivery, Step};

fn case(received_on: Date, due_on: Date) -> Request {
    let mut clock = clock(received_on);
    clock.due_on = due_on;
    Request { step: Step::Registered, received: Some(received()), due_on: Some(due_on), clock: Some(clock), ..Request::default() }
}

#[test]
fn the_case_and_the_command_line_ask_one_rule_and_it_is_a_setting() {
    let by_receipt = Law::load(None).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let built_in = include_str!("../../../../law/settings.toml");
    std::fs::write(folder.path().join("settings.toml"), built_in.replace("by = \"receipt\"", "by = \"notice\"")).unwrap();
    let by_notice = Law::load(Some(folder.path())).unwrap();
    let organisation = organisation();
    for (received_on, noticed_on, receipt, notice, said) in [
        (date(2020, 12, 31), date(2021, 1, 10), false, true, true),
        (date(2020, 12, 1), date(2020, 12, 20), false, false, false),
        (date(2021, 1, 1), date(2021, 1, 10), true, true, false),
        (date(2024, 3, 1), date(2024, 3, 11), true, true, false),
        (date(2019, 5, 10), date(2019, 5, 20), false, false, false),
    ] {
        for (law, expected) in [(&by_receipt, receipt), (&by_notice, notice)] {
            let context = Context { law, today: noticed_on, organisation: &organisation };
            let state = case(received_on, date(2024, 12, 31));
            let noticed = fee::notice(&state, (FeeMethod::Page, 200, 0), "p".into(), &context);
            assert_eq!(noticed.is_ok(), expected, "{received_on} {noticed_on}: {noticed:?}");
            let until = date(2025, 1, 31);
            let events = vec![ClockEvent::new(noticed_on, EventKind::FeeNoticed { until })];
            let clock = reckon(&ClockInput { organisation: None, received_on, as_of: noticed_on, events }, law).unwrap();
            assert_eq!(clock.status == ClockStatus::Paused, expected, "{received_on} {noticed_on}");
            let warned: Vec<_> = clock.warnings.iter().filter(|warning| warning.kind == WarningKind::FeeDay).collect();
            assert_eq!(warned.len(), usize::from(said), "{received_on} {noticed_on}");
            assert!(warned.iter().all(|warning| !warning.rule.confirmed && warning.rule.id == "setting-fee-day"));
        }
    }
}

fn noticed(count: u32, method: FeeMethod) -> RequestEvent {
    RequestEvent::FeeNoticed(Box::new(FeeNoticed {
        on: date(2026, 3, 9),
        until: Some(date(2026, 4, 7)),
        working_days: Some(20),
        method,
        count,
        counted_before: 0,
        amount: 100,
        rule: rule("第四十二条"),
        person: "p".into(),
        how_to_pay: None,
    }))
}

fn letter() -> RequestEvent {
    RequestEvent::NoticeSent(Box::new(NoticeSent {
        notice: "fee".into(),
        letter_number: "1号".into(),
        sent_on: date(2026, 3, 9),
        to: Addressee::Requester,
        delivery: Delivery::Post,
        letter: part("l"),
        person: "p".into(),
        dispatch_by: None,
        delivered_by: None,
    }))
}

#[test]
fn a_split_case_counts_in_its_parts_and_a_notice_that_they_took_over_does_not() {
    let whole = || case(date(2026, 3, 2), date(2026, 3, 30));
    let part = || {
        let mut state = whole();
        state.received.as_mut().unwrap().origin = Some(Origin::Split("N".into()));
        state
    };
    let split = RequestEvent::Split(Split { into: vec!["A".into(), "B".into()], on: date(2026, 3, 10), person: "p".into() });
    let mut correction = whole();
    correction.received.as_mut().unwrap().track = Track::Correction;
    for (what, state, events, items) in [
        ("no fee", whole(), vec![], 1),
        ("by item", whole(), vec![noticed(12, FeeMethod::Item), letter()], 12),
        ("by page", whole(), vec![noticed(40, FeeMethod::Page), letter()], 1),
        ("split", whole(), vec![split.clone()], 0),
        ("split after a notice", whole(), vec![noticed(12, FeeMethod::Item), letter(), split], 0),
        ("a part", part(), vec![], 1),
        ("a part with the notice of the whole", part(), vec![noticed(12, FeeMethod::Item)], 1),
        ("a part with a notice of its own", part(), vec![noticed(12, FeeMethod::Item), letter()], 12),
        ("a correction", correction, vec![], 0),
    ] {
        assert_eq!(fee::items(&state.evolve_all(&events)), items, "{what}");
    }
}
