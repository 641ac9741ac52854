//! From draft to delivery through the pages: comments, checks by different persons, letters and their ways, correction.

use crate::world::{ADDRESS, Asked, NAME, Person, Portal, Visitor, in_2026, input, run, settings};
use axum::http::StatusCode;
use requests::model::Step;
use requests::records;
use store::testing::{TestInstance, each_database};

const PEOPLE: [Person; 7] = [
    ("officer", "case-officer", "hz-housing"),
    ("reviewer", "reviewer", "hz-housing"),
    ("second-reviewer", "reviewer", "hz-housing"),
    ("lawyer", "legal-reviewer", "hz-housing"),
    ("approver", "approver", "hz-housing"),
    ("administrator", "system-administrator", "hz"),
    ("housing-administrator", "system-administrator", "hz-housing"),
];

pub async fn open(instance: &TestInstance) -> Portal {
    in_2026(instance);
    Portal::open(instance, &PEOPLE, settings()).await
}

/// A case that was registered some days ago.
pub async fn registered(portal: &Portal, delivery: &str) -> records::Case {
    portal.enter(Asked { key: delivery, form: "paper", delivery, address: ADDRESS, ..Asked::default() }).await
}

/// Draft, review, signature, sending of a disclosure.
async fn reply(portal: &Portal, case: &records::Case, provision: &str) {
    let path = format!("/office/requests/{}", case.number);
    let draft = format!("{path}/draft");
    let fields = [("outcome", "1"), ("ground", "ground-1-2019"), ("provision", provision), ("action", "submit")];
    let ground = ground(portal, &format!("{draft}?outcome=1")).await;
    let fields = fields.map(|(name, value)| (name, if name == "ground" { ground.as_str() } else { value }));
    let (status, page) = portal.step("officer", &format!("{draft}?outcome=1"), &draft, &fields).await.said();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    for (who, step) in [("reviewer", "review"), ("approver", "approve")] {
        let (status, page) = portal.step(who, &format!("{path}/review"), &format!("{path}/{step}"), &[("verdict", "pass")]).await.said();
        assert_eq!(status, StatusCode::SEE_OTHER, "{step}: {page}");
    }
    let (status, page) = portal.step("officer", &path, &format!("{path}/send"), &[]).await.said();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
}

async fn ground(portal: &Portal, draft: &str) -> String {
    let mut officer = portal.sign_in("officer").await;
    let page = portal.get(&mut officer, draft).await.text();
    input(&page, "ground").unwrap()
}

#[test]
fn a_refusal_is_commented_on_returned_changed_by_a_checker_and_signed() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let case = registered(&portal, "post").await;
        let path = format!("/office/requests/{}", case.number);
        let (draft, review) = (format!("{path}/draft"), format!("{path}/review"));
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("{draft}?outcome=3.5")).await.text();
        assert!(page.contains("name=\"standard_reason\"") && page.contains("value=\"insert\""));
        assert!(page.contains("name=\"legal_review\" value=\"yes\" checked"), "a refusal goes to the lawyer");
        let reason = page.split("name=\"standard_reason\"").nth(1).unwrap().split("<option value=\"").nth(2).unwrap();
        let reason = reason.split('"').next().unwrap().to_owned();
        let fields = [("outcome", "3.5"), ("standard_reason", reason.as_str()), ("reason", "先写的。"), ("action", "insert")];
        let (status, page) = portal.post(&officer, &draft, &fields).await.said();
        assert_eq!(status, StatusCode::OK);
        let filled = page.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
        assert!(filled.contains("先写的。") && filled.contains('【'), "{filled}");
        let ground = page.split("name=\"ground\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        // A blank that is left does not go on.
        let text = |reason: &'static str, action: &'static str| {
            vec![("outcome", "3.5"), ("ground", ground.as_str()), ("reason", reason), ("legal_review", "yes"), ("action", action)]
        };
        let (status, page) = portal.post(&officer, &draft, &text("属于【信息名称】。", "submit")).await.said();
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#f-reason\"") && page.contains("还有没填的"));
        let (status, page) = portal.post(&officer, &draft, &text("内部事务信息。\n考勤表属于人事管理。", "preview")).await.said();
        assert!(status == StatusCode::OK && page.contains("考勤表属于人事管理。</p>") && !page.contains(NAME));
        let status = portal.post(&officer, &draft, &text("内部事务信息。\n考勤表属于人事管理。", "submit")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The reviewer comments at a place and sends it back.
        let comment = |paragraph: &'static str, quote: &'static str, text: &'static str| {
            vec![("field", "reason"), ("paragraph.reason", paragraph), ("quote.reason", quote), ("text.reason", text)]
        };
        let comments = format!("{path}/comments");
        for (quote, text, at) in [("不在文中", "说", "f-quote.reason-error"), ("", " ", "f-text.reason-error")] {
            let (status, page) = portal.step("reviewer", &review, &comments, &comment("2", quote, text)).await.said();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(at), "{at}");
        }
        let status = portal.step("reviewer", &review, &comments, &comment("2", "考勤表", "写明是哪一年的")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let mut reviewer = portal.sign_in("reviewer").await;
        let page = portal.get(&mut reviewer, &review).await.text();
        assert!(page.contains("<mark>考勤表</mark>") && page.contains("写明是哪一年的") && page.contains("还有"));
        let status = portal.post(&reviewer, &review, &[("verdict", "return"), ("reason", "")]).await.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a reason is needed");
        let status = portal.post(&reviewer, &review, &[("verdict", "return"), ("reason", "请补充年份")]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The drafter sees both, changes the text, deals with the comment, hands it on.
        let page = portal.get(&mut officer, &draft).await.text();
        assert!(page.contains("请补充年份"));
        let status = portal.post(&officer, &draft, &text("内部事务信息。\n2025年的考勤记录属于人事管理。", "save")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &review).await.text();
        assert!(
            page.contains("文字已改") && page.contains("<ins>") && page.contains("<del>"),
            "the quote is gone, the drafts are compared"
        );
        let id = input(&page, "comment").unwrap();
        let status = portal.post(&officer, &format!("{comments}/resolve"), &[("comment", &id)]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let status = portal.step("officer", &path, &format!("{path}/submit"), &[]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);

        // The reviewer passes it; the lawyer changes the text, so that it is reviewed anew and the lawyer is its drafter.
        let status = portal.step("reviewer", &review, &review, &[("verdict", "pass"), ("reason", "同意")]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.step, Step::LegalReviewing);
        let mut lawyer = portal.sign_in("lawyer").await;
        let page = portal.get(&mut lawyer, &draft).await.text();
        assert!(page.contains("value=\"amend\"") && page.contains("须由另一人重新审核"));
        let status = portal.post(&lawyer, &draft, &text("2025年的考勤记录属于人事管理信息。", "amend")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(portal.state(&case).await.step, Step::Reviewing);
        let status = portal.step("second-reviewer", &review, &review, &[("verdict", "pass")]).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut lawyer, &review).await.text();
        assert!(page.contains("须由不同的人办理") && !page.contains("value=\"pass\""));
        let status = portal.post(&lawyer, &format!("{path}/legal-review"), &[("verdict", "pass")]).await.status;
        assert_eq!(status, StatusCode::CONFLICT);
        portal.close().await;
    }));
}

#[test]
fn letters_go_out_arrive_and_are_corrected() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let case = registered(&portal, "post").await;
        let path = format!("/office/requests/{}", case.number);
        let letters = format!("{path}/letters");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &letters).await.text();
        assert!(page.contains("还没有发出信函"));
        reply(&portal, &case, "附后。").await;
        let first = portal.state(&case).await.letters[0].letter_number.clone();
        let page = portal.get(&mut officer, &letters).await.text();
        assert!(page.contains(&first) && page.contains("欧***") && !page.contains(NAME) && page.contains("未寄出"));
        let file = |form: &str| format!("{letters}/{}/letter.{form}", web::percent_encoded(&first));
        let (status, shown) = portal.get(&mut officer, &file("html")).await.said();
        assert!(status == StatusCode::OK && shown.contains("附后。") && !shown.contains(NAME));
        assert_eq!(portal.get(&mut officer, &file("docx")).await.status, StatusCode::OK);

        // What is sent names the addressee, and making it is written down.
        portal.get(&mut officer, &letters).await;
        let print = format!("{letters}/print");
        let (status, label) = portal.post(&officer, &print, &[("print_letter", &first), ("print", "label")]).await.said();
        assert!(status == StatusCode::OK && label.contains(NAME) && label.contains(ADDRESS));
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains("制作送达材料：地址标签"), "the look stands in the record");
        portal.get(&mut officer, &letters).await;
        let status = portal.post(&officer, &print, &[("print_letter", "none"), ("print", "label")]).await.status;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        // Ten working days later nobody has written down that it arrived.
        instance.clock.set("2026-12-07T01:00:00Z".parse().unwrap());
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, "/office/letters").await.text();
        assert!(page.contains(&first), "{page}");
        portal.get(&mut officer, &letters).await;
        let dispatch =
            |on, tracking| [("dispatch_letter", first.as_str()), ("dispatched_on", on), ("delivery", "post"), ("tracking", tracking)];
        for (on, tracking, at) in
            [("2026-11-20", "EX1", "f-dispatched_on-error"), ("", "EX1", "f-dispatched_on-error"), ("2026-11-23", "", "f-tracking-error")]
        {
            let (status, page) = portal.post(&officer, &format!("{letters}/dispatch"), &dispatch(on, tracking)).await.said();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(at), "{on} {tracking}");
        }
        let status = portal.post(&officer, &format!("{letters}/dispatch"), &dispatch("2026-11-23", "EX123456789CN")).await.status;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &letters).await.text();
        assert!(page.contains("EX123456789CN"));
        let deliver = |proof| [("deliver_letter", first.as_str()), ("delivered_on", "2026-11-26"), ("proof", proof), ("note", "诸葛收件")];
        assert_eq!(portal.post(&officer, &format!("{letters}/deliver"), &deliver("guess")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(portal.post(&officer, &format!("{letters}/deliver"), &deliver("signed")).await.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, "/office/letters").await.text();
        assert!(!page.contains(&first));
        // It came on a day before the one on which that was entered: both are told.
        let case_page = portal.get(&mut officer, &path).await.text();
        assert!(case_page.contains("2026-11-26，2026-12-07 登记"), "{case_page}");
        // Who took it is shown for a reason, with the contact.
        let page = portal.get(&mut officer, &letters).await.text();
        assert!(page.contains("诸***") && !page.contains("诸葛收件"), "{page}");
        assert!(!portal.get(&mut officer, &path).await.text().contains("诸葛收件"));
        let page = portal.post(&officer, &format!("{path}/contact"), &[("contact_reason", "核对签收（演示）")]).await.text();
        assert!(page.contains("诸葛收件"), "{page}");

        // A correction: a new letter that names the first; both stay; the clock stands where it stood.
        let due = portal.state(&case).await.due_on;
        portal.get(&mut officer, &letters).await;
        let correct = format!("{path}/correct");
        let (status, page) = portal.post(&officer, &correct, &[("correction", "")]).await.said();
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("f-correction-error"));
        assert_eq!(portal.post(&officer, &correct, &[("correction", "漏了附件")]).await.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, &format!("{path}/draft?outcome=1")).await.text();
        assert!(page.contains("这是更正"));
        reply(&portal, &case, "附后，含附件二。").await;
        let state = portal.state(&case).await;
        assert_eq!((state.due_on, state.letters.len()), (due, 2));
        let second = state.letters[1].letter_number.clone();
        let page = portal.get(&mut officer, &letters).await.text();
        assert!(page.contains("更正") && page.contains("已由"));
        let address = format!("{letters}/{}/letter.html", web::percent_encoded(&second));
        let page = portal.get(&mut officer, &address).await.text();
        assert!(page.contains(&format!("（{first}）；两份答复书不一致的")), "{page}");

        // The requester has both.
        let mut requester = Visitor::default();
        portal.get(&mut requester, "/requests/status").await;
        let code = portal.code(&case.number).await;
        let page = portal.post(&requester, "/requests/status", &[("number", &case.number), ("query_code", &code)]).await.text();
        assert!(
            page.contains(&first) && page.contains(&second) && page.contains("答复书（更正后）") && page.contains("答复书（已被更正）")
        );
        let token = requests::look_up::letter_token(&portal.app, &case.stream);
        let address = format!("/requests/letters/{}/{token}/{}/letter.html", case.number, web::percent_encoded(&first));
        let (status, page) = portal.get(&mut requester, &address).await.said();
        assert!(status == StatusCode::OK && page.contains("附后。") && page.contains(NAME));
        portal.close().await;
    }));
}

#[test]
fn what_is_read_online_with_the_query_code_has_arrived() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let case = registered(&portal, "online").await;
        reply(&portal, &case, "附后。").await;
        assert!(!portal.state(&case).await.letters[0].is_delivered());
        let mut requester = Visitor::default();
        portal.get(&mut requester, "/requests/status").await;
        let code = portal.code(&case.number).await;
        for _ in 0..2 {
            let letter = portal.state(&case).await.letters[0].letter_number.clone();
            let fields = [("number", case.number.as_str()), ("query_code", code.as_str()), ("letter", letter.as_str())];
            let (status, page) = portal.post(&requester, "/requests/status/letter", &fields).await.said();
            assert!(status == StatusCode::OK && page.contains("附后。"));
        }
        let state = portal.state(&case).await;
        assert!(state.letters[0].is_delivered());
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}/letters", case.number)).await.text();
        assert!(page.contains("2026-11-23 网上阅读"));
        portal.close().await;
    }));
}
