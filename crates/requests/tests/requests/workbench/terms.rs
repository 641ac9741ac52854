//! Terms that a letter gives run from its delivery, move with the calendar, and end no case by themselves.

use super::days::{LOCAL, consult, delivered};
use super::{kinds, law, open};
use crate::world::{ADDRESS, Asked, Portal, in_2026, run};
use jiff::civil::{Date, date};
use law::Law;
use requests::acts::{Command, OfficerAct, Setting};
use requests::decide::draft::DraftTexts;
use requests::decide::pass::Stage;
use requests::letter::LetterSettings;
use requests::model::event::{DeliveryProof, FeeMethod, RequestEvent, Standing};
use requests::model::{Delivery, Status, Step};
use requests::records::Case;
use store::testing::{TestInstance, each_database, on_sqlite};

/// A case whose letters go this way.
async fn registered(portal: &Portal, key: &str, delivery: &str) -> Case {
    portal.enter(Asked { key, working_days_ago: 3, delivery, address: ADDRESS, ..Asked::default() }).await
}

/// An act of somebody, or the code of its refusal.
async fn by(portal: &Portal, case: &Case, who: &str, command: Command) -> Result<(), String> {
    let person = portal.app.identity.person_by_sign_in(who).await.unwrap().map_or_else(|| who.to_owned(), |person| person.id.0);
    let organisation = portal.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), portal.app.today()).unwrap();
    let setting = Setting { law: portal.app.law.clone(), today: portal.app.today(), organisation };
    let seen = portal.state(case).await.version;
    let act = OfficerAct { setting, letters: LetterSettings::default(), case: case.stream.clone(), seen, person, command };
    match requests::told::execute(&portal.app, act).await {
        Ok(_) => Ok(()),
        Err(store::ExecuteError::Refused(refusal)) => Err(refusal.code().to_owned()),
        Err(fault) => panic!("{fault}"),
    }
}

/// A reply that says that a term passed, up to the approver's signature.
async fn sign(portal: &Portal, case: &Case, outcome: &str) {
    portal.act(case, reply(portal, outcome)).await;
    by(portal, case, "reviewer", Command::Pass(Stage::Review, String::new())).await.unwrap();
    by(portal, case, "approver", Command::Pass(Stage::Approval, String::new())).await.unwrap();
}

fn reply(portal: &Portal, outcome: &str) -> Command {
    let ground = portal.app.law.grounds(outcome, law::Regime::R2019).unwrap().remove(0).id;
    let texts = DraftTexts { reason: "期满没有收到（演示）".into(), ..DraftTexts::default() };
    Command::Draft { outcome: outcome.into(), ground, texts: Box::new(texts), legal_review: false, submit: true }
}

/// The letter of the last notice to the requester arrived on a day.
async fn served(portal: &Portal, case: &Case, on: Date) {
    let letter_number = portal.state(case).await.letters.last().unwrap().letter_number.clone();
    let command = Command::Deliver { letter_number, on, proof: DeliveryProof::Signed, note: "本人签收（演示）".into() };
    portal.act(case, command).await;
}

/// Kind and day of what is open on a case.
async fn work(portal: &Portal, case: &Case) -> Vec<String> {
    let items = inbox::of_stream(&mut portal.app.store.read().await.unwrap(), &case.stream).await.unwrap();
    let line = |item: &inbox::Item| format!("{} {}", item.key.work(), item.due_on.map(|due| due.to_string()).unwrap_or_default());
    items.iter().map(line).map(|line| line.trim_end().to_owned()).collect()
}

async fn ask(portal: &Portal, case: &Case, until: Option<Date>) {
    portal.act(case, Command::AskClarification { points: vec!["写明年度（演示）".into()], working_days: 15, until }).await;
}

#[test]
fn a_clarification_that_never_comes_is_judged_by_a_person() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", "online").await;
        ask(&portal, &case, None).await;
        // Without a record of delivery no term runs, and somebody is to see to it by a day.
        assert_eq!(work(&portal, &case).await, ["deliver-clarification 2026-12-07", "handle"]);
        instance.clock.set("2027-01-20T01:00:00Z".parse().unwrap());
        assert_eq!(portal.app.store.fire_due_timers().await.unwrap(), 0);
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0);
        assert!(!portal.state(&case).await.clarifications[0].passed);

        instance.clock.set("2026-11-24T01:00:00Z".parse().unwrap());
        served(&portal, &case, date(2026, 11, 23)).await;
        assert_eq!(portal.state(&case).await.clarifications[0].until, Some(date(2026, 12, 14)), "fifteen working days from delivery");
        assert_eq!(work(&portal, &case).await, ["await-clarification 2026-12-14", "handle"]);
        instance.clock.set("2026-12-14T15:59:00Z".parse().unwrap());
        // What fires on the way is the warning before the term passes.
        portal.app.store.fire_due_timers().await.unwrap();
        assert!(!portal.state(&case).await.clarifications[0].passed, "the last day is still the requester's");
        portal.app.store.close().await;

        instance.clock.set("2026-12-14T16:02:00Z".parse().unwrap());
        let portal = open(&instance, law()).await;
        assert_eq!(portal.app.store.fire_due_timers().await.unwrap(), 1);
        assert_eq!(portal.app.store.fire_due_timers().await.unwrap(), 0);
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0);
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.is_open(), state.clarifications[0].passed), (Standing::AwaitingRequester, true, true));
        assert_eq!(kinds(&portal, &case).await.iter().filter(|kind| *kind == "term-passed").count(), 1);
        assert_eq!(work(&portal, &case).await, ["clarification-over 2026-12-22", "handle"]);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}/clock", case.number)).await.text();
        assert!(page.contains("补正期限已于 2026-12-14 届满"), "{page}");

        // An answer that comes late is taken, and is written down as late.
        portal.act(&case, Command::Clarified { text: "二〇二五年度（演示）".into(), on: date(2026, 12, 15) }).await;
        let events = portal.app.store.load(&case.stream).await.unwrap();
        let late = events.iter().any(|event| matches!(event.event().unwrap(), Some(RequestEvent::Clarified(clarified)) if clarified.late));
        assert!(late, "it is written down as late");
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.due_on.is_some()), (Standing::Running, true));
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_case_lapses_with_the_reply_that_says_so() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", "post").await;
        ask(&portal, &case, None).await;
        assert_eq!(by(&portal, &case, "officer", reply(&portal, "6.1")).await, Err("clarification-not-lapsed".into()));
        served(&portal, &case, date(2026, 11, 23)).await;
        instance.clock.set("2026-12-16T01:00:00Z".parse().unwrap());
        portal.app.store.fire_due_timers().await.unwrap();
        sign(&portal, &case, "6.1").await;
        assert_eq!(work(&portal, &case).await, ["handle", "send"], "what was to be decided is decided");
        portal.act(&case, Command::Send).await;
        let state = portal.state(&case).await;
        assert_eq!((state.status(portal.app.today()), state.is_open()), (Status::Lapsed, false));
        let listed = requests::records::by_number(&mut portal.app.store.read().await.unwrap(), &case.number).await.unwrap().unwrap();
        assert_eq!((listed.standing, listed.outcome.as_str()), (Standing::Lapsed, "6.1"));
        assert_eq!(work(&portal, &case).await, ["dispatch 2026-12-18"], "the letter is still to be posted");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}/clock", case.number)).await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("视为放弃"));
        // What comes after the reply is no answer any more.
        let late = Command::Clarified { text: "太晚（演示）".into(), on: date(2026, 12, 16) };
        assert_eq!(by(&portal, &case, "officer", late).await, Err("wrong-step".into()));
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn an_answer_that_overtakes_the_reply_stops_it() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", "online").await;
        portal
            .act(&case, Command::NoticeFee { method: FeeMethod::Page, count: 150, counted_before: 0, how_to_pay: "窗口（演示）".into() })
            .await;
        served(&portal, &case, date(2026, 11, 23)).await;
        instance.clock.set("2026-12-23T01:00:00Z".parse().unwrap());
        portal.app.store.fire_due_timers().await.unwrap();
        assert_eq!(work(&portal, &case).await, ["fee-over 2026-12-30", "handle"]);
        sign(&portal, &case, "6.2").await;
        portal.act(&case, Command::FeePaid { on: date(2026, 12, 23), reference: "演示票据".into() }).await;
        let state = portal.state(&case).await;
        assert_eq!((state.step, state.standing), (Step::Drafting, Standing::Running));
        assert_eq!(by(&portal, &case, "officer", Command::Submit).await, Err("fee-not-lapsed".into()), "what it says is not so any more");
        portal.app.store.close().await;
    }));
}

#[test]
fn a_calendar_that_changes_moves_the_terms_of_others() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let asked = registered(&portal, "a", "online").await;
        ask(&portal, &asked, None).await;
        served(&portal, &asked, date(2026, 11, 23)).await;
        let silent = registered(&portal, "b", "online").await;
        consult(&portal, &silent.number, "third-party").await;
        assert!(work(&portal, &silent).await.contains(&"await-third-party 2026-12-07".to_owned()), "delivery is to be written down");
        assert!(work(&portal, &silent).await.contains(&"dispatch 2026-11-25".to_owned()), "the letter is to be posted");
        delivered(&portal, &silent, "2026-11-23").await;
        assert_eq!(work(&portal, &silent).await, ["await-third-party 2026-12-14", "handle"]);
        portal.app.store.close().await;

        // The program was off on the old last day: no silence is written down from it.
        let folder = instance.data.join("city-law");
        std::fs::create_dir_all(folder.join("calendars")).unwrap();
        std::fs::write(folder.join("calendars/local.toml"), LOCAL).unwrap();
        instance.clock.set("2026-12-15T01:00:00Z".parse().unwrap());
        let portal = open(&instance, Law::load(Some(&folder)).unwrap()).await;
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 2);
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0, "once");
        let state = portal.state(&silent).await;
        assert!(state.consultations[0].is_open());
        assert_eq!(state.consultations[0].until, Some(date(2026, 12, 17)));
        assert_eq!(work(&portal, &silent).await, ["await-third-party 2026-12-17", "handle"]);
        let state = portal.state(&asked).await;
        assert_eq!((state.clarifications[0].until, state.clarifications[0].passed), (Some(date(2026, 12, 17)), false));
        assert_eq!(work(&portal, &asked).await, ["await-clarification 2026-12-17", "handle"]);
        let mut officer = portal.sign_in("officer").await;
        for case in [&asked, &silent] {
            let page = portal.get(&mut officer, &format!("/office/requests/{}", case.number)).await.text();
            assert!(page.contains("2026-12-14 → 2026-12-17"), "both days are shown: {page}");
        }
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_notice_on_paper_is_work_until_it_is_posted_and_until_it_arrives() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "p", "post").await;
        ask(&portal, &case, Some(date(2026, 11, 30))).await;
        assert_eq!(work(&portal, &case).await, ["dispatch 2026-11-25", "handle"]);
        let letter_number = portal.state(&case).await.letters[0].letter_number.clone();
        let on = date(2026, 11, 23);
        let dispatch = Command::Dispatch { letter_number, on, delivery: Delivery::Post, tracking: "1Z0000".into() };
        portal.act(&case, dispatch).await;
        assert_eq!(work(&portal, &case).await, ["deliver-clarification 2026-12-07", "handle"]);
        // The day that was fixed had come before the letter did: the term runs from its arrival.
        instance.clock.set("2026-12-01T01:00:00Z".parse().unwrap());
        served(&portal, &case, date(2026, 11, 30)).await;
        assert_eq!(portal.state(&case).await.clarifications[0].until, Some(date(2026, 12, 21)));
        assert_eq!(work(&portal, &case).await, ["await-clarification 2026-12-21", "handle"]);
        portal.app.store.close().await;
    }));
}

#[test]
fn more_time_can_be_asked_for_while_others_are_consulted() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", "online").await;
        consult(&portal, &case.number, "third-party").await;
        let left = portal.state(&case).await.left.unwrap();
        portal.act(&case, Command::ProposeExtension { working_days: 10, reason: "需要查找档案（演示）".into() }).await;
        by(&portal, &case, "approver", Command::ApproveExtension).await.unwrap();
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.due_on, state.left), (Standing::Paused, None, Some(left + 10)));
        let letter = state.letters.last().unwrap();
        assert_eq!(letter.notice, "extension");
        let letter = portal.app.store.open_part(&letter.letter).await.unwrap().unwrap();
        let letter = String::from_utf8(letter).unwrap();
        assert!(letter.contains("恢复计算后加在剩余的期限之后") && !letter.contains("原至"), "{letter}");
        portal.close().await;
    }));
}

#[test]
fn a_reply_that_was_late_before_it_was_asked_about_stays_marked() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = portal.enter(Asked { key: "late", working_days_ago: 25, ..Asked::default() }).await;
        let due = portal.state(&case).await.due_on.unwrap();
        ask(&portal, &case, None).await;
        portal.act(&case, Command::Clarified { text: "写明了（演示）".into(), on: portal.app.today() }).await;
        let state = portal.state(&case).await;
        assert_eq!(state.missed_on, Some(due));
        assert!(state.due_on > Some(portal.app.today()), "the term began anew");
        let listed = requests::records::by_number(&mut portal.app.store.read().await.unwrap(), &case.number).await.unwrap().unwrap();
        assert_eq!(listed.missed_on, Some(due));
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}", case.number)).await.text();
        assert!(page.matches(&format!("答复期限曾于 {due} 届满")).count() >= 2, "on the case and in its history: {page}");
        portal.close().await;
    }));
}
