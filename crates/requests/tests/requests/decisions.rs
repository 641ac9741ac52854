//! The rules of a case, by tables: no store, no clock.

use calendar::DivisionCode;
use identity::{Contact, Organisation, OrganisationId};
use jiff::civil::{Date, date};
use law::{Channel, Law, OrganisationKind, Regime};
use requests::decide::draft::{self, DraftTexts};
use requests::decide::pass::{Stage, pass, send_back};
use requests::decide::receive::{Receive, receive};
use requests::decide::{Context, Refusal, confirm, send};
use requests::letter::{self, LetterFacts, LetterFault, LetterSettings};
use requests::model::event::{ClockStarted, Confirmed, RequestEvent, SealedApplicant, Side, Track};
use requests::model::{ApplicantKind, Delivery, Form, Request, Status, Step};
use store::PartRef;

fn organisation(kind: OrganisationKind, acknowledgement_confirms: bool) -> Organisation {
    Organisation {
        id: OrganisationId("hz-housing".into()),
        code: "hz-housing".into(),
        name: "杭州市住房保障和房产管理局".into(),
        short_name: "市住保房管局".into(),
        kind,
        division: DivisionCode::parse("330100").unwrap(),
        parent: None,
        letter_mark: Some("杭住公开".into()),
        acknowledgement_confirms,
        contact: Contact::default(),
    }
}

fn part(id: &str) -> PartRef {
    PartRef { part: id.into(), commitment: "c".into() }
}

fn arriving(channel: Channel, arrived_on: Date) -> Receive {
    Receive {
        number: "HZ-HOUSING-2016-00001".into(),
        channel,
        arrived_on,
        applicant: SealedApplicant {
            kind: ApplicantKind::NaturalPerson,
            name: part("name"),
            identity: None,
            phone: Some(part("phone")),
            email: None,
            address: None,
            contact_name: None,
        },
        subject: part("subject"),
        description: None,
        form: Form::Electronic,
        delivery: Delivery::Online,
        track: Track::Disclosure,
        agent: None,
        others: Vec::new(),
        files: Vec::new(),
        origin: None,
        evidence: None,
        help: None,
    }
}

fn written(outcome: &str, ground: &str, rule: &law::RuleRef) -> draft::Written {
    draft::Written { outcome: outcome.into(), ground: ground.into(), rule: rule.clone(), texts: part("texts"), legal_review: false }
}

fn fold(state: Request, events: &[RequestEvent]) -> Request {
    events.iter().fold(state, |state, event| {
        let version = state.version + 1;
        state.evolve(version, Some(event.clone()))
    })
}

fn clock(events: &[RequestEvent]) -> Option<ClockStarted> {
    events.iter().find_map(|event| match event {
        RequestEvent::ClockStarted(clock) => Some((**clock).clone()),
        _ => None,
    })
}

#[test]
fn each_channel_starts_its_clock_as_article_31_says() {
    let law = Law::load(None).unwrap();
    let today = date(2026, 11, 24);
    let cases = [
        (Channel::Counter, false, true, false, false),
        (Channel::Oral, false, true, false, false),
        (Channel::RegisteredPost, false, true, false, false),
        (Channel::OrdinaryLetter, false, false, false, true),
        (Channel::Online, false, false, true, true),
        (Channel::Online, true, true, false, false),
        (Channel::Fax, true, false, true, true),
    ];
    for (channel, acknowledges, runs, requester, organ) in cases {
        let organisation = organisation(OrganisationKind::Department, acknowledges);
        let context = Context { law: &law, today, organisation: &organisation };
        let events = receive(arriving(channel, today), &context).unwrap();
        let state = fold(Request::default(), &events);
        assert_eq!(state.clock.is_some(), runs, "{channel:?}");
        let awaits = state.received.unwrap().awaits;
        assert_eq!(awaits.as_ref().is_some_and(|a| a.requester), requester, "{channel:?}");
        assert_eq!(awaits.as_ref().is_some_and(|a| a.organisation), organ, "{channel:?}");
        assert_eq!(awaits.is_some_and(|a| a.same_day), channel == Channel::OrdinaryLetter);
    }
}

#[test]
fn deadlines_follow_the_day_of_receipt_and_the_local_calendar() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, true);
    let context = Context { law: &law, today: date(2026, 11, 24), organisation: &organisation };
    for (received, due, regime) in [
        (date(2016, 8, 17), date(2016, 9, 11), Regime::R2007),
        (date(2019, 5, 14), date(2019, 6, 4), Regime::R2007),
        (date(2019, 5, 15), date(2019, 6, 13), Regime::R2019),
        (date(2020, 1, 20), date(2020, 2, 25), Regime::R2019),
        (date(2026, 2, 10), date(2026, 3, 16), Regime::R2019),
    ] {
        let clock = clock(&receive(arriving(Channel::Counter, received), &context).unwrap()).unwrap();
        assert_eq!((clock.due_on, clock.regime), (due, regime), "{received}");
    }
}

#[test]
fn a_day_to_come_and_a_day_before_the_law_are_refused_at_the_field() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, true);
    let context = Context { law: &law, today: date(2026, 11, 24), organisation: &organisation };
    for (day, code) in [(date(2026, 11, 25), "future"), (date(2008, 4, 30), "before-law")] {
        let Err(Refusal::Fields(problems)) = receive(arriving(Channel::Counter, day), &context) else { panic!("{day} was taken") };
        assert_eq!((problems[0].field, problems[0].code), ("arrived_on", code));
    }
}

fn confirmed(by: Side, on: Date) -> Confirmed {
    Confirmed { by, on, told_to: None, how: None }
}

#[test]
fn the_later_confirmation_is_the_day_of_receipt() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, false);
    let on = |today| Context { law: &law, today, organisation: &organisation };
    let confirm = |state: &Request, by, day| confirm::confirm(state, confirmed(by, day), &on(day));
    let state = fold(Request::default(), &receive(arriving(Channel::Online, date(2026, 3, 2)), &on(date(2026, 3, 2))).unwrap());
    assert_eq!(state.status(date(2026, 3, 3)), Status::AwaitingConfirmation);
    let first = confirm(&state, Side::Organisation, date(2026, 3, 3)).unwrap();
    assert_eq!(clock(&first), None);
    let state = fold(state, &first);
    assert_eq!(confirm(&state, Side::Organisation, date(2026, 3, 4)), Err(Refusal::ConfirmedAlready));
    let second = confirm(&state, Side::Requester, date(2026, 3, 5)).unwrap();
    assert_eq!(clock(&second).unwrap().received_on, date(2026, 3, 5));
    let state = fold(state, &second);
    assert_eq!(state.status(date(2026, 3, 6)), Status::Running);
    assert_eq!(confirm(&state, Side::Requester, date(2026, 3, 6)), Err(Refusal::ConfirmedAlready));
}

/// Confirmations are written down later than they were made: the clock starts on the day that they name.
#[test]
fn a_confirmation_has_its_own_day_between_arrival_and_today() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, false);
    let today = date(2026, 3, 10);
    let context = Context { law: &law, today, organisation: &organisation };
    let arrived = date(2026, 3, 2);
    let arrives = |channel| fold(Request::default(), &receive(arriving(channel, arrived), &context).unwrap());
    let days = [date(2026, 3, 3), date(2026, 3, 5)];
    for channel in [Channel::Fax, Channel::Online] {
        for (first, second) in [(Side::Requester, Side::Organisation), (Side::Organisation, Side::Requester)] {
            for (one, two) in [(days[0], days[1]), (days[1], days[0])] {
                let state = arrives(channel);
                let state = fold(state.clone(), &confirm::confirm(&state, confirmed(first, one), &context).unwrap());
                assert_eq!(state.clock, None, "{channel:?}: one side is not both");
                let events = confirm::confirm(&state, confirmed(second, two), &context).unwrap();
                assert_eq!(clock(&events).unwrap().received_on, date(2026, 3, 5), "{channel:?} {first:?} {one}");
            }
        }
    }
    let letter = arrives(Channel::OrdinaryLetter);
    let events = confirm::confirm(&letter, confirmed(Side::Organisation, arrived), &context).unwrap();
    assert_eq!(clock(&events).unwrap().received_on, arrived);
    assert_eq!(
        confirm::confirm(&letter, confirmed(Side::Requester, today), &context),
        Err(Refusal::ConfirmedAlready),
        "nothing is awaited from the requester"
    );
    for state in [letter, arrives(Channel::Fax)] {
        for (day, code) in [(date(2026, 3, 11), "confirmed-in-future"), (date(2026, 3, 1), "confirmed-before-arrival")] {
            let refused = confirm::confirm(&state, confirmed(Side::Organisation, day), &context);
            assert_eq!(refused, Err(Refusal::field("confirmed_on", code)));
        }
    }
}

#[test]
fn a_reply_passes_three_persons_and_can_be_sent_back() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, true);
    let today = date(2026, 11, 24);
    let context = Context { law: &law, today, organisation: &organisation };
    let state = fold(Request::default(), &receive(arriving(Channel::Counter, today), &context).unwrap());
    let texts = DraftTexts { reason: "涉及第三方商业秘密".into(), ..DraftTexts::default() };
    let ground = law.grounds("3.4", Regime::R2019).unwrap()[0].id.clone();
    let rule = draft::check("3.4", &ground, &texts, Regime::R2019, &context).unwrap();
    assert!(draft::submit(&state, "a".into()).is_err());
    let state = fold(state, &draft::draft(&state_clone(&law), written("3.4", &ground, &rule), "a".into()).unwrap());
    let state = fold(state.clone(), &draft::submit(&state, "a".into()).unwrap());
    assert_eq!(state.step, Step::Reviewing);
    assert_eq!(pass(&state, Stage::Review, "a".into(), None), Err(Refusal::SamePerson));
    assert_eq!(pass(&state, Stage::Approval, "b".into(), None), Err(Refusal::WrongStep(Step::Reviewing)));
    assert!(draft::draft(&state, written("1", &ground, &rule), "a".into()).is_err());
    let returned = fold(state.clone(), &send_back(&state, Stage::Review, "b".into(), part("why")).unwrap());
    assert_eq!((returned.step, returned.returned.is_some()), (Step::Drafting, true));
    let state = fold(state.clone(), &pass(&state, Stage::Review, "b".into(), None).unwrap());
    assert_eq!(pass(&state, Stage::Approval, "b".into(), None), Err(Refusal::SamePerson));
    assert_eq!(pass(&state, Stage::Approval, "a".into(), None), Err(Refusal::SamePerson));
    assert!(send::send(&state, "n".into(), part("letter"), Vec::new(), "a".into(), &context).is_err());
    let state = fold(state.clone(), &pass(&state, Stage::Approval, "c".into(), None).unwrap());
    let remedies = send::remedies(&state, &context).unwrap();
    assert!(remedies.iter().any(|remedy| remedy.kind == "reconsideration" && remedy.first));
    let state =
        fold(state.clone(), &send::send(&state, "杭住公开〔2026〕1号".into(), part("letter"), remedies, "a".into(), &context).unwrap());
    assert_eq!(state.status(date(2030, 1, 1)), Status::Replied);
}

fn state_clone(law: &Law) -> Request {
    let organisation = organisation(OrganisationKind::Department, true);
    let today = date(2026, 11, 24);
    let context = Context { law, today, organisation: &organisation };
    fold(Request::default(), &receive(arriving(Channel::Counter, today), &context).unwrap())
}

#[test]
fn the_form_asks_exactly_what_the_outcome_needs() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, true);
    let context = Context { law: &law, today: date(2026, 11, 24), organisation: &organisation };
    for outcome in law.outcomes() {
        for regime in [Regime::R2007, Regime::R2019] {
            for ground in law.grounds(&outcome.code, regime).unwrap() {
                let may_be_empty =
                    |field: law::OutcomeField| field == law::OutcomeField::CompetentOrgan || outcome.may_be_empty(&ground.id, field);
                let needed = outcome.asks_for(&ground.id).iter().filter(|field| !may_be_empty(**field));
                let needed: Vec<_> = needed.map(|field| draft::control(*field)).collect();
                match draft::check(&outcome.code, &ground.id, &DraftTexts::default(), regime, &context) {
                    Ok(_) => assert!(needed.is_empty()),
                    Err(Refusal::Fields(problems)) => {
                        assert_eq!(problems.iter().map(|problem| problem.field).collect::<Vec<_>>(), needed);
                    }
                    Err(other) => panic!("{other}"),
                }
            }
            assert!(draft::check(&outcome.code, "none", &DraftTexts::default(), regime, &context).is_err());
        }
    }
}

#[test]
fn a_text_that_the_outcome_does_not_ask_for_is_refused_at_its_field() {
    let law = Law::load(None).unwrap();
    let organisation = organisation(OrganisationKind::Department, true);
    let context = Context { law: &law, today: date(2026, 11, 24), organisation: &organisation };
    for outcome in law.outcomes() {
        let grounds = law.grounds(&outcome.code, Regime::R2019).unwrap();
        let asked = |ground: &law::Ground| outcome.asks_for(&ground.id).to_vec();
        let strays = grounds.iter().flat_map(|ground| draft::FIELDS.map(|(field, name)| (ground, field, name)));
        for (ground, stray, name) in strays.filter(|(ground, field, _)| !asked(ground).contains(field)) {
            let (asks, ground) = (asked(ground), ground.id.clone());
            let mut texts = DraftTexts::default();
            asks.iter().for_each(|field| texts.set(*field, "文字".into()));
            assert!(draft::check(&outcome.code, &ground, &texts, Regime::R2019, &context).is_ok());
            texts.set(stray, "误填".into());
            let refused = draft::check(&outcome.code, &ground, &texts, Regime::R2019, &context);
            assert_eq!(refused, Err(Refusal::field(name, "not-asked")), "{}", outcome.code);
        }
    }
}

/// Every outcome, regime, date of reply and kind of organisation gives a letter that names its article and its remedies.
#[test]
fn every_letter_can_be_written_and_names_ground_and_remedies() {
    let law = Law::load(None).unwrap();
    for outcome in law.outcomes() {
        for (regime, sent) in [
            (Regime::R2007, date(2016, 9, 1)),
            (Regime::R2007, date(2012, 3, 1)),
            (Regime::R2019, date(2021, 6, 1)),
            (Regime::R2019, date(2026, 11, 24)),
        ] {
            for ground in law.grounds(&outcome.code, regime).unwrap() {
                for kind in OrganisationKind::ALL {
                    let remedies = law.remedies(sent, &outcome.code, kind).unwrap();
                    let mut texts = DraftTexts::default();
                    outcome.asks_for(&ground.id).iter().for_each(|field| texts.set(*field, "文字{括号}".into()));
                    let facts = LetterFacts {
                        organisation: organisation(kind, true),
                        request_number: "HZ-1".into(),
                        received_on: sent,
                        recipient: "演示".into(),
                        subject: "某项信息".into(),
                        outcome: outcome.code.clone(),
                        rule: ground.rule.clone(),
                        texts,
                        delivery: Delivery::Online,
                        remedies: remedies.clone(),
                        corrects: None,
                        settings: LetterSettings {
                            reconsideration_channel: "https://example.org/fuyi".into(),
                            demo: true,
                            ..LetterSettings::default()
                        },
                    };
                    let letter = letter::reply(&facts, "杭住公开〔2026〕1号", sent, &law).unwrap();
                    let text = letters::html(&letter);
                    assert!(text.contains(&ground.rule.article), "{} {regime:?}", outcome.code);
                    for remedy in &remedies {
                        assert!(text.contains(&remedy.article), "{} {sent} {kind:?} {}", outcome.code, remedy.kind);
                    }
                    let online = sent >= date(2024, 1, 1) && remedies.iter().any(|remedy| remedy.kind == "reconsideration");
                    assert_eq!(text.contains("https://example.org/fuyi"), online, "{} {sent}", outcome.code);
                }
            }
        }
    }
}

#[test]
fn a_letter_prints_only_what_its_outcome_asks_for() {
    let law = Law::load(None).unwrap();
    let sent = date(2026, 11, 24);
    let facts = |outcome: &str, delivery| LetterFacts {
        organisation: organisation(OrganisationKind::Department, true),
        request_number: "HZ-1".into(),
        received_on: sent,
        recipient: "演示".into(),
        subject: "某项信息".into(),
        outcome: outcome.to_owned(),
        rule: law.grounds(outcome, Regime::R2019).unwrap()[0].rule.clone(),
        texts: DraftTexts {
            provision: "甲处提供".into(),
            refused_part: "乙处不予公开".into(),
            reason: "丙处理由".into(),
            ..DraftTexts::default()
        },
        delivery,
        remedies: law.remedies(sent, outcome, OrganisationKind::Department).unwrap(),
        corrects: None,
        settings: LetterSettings { reconsideration_channel: "https://example.org/fuyi".into(), ..LetterSettings::default() },
    };
    let text = |outcome, delivery| letters::html(&letter::reply(&facts(outcome, delivery), "号", sent, &law).unwrap());
    let disclosed = text("1", Delivery::EMail);
    assert!(disclosed.contains("甲处提供") && !disclosed.contains("乙处不予公开"));
    assert!(disclosed.contains("https://example.org/fuyi"), "e-mail is served over the internet, too");
    assert!(!text("1", Delivery::Post).contains("https://example.org/fuyi"));
    assert!(text("2", Delivery::Online).contains("乙处不予公开"));

    // Without a channel a reply that must name it is not written; one by post is.
    let unset = |delivery| LetterFacts { settings: LetterSettings::default(), ..facts("1", delivery) };
    for delivery in [Delivery::Online, Delivery::EMail] {
        assert_eq!(letter::reply(&unset(delivery), "号", sent, &law), Err(LetterFault::NoOnlineChannel));
    }
    assert!(letter::reply(&unset(Delivery::Post), "号", sent, &law).is_ok());
    assert!(letter::reply(&unset(Delivery::Online), "号", date(2023, 12, 31), &law).is_ok(), "nothing was asked for then");
}
