//! The officer's workbench: acts on a case, through the whole shell, and days that pass by themselves.

mod days;
mod terms;

use crate::world::{ADDRESS, Asked, File, NAME, Person, Portal, in_2026, run};
use axum::http::{StatusCode, header};
use jiff::civil::date;
use law::Law;
use requests::model::event::{Answer, RequestEvent, Standing};
use requests::records;
use store::testing::{TestInstance, each_database, on_sqlite};

fn law() -> Law {
    Law::load(None).unwrap()
}

const PEOPLE: [Person; 6] = [
    ("officer", "case-officer", "hz-housing"),
    ("clerk", "clerk", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("approver", "approver", "hz-housing"),
    ("other", "case-officer", "hz-environment"),
    ("stranger", "case-officer", "hz-education"),
];

async fn open(instance: &TestInstance, law: Law) -> Portal {
    Portal::serving(instance, &PEOPLE, web::Settings::sample(), law, None).await
}

/// A case that arrived at the counter so many working days ago.
async fn registered(portal: &Portal, key: &str, working_days_ago: u32) -> records::Case {
    portal.enter(Asked { key, working_days_ago, delivery: "post", address: ADDRESS, ..Asked::default() }).await
}

async fn kinds(portal: &Portal, case: &records::Case) -> Vec<String> {
    portal.app.store.load(&case.stream).await.unwrap().into_iter().map(|event| event.kind).collect()
}

async fn last(portal: &Portal, case: &records::Case) -> RequestEvent {
    portal.app.store.load(&case.stream).await.unwrap().pop().unwrap().event().unwrap().unwrap()
}

#[test]
fn that_a_clarification_is_late_is_said_once() {
    run(on_sqlite(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "late", 9).await;
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}/acts/ask-clarification", case.number)).await.text();
        assert_eq!(page.matches("规定的最后一日").count(), 1, "{page}");
        assert!(page.contains("逾期的责任由本机关承担"));
        portal.app.store.close().await;
    }));
}

#[test]
fn clarification_is_looked_at_before_it_goes_out() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let path = format!("/office/requests/{}", case.number);
        let act = format!("{path}/acts/ask-clarification");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains(&act) && page.contains("期限明细") && page.contains("2026-12-16"), "{page}");
        let answer = portal.get(&mut officer, &act).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.text().contains("name=\"working_days\" type=\"text\" value=\"15\""), "the term is proposed: {}", answer.text());
        assert!(answer.text().contains("第三十条"), "with its article");

        let answer = portal.post_on(&mut officer, &act, &[("points-1", " "), ("until", "2026-12-14"), ("do", "look")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains("href=\"#f-points-1\""));

        let before = kinds(&portal, &case).await;
        let typed = [("points-1", "写明年度"), ("points-2", "写明小区"), ("working_days", "15"), ("until", "2026-12-14"), ("do", "look")];
        let answer = portal.post_on(&mut officer, &act, &typed).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        assert!(answer.text().contains("补正告知书") && answer.text().contains("写明小区") && answer.text().contains("欧***"));
        assert!(!answer.text().contains(NAME) && answer.text().contains("2026-12-16") && answer.text().contains("等待申请人"));
        assert_eq!(kinds(&portal, &case).await, before, "nothing was written");

        let kept = [("points-1", "写明年度"), ("points-2", "写明小区"), ("working_days", "15"), ("until", "2026-12-14")];
        let edit = [&kept[..], &[("do", "edit")]].concat();
        let answer = portal.post_on(&mut officer, &act, &edit).await;
        assert!(answer.text().contains("写明小区</textarea>"), "what was typed is kept");

        let send = [&kept[..], &[("do", "send")]].concat();
        assert_eq!(portal.post_on(&mut officer, &act, &send).await.status, StatusCode::SEE_OTHER);
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.due_on, state.letters.len()), (Standing::AwaitingRequester, None, 1));
        assert_eq!(kinds(&portal, &case).await[before.len()..], ["clarification-requested", "clock-moved", "notice-sent"]);

        // The answer comes on paper; the clock begins anew.
        let paper = format!("{path}/acts/clarified");
        instance.clock.set("2026-11-30T01:00:00Z".parse().unwrap());
        let mut clerk = portal.sign_in("clerk").await;
        let page = portal.get(&mut clerk, &path).await.text();
        assert!(page.contains(&paper));
        portal.get(&mut clerk, &paper).await;
        let answer = portal.post_on(&mut clerk, &paper, &[("on", "2026-12-01"), ("text", "2025年度"), ("do", "send")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "not a day to come");
        let answer = portal.post_on(&mut clerk, &paper, &[("on", "2026-11-27"), ("text", "2025年度"), ("do", "send")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.due_on, Some(date(2026, 12, 25)));
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn who_is_second_is_told_what_changed_and_loses_nothing() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let act = |code: &str| format!("/office/requests/{}/acts/{code}", case.number);
        let mut officer = portal.sign_in("officer").await;
        let mut clerk = portal.sign_in("clerk").await;
        portal.get(&mut clerk, &act("note")).await;
        portal.get(&mut officer, &act("propose-extension")).await;
        let typed = [("working_days", "10"), ("reason", "需要查找档案"), ("do", "look")];
        assert_eq!(portal.post_on(&mut officer, &act("propose-extension"), &typed).await.status, StatusCode::SEE_OTHER);

        let note = [("text", "电话联系过（演示）"), ("do", "look")];
        let answer = portal.post_on(&mut clerk, &act("note"), &note).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(
            answer.text().contains("申请延期") && answer.text().contains("officer（演示）"),
            "what changed, and who: {}",
            answer.text()
        );
        assert!(answer.text().contains("电话联系过（演示）</textarea>"), "and nothing is lost");
        assert_eq!(portal.post_on(&mut clerk, &act("note"), &note).await.status, StatusCode::SEE_OTHER, "on the version now shown");

        // Who asked may not agree; who may, sees the letter and both dates first.
        portal.get(&mut officer, &act("approve-extension")).await;
        assert_eq!(portal.post_on(&mut officer, &act("approve-extension"), &[]).await.status, StatusCode::FORBIDDEN);
        let mut approver = portal.sign_in("approver").await;
        portal.get(&mut approver, &act("approve-extension")).await;
        let answer = portal.post_on(&mut approver, &act("approve-extension"), &[("do", "look")]).await;
        assert!(
            answer.text().contains("2026-12-16") && answer.text().contains("2026-12-30") && answer.text().contains("需要查找档案"),
            "{}",
            answer.text()
        );
        assert_eq!(portal.post_on(&mut approver, &act("approve-extension"), &[("do", "send")]).await.status, StatusCode::SEE_OTHER);
        let state = portal.state(&case).await;
        assert_eq!((state.due_on, state.extensions.len(), state.letters.len()), (Some(date(2026, 12, 30)), 1, 1));

        // The same once more is refused with its article.
        let answer = portal.get(&mut officer, &act("propose-extension")).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("已经延长过") && answer.text().contains("第三十三条"));
        portal.app.store.close().await;
    }));
}

#[test]
fn an_organisation_of_the_instance_answers_by_itself() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let path = format!("/office/requests/{}", case.number);
        let act = format!("{path}/acts/consult");
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, &act).await;
        let answer = portal.post_on(&mut officer, &act, &[("kind", "co-producer"), ("question", "是否同意公开？"), ("do", "look")]).await;
        assert!(answer.text().contains("href=\"#f-name\""), "a body or a name is needed");
        let typed = [("kind", "co-producer"), ("organisation", "hz-environment"), ("question", "是否同意公开？"), ("do", "send")];
        let answer = portal.post_on(&mut officer, &act, &typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.left), (Standing::Paused, Some(17)));
        let id = state.consultations[0].consulted.id.clone();

        let mut stranger = portal.sign_in("stranger").await;
        assert!(!portal.get(&mut stranger, "/office/consultations").await.text().contains(&case.number));
        let theirs = format!("/office/consultations/{id}");
        assert_eq!(portal.get(&mut stranger, &theirs).await.status, StatusCode::NOT_FOUND);
        assert_ne!(portal.post_on(&mut stranger, &theirs, &[("answer", "consents"), ("text", "x")]).await.status, StatusCode::SEE_OTHER);

        let mut other = portal.sign_in("other").await;
        assert!(portal.get(&mut other, "/office/consultations").await.text().contains(&case.number));
        let page = portal.get(&mut other, &theirs).await.text();
        assert!(page.contains("是否同意公开？") && page.contains("视为同意公开"));
        assert!(!page.contains("主题（演示）") && !page.contains("欧"), "the request and who asks stay where they are");
        assert_eq!(portal.get(&mut other, &path).await.status, StatusCode::NOT_FOUND, "and so does the case");
        portal.get(&mut other, &theirs).await;
        let answer = portal.post_on(&mut other, &theirs, &[("answer", "objects"), ("text", "")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        let fields = [("answer", "objects"), ("text", "涉及正在进行的执法（演示）")];
        let bad = portal.upload(&other, &theirs, &fields, &[File("files", "a.exe", b"MZ\0\0")]).await;
        assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
        let answer = portal.upload(&other, &theirs, &fields, &[File("files", "意见.pdf", b"%PDF-1.7\n%%EOF\n")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let state = portal.state(&case).await;
        assert_eq!((state.standing, state.due_on), (Standing::Running, Some(date(2026, 12, 16))));
        assert_eq!(state.consultations[0].answered.as_ref().unwrap().answer, Answer::Objects);

        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("涉及正在进行的执法（演示）") && page.contains("意见.pdf"));
        let file = format!("{path}/consultations/{id}/0");
        assert_eq!(portal.get(&mut officer, &file).await.status, StatusCode::FORBIDDEN, "before a reason is written down");
        portal.get(&mut officer, &path).await;
        let looked = portal.post(&officer, &format!("{path}/contact"), &[("party", &id), ("look_reason", "核对（演示）")]).await;
        assert!(looked.text().contains(&file), "{}", looked.text());
        let loaded = portal.get(&mut officer, &file).await;
        assert_eq!((loaded.status, loaded.text().starts_with("%PDF")), (StatusCode::OK, true));
        assert!(loaded.headers[header::CONTENT_DISPOSITION].to_str().unwrap().starts_with("attachment"));
        assert_eq!(portal.get(&mut other, &file).await.status, StatusCode::NOT_FOUND);
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_fee_is_reckoned_and_shown_before_it_is_asked_for() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        registered(&portal, "a", 3).await;
        let case = registered(&portal, "b", 2).await;
        let act = format!("/office/requests/{}/acts/fee", case.number);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &act).await.text();
        assert!(page.contains("name=\"counted_before\" type=\"text\" value=\"1\""), "the same requester's other case is counted: {page}");
        let typed = |count: &'static str, step: &'static str| {
            [("method", "item"), ("count", count), ("counted_before", "1"), ("how_to_pay", "账户（演示）"), ("do", step)]
        };
        let answer = portal.post_on(&mut officer, &act, &typed("1", "look")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "nothing is to be paid");
        let answer = portal.post_on(&mut officer, &act, &typed("12", "look")).await;
        assert!(answer.text().contains("300 元") && answer.text().contains("信息处理费"), "{}", answer.text());
        assert_eq!(portal.post_on(&mut officer, &act, &typed("12", "send")).await.status, StatusCode::SEE_OTHER);
        let RequestEvent::NoticeSent(notice) = last(&portal, &case).await else { panic!("no notice") };
        assert_eq!(notice.notice, "fee");
        assert!(portal.state(&case).await.open_fee().is_some());
        portal.app.store.close().await;
    }));
}

#[test]
fn a_case_goes_to_another_body_and_loses_no_day() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let path = format!("/office/requests/{}", case.number);
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, &format!("{path}/acts/assign")).await;
        let me = portal.app.identity.person_by_sign_in("officer").await.unwrap().unwrap().id.0;
        assert_eq!(portal.post_on(&mut officer, &format!("{path}/acts/assign"), &[("to", &me)]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.holder, Some(me));
        portal.get(&mut officer, &format!("{path}/acts/transfer")).await;
        let typed = [("to", "hz-environment"), ("reason", "属于其职责（演示）"), ("do", "send")];
        let answer = portal.post_on(&mut officer, &format!("{path}/acts/transfer"), &typed).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        let state = portal.state(&case).await;
        assert_eq!((state.organisation.as_str(), state.due_on, state.holder), ("hz-environment", Some(date(2026, 12, 16)), None));
        assert_eq!(portal.get(&mut officer, &path).await.status, StatusCode::NOT_FOUND);
        let mut other = portal.sign_in("other").await;
        assert_eq!(portal.get(&mut other, &path).await.status, StatusCode::OK);
        portal.get(&mut other, &format!("{path}/acts/withdraw")).await;
        let answer = portal.post_on(&mut other, &format!("{path}/acts/withdraw"), &[("on", "2026-11-23"), ("do", "send")]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.ended_as.as_deref(), Some("6.3"));
        portal.app.store.close().await;
    }));
}

#[test]
fn the_clock_is_a_list_and_tells_what_if() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let path = format!("/office/requests/{}/clock", case.number);
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(
            page.contains("答复期限") && page.contains("第三十三条") && page.contains("2026-12-16") && page.contains("第 20 日"),
            "{page}"
        );
        let page = portal.get(&mut officer, &format!("{path}?act=extended&on=2026-11-24")).await.text();
        assert!(page.contains("推后") && page.contains("延长的期限"), "{}", page.split("id=\"suppose\"").last().unwrap());
        let page = portal.get(&mut officer, &format!("{path}?act=third-party-consulted&on=2026-11-24")).await.text();
        assert!(page.contains("暂停计时，恢复后还有"), "{}", page.split("id=\"suppose\"").last().unwrap());
        for (query, words) in [
            ("act=extended&on=x", "f-on-error"),
            ("act=fee-paid&on=2026-11-24", "role=\"alert\""),
            ("act=nonsense&on=2026-11-24", "f-act-error"),
        ] {
            assert!(portal.get(&mut officer, &format!("{path}?{query}")).await.text().contains(words), "{query}");
        }
        let events = kinds(&portal, &case).await;
        assert_eq!(events, ["received", "clock-started"], "nothing was written");
        portal.app.store.close().await;
    }));
}
