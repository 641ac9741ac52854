use super::*;
use calendar::DivisionCode;
use jiff::civil::date;
use proptest::prelude::*;

fn id(text: &str) -> OrganisationId {
    OrganisationId(text.into())
}

fn housing() -> Establishment {
    Establishment {
        id: id("hz-housing"),
        code: "330100-15".into(),
        kind: OrganisationKind::Department,
        division: DivisionCode::parse("330100").unwrap(),
        parent: None,
        names: vec![named("杭州市住房保障和房产管理局", "市住保房管局", date(2008, 5, 1))],
        letter_mark: Some("杭住公开".into()),
        acknowledgement_confirms: true,
        contact: Contact::default(),
    }
}

fn named(name: &str, short_name: &str, from: Date) -> DatedName {
    DatedName { name: name.into(), short_name: short_name.into(), from, confirmed: true }
}

fn decide(state: &OrganisationState, command: OrganisationCommand) -> Result<Vec<OrganisationEvent>, Refusal> {
    decide_organisation(&id("hz-housing"), state, command, &Surroundings::default())
}

fn established() -> OrganisationState {
    OrganisationState::fold(decide(&OrganisationState::default(), OrganisationCommand::Establish(housing())).unwrap())
}

#[test]
fn what_may_not_be_entered() {
    type Spoil = fn(&mut Establishment);
    let cases: [(Refusal, Spoil); 10] = [
        (Refusal::BadId("a b".into()), |e| e.id = id("a b")),
        (Refusal::BadId(String::new()), |e| e.id = id("")),
        (Refusal::BadCode("杭".into()), |e| e.code = "杭".into()),
        (Refusal::CodeOfGovernment("330100-15".into()), |e| e.kind = OrganisationKind::CityGovernment),
        (Refusal::CodeOfGovernment("330200001".into()), |e| {
            e.kind = OrganisationKind::TownshipGovernment;
            e.code = "330200001".into();
        }),
        (Refusal::NameMissing, |e| e.names.clear()),
        (Refusal::NameMissing, |e| e.names[0].short_name.clear()),
        (Refusal::NameOutOfOrder, |e| e.names.push(e.names[0].clone())),
        (Refusal::BadText { field: "name", most: 100 }, |e| e.names[0].name.push('\n')),
        (Refusal::BadText { field: "telephone", most: 50 }, |e| e.contact.telephone = Some(String::new())),
    ];
    for (refusal, spoil) in cases {
        let mut new = housing();
        spoil(&mut new);
        let answer = decide(&OrganisationState::default(), OrganisationCommand::Establish(new));
        assert_eq!(answer, Err(refusal));
    }
}

#[test]
fn a_code_and_an_id_are_given_once() {
    assert_eq!(decide(&established(), OrganisationCommand::Establish(housing())), Err(Refusal::AlreadyEstablished(id("hz-housing"))));
    let around = Surroundings { code_holder: Some("hz-other".into()), ..Surroundings::default() };
    let command = OrganisationCommand::Establish(housing());
    assert_eq!(
        decide_organisation(&id("hz-housing"), &OrganisationState::default(), command, &around),
        Err(Refusal::CodeTaken { code: "330100-15".into(), holder: "hz-other".into() })
    );
}

#[test]
fn a_parent_must_exist_and_live() {
    let command = OrganisationCommand::Establish(Establishment { parent: Some(id("hz")), ..housing() });
    assert_eq!(decide(&OrganisationState::default(), command.clone()), Err(Refusal::UnknownOrganisation(id("hz"))));
    let ended = OrganisationState { ended_on: Some(date(2019, 1, 1)), ..established() };
    let around = Surroundings { other: ended, ..Surroundings::default() };
    assert_eq!(decide_organisation(&id("hz-housing"), &OrganisationState::default(), command, &around), Err(Refusal::Ended(id("hz"))));
}

#[test]
fn names_follow_each_other() {
    let state = established();
    let earlier = named("甲", "甲", date(2008, 5, 1));
    assert_eq!(decide(&state, OrganisationCommand::Rename(earlier)), Err(Refusal::NameOutOfOrder));
    let later = named("杭州市住房保障局", "市住保局", date(2019, 1, 1));
    let state = state.evolve(decide(&established(), OrganisationCommand::Rename(later.clone())).unwrap().remove(0));
    assert_eq!(state.present.unwrap().names[1], later);
}

#[test]
fn no_circles_and_no_orphans() {
    let other = OrganisationState { present: Some(Establishment { id: id("below"), ..housing() }), ..Default::default() };
    let around = Surroundings { other, above_other: vec![id("below"), id("hz-housing")], has_below: true, ..Default::default() };
    let on = date(2019, 1, 1);
    let try_it = |command| decide_organisation(&id("hz-housing"), &established(), command, &around);
    assert_eq!(try_it(OrganisationCommand::Move { parent: Some(id("below")), on }), Err(Refusal::Circle(id("below"))));
    assert_eq!(try_it(OrganisationCommand::Merge { into: id("below"), on }), Err(Refusal::Circle(id("below"))));
    assert_eq!(try_it(OrganisationCommand::Dissolve { on }), Err(Refusal::HasBelow));
}

#[test]
fn what_ended_does_not_change() {
    let events = decide(&established(), OrganisationCommand::Dissolve { on: date(2019, 1, 1) }).unwrap();
    let ended = events.into_iter().fold(established(), OrganisationState::evolve);
    let rename = OrganisationCommand::Rename(named("甲", "甲", date(2020, 1, 1)));
    assert_eq!(decide(&ended, rename), Err(Refusal::Ended(id("hz-housing"))));
    assert!(!ended.is_living());
}

#[test]
fn a_file_read_again_changes_nothing_and_a_changed_one_only_what_changed() {
    assert_eq!(reconcile(&established(), housing()), Ok(vec![]));
    let mut wanted = housing();
    wanted.contact.hours = Some("工作日 9:00—17:00".into());
    wanted.letter_mark = None;
    let commands = reconcile(&established(), wanted.clone()).unwrap();
    assert_eq!(commands.len(), 2);
    let state = commands.into_iter().fold(established(), |state, command| {
        let events = decide(&state, command).unwrap();
        events.into_iter().fold(state, OrganisationState::evolve)
    });
    assert_eq!(reconcile(&state, wanted), Ok(vec![]));
}

#[test]
fn a_file_does_not_change_what_an_organisation_is() {
    let wanted = Establishment { kind: OrganisationKind::Institution, ..housing() };
    assert_eq!(reconcile(&established(), wanted), Err(Refusal::Fixed("kind")));
}

fn any_command() -> impl Strategy<Value = OrganisationCommand> {
    let day = (2000i16..2030, 1i8..=12).prop_map(|(year, month)| date(year, month, 1));
    prop_oneof![
        Just(OrganisationCommand::Establish(housing())),
        ("[甲-癸]{0,3}", day.clone()).prop_map(|(name, from)| OrganisationCommand::Rename(named(&name, "甲", from))),
        day.clone().prop_map(|on| OrganisationCommand::Dissolve { on }),
        day.prop_map(|on| OrganisationCommand::Move { parent: None, on }),
        any::<bool>().prop_map(|v| OrganisationCommand::ChangeSetting(Setting::AcknowledgementConfirms(v))),
        proptest::option::of("[a-z ]{0,60}").prop_map(|mark| OrganisationCommand::ChangeSetting(Setting::LetterMark(mark))),
    ]
}

proptest! {
    #[test]
    fn whatever_is_asked_names_stay_in_order_and_the_end_is_the_end(commands in proptest::collection::vec(any_command(), 0..20)) {
        let mut state = OrganisationState::default();
        for command in commands {
            let before = state.clone();
            if let Ok(events) = decide(&state, command) {
                prop_assert!(before.ended_on.is_none());
                state = events.into_iter().fold(state, OrganisationState::evolve);
                prop_assert_ne!(&before, &state);
            }
            if let Some(present) = &state.present {
                prop_assert!(present.names.is_sorted_by(|a, b| a.from < b.from));
                prop_assert!(!present.names.is_empty());
            }
        }
    }
}
