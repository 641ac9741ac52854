//! The acts on the whole way of a case, by tables and by chance: no store.

use calendar::DivisionCode;
use identity::{Contact, Organisation, OrganisationId};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Channel, Law, OrganisationKind};
use proptest::prelude::*;
use requests::decide::receive::{Receive, receive};
use requests::decide::{Context, Refusal, clarify, consult, excess, extend, fee, leave, reckon};
use requests::model::event::{Answer, Cause, FeeMethod, PartyKind, RequestEvent, SealedApplicant, Side, Standing, Track};
use requests::model::{ApplicantKind, Delivery, Form, Request, Step};
use std::sync::LazyLock;
use store::PartRef;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

static HOUSING: LazyLock<Organisation> = LazyLock::new(|| Organisation {
    id: OrganisationId("hz-housing".into()),
    code: "hz-housing".into(),
    name: "杭州市住房保障和房产管理局".into(),
    short_name: "市住保房管局".into(),
    kind: OrganisationKind::Department,
    division: DivisionCode::parse("330100").expect("a code"),
    parent: None,
    letter_mark: None,
    acknowledgement_confirms: false,
    contact: Contact::default(),
});

pub(crate) fn on(today: Date) -> Context<'static> {
    Context { law: &LAW, today, organisation: &HOUSING }
}

fn part() -> PartRef {
    PartRef { part: "p".into(), commitment: "c".into() }
}

fn me() -> String {
    "me".into()
}

pub(crate) fn arrived(channel: Channel, day: Date) -> Request {
    let arriving = Receive {
        number: "HZ-HOUSING-2026-00001".into(),
        channel,
        arrived_on: day,
        applicant: SealedApplicant {
            kind: ApplicantKind::NaturalPerson,
            name: part(),
            identity: None,
            phone: Some(part()),
            email: None,
            address: None,
            contact_name: None,
        },
        subject: part(),
        description: None,
        form: Form::Electronic,
        delivery: Delivery::Post,
        track: Track::Disclosure,
        agent: None,
        others: Vec::new(),
        files: Vec::new(),
        origin: None,
        evidence: None,
        help: None,
    };
    Request::default().evolve_all(&receive(arriving, &on(day)).unwrap())
}

/// An act that a case can meet. Numbers are places in its lists or days.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Deed {
    AskClarification(i64),
    Clarify,
    Propose,
    Approve,
    Decline,
    Fee,
    Pay,
    AskReasons,
    GiveReasons,
    Delay(i64),
    Consult(PartyKind),
    Deliver(usize),
    Answer(usize, Answer),
    Chase(usize),
    Override(usize),
    Assign,
    Transfer,
    Withdraw,
    Note,
}

const ALL: [Deed; 19] = [
    Deed::AskClarification(20),
    Deed::Clarify,
    Deed::Propose,
    Deed::Approve,
    Deed::Decline,
    Deed::Fee,
    Deed::Pay,
    Deed::AskReasons,
    Deed::GiveReasons,
    Deed::Delay(60),
    Deed::Consult(PartyKind::ThirdParty),
    Deed::Deliver(0),
    Deed::Answer(0, Answer::Objects),
    Deed::Chase(0),
    Deed::Override(0),
    Deed::Assign,
    Deed::Transfer,
    Deed::Withdraw,
    Deed::Note,
];

pub(crate) fn act(state: &Request, deed: Deed, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let later = |days: i64| context.today.saturating_add(days.days());
    let id = |place: usize| state.consultations.get(place).map_or_else(|| "none".to_owned(), |found| found.consulted.id.clone());
    let (events, cause) = match deed {
        Deed::AskClarification(days) => {
            let ask = clarify::Ask { points: part(), working_days: u32::try_from(days).unwrap(), until: None, person: me() };
            (clarify::ask(state, ask, context), Cause::ClarificationRequested)
        }
        Deed::Clarify => (clarify::answer(state, part(), Side::Organisation, context.today, context), Cause::Clarified),
        Deed::Propose => (extend::propose(state, 20, part(), me(), context), Cause::Extended),
        Deed::Approve => (extend::approve(state, "head".into(), context), Cause::Extended),
        Deed::Decline => (extend::decline(state, part(), "head".into()), Cause::Extended),
        Deed::Fee => (fee::notice(state, (FeeMethod::Page, 200, 0), me(), context), Cause::FeeNoticed),
        Deed::Pay => (fee::paid(state, context.today, "r".into(), me(), context), Cause::FeePaid),
        Deed::AskReasons => (excess::ask_reasons(state, None, me(), context), Cause::Delayed),
        Deed::GiveReasons => (excess::give_reasons(state, part(), Side::Organisation, context.today, context), Cause::Delayed),
        Deed::Delay(days) => (excess::delay(state, later(days), me(), context), Cause::Delayed),
        Deed::Consult(kind) => {
            let ask = consult::Ask {
                id: format!("c{}", state.consultations.len()),
                kind,
                name: part(),
                contact: None,
                organisation: None,
                is_organisation: false,
                until: None,
                question: part(),
                person: me(),
            };
            (consult::ask(state, ask, context), Cause::Consulted)
        }
        Deed::Deliver(place) => (consult::deliver(state, &id(place), context.today, me(), context), Cause::Answered),
        Deed::Answer(place, answer) => {
            let came = consult::Came { id: id(place), on: context.today, answer, text: Some(part()), files: Vec::new(), person: me() };
            (consult::answer(state, came, context), Cause::Answered)
        }
        Deed::Chase(place) => (consult::chase(state, &id(place), me(), context), Cause::Answered),
        Deed::Override(place) => (consult::override_objection(state, &id(place), part(), me(), context), Cause::Answered),
        Deed::Assign => (leave::assign(state, "officer".into(), me()), Cause::Transferred),
        Deed::Transfer => (leave::transfer(state, "hz-environment".into(), part(), me(), context), Cause::Transferred),
        Deed::Withdraw => (leave::withdraw(state, Side::Organisation, context.today, context), Cause::Withdrawn),
        Deed::Note => (leave::note(state, part(), me()), Cause::Transferred),
    };
    reckon::with_clock(state, events?, cause, context)
}

/// The case after these acts, each some days after the one before it.
pub(crate) fn after(received: Date, deeds: &[(i64, Deed)]) -> (Request, Date) {
    let mut today = received;
    let mut state = arrived(Channel::Counter, received);
    for (days, deed) in deeds {
        today = today.saturating_add(days.days());
        let events = act(&state, *deed, &on(today)).unwrap_or_else(|refusal| panic!("{deed:?}: {refusal:?}"));
        state = state.evolve_all(&events);
    }
    (state, today)
}

/// What each act says at each place, in the order of [`ALL`]: `+` it is done, `f` a field is wrong, `w` the wrong step,
/// `u` there is no such thing, `c` a clause forbids it, `a` it is so already.
fn answers(state: &Request, today: Date) -> String {
    let letter = |deed: Deed| match act(state, deed, &on(today)) {
        Ok(_) => '+',
        Err(Refusal::Fields(_)) => 'f',
        Err(Refusal::WrongStep(_)) => 'w',
        Err(Refusal::Unknown) => 'u',
        Err(Refusal::Clause { article, .. }) => {
            assert!(article.contains('第') || article.contains('号') || article.contains("没有规定"), "{deed:?}: {article}");
            'c'
        }
        Err(Refusal::Already(_)) => 'a',
        Err(refusal) => panic!("{deed:?}: {refusal:?}"),
    };
    ALL.into_iter().map(letter).collect()
}

#[test]
fn each_act_at_each_place() {
    let received = date(2026, 3, 2);
    let third = Deed::Consult(PartyKind::ThirdParty);
    let table: [(&str, &[(i64, Deed)]); 12] = [
        ("running", &[]),
        ("asked to clarify", &[(1, Deed::AskClarification(20))]),
        ("clarified", &[(1, Deed::AskClarification(20)), (3, Deed::Clarify)]),
        ("extension asked for", &[(1, Deed::Propose)]),
        ("extended", &[(1, Deed::Propose), (0, Deed::Approve)]),
        ("fee open", &[(1, Deed::Fee)]),
        ("reasons asked for", &[(1, Deed::AskReasons)]),
        ("reasons given", &[(1, Deed::AskReasons), (1, Deed::GiveReasons)]),
        ("consulting", &[(1, third)]),
        ("objected", &[(1, third), (1, Deed::Deliver(0)), (2, Deed::Answer(0, Answer::Objects))]),
        ("overdue", &[(60, Deed::Note)]),
        ("withdrawn", &[(1, Deed::Withdraw)]),
    ];
    let mut found = String::new();
    for (name, deeds) in table {
        let (state, today) = after(received, deeds);
        found += &format!("{name}: {}\n", answers(&state, today));
    }
    let new = answers(&Request::default(), received);
    let waiting = answers(&arrived(Channel::Fax, received), received);
    found += &format!("new: {new}\nunconfirmed: {waiting}\n");
    let old = answers(&arrived(Channel::Counter, date(2016, 8, 17)), date(2016, 8, 18));
    found += &format!("2007: {old}\n");
    assert_eq!(found, include_str!("ways/places.txt"));
}

#[test]
fn what_is_forbidden_names_its_article() {
    let received = date(2026, 3, 2);
    let clause = |state: &Request, deed: Deed, today: Date| match act(state, deed, &on(today)) {
        Err(Refusal::Clause { code, article }) => (code, article),
        other => panic!("{deed:?}: {other:?}"),
    };
    let old = arrived(Channel::Counter, date(2016, 8, 17));
    let today = date(2016, 8, 18);
    for (deed, code, article) in [
        (Deed::AskClarification(10), "clarification-is-reply", "第二十一条"),
        (Deed::Consult(PartyKind::CoProducer), "no-co-producer", "条例"),
        (Deed::AskReasons, "excess-unknown", "条例"),
        (Deed::Fee, "fee-cost-only", "第二十七条"),
    ] {
        let (found, cited) = clause(&old, deed, today);
        assert_eq!(found, code, "{deed:?}");
        assert!(cited.contains(article), "{deed:?}: {cited}");
    }
    let (state, today) = after(received, &[(1, Deed::AskClarification(20))]);
    assert!(clause(&state, Deed::AskClarification(5), today).1.contains("第三十条"));
    let (state, today) = after(received, &[(1, Deed::Propose), (0, Deed::Approve)]);
    assert!(clause(&state, Deed::Propose, today).1.contains("第三十三条"));
    let (state, today) = after(received, &[(60, Deed::Note)]);
    assert_eq!(clause(&state, Deed::Propose, today).0, "extension-late");
}

fn deed() -> impl Strategy<Value = Deed> {
    let place = 0..3_usize;
    let party = prop::sample::select(PartyKind::ALL.to_vec());
    let answer = prop::sample::select(vec![Answer::Consents, Answer::Objects, Answer::Says]);
    prop_oneof![
        3 => (1..40_i64).prop_map(Deed::AskClarification),
        3 => Just(Deed::Clarify),
        2 => Just(Deed::Propose),
        2 => Just(Deed::Approve),
        1 => Just(Deed::Decline),
        1 => Just(Deed::Fee),
        2 => Just(Deed::Pay),
        1 => Just(Deed::AskReasons),
        1 => Just(Deed::GiveReasons),
        1 => (1..90_i64).prop_map(Deed::Delay),
        5 => party.prop_map(Deed::Consult),
        4 => place.clone().prop_map(Deed::Deliver),
        4 => (place.clone(), answer).prop_map(|(place, answer)| Deed::Answer(place, answer)),
        1 => place.clone().prop_map(Deed::Chase),
        1 => place.prop_map(Deed::Override),
        1 => Just(Deed::Assign),
        1 => Just(Deed::Note),
    ]
}

proptest! {
    #[test]
    fn what_is_written_down_is_what_is_reckoned(
        received in prop_oneof![
            (0..6_500_i32).prop_map(|days| date(2008, 5, 1).saturating_add(days.days())),
            (-3..3_i32).prop_map(|days| date(2019, 5, 15).saturating_add(days.days())),
        ],
        deeds in prop::collection::vec((0..9_i64, deed()), 1..14),
        then in 0..60_i64,
    ) {
        let mut today = received;
        let mut state = arrived(Channel::Counter, received);
        let check = |state: &Request, today: Date, after: &str| -> Result<(), TestCaseError> {
            let clock = reckon::clock(state, &on(today)).map_err(|fault| TestCaseError::fail(format!("{after}: {fault:?}")))?.unwrap();
            prop_assert_eq!(state.due_on, clock.due_on, "{}", after);
            let left = clock.left.filter(|_| clock.due_on.is_none());
            prop_assert_eq!(state.left, left, "{}", after);
            Ok(())
        };
        for (days, deed) in deeds {
            today = today.saturating_add(days.days());
            state = state.clone().evolve_all(&reckon::tick(&state, &on(today)).unwrap());
            if let Ok(events) = act(&state, deed, &on(today)) {
                state = state.evolve_all(&events);
            }
            if state.step == Step::Ended {
                prop_assert!(state.standing.has_ended());
                return Ok(());
            }
            check(&state, today, &format!("{deed:?} on {today}"))?;
        }
        // A day that passes says what is reckoned, and says it once.
        today = today.saturating_add(then.days());
        let ticked = reckon::tick(&state, &on(today)).unwrap();
        state = state.evolve_all(&ticked);
        prop_assert!(reckon::tick(&state, &on(today)).unwrap().is_empty(), "twice on {}", today);
        prop_assert!(state.standing != Standing::Lapsed, "no day that passes ends a case");
        check(&state, today, &format!("a day that passed, {today}"))?;
    }
}
