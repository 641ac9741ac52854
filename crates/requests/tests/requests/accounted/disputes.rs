//! Terms of a dispute stand among the work of the officer and of the head, are reminded of, and end when they are kept.

use super::desk::{Desk, HOUSING};
use crate::world::run;
use identity::{OrganisationId, Role};
use inbox::{ReminderPlan, Speaker, Step, To, Words};
use law::ReminderTime;
use requests::acts::Command as OnCase;
use requests::dispute::{
    Appearance, Command, DisputeAct, DisputeKind, DisputeResult, Instance, OpenDispute, Paper, Procedure, state::Dispute,
};
use std::sync::Arc;
use store::StreamId;
use store::testing::{TestInstance, each_database};

struct Echo;

impl Speaker for Echo {
    fn say(&self, words: &Words) -> String {
        words.id.clone()
    }
}

fn setting(portal: &Desk) -> inbox::Setting {
    let steps = [ReminderTime::Before(3), ReminderTime::Before(1), ReminderTime::After(1)];
    let steps = steps.map(|at| Step { at, to: To::Holder });
    inbox::Setting {
        plan: ReminderPlan { steps: steps.to_vec(), hour: 9 },
        law: portal.app.law.clone(),
        zone: calendar::zone(),
        speaker: Arc::new(Echo),
        base_url: "https://open.example.org".into(),
    }
}

async fn open(portal: &Desk, case: &StreamId, kind: DisputeKind, instance: Option<Instance>, after: &str) -> StreamId {
    let act = OpenDispute {
        setting: portal.setting(),
        case: case.clone(),
        person: portal.person("officer").await.0,
        kind,
        instance,
        procedure: Procedure::Ordinary,
        after: after.to_owned(),
        body: "某机关（演示）".into(),
        case_number: String::new(),
        notified_on: portal.app.today(),
        accepted_on: None,
    };
    portal.app.store.execute(act).await.unwrap().answer
}

async fn act(portal: &Desk, dispute: &StreamId, command: Command) {
    let seen = Dispute::fold(&portal.app.store.load(dispute).await.unwrap()).unwrap().version;
    let person = portal.person("officer").await.0;
    let act = DisputeAct { setting: portal.setting(), dispute: dispute.clone(), seen, person, command };
    portal.app.store.execute(act).await.unwrap();
}

/// What a person was told of a dispute, newest first: message and days of the remark.
async fn told(portal: &Desk, sign_in: &str, dispute: &StreamId) -> Vec<String> {
    let person = portal.person(sign_in).await;
    let staff = portal.app.identity.staff().await.unwrap();
    let posts = staff.posts(&person);
    let notices = inbox::notices(&mut portal.app.store.read().await.unwrap(), &person, posts).await.unwrap();
    let url = format!("/office/disputes/{}", dispute.id());
    let of = notices.into_iter().filter(|notice| notice.url == url).filter_map(|notice| notice.remark);
    of.filter(|words| words.id.starts_with("inbox-reminder")).map(|words| format!("{} {}", words.id, words.arguments[0].1)).collect()
}

#[test]
fn the_answer_to_a_reconsideration_is_work_of_the_officer_and_of_the_head() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let case = portal.answered().await;
        let second = portal.person("second").await;
        let dispute = open(&portal, &case, DisputeKind::Reconsideration, None, "").await;
        // Ten working days from Monday 2026-11-23, by article 48 of the Act of 2023.
        let due = "2026-12-07";
        let head = format!("answer--head approver {due} nobody");
        assert_eq!(portal.work(&dispute).await, [format!("answer case-officer {due} nobody"), head.clone()]);
        let staff = portal.app.identity.staff().await.unwrap();
        let seen = async |sign_in: &str| {
            let person = portal.person(sign_in).await;
            let mut connection = portal.app.store.read().await.unwrap();
            let absences = inbox::Absences::default();
            let work = inbox::work_of(&mut connection, &person, &staff, &absences, portal.app.today()).await.unwrap();
            work.iter().filter(|work| work.item.key.stream == dispute).count()
        };
        assert_eq!((seen("officer").await, seen("approver").await, seen("stranger").await), (1, 1, 0));

        // Given to somebody by the desk: only the work of the officer's kind can be.
        let by = portal.person("approver").await;
        let key = inbox::Key::new(&dispute, "answer");
        inbox::assign(&portal.app.store, &key, &second, &by, staff.clone()).await.unwrap();
        assert_eq!(portal.work(&dispute).await, [format!("answer case-officer {due} {}", second.0), head]);

        for (day, officer, approver) in [("2026-12-01", 0, 0), ("2026-12-02", 1, 1), ("2026-12-04", 2, 2), ("2026-12-08", 3, 3)] {
            instance.clock.set(format!("{day}T01:00:00Z").parse().unwrap());
            inbox::sweep(&portal.app.store, &setting(&portal)).await.unwrap();
            let of = (told(&portal, "second", &dispute).await.len(), told(&portal, "approver", &dispute).await.len());
            assert_eq!(of, (officer, approver), "{day}");
        }
        let words = ["inbox-reminder-after 1", "inbox-reminder-before 1", "inbox-reminder-before 3"];
        assert_eq!(told(&portal, "second", &dispute).await, words);
        act(&portal, &dispute, Command::Answer(portal.app.today())).await;
        assert_eq!(portal.work(&dispute).await, Vec::<String>::new(), "kept, though late");
        portal.close().await;
    }));
}

#[test]
fn a_lawsuit_from_evidence_to_appeal() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let case = portal.answered().await;
        let dispute = open(&portal, &case, DisputeKind::Litigation, Some(Instance::First), "").await;
        let two = |kind: &str, due: &str| vec![format!("{kind} case-officer {due} nobody"), format!("{kind}--head approver {due} nobody")];
        assert_eq!(portal.work(&dispute).await, two("evidence", "2026-12-08"));
        act(&portal, &dispute, Command::SetHearing("2026-12-15".parse().unwrap())).await;
        assert_eq!(portal.work(&dispute).await.len(), 4);
        act(&portal, &dispute, Command::Answer(portal.app.today())).await;
        assert_eq!(portal.work(&dispute).await, two("hearing", "2026-12-15"));
        act(&portal, &dispute, Command::SetHearing("2026-12-17".parse().unwrap())).await;
        assert_eq!(portal.work(&dispute).await, two("hearing", "2026-12-17"), "set anew");
        instance.clock.set("2026-12-17T01:00:00Z".parse().unwrap());
        act(&portal, &dispute, Command::Hear(portal.app.today(), Appearance::Head)).await;
        assert_eq!(portal.work(&dispute).await, Vec::<String>::new());
        let on = portal.app.today();
        let decide = Command::Decide { on, served_on: on, result: DisputeResult::Corrected, paper: Paper::Judgment };
        act(&portal, &dispute, decide.clone()).await;
        assert_eq!(portal.work(&dispute).await, two("appeal", "2027-01-01"));

        // An appeal ends it, and so does the word that there is none.
        let appeal = open(&portal, &case, DisputeKind::Litigation, Some(Instance::Second), dispute.id()).await;
        assert_eq!(portal.work(&dispute).await, Vec::<String>::new());
        assert_eq!(portal.work(&appeal).await, Vec::<String>::new(), "the law sets the organ no term there");
        let another = open(&portal, &case, DisputeKind::Litigation, Some(Instance::First), "").await;
        act(&portal, &another, decide).await;
        assert_eq!(portal.work(&another).await, two("appeal", "2027-01-01"), "the evidence is not asked for any more");
        let path = format!("/office/disputes/{}", another.id());
        act(&portal, &another, Command::WaiveAppeal).await;
        assert_eq!(portal.work(&another).await, Vec::<String>::new());
        let mut officer = portal.sign_in("officer").await;
        assert!(portal.get(&mut officer, &path).await.text().contains("2026-12-17 决定不上诉"));
        portal.close().await;
    }));
}

#[test]
fn who_is_given_the_case_has_its_disputes() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let case = portal.answered().await;
        portal.execute(&case, OnCase::Correct("数字有误（演示）".into())).await;
        let dispute = open(&portal, &case, DisputeKind::Reconsideration, None, "").await;
        let second = portal.person("second").await;
        portal.execute(&case, OnCase::Assign(second.0.clone())).await;
        assert_eq!(portal.work(&dispute).await[0], format!("answer case-officer 2026-12-07 {}", second.0));
        let later = open(&portal, &case, DisputeKind::Litigation, Some(Instance::First), "").await;
        assert_eq!(portal.work(&later).await[0], format!("evidence case-officer 2026-12-08 {}", second.0));
        let staff = portal.app.identity.staff().await.unwrap();
        assert_eq!(staff.with(Role::Approver, &OrganisationId(HOUSING.into())).count(), 1);
        portal.close().await;
    }));
}
