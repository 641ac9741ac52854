//! Who comes too late, at every door of a case: told what happened since the form was opened, and nothing that was typed is
//! lost. A second click on what was done already is told so.

use crate::world::{Answer, Asked, File, Person, Portal, Visitor, in_2026, run, settings};
use axum::http::StatusCode;
use jiff::civil::date;
use requests::acts::{Command, RequesterAct, RequesterCommand, Setting};
use requests::model::Step;
use requests::model::event::PartyKind;
use requests::records;
use store::testing::{TestInstance, each_database, on_sqlite};

const PEOPLE: [Person; 5] = [
    ("officer", "case-officer clerk", "hz-housing"),
    ("colleague", "case-officer clerk", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("second-reviewer", "reviewer", "hz-housing"),
    ("other", "case-officer", "hz-environment"),
];
const TYPED: &str = "只在这里写过的话（演示）";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n";

async fn open(instance: &TestInstance) -> (Portal, records::Case, String) {
    in_2026(instance);
    let portal = Portal::open(instance, &PEOPLE, settings()).await;
    let case = portal.enter(Asked { working_days_ago: 3, ..Asked::default() }).await;
    let path = format!("/office/requests/{}", case.number);
    (portal, case, path)
}

/// Told what happened, by whom, with what was typed in a text that can be copied.
fn told(answer: &Answer, happened: &str, who: &str, typed: &str) {
    let page = answer.text();
    assert_eq!(answer.status, StatusCode::CONFLICT, "{page}");
    let changes = page.split("id=\"conflict\"").nth(1).unwrap_or_default().split("</section>").next().unwrap_or_default();
    assert!(changes.contains(happened) && changes.contains(who), "{happened}, {who}: {page}");
    assert!(page.contains(&format!("{typed}</textarea>")), "{typed}: {page}");
}

async fn twice(portal: &Portal, path: &str, pages: &[&str]) -> (Visitor, Visitor) {
    let (mut first, mut second) = (portal.sign_in("colleague").await, portal.sign_in("officer").await);
    for page in pages {
        for visitor in [&mut first, &mut second] {
            let shown = portal.get(visitor, &format!("{path}{page}")).await;
            assert_eq!(shown.status, StatusCode::OK, "{}", shown.text());
        }
    }
    (first, second)
}

#[test]
fn an_act_that_is_not_possible_any_more_gives_back_what_was_typed() {
    run(each_database(async |instance: TestInstance| {
        let (portal, _, path) = open(&instance).await;
        let act = format!("{path}/acts/ask-clarification");
        let (first, second) = twice(&portal, &path, &["/acts/ask-clarification"]).await;
        let fields = |text| [("points-1", text), ("working_days", "15"), ("until", "2026-12-14"), ("do", "send")];
        let done = portal.post(&first, &act, &fields("哪一年的（演示）")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        for step in ["look", "send"] {
            let fields = [("points-1", TYPED), ("working_days", "15"), ("until", "2026-12-14"), ("do", step)];
            let late = portal.post(&second, &act, &fields).await;
            told(&late, "要求补正", "colleague（演示）", TYPED);
            assert!(late.text().contains("不能再这样办理") && !late.text().contains("name=\"points-1\""), "{}", late.text());
        }
        let again = portal.post(&first, &act, &fields("哪一年的（演示）")).await;
        assert_eq!(again.status, StatusCode::CONFLICT);
        assert!(again.text().contains("您已于 2026-11-23 09:00 办理：要求补正"), "{}", again.text());
        assert!(again.text().contains(&format!("href=\"{path}\"")), "and where the case stands");
        portal.close().await;
    }));
}

#[test]
fn a_file_that_was_chosen_is_named_where_the_answer_came_too_late() {
    run(on_sqlite(|instance| async move {
        let (portal, case, path) = open(&instance).await;
        let consult = |organisation: Option<&str>| Command::Consult {
            kind: PartyKind::CoProducer,
            name: "杭州市生态环境局".into(),
            contact: String::new(),
            organisation: organisation.map(str::to_owned),
            is_organisation: true,
            until: None,
            question: "是否同意公开？".into(),
        };
        portal.act(&case, consult(Some("hz-environment"))).await;
        let id = portal.state(&case).await.consultations[0].consulted.id.clone();
        let theirs = format!("/office/consultations/{id}");
        let mut other = portal.sign_in("other").await;
        portal.get(&mut other, &theirs).await;
        let (first, second) = twice(&portal, &path, &[&format!("/acts/answered?consultation={id}")]).await;
        let answered = format!("{path}/acts/answered");
        let fields =
            [("consultation", id.as_str()), ("answer", "consents"), ("on", "2026-11-23"), ("text", "同意（演示）"), ("do", "send")];
        let done = portal.upload(&first, &answered, &fields, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());

        // An officer of the same body, and the body that was asked.
        let fields = [("consultation", id.as_str()), ("answer", "objects"), ("on", "2026-11-23"), ("text", TYPED), ("do", "send")];
        let late = portal.upload(&second, &answered, &fields, &[File("files", "回函.pdf", PDF)]).await;
        told(&late, "收到意见", "colleague（演示）", TYPED);
        assert!(late.text().contains("回函.pdf"));
        let late = portal.upload(&other, &theirs, &[("answer", "objects"), ("text", TYPED)], &[File("files", "意见.pdf", PDF)]).await;
        told(&late, "收到意见", "colleague（演示）", TYPED);
        let page = late.text();
        assert!(page.contains("意见.pdf") && !page.contains("name=\"text\""), "{page}");
        assert!(!page.contains("主题（演示）"), "the request stays where it is");
        portal.close().await;
    }));
}

#[test]
fn a_second_answer_of_the_same_body_is_told_that_it_answered() {
    run(on_sqlite(|instance| async move {
        let (portal, case, _) = open(&instance).await;
        let command = Command::Consult {
            kind: PartyKind::CoProducer,
            name: "杭州市生态环境局".into(),
            contact: String::new(),
            organisation: Some("hz-environment".into()),
            is_organisation: true,
            until: None,
            question: "是否同意公开？".into(),
        };
        portal.act(&case, command).await;
        let theirs = format!("/office/consultations/{}", portal.state(&case).await.consultations[0].consulted.id);
        let mut other = portal.sign_in("other").await;
        portal.get(&mut other, &theirs).await;
        portal.act(&case, Command::Note("内部的话（演示）".into())).await;
        let fields = [("answer", "consents"), ("text", TYPED)];
        assert_eq!(portal.upload(&other, &theirs, &fields, &[]).await.status, StatusCode::SEE_OTHER, "a note stops nobody");
        let again = portal.upload(&other, &theirs, &fields, &[]).await;
        told(&again, "收到意见", "other（演示）", TYPED);
        assert!(again.text().contains("您已于 2026-11-23 09:00 办理"), "{}", again.text());
        assert!(!again.text().contains("内部的话"), "what concerns the case alone is not shown");
        portal.close().await;
    }));
}

#[test]
fn a_verdict_a_draft_and_a_split_that_came_too_late_keep_their_texts() {
    run(each_database(async |instance: TestInstance| {
        let (portal, case, path) = open(&instance).await;
        let draft = format!("{path}/draft");
        let fields = |text, action| vec![("outcome", "3.5"), ("ground", "ground-3.5-2019"), ("reason", text), ("action", action)];
        let (first, second) = twice(&portal, &path, &["/split", "/draft?outcome=3.5"]).await;
        let page = portal.sign_in("officer").await;
        let ground = crate::world::input(&portal.get(&mut page.blank(), &format!("{draft}?outcome=3.5")).await.text(), "ground").unwrap();
        let with = |text, action| {
            let mut fields = fields(text, action);
            fields[1].1 = ground.as_str();
            fields
        };
        let done = portal.post(&first, &draft, &with("考勤表属于人事管理。", "save")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text());
        let late = portal.post(&second, &draft, &with(TYPED, "save")).await;
        told(&late, "拟办答复", "colleague（演示）", TYPED);
        let matters = [("matters.0.subject", "甲（演示）"), ("matters.0.description", TYPED), ("matters.1.subject", "乙（演示）")];
        let late = portal.post(&second, &format!("{path}/split"), &matters).await;
        told(&late, "拟办答复", "colleague（演示）", TYPED);

        let status = portal.step("colleague", &path, &format!("{path}/submit"), &[]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (mut one, mut two) = (portal.sign_in("reviewer").await, portal.sign_in("second-reviewer").await);
        let review = format!("{path}/review");
        portal.get(&mut one, &review).await;
        portal.get(&mut two, &review).await;
        assert_eq!(portal.post(&one, &review, &[("verdict", "pass")]).await.status, StatusCode::SEE_OTHER);
        assert_ne!(portal.state(&case).await.step, Step::Reviewing);
        let late = portal.post(&two, &review, &[("verdict", "return"), ("reason", TYPED)]).await;
        told(&late, "审核通过", "reviewer（演示）", TYPED);
        let nothing_typed = portal.post(&two, &review, &[("verdict", "pass")]).await.text();
        assert!(nothing_typed.contains("您打开页面之后") && nothing_typed.contains("审核通过"), "{nothing_typed}");
        let again = portal.post(&one, &review, &[("verdict", "pass")]).await;
        assert!(again.status == StatusCode::CONFLICT && again.text().contains("您已于"), "{}", again.text());
        portal.close().await;
    }));
}

#[test]
fn a_requester_is_told_too_and_a_second_click_is_no_fault() {
    run(each_database(async |instance: TestInstance| {
        let (portal, case, _) = open(&instance).await;
        let points = vec!["哪一年的数据（演示）".to_owned()];
        portal.act(&case, Command::AskClarification { points, working_days: 15, until: Some(date(2026, 12, 14)) }).await;
        let code = portal.code(&case.number).await;
        let mut visitor = portal.anybody("/requests/status").await;
        let known = [("number", case.number.as_str()), ("query_code", code.as_str())];
        assert_eq!(portal.post_on(&mut visitor, "/requests/status", &known).await.status, StatusCode::OK);
        let withdrawing = {
            let mut tab = visitor.clone();
            assert!(portal.post_on(&mut tab, "/requests/status/withdraw", &[]).await.text().contains("name=\"sure\""));
            tab
        };

        let answer = [("text", TYPED), ("about", "clarification")];
        let done = portal.upload(&visitor, "/requests/status/answer", &answer, &[]).await;
        assert_eq!(done.status, StatusCode::OK, "{}", done.text());
        let again = portal.upload(&visitor, "/requests/status/answer", &answer, &[File("files", "说明.pdf", PDF)]).await;
        let page = again.text();
        assert_eq!(again.status, StatusCode::OK, "{page}");
        assert!(page.contains("您已于 2026-11-23 09:00 办理") && page.contains(TYPED) && page.contains("说明.pdf"), "{page}");

        for time in 0..2 {
            let done = portal.post(&withdrawing, "/requests/status/withdraw", &[("sure", "yes")]).await;
            assert_eq!((time, done.status), (time, StatusCode::OK), "{}", done.text());
            assert_eq!(done.text().contains("您已于"), time == 1);
        }
        let late = portal.upload(&visitor, "/requests/status/add", &[], &[File("files", "补充.pdf", PDF)]).await;
        assert!(late.status == StatusCode::CONFLICT && late.text().contains("补充.pdf"), "{}", late.text());
        portal.close().await;
    }));
}

#[test]
fn what_a_requester_wrote_is_given_back_after_the_request_was_withdrawn_elsewhere() {
    run(on_sqlite(|instance| async move {
        let (portal, case, _) = open(&instance).await;
        let points = vec!["哪一年的数据（演示）".to_owned()];
        portal.act(&case, Command::AskClarification { points, working_days: 15, until: Some(date(2026, 12, 14)) }).await;
        let code = portal.code(&case.number).await;
        let mut visitor = portal.anybody("/requests/status").await;
        let known = [("number", case.number.as_str()), ("query_code", code.as_str())];
        portal.post_on(&mut visitor, "/requests/status", &known).await;
        let organisation = portal.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), portal.app.today()).unwrap();
        let setting = Setting { law: portal.app.law.clone(), today: portal.app.today(), organisation };
        let act = RequesterAct { setting, case: case.stream.clone(), command: RequesterCommand::Withdraw };
        requests::told::execute(&portal.app, act).await.unwrap();
        let late = portal.upload(&visitor, "/requests/status/answer", &[("text", TYPED), ("about", "clarification")], &[]).await;
        told(&late, "撤回", "2026-11-23", TYPED);
        assert!(late.text().contains("不能再这样办理"), "{}", late.text());
        portal.close().await;
    }));
}

#[test]
fn several_files_that_are_added_at_once_are_all_kept() {
    run(on_sqlite(|instance| async move {
        let (portal, case, _) = open(&instance).await;
        let code = portal.code(&case.number).await;
        let mut visitor = portal.anybody("/requests/status").await;
        let known = [("number", case.number.as_str()), ("query_code", code.as_str())];
        portal.post_on(&mut visitor, "/requests/status", &known).await;
        let files = [File("files", "甲.pdf", PDF), File("files", "乙.pdf", PDF)];
        let done = portal.upload(&visitor, "/requests/status/add", &[], &files).await;
        assert_eq!((done.status, portal.state(&case).await.files.len()), (StatusCode::OK, 2), "{}", done.text());
        portal.close().await;
    }));
}
