//! Every step of which the requester should hear is told by e-mail, in the write of the step: also what no page of the
//! officer does, what other bodies do, and what a day brings.

use super::desk::{Desk, HOUSING};
use crate::world::run;
use identity::OrganisationId;
use requests::acts::{AnswerAsked, AnswerRecord, Command, Confirm, Matter, RecordStep, SplitCase};
use requests::letter::LetterSettings;
use requests::model::Status;
use requests::model::event::{Answer, DeliveryProof, PartyKind, RecordAnswer, Side};
use store::testing::{TestInstance, each_database, on_sqlite};

fn consult(kind: PartyKind, organisation: Option<&str>) -> Command {
    Command::Consult {
        kind,
        name: "某机关（演示）".into(),
        contact: String::new(),
        organisation: organisation.map(str::to_owned),
        is_organisation: false,
        until: None,
        question: "是否同意公开（演示）".into(),
    }
}

#[test]
fn what_another_body_answers_is_told() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let number = &registered.number;
        assert_eq!(portal.mail().await, [format!("您的政府信息公开申请已经登记，编号 {number}。")]);
        portal.execute(&registered.case, consult(PartyKind::CoProducer, Some("hz-environment"))).await;
        assert_eq!(portal.mail().await, [format!("申请 {number}：机关依法征求意见，所需时间不计入答复期限。")]);
        let consultation = portal.state(&registered.case).await.consultations[0].consulted.clone();
        assert_eq!(consultation.organisation.as_deref(), Some("hz-environment"));
        instance.clock.set("2026-11-25T01:00:00Z".parse().unwrap());
        let act = AnswerAsked {
            setting: portal.setting(),
            case: registered.case.clone(),
            id: consultation.id,
            asked: OrganisationId("hz-environment".into()),
            person: portal.person("stranger").await.0,
            answer: Answer::Consents,
            text: "同意（演示）".into(),
            files: Vec::new(),
        };
        requests::told::execute(&portal.app, act).await.unwrap();
        let due = portal.state(&registered.case).await.due_on.unwrap();
        assert_eq!(portal.mail().await, [format!("申请 {number}：征求意见结束，最晚 {due} 答复。")]);
        portal.close().await;
    }));
}

#[test]
fn what_a_day_brings_is_told_by_the_timer_itself() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let lapses = portal.register(law::Channel::Counter, None).await;
        let silent = portal.register(law::Channel::Counter, None).await;
        portal
            .execute(&lapses.case, Command::AskClarification { points: vec!["哪一年的（演示）".into()], working_days: 7, until: None })
            .await;
        let letter_number = portal.state(&lapses.case).await.letters[0].letter_number.clone();
        let (on, proof) = (portal.app.today(), DeliveryProof::Signed);
        portal.execute(&lapses.case, Command::Deliver { letter_number, on, proof, note: String::new() }).await;
        portal.execute(&silent.case, consult(PartyKind::ThirdParty, None)).await;
        let id = portal.state(&silent.case).await.consultations[0].consulted.id.clone();
        portal.execute(&silent.case, Command::ConsultationDelivered { id, on: portal.app.today() }).await;
        portal.mail().await;
        for day in 24..=30 {
            portal.day(&instance, &format!("2026-11-{day}")).await;
        }
        let warned = format!("申请 {}：请在 2026-12-02 之前补正，逾期视为放弃申请。", lapses.number);
        assert_eq!(portal.mail().await, [warned]);
        let mut heard = Vec::new();
        for day in 1..=20 {
            portal.day(&instance, &format!("2026-12-{day:02}")).await;
            // What waits longer than three days counts as undelivered.
            heard.extend(portal.mail().await);
        }
        let due = portal.state(&silent.case).await.due_on.unwrap();
        let told = [
            format!(
                "申请 {}：补正期限已于 2026-12-02 届满。机关作出书面决定之前，仍然接受您的补正；有正当理由的，请一并说明。",
                lapses.number
            ),
            format!("申请 {}：征求意见结束，最晚 {due} 答复。", silent.number),
        ];
        assert_eq!(heard, told);
        assert_eq!(portal.state(&lapses.case).await.status(portal.app.today()), Status::AwaitingClarification);
        portal.close().await;
    }));
}

#[test]
fn an_unconfirmed_request_is_chased_on_both_sides_until_it_is_confirmed() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Fax, None).await;
        let number = &registered.number;
        assert!(portal.mail().await[0].contains("请打开网页确认"), "it is asked for at once");
        // Two working days, by `setting-confirmation-chase` of the law files.
        let awaited = ["confirm case-officer 2026-11-25 nobody", "confirm-requester case-officer 2026-11-25 nobody"];
        assert_eq!(portal.work(&registered.case).await, awaited);
        portal.day(&instance, "2026-11-24").await;
        assert_eq!(portal.mail().await, Vec::<String>::new());
        let chased = [format!("申请 {number}：还没有您的确认，答复期限没有开始计算。请打开网页确认，或者与机关联系。")];
        portal.day(&instance, "2026-11-25").await;
        assert_eq!(portal.mail().await, chased);
        portal.day(&instance, "2026-11-26").await;
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0);
        assert_eq!(portal.mail().await, Vec::<String>::new(), "told once");
        let confirm = |by, officer: Option<&str>| Confirm {
            setting: portal.setting(),
            case: registered.case.clone(),
            by,
            on: portal.app.today(),
            officer: officer.map(str::to_owned),
            how: String::new(),
        };
        requests::told::execute(&portal.app, confirm(Side::Organisation, Some("officer"))).await.unwrap();
        assert_eq!(portal.mail().await, [format!("申请 {number}：机关已经确认收到，还要等您确认，答复期限才开始计算。")]);
        assert_eq!(portal.work(&registered.case).await, ["confirm-requester case-officer 2026-11-25 nobody"]);
        requests::told::execute(&portal.app, confirm(Side::Requester, None)).await.unwrap();
        let due = portal.state(&registered.case).await.due_on.unwrap();
        assert_eq!(portal.mail().await, [format!("申请 {number}：答复期限开始计算，最晚 {due} 答复。")]);
        assert_eq!(portal.work(&registered.case).await, [format!("handle case-officer {due} nobody")]);
        portal.close().await;
    }));
}

#[test]
fn a_program_that_was_away_on_the_day_chases_when_it_is_back() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        portal.register(law::Channel::Fax, None).await;
        portal.mail().await;
        instance.clock.set("2026-12-01T01:00:00Z".parse().unwrap());
        requests::acts::begin(&portal.app).await.unwrap();
        assert!(portal.mail().await[0].contains("还没有您的确认"));
        portal.close().await;
    }));
}

#[test]
fn a_split_and_an_answered_correction_are_told() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let split = portal.register(law::Channel::Counter, None).await;
        let correction = portal.register(law::Channel::Counter, Some("correction")).await;
        portal.mail().await;
        let matter = |subject: &str| (Matter { subject: subject.into(), description: String::new() }, Vec::new());
        let seen = portal.state(&split.case).await.version;
        let act = SplitCase {
            setting: portal.setting(),
            case: split.case.clone(),
            seen,
            person: "officer".into(),
            matters: vec![matter("甲（演示）"), matter("乙（演示）")],
        };
        let numbers = requests::told::execute(&portal.app, act).await.unwrap().answer;
        assert_eq!(portal.mail().await, [format!("申请 {}：分为几件办理，编号 {}。", split.number, numbers.join("、"))]);
        assert_eq!(portal.row(&numbers[0]).await.organisation, HOUSING);
        let draft = RecordStep::Draft { answer: RecordAnswer::Corrected, reason: "已经更正（演示）".into(), organ: String::new() };
        for (person, step) in [("officer", draft), ("approver", RecordStep::Send)] {
            assert_eq!(portal.mail().await, Vec::<String>::new());
            let act = AnswerRecord {
                setting: portal.setting(),
                letters: LetterSettings::default(),
                case: correction.case.clone(),
                seen: portal.state(&correction.case).await.version,
                person: portal.person(person).await.0,
                step,
            };
            requests::told::execute(&portal.app, act).await.unwrap();
        }
        assert_eq!(portal.mail().await, [format!("申请 {}：机关已经答复，请在网页上打开答复书。", correction.number)]);
        portal.close().await;
    }));
}
