//! What holds of every clock, whatever its events.

use calendar::DivisionCode;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Law, Regime};
use proptest::prelude::*;
use requests::clock::{Clock, ClockEvent, ClockInput, ClockStatus, Consulted, EventKind, Why, reckon};
use std::sync::LazyLock;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

fn kind(on: Date) -> impl Strategy<Value = EventKind> {
    let later = move |days: i32| on.saturating_add(days.days());
    let whom = prop::sample::select(Consulted::ALL.to_vec());
    prop_oneof![
        6 => (whom.clone(), prop::option::of(0..9)).prop_map(move |(whom, days)| EventKind::Consulted { whom, delivered_on: days.map(later) }),
        6 => whom.prop_map(|whom| EventKind::Answered { whom }),
        2 => (1..=20_u32).prop_map(|working_days| EventKind::Extended { working_days }),
        2 => (0..40).prop_map(move |days| EventKind::ClarificationRequested { until: later(days) }),
        2 => Just(EventKind::Clarified),
        1 => (0..60).prop_map(move |days| EventKind::FeeNoticed { until: later(days) }),
        1 => Just(EventKind::FeePaid),
        1 => (0..120).prop_map(move |days| EventKind::DelayedTo { date: later(days) }),
        1 => Just(EventKind::Withdrawn),
        1 => Just(EventKind::Replied),
    ]
}

fn events(received_on: Date) -> impl Strategy<Value = Vec<ClockEvent>> {
    prop::collection::vec(prop_oneof![3 => Just(0), 4 => 1..6, 2 => 6..30], 0..9).prop_flat_map(move |gaps| {
        let days = gaps.iter().scan(received_on, |day, gap| {
            *day = day.saturating_add(gap.days());
            Some(*day)
        });
        days.map(|on| kind(on).prop_map(move |kind| ClockEvent::new(on, kind))).collect::<Vec<_>>()
    })
}

/// An input whose refused events are left out, so that most of them make a clock.
fn input() -> impl Strategy<Value = ClockInput> {
    let first = date(2008, 5, 1);
    let received = prop_oneof![
        4 => (0..7_000).prop_map(move |days: i32| first.saturating_add(days.days())),
        1 => (-3..4).prop_map(|days: i32| date(2019, 5, 15).saturating_add(days.days())),
        1 => (0..40).prop_map(|days: i32| date(2016, 8, 5).saturating_add(days.days())),
    ];
    let place = prop::option::of(prop::sample::select(vec!["330100", "330111", "330122", "110000"]));
    (received, place, 0..60_i32).prop_flat_map(|(received_on, place, after)| {
        let organisation = place.map(|code| DivisionCode::parse(code).expect("a code"));
        events(received_on).prop_map(move |mut events| {
            loop {
                let last = events.last().map_or(received_on, |event| event.on);
                let input = ClockInput { organisation, received_on, as_of: last.saturating_add(after.days()), events: events.clone() };
                match reckon(&input, &LAW) {
                    Ok(_) => return input,
                    Err(fault) => events.remove(fault.index.expect("only events are at fault")),
                };
            }
        })
    })
}

fn clock(input: &ClockInput) -> Clock {
    reckon(input, &LAW).unwrap()
}

proptest! {
    #[test]
    fn it_never_moves_earlier_by_itself(input in input(), days in 1..200_i32) {
        let before = clock(&input);
        let after = clock(&ClockInput { as_of: input.as_of.saturating_add(days.days()), ..input });
        if let (Some(before), Some(after)) = (before.due_on, after.due_on) {
            prop_assert_eq!(before, after, "a due date that is given stands");
        }
        if let (None, Some(due)) = (before.due_on, after.due_on) {
            prop_assert!(due >= before.as_of, "it did not pass unseen: {} before {}", due, before.as_of);
        }
    }

    #[test]
    fn segments_follow_each_other_and_add_up(input in input()) {
        let clock = clock(&input);
        let calendar = LAW.calendar_of(input.organisation);
        let mut day = input.received_on;
        for segment in &clock.segments {
            prop_assert_eq!(segment.from, day);
            prop_assert!(segment.to > segment.from);
            prop_assert_eq!(segment.working_days, calendar.count(segment.from, segment.to));
            prop_assert!(!segment.why.is_empty() && !segment.rules.is_empty());
            day = segment.to;
        }
        let sum = |why: Why| clock.segments.iter().filter(|s| s.why == [why]).map(|s| s.working_days).sum::<u32>();
        let term = if clock.regime == Regime::R2007 { 15 } else { 20 };
        if let Some(due) = clock.due_on {
            prop_assert_eq!(day, due);
            prop_assert_eq!(sum(Why::Term), term);
            prop_assert_eq!(clock.working_days, term + sum(Why::Extension) + sum(Why::Delay));
        } else {
            prop_assert!(sum(Why::Term) <= term);
        }
        // While a payment is awaited, what is left is the whole term that would begin anew.
        let fees = input.events.iter().any(|event| matches!(event.kind, EventKind::FeeNoticed { .. }));
        if clock.status == ClockStatus::Paused && !fees {
            let extension = input.events.iter().rev().find_map(|event| match event.kind {
                EventKind::Extended { working_days } if event.on >= clock.day_zero => Some(working_days),
                _ => None,
            });
            let left = clock.left.unwrap();
            prop_assert!(clock.working_days + left == term || Some(clock.working_days + left - term) == extension);
        }
        let bar = clock.bar();
        prop_assert!(bar.is_empty() || bar.iter().map(|piece| piece.share).sum::<u32>() == 1000);
        prop_assert!(bar.windows(2).all(|pair| pair[0].to == pair[1].from));
        prop_assert_eq!(clock.lines().len(), clock.segments.len());
    }

    #[test]
    fn the_regulation_is_that_of_the_date_of_receipt(input in input()) {
        let expected = if input.received_on < date(2019, 5, 15) { Regime::R2007 } else { Regime::R2019 };
        prop_assert_eq!(clock(&input).regime, expected);
    }

    #[test]
    fn events_of_one_day_stand_in_any_order(input in input(), keys in prop::collection::vec(any::<u32>(), 9)) {
        let mut shuffled: Vec<(Date, u32, ClockEvent)> =
            input.events.iter().zip(&keys).map(|(event, key)| (event.on, *key, event.clone())).collect();
        shuffled.sort_by_key(|(on, key, _)| (*on, *key));
        let other = ClockInput { events: shuffled.into_iter().map(|(_, _, event)| event).collect(), ..input.clone() };
        prop_assert_eq!(clock(&input), clock(&other));
    }

    #[test]
    fn a_day_is_taken_out_once(received in 0..2_500_i32, pauses in prop::collection::vec((1..12_i32, 0..20_i32), 1..6)) {
        let received_on = date(2019, 5, 15).saturating_add(received.days());
        let calendar = LAW.calendar_of(None);
        let mut events = Vec::new();
        for (from, length) in pauses {
            let from = received_on.saturating_add(from.days());
            let whom = Consulted::Body;
            events.push(ClockEvent::new(from, EventKind::Consulted { whom, delivered_on: None }));
            events.push(ClockEvent::new(from.saturating_add(length.days()), EventKind::Answered { whom }));
        }
        events.sort_by_key(|event| event.on);
        let as_of = received_on.saturating_add(40.days());
        let clock = clock(&ClockInput { organisation: None, received_on, as_of, events: events.clone() });
        // Open while more was asked than answered: the same days, counted one by one.
        let asked_before = |day: Date, asked: bool| {
            events.iter().filter(|e| matches!(e.kind, EventKind::Consulted { .. }) == asked && e.on < day).count()
        };
        let mut day = received_on;
        let mut left = 20;
        while left > 0 {
            day = day.tomorrow().unwrap();
            let open = asked_before(day, true) > asked_before(day, false);
            left -= i32::from(calendar.is_working_day(day) && !open);
        }
        prop_assert_eq!(clock.due_on, Some(day));
    }

    #[test]
    fn mutated_json_is_read_or_refused(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..3), 0..6)) {
        let mut text: Vec<char> = SAMPLE.chars().collect();
        for (place, character, how) in edits {
            let place = place.index(text.len());
            match how {
                0 => text[place] = character,
                1 => text.insert(place, character),
                _ => drop(text.remove(place)),
            }
        }
        check_text(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn any_text_is_read_or_refused(text in ".{0,200}", dates in prop::collection::vec("[0-9]{4}-[01][0-9]-[0-3][0-9]", 3)) {
        check_text(&text)?;
        let [received_on, as_of, on] = [&dates[0], &dates[1], &dates[2]];
        check_text(&format!(
            r#"{{"received_on":"{received_on}","as_of":"{as_of}","events":[{{"on":"{on}","kind":"body-consulted"}}]}}"#
        ))?;
    }
}

const SAMPLE: &str = r#"{"organisation":"330100","received_on":"2024-03-01","as_of":"2024-05-10","events":[
{"on":"2024-03-05","kind":"clarification-requested","until":"2024-03-26"},{"on":"2024-03-20","kind":"clarified"},
{"on":"2024-03-25","kind":"third-party-consulted","delivered_on":"2024-03-28"},{"on":"2024-04-10","kind":"third-party-answered"},
{"on":"2024-04-12","kind":"extended","working_days":20},{"on":"2024-04-15","kind":"fee-noticed","until":"2024-05-20"}]}"#;

fn check_text(text: &str) -> Result<(), TestCaseError> {
    let fault = match ClockInput::parse(text).and_then(|input| reckon(&input, &LAW)) {
        Ok(_) => return Ok(()),
        Err(fault) => fault,
    };
    prop_assert!(!fault.rule.is_empty() && !fault.to_string().is_empty());
    Ok(())
}
