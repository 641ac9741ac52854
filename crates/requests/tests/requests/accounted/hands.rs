//! In whose hands a case is: given on the desk or on its own page, to another body, and what others count of it.

use super::desk::Desk;
use crate::world::run;
use axum::http::StatusCode;
use facts::Fact;
use requests::acts::Command;
use requests::decide::{Context, Refusal, leave};
use requests::model::event::RequestEvent;
use store::PartRef;
use store::testing::{TestInstance, each_database, on_sqlite};

#[test]
fn a_case_given_on_the_desk_is_in_that_officers_hands() {
    run(each_database(async |instance: TestInstance| {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let (case, number) = (&registered.case, &registered.number);
        let (first, second) = (portal.person("officer").await, portal.person("second").await);
        portal.execute(case, Command::Assign(first.0.clone())).await;
        let staff = portal.app.identity.staff().await.unwrap();
        let by = portal.person("approver").await;
        let key = inbox::Key::new(case, "handle");
        inbox::assign(&portal.app.store, &key, &second, &by, staff.clone()).await.unwrap();
        assert_eq!(portal.state(case).await.holder, Some(second.0.clone()), "the case says so");
        assert_eq!(portal.row(number).await.holder, second.0, "and its row");
        let work = portal.work(case).await;
        assert!(work.iter().all(|line| line.ends_with(&second.0)), "{work:?}");
        let events = portal.app.store.load(case).await.unwrap();
        let last = events.last().unwrap();
        assert!(matches!(last.event::<RequestEvent>().unwrap(), Some(RequestEvent::Assigned(_))) && last.actor.0 == by.0);
        let notices = inbox::notices(&mut portal.app.store.read().await.unwrap(), &second, &[]).await.unwrap();
        assert_eq!(notices.iter().map(|notice| notice.words.id.as_str()).collect::<Vec<_>>(), ["requests-told-assigned"], "told once");
        let mut officer = portal.sign_in("officer").await;
        assert!(portal.get(&mut officer, &format!("/office/requests/{number}")).await.text().contains("second（演示）"));
        // What is not the officer's stays of the work alone.
        portal.execute(case, Command::ProposeExtension { working_days: 20, reason: "需要核实（演示）".into() }).await;
        let key = inbox::Key::new(case, "approve-extension");
        inbox::assign(&portal.app.store, &key, &by, &by, staff).await.unwrap();
        assert_eq!(portal.state(case).await.holder, Some(second.0.clone()));
        assert!(portal.work(case).await.iter().any(|line| line.starts_with("approve-extension") && line.ends_with(&by.0)));
        portal.close().await;
    }));
}

#[test]
fn a_transfer_lists_bodies_where_somebody_answers_and_a_city_can_close_it() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let registered = portal.register(law::Channel::Counter, None).await;
        let path = format!("/office/requests/{}/acts/transfer", registered.number);
        let mut clerk = portal.sign_in("clerk").await;
        let page = portal.get(&mut clerk, &path).await.text();
        let offered = |id: &str| page.contains(&format!("<option value=\"{}\">", portal.body(id).name));
        assert!(offered("hz-environment") && !offered("hz-health"), "{page}");
        assert!(page.contains(&web::message(web::Language::Chinese, "requests-unconfirmed", &[])), "{page}");
        let fields = [("to", "hz-health"), ("reason", "不属于本机关（演示）")];
        assert_eq!(portal.post(&clerk, &path, &fields).await.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody is there");
        // A part of the name finds it, as long as it is the only one.
        let unknown = portal.post(&clerk, &path, &[("to", "税务"), ("reason", "不属于本机关（演示）")]).await;
        assert!(unknown.status == StatusCode::UNPROCESSABLE_ENTITY && unknown.text().contains("value=\"税务\""), "what was typed stays");
        let fields = [("to", "环境保护"), ("reason", "不属于本机关（演示）"), ("do", "send")];
        assert_eq!(portal.post(&clerk, &path, &fields).await.status, StatusCode::SEE_OTHER);

        let folder = tempfile::tempdir().unwrap();
        let built_in = law::Law::built_in("settings.toml").unwrap();
        let closed = built_in.replacen("values = { allowed = true }", "values = { allowed = false }", 1);
        assert!(closed.contains("allowed = false"));
        std::fs::write(folder.path().join("settings.toml"), closed).unwrap();
        let law = law::Law::load(Some(folder.path())).unwrap();
        let body = portal.body("hz-environment");
        let context = Context { law: &law, today: portal.app.today(), organisation: &body };
        let state = portal.state(&registered.case).await;
        let reason = PartRef { part: String::new(), commitment: String::new() };
        let refused = leave::transfer(&state, "hz-housing".into(), reason, "p".into(), &context);
        assert_eq!(refused, Err(Refusal::Already("transfer-unknown")));
        portal.close().await;
    }));
}

#[test]
fn a_corrected_reply_is_no_second_reply() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let case = portal.answered().await;
        let events = portal.app.store.load(&case).await.unwrap();
        let capability = requests::capability();
        let facts = |recorded: &store::Recorded| capability.facts(recorded).unwrap();
        let replied: Vec<Fact> = events.iter().flat_map(facts).filter(|fact| matches!(fact, Fact::Replied(_))).collect();
        assert_eq!(replied.len(), 1);
        let mut corrected = events.iter().find(|recorded| recorded.kind == "reply-sent").unwrap().clone();
        corrected.body.as_mut().unwrap()["corrects"] = "某〔2026〕1号".into();
        assert!(matches!(facts(&corrected).as_slice(), [Fact::ReplyCorrected(told)] if told.outcome == "4.1"));
        portal.close().await;
    }));
}

#[test]
fn evidence_is_asked_for_where_a_correction_is() {
    run(on_sqlite(|instance| async move {
        let portal = Desk::open(&instance).await;
        let mut visitor = portal.sign_in("officer").await;
        for path in ["/requests/new", "/office/requests/register"] {
            let page = portal.get(&mut visitor, path).await.text();
            let folded = page.split("<details>").any(|part| part.split("</details>").next().unwrap().contains("name=\"evidence\""));
            assert!(folded, "{path}: a closed part holds it");
        }
        portal.get(&mut visitor, "/requests/new").await;
        let page = portal.post(&visitor, "/requests/new", &[("action", "edit"), ("track", "correction")]).await.text();
        let open = page.split("<details open>").any(|part| part.split("</details>").next().unwrap().contains("name=\"evidence\""));
        assert!(open, "{page}");
        portal.close().await;
    }));
}
