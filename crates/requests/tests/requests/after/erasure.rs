//! Filing, retention, erasure: afterwards every door says so, every proof is valid, and nothing readable is left.

use super::SUBJECT;
use crate::world::{NAME, Portal, Visitor, in_2026, run};
use axum::http::{StatusCode, header};
use requests::model::query_code;
use std::path::{Path, PathBuf};
use store::testing::{TestInstance, each_database};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn nothing_is_left(folder: &Path) {
    let mut found = Vec::new();
    files(folder, &mut found);
    for path in found {
        let bytes = std::fs::read(&path).unwrap();
        for secret in [NAME, SUBJECT, "secret@example.org", "本人来信要求", "某行初7号"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {}", path.display());
        }
    }
}

async fn look(portal: &Portal, visitor: &mut Visitor, path: &str) -> (StatusCode, String) {
    let answer = portal.get(visitor, path).await;
    (answer.status, answer.text())
}

#[test]
fn an_erased_case_says_so_at_every_door() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = super::open(&instance).await;
        let case = super::answered(&portal).await;
        let path = format!("/office/requests/{}", case.number);
        let archive = format!("{path}/archive");
        let erasure = format!("{archive}/erasure");
        let mut officer = portal.sign_in("officer").await;

        // A lawsuit that is not over blocks filing and erasure.
        let new = format!("{path}/disputes/new");
        let fields = [
            ("kind", "litigation"),
            ("instance", "first"),
            ("procedure", "ordinary"),
            ("body", "某法院（演示）"),
            ("case_number", "某行初7号"),
            ("notified_on", "2026-11-23"),
        ];
        let opened = portal.step_as(&mut officer, &new, &new, &fields).await;
        let dispute = opened.headers[header::LOCATION].to_str().unwrap().to_owned();
        let file = format!("{archive}/file");
        let entered = [("retention", "5"), ("fonds", "0123"), ("volume", "2026-7"), ("pages", "12")];
        assert_eq!(portal.step_as(&mut officer, &archive, &file, &entered).await.status, StatusCode::CONFLICT);
        let demand = [("step", "propose"), ("ground", "demand"), ("reason", "本人来信要求（演示）")];
        assert_eq!(portal.step_as(&mut officer, &archive, &erasure, &demand).await.status, StatusCode::CONFLICT);
        let decide =
            [("step", "decide"), ("paper", "ruling"), ("decision_on", "2026-11-23"), ("served_on", "2026-11-23"), ("result", "other")];
        assert_eq!(portal.step_as(&mut officer, &dispute, &dispute, &decide).await.status, StatusCode::SEE_OTHER);
        let early = portal.step_as(&mut officer, &archive, &file, &entered).await;
        assert_eq!(early.status, StatusCode::CONFLICT, "the term of appeal still runs");

        // Once it is over the case is filed; its term has not passed yet.
        instance.clock.set("2026-12-07T01:00:00Z".parse().unwrap());
        officer = portal.sign_in("officer").await;
        let (_, list) = look(&portal, &mut officer, "/office/archiving").await;
        assert!(list.contains(&case.number) && list.contains(SUBJECT) && list.contains("办结"), "to be filed: {list}");
        assert!(!list.contains(NAME), "masked");
        assert_eq!(portal.step_as(&mut officer, &archive, &file, &entered).await.status, StatusCode::SEE_OTHER);
        assert!(!look(&portal, &mut officer, "/office/archiving").await.1.contains(&case.number));
        let (_, page) = look(&portal, &mut officer, &archive).await;
        assert!(page.contains("2031-12-31") && page.contains("0123") && page.contains("待核对"), "{page}");
        let term = [("step", "propose"), ("ground", "term"), ("reason", "期满（演示）")];
        let soon = portal.step_as(&mut officer, &archive, &erasure, &term).await;
        assert_eq!(soon.status, StatusCode::CONFLICT);
        assert!(soon.text().contains("第四十七条"), "the refusal names the article");

        // Five years later: due, proposed, approved by another person.
        instance.clock.set("2032-01-05T01:00:00Z".parse().unwrap());
        officer = portal.sign_in("officer").await;
        let mut approver = portal.sign_in("approver").await;
        assert!(look(&portal, &mut officer, "/office/archiving?which=due").await.1.contains(&case.number));
        assert_eq!(portal.step_as(&mut officer, &archive, &erasure, &term).await.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.step_as(&mut officer, &archive, &erasure, &[("step", "approve")]).await.status, StatusCode::FORBIDDEN);
        let declined = portal.step_as(&mut approver, &archive, &erasure, &[("step", "decline"), ("declined", "再看看（演示）")]).await;
        assert_eq!(declined.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.step_as(&mut approver, &archive, &erasure, &[("step", "approve")]).await.status, StatusCode::CONFLICT);
        assert_eq!(portal.step_as(&mut officer, &archive, &erasure, &term).await.status, StatusCode::SEE_OTHER);
        assert!(look(&portal, &mut approver, "/office/archiving?which=proposed").await.1.contains(&case.number));

        // Receipts and envelopes from before stay good.
        let store = &portal.app.store;
        let key = ledger::VerifierKey::parse(&store.verifier_key()).unwrap();
        let events = store.load(&case.stream).await.unwrap();
        let mut receipts = Vec::new();
        for event in &events {
            receipts.push(store.receipt(event.index, &[]).await.unwrap());
        }
        let code = query_code::of(store, &case.stream);
        assert!(!store.look_up("name", NAME).await.unwrap().is_empty());
        assert_eq!(portal.step_as(&mut approver, &archive, &erasure, &[("step", "approve")]).await.status, StatusCode::SEE_OTHER);

        let state = portal.state(&case).await;
        let erased = state.erased.unwrap();
        assert_eq!((erased.ground.as_str(), erased.on.to_string().as_str()), ("term", "2032-01-05"));
        assert_ne!(erased.proposed_by, erased.person);
        for receipt in receipts {
            receipt.verify(&key).unwrap();
        }
        assert_eq!(store.verify().await.unwrap().faults, Vec::<String>::new());
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        assert!(store.look_up("name", NAME).await.unwrap().is_empty());
        if instance.postgres.is_none() {
            nothing_is_left(&instance.data);
        }

        let said = "个人信息已于 2032-01-05 删除，原因：保管期限届满";
        for door in [path.clone(), archive.clone(), "/office/archiving?which=erased".to_owned(), dispute.clone()] {
            let (status, page) = look(&portal, &mut officer, &door).await;
            assert_eq!((status, page.contains(said)), (StatusCode::OK, true), "{door}");
            assert!(!page.contains(NAME) && !page.contains(SUBJECT), "{door}");
        }
        let (_, list) = look(&portal, &mut officer, "/office/requests").await;
        assert!(list.contains("（已依规删除）"));
        let (_, views) = look(&portal, &mut approver, &format!("{path}/views")).await;
        assert!(!views.contains(NAME));
        portal.get(&mut officer, &archive).await;
        let package = portal.post(&officer, &format!("{archive}/package"), &[("package", "whole"), ("look_reason", "看看")]).await;
        assert!(package.status.is_client_error() && !package.headers.contains_key(header::CONTENT_DISPOSITION));
        for act in ["contact", "submit"] {
            let done = portal.step_as(&mut officer, &path, &format!("{path}/{act}"), &[("contact_reason", "看看")]).await;
            assert!(done.status.is_client_error(), "{act}");
        }

        // The requester is told, too: page, letter, API.
        let mut nobody = Visitor::default();
        let fields = [("number", case.number.as_str()), ("query_code", code.as_str())];
        let followed = portal.step_as(&mut nobody, "/requests/status", "/requests/status", &fields).await;
        assert_eq!(followed.status, StatusCode::OK);
        assert!(followed.text().contains(said) && !followed.text().contains(SUBJECT));
        let token = requests::look_up::letter_token(&portal.app, &case.stream);
        let (status, page) = look(&portal, &mut nobody, &format!("/requests/letters/{}/{token}/letter.pdf", case.number)).await;
        assert_eq!((status, page.contains(said)), (StatusCode::GONE, true), "{page}");
        portal.app.store.close().await;
    }));
}

#[test]
fn a_lawful_demand_is_met_before_the_term_by_two_persons() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = super::open(&instance).await;
        let case = super::answered(&portal).await;
        let page = format!("/office/requests/{}/archive", case.number);
        let erasure = format!("{page}/erasure");
        let (mut officer, mut approver) = (portal.sign_in("officer").await, portal.sign_in("approver").await);
        let silent = portal.step_as(&mut officer, &page, &erasure, &[("step", "propose"), ("ground", "demand"), ("reason", "")]).await;
        assert_eq!((silent.status, silent.text().contains("id=\"f-reason-error\"")), (StatusCode::UNPROCESSABLE_ENTITY, true));
        let demand = [("step", "propose"), ("ground", "demand"), ("reason", "本人来信要求（演示）")];
        assert_eq!(portal.step_as(&mut officer, &page, &erasure, &demand).await.status, StatusCode::SEE_OTHER);
        assert!(look(&portal, &mut officer, &page).await.1.contains("须由另一人批准"));
        assert_eq!(portal.step_as(&mut approver, &page, &erasure, &[("step", "approve")]).await.status, StatusCode::SEE_OTHER);
        assert!(portal.state(&case).await.erased.unwrap().article.contains("个人信息保护法"));
        assert!(portal.app.store.verify().await.unwrap().faults.is_empty());
        if instance.postgres.is_none() {
            nothing_is_left(&instance.data);
        }
        portal.app.store.close().await;
    }));
}
