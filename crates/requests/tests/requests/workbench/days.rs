//! What comes about by itself: terms that pass, silence, a calendar that was changed.

use super::{kinds, last, law, open, registered};
use crate::world::{Portal, in_2026, run};
use jiff::civil::date;
use law::Law;
use requests::model::event::{Answer, Cause, RequestEvent, Standing};
use store::testing::{TestInstance, each_database, on_sqlite};

/// A folder of the city that adds three days off in Hangzhou.
pub const LOCAL: &str = r#"
[[notice]]
id = "hangzhou-demo-2026"
title = "杭州市2026年调休放假安排（演示）"
known-on = "2026-11-24"
source = "mem"
divisions = ["330100"]
days-off = ["2026-12-01", "2026-12-02", "2026-12-03"]
working-days = []
"#;

#[test]
fn a_calendar_that_changes_moves_what_runs_and_nothing_else() {
    run(each_database(async |instance: TestInstance| {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let case = registered(&portal, "a", 3).await;
        let ended = registered(&portal, "b", 3).await;
        let mut officer = portal.sign_in("officer").await;
        let act = format!("/office/requests/{}/acts/withdraw", ended.number);
        portal.get(&mut officer, &act).await;
        portal.post_on(&mut officer, &act, &[("on", "2026-11-23"), ("do", "send")]).await;
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0, "the same calendar moves nothing");
        let before = (kinds(&portal, &case).await, kinds(&portal, &ended).await);
        portal.app.store.close().await;

        let folder = instance.data.join("city-law");
        std::fs::create_dir_all(folder.join("calendars")).unwrap();
        std::fs::write(folder.join("calendars/local.toml"), LOCAL).unwrap();
        let portal = open(&instance, Law::load(Some(&folder)).unwrap()).await;
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 1);
        assert_eq!(requests::acts::begin(&portal.app).await.unwrap(), 0, "once");
        let RequestEvent::ClockMoved(moved) = last(&portal, &case).await else { panic!("it did not move") };
        assert_eq!((moved.was, moved.due_on), (Some(date(2026, 12, 16)), Some(date(2026, 12, 21))));
        assert_eq!((moved.cause, moved.standing, moved.left), (Cause::Calendar, Standing::Running, None));
        let after = kinds(&portal, &case).await;
        assert_eq!((&after[..before.0.len()], after.len()), (&before.0[..], before.0.len() + 1), "one event more, and nothing else");
        assert_eq!(kinds(&portal, &ended).await, before.1);

        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{}", case.number)).await.text();
        assert!(page.contains("工作日安排变化") && page.contains("2026-12-16 → 2026-12-21"), "{page}");
        let staff = portal.app.identity.staff().await.unwrap();
        let person = portal.app.identity.person_by_sign_in("officer").await.unwrap().unwrap().id;
        let mut connection = portal.app.store.read().await.unwrap();
        let told = inbox::notices(&mut connection, &person, staff.posts(&person)).await.unwrap();
        assert_eq!(told.iter().filter(|notice| notice.words.id == "requests-told-calendar").count(), 1);
        drop(connection);
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}

pub async fn consult(portal: &Portal, number: &str, kind: &str) {
    let mut officer = portal.sign_in("officer").await;
    let path = format!("/office/requests/{number}/acts");
    portal.get(&mut officer, &format!("{path}/consult")).await;
    let typed = [("kind", kind), ("name", "某公司（演示）"), ("question", "是否同意公开？"), ("do", "send")];
    assert_eq!(portal.post_on(&mut officer, &format!("{path}/consult"), &typed).await.status, 303);
}

pub async fn delivered(portal: &Portal, case: &requests::records::Case, on: &str) {
    let id = portal.state(case).await.consultations[0].consulted.id.clone();
    let mut officer = portal.sign_in("officer").await;
    let path = format!("/office/requests/{}/acts/delivered-to", case.number);
    portal.get(&mut officer, &format!("{path}?consultation={id}")).await;
    let answer = portal.post_on(&mut officer, &path, &[("on", on), ("do", "send")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

#[test]
fn silence_sets_in_by_itself_and_once() {
    for kind in ["third-party", "co-producer"] {
        run(each_database(async |instance: TestInstance| {
            in_2026(&instance);
            let portal = open(&instance, law()).await;
            let case = registered(&portal, "a", 3).await;
            consult(&portal, &case.number, kind).await;
            delivered(&portal, &case, "2026-11-23").await;
            let until = portal.state(&case).await.consultations[0].until.unwrap();
            assert_eq!(until, date(2026, 12, 14), "fifteen working days from delivery");
            instance.clock.set("2026-12-14T15:00:00Z".parse().unwrap());
            portal.app.store.fire_due_timers().await.unwrap();
            assert!(portal.state(&case).await.consultations[0].is_open(), "{kind}: the last day is still theirs");
            let before = kinds(&portal, &case).await.len();
            portal.app.store.close().await;

            // The program was not there when the day came.
            instance.clock.set("2026-12-20T01:00:00Z".parse().unwrap());
            let portal = open(&instance, law()).await;
            assert_eq!(portal.app.store.fire_due_timers().await.unwrap(), 1);
            assert_eq!(portal.app.store.fire_due_timers().await.unwrap(), 0);
            requests::acts::begin(&portal.app).await.unwrap();
            let state = portal.state(&case).await;
            let answered = state.consultations[0].answered.clone().unwrap();
            assert_eq!((answered.answer, answered.on, answered.person), (Answer::Silent, until, None), "{kind}");
            assert_eq!(state.standing, Standing::Running);
            let kinds = kinds(&portal, &case).await;
            assert_eq!(kinds.iter().filter(|kind| *kind == "consultation-answered").count(), 1, "{kind}: once");
            assert!(kinds.len() <= before + 2, "{kind}: {kinds:?}");
            assert!(portal.app.store.check_projections().await.unwrap().is_empty());
            portal.app.store.close().await;
        }));
    }
}

#[test]
fn a_request_that_is_taken_back_before_its_clock_runs_ends() {
    run(on_sqlite(|instance| async move {
        in_2026(&instance);
        let portal = open(&instance, law()).await;
        let text = "[[request]]\nkey = \"f\"\nchannel = \"fax\"\nworking_days_ago = 1\napplication = { organisation = \"hz-housing\", subject = \"主题（演示）\", form = \"electronic\", delivery = \"online\", applicant = { kind = \"natural-person\", name = \"某\", identity = { type = \"resident-identity-card\", number = \"11010519491231002X\" }, phone = \"0571-00000000\" } }\n";
        requests::demo::load(&portal.app, text).await.unwrap();
        let case = requests::records::list(&mut portal.app.store.read().await.unwrap(), "hz-housing", requests::records::Which::All, 1, 0)
            .await
            .unwrap()
            .remove(0);
        let act = format!("/office/requests/{}/acts/withdraw", case.number);
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, &act).await;
        assert_eq!(portal.post_on(&mut officer, &act, &[("on", "2026-11-23"), ("do", "send")]).await.status, 303);
        let state = portal.state(&case).await;
        assert_eq!((state.is_open(), state.standing), (false, Standing::Withdrawn));
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    }));
}
