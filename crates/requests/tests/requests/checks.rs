//! Who checks what, what speaks against a reply, what a correction leaves as it was, which wording holds on which day: by
//! tables.

use calendar::DivisionCode;
use identity::{Contact, Organisation, OrganisationId};
use jiff::civil::{Date, date};
use law::{Law, OrganisationKind, Regime, ReviewBodyKind, RuleRef};
use requests::decide::concern::{concerns, discloses};
use requests::decide::draft::{self, DraftTexts, Written, legal_review_by_default};
use requests::decide::pass::{Stage, amend, may_check, pass};
use requests::decide::{Context, Refusal, after, send};
use requests::letter::{self, LetterFacts, LetterSettings};
use requests::model::event::{Answer, Commented, ConsultationAnswered, Consulted, DeliveryProof, PartyKind, ReplyDrafted, RequestEvent};
use requests::model::state::Consultation;
use requests::model::{Delivery, Request, Step};
use requests::words::{ReasonRetired, ReasonSaved, ReasonWords, WordsEvent, of_reasons};
use store::{ActorId, PartRef, Recorded};

pub(crate) fn part(id: &str) -> PartRef {
    PartRef { part: id.into(), commitment: "c".into() }
}

pub(crate) fn rule(article: &str) -> RuleRef {
    serde_json::from_value(serde_json::json!({
        "id": "r", "regime": "2019", "article": article, "text": "t", "source": "S1", "confirmed": false
    }))
    .unwrap()
}

fn drafted(outcome: &str, drafter: &str) -> ReplyDrafted {
    let (ground, rule, texts) = ("g".to_owned(), rule("第三十六条"), part("texts"));
    ReplyDrafted { outcome: outcome.into(), ground, rule, texts, drafter: drafter.into(), legal_review: true }
}

fn state(step: Step) -> Request {
    Request {
        step,
        draft: Some(drafted("1", "drafter")),
        reviewer: Some("reviewer".into()),
        legal_reviewer: Some("lawyer".into()),
        ..Request::default()
    }
}

pub(crate) fn organisation() -> Organisation {
    Organisation {
        id: OrganisationId("hz-housing".into()),
        code: "hz-housing".into(),
        name: "杭州市住房保障和房产管理局".into(),
        short_name: "市住保房管局".into(),
        kind: OrganisationKind::Department,
        division: DivisionCode::parse("330100").unwrap(),
        parent: None,
        letter_mark: None,
        acknowledgement_confirms: false,
        contact: Contact::default(),
    }
}

#[test]
fn three_checks_by_three_persons_none_of_them_the_drafter() {
    for (step, stage, person, may) in [
        (Step::Reviewing, Stage::Review, "drafter", false),
        (Step::Reviewing, Stage::Review, "reviewer", true),
        (Step::Reviewing, Stage::Legal, "lawyer", false),
        (Step::LegalReviewing, Stage::Legal, "drafter", false),
        (Step::LegalReviewing, Stage::Legal, "reviewer", false),
        (Step::LegalReviewing, Stage::Legal, "lawyer", true),
        (Step::Approving, Stage::Approval, "drafter", false),
        (Step::Approving, Stage::Approval, "reviewer", false),
        (Step::Approving, Stage::Approval, "lawyer", false),
        (Step::Approving, Stage::Approval, "head", true),
        (Step::Drafting, Stage::Review, "reviewer", false),
        (Step::Replied, Stage::Approval, "head", false),
    ] {
        let state = state(step);
        assert_eq!(may_check(&state, stage, person), may, "{step:?} {stage:?} {person}");
        assert_eq!(pass(&state, stage, person.into(), None).is_ok(), may);
    }
}

#[test]
fn who_changes_the_text_while_checking_it_is_its_drafter_and_another_person_checks() {
    let written = || Written { outcome: "2".into(), ground: "g".into(), rule: rule("a"), texts: part("new"), legal_review: true };
    for (step, stage, person) in [
        (Step::Reviewing, Stage::Review, "reviewer"),
        (Step::LegalReviewing, Stage::Legal, "lawyer"),
        (Step::Approving, Stage::Approval, "head"),
    ] {
        let before = Request { reviewer: (stage != Stage::Review).then(|| "other".into()), legal_reviewer: None, ..state(step) };
        let events = amend(&before, stage, written(), person.into()).unwrap();
        let after = before.evolve_all(&events);
        assert_eq!(after.step, Step::Reviewing, "it begins anew");
        assert_eq!(after.draft.as_ref().unwrap().drafter, person);
        assert_eq!(after.earlier_draft.as_ref().unwrap().drafter, "drafter", "the earlier draft is kept");
        assert!(after.reviewer.is_none() && after.legal_reviewer.is_none());
        assert_eq!(pass(&after, Stage::Review, person.into(), None), Err(Refusal::SamePerson));
        assert!(pass(&after, Stage::Review, "another".into(), None).is_ok());
    }
    assert_eq!(amend(&state(Step::Reviewing), Stage::Review, written(), "drafter".into()), Err(Refusal::SamePerson));
    assert!(matches!(amend(&state(Step::Drafting), Stage::Review, written(), "reviewer".into()), Err(Refusal::WrongStep(_))));
}

pub(crate) fn consultation(kind: PartyKind, answer: Option<Answer>, overridden: bool) -> Consultation {
    let consulted = Consulted {
        id: "c".into(),
        kind,
        name: part("n"),
        contact: None,
        organisation: None,
        is_organisation: false,
        on: date(2026, 3, 2),
        until: None,
        question: part("q"),
        rule: rule("第三十二条"),
        person: "drafter".into(),
        delivered_by: None,
    };
    let answered = answer.map(|answer| ConsultationAnswered {
        id: "c".into(),
        on: date(2026, 3, 9),
        answer,
        text: None,
        files: Vec::new(),
        person: None,
    });
    let overridden_on = overridden.then(|| date(2026, 3, 10));
    Consultation { consulted, until: None, delivered_on: None, answered, chased_on: Vec::new(), overridden_on }
}

#[test]
fn an_objection_that_nobody_has_overridden_stops_a_reply_that_discloses() {
    let law = Law::load(None).unwrap();
    let organisation = organisation();
    let context = Context { law: &law, today: date(2026, 3, 20), organisation: &organisation };
    use Answer::{Consents, Objects, Silent};
    for (kind, answer, overridden, outcome, expected) in [
        (PartyKind::ThirdParty, Some(Objects), false, "1", Some(("objection-stands", true))),
        (PartyKind::ThirdParty, Some(Objects), false, "2", Some(("objection-stands", true))),
        (PartyKind::ThirdParty, Some(Objects), false, "3.4", None),
        (PartyKind::ThirdParty, Some(Objects), true, "1", None),
        (PartyKind::ThirdParty, Some(Consents), false, "1", None),
        (PartyKind::ThirdParty, Some(Silent), false, "1", None),
        (PartyKind::ThirdParty, None, false, "3.4", Some(("consultation-open", false))),
        (PartyKind::CoProducer, Some(Objects), false, "1", Some(("co-producer-objects", false))),
        (PartyKind::CoProducer, Some(Objects), false, "3.1", None),
        (PartyKind::Body, None, false, "1", Some(("consultation-open", false))),
    ] {
        let mut state = state(Step::Approved);
        state.draft = Some(drafted(outcome, "drafter"));
        state.consultations = vec![consultation(kind, answer, overridden)];
        let found = concerns(&state, (outcome, "g"), &context);
        let codes: Vec<_> = found.iter().map(|concern| (concern.code, concern.stops)).collect();
        assert_eq!(codes, expected.into_iter().collect::<Vec<_>>(), "{kind:?} {answer:?} {overridden} {outcome}");
        let sent = send::send(&state, "8号".into(), part("l"), Vec::new(), "drafter".into(), &context);
        let stopped = matches!(&sent, Err(Refusal::Clause { code: "objection-stands", article }) if article == "第三十二条");
        assert_eq!(stopped, expected.is_some_and(|(_, stops)| stops), "{sent:?}");
    }
    let disclosing: Vec<&str> = law.outcomes().iter().map(|row| row.code.as_str()).filter(|code| discloses(&law, code)).collect();
    assert_eq!(disclosing, ["1", "2"]);
}

#[test]
fn a_comment_stands_at_a_text_and_is_dealt_with_once() {
    let said =
        |field: &str| Commented { id: "k".into(), field: field.into(), quote: part("q"), text: part("t"), person: "reviewer".into() };
    for (step, fine) in [
        (Step::Registered, false),
        (Step::Drafting, true),
        (Step::Reviewing, true),
        (Step::LegalReviewing, true),
        (Step::Approving, true),
        (Step::Approved, false),
        (Step::Replied, false),
    ] {
        assert_eq!(after::comment(&state(step), said("reason")).is_ok(), fine, "{step:?}");
    }
    assert_eq!(after::comment(&state(Step::Reviewing), said("nowhere")), Err(Refusal::field("field", "choice")));
    let law = Law::load(None).unwrap();
    let organisation = organisation();
    let context = Context { law: &law, today: date(2026, 3, 20), organisation: &organisation };
    let reviewing = state(Step::Reviewing);
    let commented = reviewing.clone().evolve_all(&after::comment(&reviewing, said("reason")).unwrap());
    assert_eq!(concerns(&commented, ("1", "g"), &context)[0].code, "comments-open");
    let resolved = commented.clone().evolve_all(&after::resolve(&commented, "k", "drafter".into()).unwrap());
    assert!(concerns(&resolved, ("1", "g"), &context).is_empty());
    assert_eq!(after::resolve(&resolved, "k", "drafter".into()), Err(Refusal::Already("resolved")));
    assert_eq!(after::resolve(&resolved, "x", "drafter".into()), Err(Refusal::Unknown));
}

#[test]
fn blanks_of_a_standard_reason_must_be_filled() {
    let texts = |reason: &str| DraftTexts { reason: reason.into(), ..DraftTexts::default() };
    assert!(draft::no_blanks(&texts("已经写明。")).is_ok());
    let Err(Refusal::Fields(problems)) = draft::no_blanks(&texts("属于【不予公开的情形】。")) else { unreachable!() };
    assert_eq!((problems[0].field, problems[0].code), ("reason", "blank-left"));
}

#[test]
fn a_refusal_goes_to_the_lawyer_unless_somebody_chooses_otherwise() {
    let law = Law::load(None).unwrap();
    for (outcome, legal) in [("1", false), ("2", true), ("3.1", true), ("3.8", true), ("4.1", true), ("5.3", false), ("6.1", false)] {
        assert_eq!(legal_review_by_default(&law, outcome, date(2026, 3, 20)), legal, "{outcome}");
    }
}

/// A replied case, as events make it.
fn replied(law: &Law, organisation: &Organisation, on: Date) -> Request {
    let context = Context { law, today: on, organisation };
    let mut state = state(Step::Approved);
    state.received = Some(received());
    state.clock = Some(clock(on));
    state.due_on = Some(date(2026, 3, 30));
    let events = send::send(&state, "8号".into(), part("l"), Vec::new(), "drafter".into(), &context).unwrap();
    state.evolve_all(&events)
}

pub(crate) fn received() -> requests::model::event::Received {
    serde_json::from_value(serde_json::json!({
        "number": "N", "organisation": "hz-housing", "channel": "counter", "arrived_on": "2026-03-02",
        "applicant": {"kind": "natural-person", "name": part("n"), "identity": null, "phone": null, "email": null, "address": null, "contact_name": null},
        "subject": part("s"), "description": null, "form": "paper", "delivery": "post", "awaits": null, "clerk": null
    }))
    .unwrap()
}

pub(crate) fn clock(on: Date) -> requests::model::event::ClockStarted {
    serde_json::from_value(serde_json::json!({
        "number": "N", "organisation": "hz-housing", "received_on": on, "due_on": "2026-03-30", "working_days": 20,
        "provisional": false, "regime": "2019", "receipt_rule": rule("a"), "rule": rule("b")
    }))
    .unwrap()
}

#[test]
fn a_correction_keeps_both_letters_and_moves_no_clock() {
    let law = Law::load(None).unwrap();
    let organisation = organisation();
    let first = replied(&law, &organisation, date(2026, 3, 20));
    assert!(matches!(after::correct(&state(Step::Drafting), part("r"), "drafter".into()), Err(Refusal::WrongStep(_))));
    let opened = first.clone().evolve_all(&after::correct(&first, part("r"), "drafter".into()).unwrap());
    assert_eq!((opened.step, opened.due_on, opened.standing), (Step::Registered, first.due_on, first.standing));
    assert_eq!(send::corrects(&opened).as_deref(), Some("8号"));
    let context = Context { law: &law, today: date(2026, 4, 10), organisation: &organisation };
    let approved = Request { step: Step::Approved, ..opened };
    let events = send::send(&approved, "9号".into(), part("m"), Vec::new(), "drafter".into(), &context).unwrap();
    let RequestEvent::ReplySent(second) = &events[0] else { unreachable!() };
    assert_eq!((second.corrects.as_deref(), second.due_on), (Some("8号"), date(2026, 3, 30)));
    let both = approved.evolve_all(&events);
    assert_eq!(both.replied_on(), Some(date(2026, 3, 20)), "the first reply is the reply");
    let letters: Vec<_> = both.letters.iter().map(|letter| (letter.letter_number.as_str(), letter.corrects.as_deref())).collect();
    assert_eq!(letters, [("8号", None), ("9号", Some("8号"))]);
    assert_eq!((both.corrected.len(), both.correcting, send::corrects(&both)), (1, false, None));
}

#[test]
fn a_letter_leaves_and_arrives_once_on_days_that_can_be() {
    let law = Law::load(None).unwrap();
    let organisation = organisation();
    let state = replied(&law, &organisation, date(2026, 3, 20));
    let context = Context { law: &law, today: date(2026, 3, 27), organisation: &organisation };
    let dispatch = |state: &Request, on: Date, way: Delivery, tracking: Option<PartRef>| {
        after::dispatch(state, "8号", (on, way, tracking), "drafter".into(), &context)
    };
    let tracking = || Some(part("t"));
    for (on, way, tracking, refused) in [
        (date(2026, 3, 19), Delivery::Post, tracking(), Some(Refusal::field("on", "before-letter"))),
        (date(2026, 3, 28), Delivery::Post, tracking(), Some(Refusal::field("on", "future"))),
        (date(2026, 3, 20), Delivery::Post, None, Some(Refusal::field("tracking", "required"))),
        (date(2026, 3, 20), Delivery::Collect, None, None),
        (date(2026, 3, 20), Delivery::Post, tracking(), None),
    ] {
        assert_eq!(dispatch(&state, on, way, tracking).err(), refused, "{on} {way:?}");
    }
    let sent = state.clone().evolve_all(&dispatch(&state, date(2026, 3, 20), Delivery::Post, tracking()).unwrap());
    assert_eq!(dispatch(&sent, date(2026, 3, 21), Delivery::Post, tracking()), Err(Refusal::Already("dispatched")));
    let deliver = |state: &Request, proof| after::deliver(state, "8号", (date(2026, 3, 25), proof, None), Some("drafter".into()), &context);
    let back = sent.clone().evolve_all(&deliver(&sent, DeliveryProof::Returned).unwrap());
    assert!(!back.letters[0].is_delivered());
    let there = back.clone().evolve_all(&deliver(&back, DeliveryProof::Signed).unwrap());
    assert!(there.letters[0].is_delivered());
    assert_eq!(deliver(&there, DeliveryProof::Signed), Err(Refusal::Already("delivered")));
}

#[test]
fn a_reason_is_offered_from_its_first_day_until_it_is_retired() {
    let law = Law::load(None).unwrap();
    let shipped = law.reasons_for("3.1", Regime::R2019).next().unwrap().clone();
    let saved = |id: &str, text: &str, since: Date| {
        WordsEvent::ReasonSaved(Box::new(ReasonSaved {
            id: id.into(),
            outcome: "3.1".into(),
            grounds: shipped.grounds.clone(),
            title: "t".into(),
            text: text.into(),
            since,
            person: "p".into(),
        }))
    };
    let events = [
        saved(&shipped.id, "本市文字", date(2026, 4, 1)),
        saved("own", "另一条", date(2026, 4, 1)),
        WordsEvent::ReasonRetired(ReasonRetired { id: "own".into(), on: date(2026, 6, 1), person: "p".into() }),
    ];
    let recorded: Vec<Recorded> = events.iter().enumerate().map(|(at, event)| record(at as u64 + 1, event)).collect();
    let words = ReasonWords::fold(&recorded).unwrap();
    let offered =
        |on: Date| -> Vec<String> { words.offered(&law, "3.1", Regime::R2019, on).into_iter().map(|reason| reason.text).collect() };
    let before = law.reasons_for("3.1", Regime::R2019).map(|reason| reason.text.clone()).collect::<Vec<_>>();
    assert_eq!(offered(date(2026, 3, 31)), before);
    assert!(offered(date(2026, 4, 1)).contains(&"本市文字".to_owned()) && offered(date(2026, 4, 1)).contains(&"另一条".to_owned()));
    assert!(!offered(date(2026, 4, 1)).contains(&shipped.text));
    assert!(!offered(date(2026, 6, 1)).contains(&"另一条".to_owned()));
}

fn record(version: u64, event: &WordsEvent) -> Recorded {
    let parts = serde_json::to_value(event).unwrap();
    Recorded {
        index: version,
        stream: of_reasons(),
        version,
        kind: parts["kind"].as_str().unwrap().to_owned(),
        at: jiff::Timestamp::UNIX_EPOCH,
        actor: ActorId("p".into()),
        schema: 1,
        body: Some(parts["data"].clone()),
    }
}

/// Facts of a reply of an outcome to a request of 2026, with the demo city's table of bodies and courts.
pub fn facts(law: &Law, outcome: &str, corrects: Option<(String, Date)>) -> LetterFacts {
    let sent = date(2026, 3, 20);
    let mut texts = DraftTexts::default();
    for field in &law.outcome(outcome).unwrap().asks {
        texts.set(*field, "这里是经办人填写的内容，写明本案的具体情况（演示）。\n第二段：列明名称、文号和日期（演示）。".into());
    }
    let table = law::ReviewBodies::parse("demo/review-bodies.toml", include_str!("../../../../demo/review-bodies.toml")).unwrap();
    let line = ["hz-housing", "hz"];
    let find = |code: &str| table.find(ReviewBodyKind::Reconsideration, Some(code), &line, sent).into_iter().next().cloned();
    let bodies = ["same-level-government", "superior-government", "superior-department"];
    LetterFacts {
        organisation: Organisation {
            contact: Contact {
                telephone: Some("0571-0000 0000".into()),
                address: Some("杭州市演示路 9 号（演示）".into()),
                ..Contact::default()
            },
            ..organisation()
        },
        request_number: "HZ-HOUSING-2026-00045".into(),
        received_on: date(2026, 3, 2),
        recipient: "张三（演示）".into(),
        subject: "2025年度公共租赁住房配租方案及其执行情况".into(),
        outcome: outcome.into(),
        rule: law.grounds(outcome, Regime::R2019).unwrap()[0].rule.clone(),
        texts,
        delivery: Delivery::Online,
        remedies: law.remedies(sent, outcome, OrganisationKind::Department).unwrap(),
        corrects,
        settings: LetterSettings {
            bodies: bodies.iter().filter_map(|code| Some(((*code).to_owned(), find(code)?))).collect(),
            courts: table.find(ReviewBodyKind::Court, None, &line, sent).into_iter().take(1).cloned().collect(),
            demo: true,
            ..LetterSettings::default()
        },
    }
}

#[test]
fn a_reply_names_body_and_court_with_their_addresses() {
    let law = Law::load(None).unwrap();
    for outcome in law.outcomes() {
        let facts = facts(&law, &outcome.code, None);
        let letter = letter::reply(&facts, "8号", date(2026, 3, 20), &law).unwrap();
        let text = letters::html(&letter);
        let asks = |kind: &str| facts.remedies.iter().any(|remedy| remedy.kind == kind);
        assert_eq!(
            text.contains("杭州市人民政府（演示）（地址：杭州市演示路 1 号（演示）；电话："),
            asks("reconsideration"),
            "{}",
            outcome.code
        );
        assert_eq!(text.contains("杭州铁路运输法院（演示）（地址：杭州市演示路 4 号（演示）"), asks("litigation"), "{}", outcome.code);
        // No channel is set: that of the body is the online channel.
        assert_eq!(text.contains("网上申请行政复议的渠道：https://reconsideration.example.org/city"), asks("reconsideration"));
    }
    let corrected = facts(&law, "1", Some(("杭住公开〔2026〕7号".into(), date(2026, 3, 10))));
    let text = letters::html(&letter::reply(&corrected, "8号", date(2026, 3, 20), &law).unwrap());
    assert!(text.contains("本答复书更正本机关2026年3月10日作出的《政府信息公开申请答复书》（杭住公开〔2026〕7号）"));
}

#[test]
#[ignore = "writes the reply of every outcome to the temporary folder, to be looked at"]
fn write_the_replies() {
    let law = Law::load(None).unwrap();
    let fonts = letters::Fonts::system();
    let folder = std::env::temp_dir().join("letters");
    std::fs::create_dir_all(&folder).unwrap();
    for outcome in law.outcomes() {
        let letter = letter::reply(&facts(&law, &outcome.code, None), "杭住公开〔2026〕8号", date(2026, 3, 20), &law).unwrap();
        std::fs::write(folder.join(format!("reply-{}.pdf", outcome.code)), letters::pdf(&letter, &fonts).unwrap()).unwrap();
    }
}
