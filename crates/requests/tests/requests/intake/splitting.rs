//! A case becomes several.

use super::{SUBJECT, numbers, open, proved, register};
use crate::world::{IDENTITY, run};
use axum::http::StatusCode;
use requests::model::event::{Origin, Standing};
use requests::model::{Status, Step};
use store::testing::{TestInstance, each_database, on_sqlite};

#[test]
fn a_split_keeps_clocks_and_proofs_and_leads_its_requester_on() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let posted = [("channel", "registered-post"), ("arrived_on", "2026-11-16"), ("description", "两件事（演示）")];
        let number = numbers(&register(&portal, "officer", &posted).await.text()).remove(0);
        let old = portal.state(&portal.case(&number).await).await;
        let path = format!("/office/requests/{number}/split");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &path).await.text();
        assert!(page.contains(SUBJECT));
        for (fields, field) in [
            (vec![("matters.0.subject", "甲（演示）")], "matters"),
            (vec![("matters.0.subject", "甲（演示）"), ("matters.1.description", "乙")], "matters.1.subject"),
        ] {
            let answer = portal.post(&officer, &path, &fields).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(answer.text().contains(&format!("href=\"#f-{field}\"")) && answer.text().contains("甲（演示）"), "{field}");
        }
        let matters = [
            ("matters.0.subject", "隐秘甲事电梯（演示）"),
            ("matters.0.description", "甲的说明"),
            ("matters.1.subject", "隐秘乙事停车（演示）"),
        ];
        let size = portal.size().await;
        assert_eq!(portal.post(&officer, &path, &matters).await.status, StatusCode::SEE_OTHER);
        assert_eq!(portal.size().await, size + 6, "two of two events each, and two of the old one");
        let split = portal.state(&portal.case(&number).await).await;
        assert_eq!((split.step, split.standing, split.due_on), (Step::Ended, Standing::Closed, None));
        assert_eq!(split.status(portal.app.today()), Status::Closed);
        assert_eq!(portal.case(&number).await.step, Step::Ended, "the table knows, too");
        assert_eq!(split.split_into.len(), 2);
        for part in &split.split_into {
            let state = portal.state(&portal.case(part).await).await;
            let (clock, was) = (state.clock.as_ref().unwrap(), old.clock.as_ref().unwrap());
            assert_eq!((clock.received_on, clock.due_on, &clock.number), (was.received_on, was.due_on, part));
            assert_eq!((state.due_on, state.step), (old.due_on, Step::Registered));
            let received = state.received.unwrap();
            assert_eq!(received.origin, Some(Origin::Split(number.clone())));
            assert_eq!(received.arrived_on.to_string(), "2026-11-16");
            assert_ne!(received.applicant.name.part, old.received.as_ref().unwrap().applicant.name.part, "sealed under a key of its own");
            proved(&portal, part).await;
        }
        proved(&portal, &number).await;
        let found = portal.app.store.look_up("identity", IDENTITY).await.unwrap();
        assert_eq!(found.len(), 3, "all are found by their requester");
        let found = portal.app.store.find_by_words(search::words_asked("停车")).await.unwrap();
        assert_eq!(found, [portal.case(&split.split_into[1]).await.stream], "each by its own words");

        let own = portal.anybody("/requests/status").await;
        let code = portal.code(&number).await;
        let page = portal.post(&own, "/requests/status", &[("number", &number), ("query_code", &code)]).await.text();
        for part in &split.split_into {
            let code = portal.code(part).await;
            assert!(page.contains(part) && page.contains(&code), "{part}");
            let answer = portal.post(&own, "/requests/status", &[("number", part), ("query_code", &code)]).await;
            assert_eq!(answer.status, StatusCode::OK);
        }
        let again = portal.post(&officer, &path, &matters).await;
        assert_eq!(again.status, StatusCode::CONFLICT, "it is no longer at hand");
        portal.close().await;
    }));
}

#[test]
fn what_waits_for_somebody_is_not_split() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let number = numbers(&register(&portal, "officer", &[("channel", "fax")]).await.text()).remove(0);
        let path = format!("/office/requests/{number}/split");
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, &path).await;
        let matters = [("matters.0.subject", "甲（演示）"), ("matters.1.subject", "乙（演示）")];
        assert_eq!(portal.post(&officer, &path, &matters).await.status, StatusCode::CONFLICT, "no clock yet");
        let mut stranger = portal.sign_in("stranger").await;
        assert_eq!(portal.get(&mut stranger, &path).await.status, StatusCode::NOT_FOUND);
        portal.close().await;
    }));
}
