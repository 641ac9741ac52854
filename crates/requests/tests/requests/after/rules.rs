//! The rules of a dispute by tables: which days run, and what is refused.

use identity::{Organisation, OrganisationId};
use jiff::civil::{Date, date};
use law::Law;
use requests::decide::{Context, Refusal};
use requests::dispute::decide::{self, Before, Decision, Open};
use requests::dispute::{Dispute, DisputeEvent, DisputeKind, DisputeResult, Instance, Paper, Procedure, TermKind};
use requests::model::Request;
use store::testing::on_sqlite;

/// Runs with the law, an organisation and an answered case.
fn with_case(test: impl Fn(&Law, &Organisation, &Request)) {
    crate::world::run(on_sqlite(|instance| {
        let test = &test;
        async move {
            crate::world::in_2026(&instance);
            let portal = super::open(&instance).await;
            let case = super::answered(&portal).await;
            let organisation = portal.app.identity.organisation(&OrganisationId("hz-housing".into()), date(2026, 11, 23)).unwrap();
            test(&portal.app.law, &organisation, &portal.state(&case).await);
            portal.app.store.close().await;
        }
    }));
}

fn open(kind: DisputeKind, instance: Option<Instance>, procedure: Procedure, notified: Date, accepted: Option<Date>) -> Open {
    Open {
        kind,
        instance,
        procedure,
        body: "某机关".into(),
        case_number: None,
        notified_on: notified,
        accepted_on: accepted,
        person: "p".into(),
    }
}

fn begun(events: &[DisputeEvent]) -> Dispute {
    events.iter().fold(Dispute::default(), |state, event| {
        let version = state.version + 1;
        state.evolve(version, Some(event.clone()))
    })
}

#[test]
fn the_terms_of_each_kind() {
    use DisputeKind::{Litigation, Reconsideration};
    use Procedure::{Ordinary, Simplified};
    use TermKind::{Answer, Decision, Evidence};
    let monday = date(2026, 11, 23);
    with_case(|law, organisation, case| {
        let context = Context { law, today: date(2026, 12, 20), organisation };
        for (kind, instance, procedure, terms) in [
            (Reconsideration, None, Ordinary, vec![(Answer, date(2026, 12, 7)), (Decision, date(2027, 1, 22))]),
            (Reconsideration, None, Simplified, vec![(Answer, date(2026, 11, 30)), (Decision, date(2026, 12, 23))]),
            (Litigation, Some(Instance::First), Ordinary, vec![(Evidence, date(2026, 12, 8)), (Decision, date(2027, 5, 23))]),
            (Litigation, Some(Instance::First), Simplified, vec![(Evidence, date(2026, 12, 8)), (Decision, date(2027, 1, 7))]),
            (Litigation, Some(Instance::Retrial), Ordinary, vec![]),
        ] {
            let events = decide::open(case, "request-a", open(kind, instance, procedure, monday, Some(monday)), None, &context).unwrap();
            let state = begun(&events);
            let found: Vec<_> = state.terms.iter().map(|term| (term.what, term.due_on)).collect();
            assert_eq!(found, terms, "{kind:?} {instance:?} {procedure:?}");
            assert!(state.terms.iter().all(|term| term.rule.confirmed));
            assert_eq!(state.next().map(|next| next.on), terms.first().map(|(_, on)| *on));
        }
        let second = open(Litigation, Some(Instance::Second), Ordinary, monday, Some(monday));
        let before: Before = Some(("a".into(), true));
        let state = begun(&decide::open(case, "request-a", second.clone(), before, &context).unwrap());
        assert_eq!(state.term(Decision).map(|term| term.due_on), Some(date(2027, 2, 23)));
        assert!(state.opened.unwrap().after_reconsideration);
        assert_eq!(decide::open(case, "request-a", second, None, &context), Err(Refusal::field("after", "dispute-before")));
    });
}

#[test]
fn what_follows_a_decision() {
    let monday = date(2026, 11, 23);
    with_case(|law, organisation, case| {
        let context = Context { law, today: date(2026, 12, 20), organisation };
        for (kind, instance, paper, what, due) in [
            (DisputeKind::Reconsideration, None, Paper::Decision, Some(TermKind::ToCourt), Some(date(2026, 12, 16))),
            (DisputeKind::Litigation, Some(Instance::First), Paper::Judgment, Some(TermKind::Appeal), Some(date(2026, 12, 16))),
            (DisputeKind::Litigation, Some(Instance::First), Paper::Ruling, Some(TermKind::Appeal), Some(date(2026, 12, 11))),
            (DisputeKind::Litigation, Some(Instance::Retrial), Paper::Judgment, None, None),
        ] {
            let events = decide::open(case, "request-a", open(kind, instance, Procedure::Ordinary, monday, None), None, &context).unwrap();
            let state = begun(&events);
            let decision =
                Decision { on: date(2026, 11, 30), served_on: date(2026, 12, 1), result: DisputeResult::Upheld, paper, person: "p".into() };
            let wrong = if paper == Paper::Decision { Paper::Judgment } else { Paper::Decision };
            let refused = decide::decide(&state, Decision { paper: wrong, ..decision.clone() }, &context);
            assert_eq!(refused, Err(Refusal::field("paper", "choice")));
            let early = Decision { served_on: date(2026, 11, 29), ..decision.clone() };
            assert_eq!(decide::decide(&state, early, &context), Err(Refusal::field("served_on", "before-decision")));
            let events = decide::decide(&state, decision.clone(), &context).unwrap();
            let state = state.evolve(2, Some(events[0].clone()));
            assert_eq!((state.next().map(|next| next.what), state.next().map(|next| next.on)), (what, due), "{kind:?} {paper:?}");
            assert_eq!(decide::decide(&state, decision, &context), Err(Refusal::Already("dispute-decided")));
        }
    });
}

#[test]
fn a_reconsideration_is_extended_within_the_law() {
    let monday = date(2026, 11, 23);
    with_case(|law, organisation, case| {
        let context = Context { law, today: date(2026, 12, 20), organisation };
        let ordinary = open(DisputeKind::Reconsideration, None, Procedure::Ordinary, monday, Some(monday));
        let state = begun(&decide::open(case, "request-a", ordinary, None, &context).unwrap());
        // The term ends on 2027-01-22; thirty days later is 2027-02-21.
        for (until, may) in [(date(2027, 1, 22), false), (date(2027, 1, 23), true), (date(2027, 2, 21), true), (date(2027, 2, 22), false)] {
            assert_eq!(decide::extend(&state, until, "p".into(), &context).is_ok(), may, "{until}");
        }
        let events = decide::extend(&state, date(2027, 2, 10), "p".into(), &context).unwrap();
        let state = state.evolve(2, Some(events[0].clone()));
        assert!(decide::extend(&state, date(2027, 2, 22), "p".into(), &context).is_err(), "an extension is not extended");
        let simplified = open(DisputeKind::Reconsideration, None, Procedure::Simplified, monday, Some(monday));
        let state = begun(&decide::open(case, "request-a", simplified, None, &context).unwrap());
        assert_eq!(decide::extend(&state, date(2027, 1, 1), "p".into(), &context), Err(Refusal::Already("dispute-no-extension")));
    });
}
