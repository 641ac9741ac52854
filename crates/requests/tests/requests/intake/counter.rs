//! The counter page and letters.

use super::{fields, numbers, open, proved, register};
use crate::world::{IDENTITY, NAME, run};
use axum::http::StatusCode;
use store::testing::{TestInstance, each_database, on_sqlite};

/// Names of the controls that are empty when the page opens and may not stay so, in the order of the page.
fn to_be_typed(page: &str) -> Vec<String> {
    let form = page.split("id=\"register\"").nth(1).unwrap().split("</form>").next().unwrap();
    let controls = form.split('<').filter(|tag| tag.starts_with("input") || tag.starts_with("textarea"));
    let needed = controls.filter(|tag| tag.contains("aria-required") && tag.contains("value=\"\""));
    needed.filter_map(|tag| Some(tag.split("name=\"").nth(1)?.split('"').next()?.to_owned())).collect()
}

/// Three texts must be typed (the telephone is a fourth, where contact is by telephone): with Tab between them and Enter
/// at the end that is four keys beside the texts themselves; P prints, N begins the next.
#[test]
fn a_request_is_registered_with_four_texts_and_four_keys() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, "/office/requests/register").await.text();
        assert_eq!(to_be_typed(&page), ["applicant.name", "applicant.identity.number", "subject"]);
        let order: Vec<usize> = ["applicant.name", "applicant.identity.number", "applicant.phone", "subject", "action"]
            .iter()
            .map(|name| page.find(&format!("name=\"{name}\"")).unwrap())
            .collect();
        assert!(order.is_sorted(), "the first stop of Tab is the first text: {order:?}");
        assert!(page.contains("autofocus") && page.contains("value=\"2026-11-23\"") && page.contains("<kbd>S</kbd>"));
        let first = page.find("type=\"submit\"").or_else(|| page.find("accesskey=\"s\"")).unwrap();
        assert!(first < page.find("value=\"look\"").unwrap(), "Enter presses the first button: it registers");
        assert!(page.contains("type=\"hidden\" name=\"organisation\" value=\"hz-housing\""), "nothing to choose where there is one");

        let page = register(&portal, "officer", &[]).await.text();
        let number = numbers(&page).remove(0);
        let code = portal.code(&number).await;
        let state = portal.state(&portal.case(&number).await).await;
        let clock = state.clock.unwrap();
        assert_eq!(clock.received_on.to_string(), "2026-11-23");
        for needed in [number.as_str(), &code, "2026年12月21日", "第三十三条", "/ledger/entries?from=", NAME, "accesskey=\"n\""] {
            assert!(page.contains(needed), "{needed}: {page}");
        }
        proved(&portal, &number).await;
        portal.close().await;
    }));
}

#[test]
fn an_oral_request_is_written_down_and_a_clerk_registers_at_own_bodies_only() {
    run(on_sqlite(|instance| async move {
        let portal = open(&instance).await;
        let page = register(&portal, "officer", &[("channel", "oral"), ("description", "口述：想知道结果（演示）")]).await.text();
        let number = numbers(&page).remove(0);
        assert_eq!(requests::channel_code(portal.state(&portal.case(&number).await).await.received.unwrap().channel), "oral");
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, "/office/requests/register").await;
        for change in [("organisation", "hz-environment"), ("also", "hz-environment")] {
            let answer = portal.post(&officer, "/office/requests/register", &fields(&[change])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}");
            assert!(answer.text().contains(&format!("href=\"#f-{}\"", change.0)));
        }
        let page = register(&portal, "both", &[("also", "hz-environment")]).await.text();
        let made = numbers(&page);
        assert!(made.iter().any(|n| n.starts_with("HZ-HOUSING")) && made.iter().any(|n| n.starts_with("HZ-ENVIRONMENT")), "{made:?}");
        portal.close().await;
    }));
}

#[test]
fn letters_wait_for_their_confirmation_and_are_shown_until_then() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let mut made = Vec::new();
        for (channel, arrived) in
            [("ordinary-letter", "2026-11-20"), ("ordinary-letter", "2026-11-23"), ("fax", "2026-11-19"), ("registered-post", "2026-11-18")]
        {
            let page = register(&portal, "officer", &[("channel", channel), ("arrived_on", arrived)]).await.text();
            made.push(numbers(&page).remove(0));
            assert_eq!(page.contains("须于收到当日与申请人确认"), channel == "ordinary-letter", "{channel}");
        }
        let posted = portal.state(&portal.case(&made[3]).await).await;
        assert_eq!(posted.clock.unwrap().received_on.to_string(), "2026-11-18", "registered post: the day of signing, not of entry");
        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, "/office/requests/unconfirmed").await.text();
        let listed = numbers(&page);
        assert_eq!(listed, [made[2].clone(), made[0].clone(), made[1].clone()], "the oldest first, the registered one not at all");
        assert!(page.contains("当日未确认 1") && page.contains("须当日确认") && page.contains("待申请人确认"));
        let path = format!("/office/requests/{}", made[0]);
        portal.get(&mut officer, &path).await;
        let done = portal.post(&officer, &format!("{path}/confirm"), &[("by", "organisation"), ("confirmed_on", "2026-11-23")]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER);
        let page = portal.get(&mut officer, "/office/requests/unconfirmed").await.text();
        assert_eq!(numbers(&page), [made[2].clone(), made[1].clone()]);
        let mut stranger = portal.sign_in("stranger").await;
        assert!(numbers(&portal.get(&mut stranger, "/office/requests/unconfirmed").await.text()).is_empty());
        portal.close().await;
    }));
}

#[test]
fn lists_are_filtered_and_masked() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        register(&portal, "officer", &[]).await;
        register(&portal, "officer", &[("channel", "fax")]).await;
        register(&portal, "officer", &[("channel", "registered-post"), ("arrived_on", "2026-10-08")]).await;
        let mut officer = portal.sign_in("officer").await;
        for (query, count) in [
            ("", 3),
            ("channel=fax", 1),
            ("channel=pigeon", 3),
            ("state=confirming", 1),
            ("state=registered", 2),
            ("state=registered&channel=fax", 0),
            ("due=overdue", 1),
            ("due=soon", 0),
            ("due=none", 1),
            ("holder=none", 3),
            ("holder=me", 0),
            ("which=replied", 0),
            ("which=open", 3),
        ] {
            let page = portal.get(&mut officer, &format!("/office/requests?{query}")).await.text();
            assert_eq!(numbers(&page).len(), count, "{query}");
            assert!(page.contains(&format!("共 {count} 件")), "{query}");
            assert!(!page.contains(NAME) && !page.contains(IDENTITY), "{query}");
            let file = portal.get(&mut officer, &format!("/office/requests.csv?{query}")).await.text();
            assert_eq!(file.lines().count(), count + 1, "{query}: {file}");
        }
        portal.close().await;
    }));
}

#[test]
fn a_corrected_form_is_not_thrown_away_and_names_what_was_registered() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let mut officer = portal.sign_in("officer").await;
        let path = "/office/requests/register";
        portal.get(&mut officer, path).await;
        let made = portal.post(&officer, path, &fields(&[])).await;
        assert_eq!(made.status, StatusCode::CREATED);
        let number = numbers(&made.text()).remove(0);
        let again = portal.post(&officer, path, &fields(&[])).await;
        assert_eq!((again.status, numbers(&again.text()).contains(&number)), (StatusCode::CREATED, true), "a second click");
        let size = portal.size().await;
        for change in [("channel", "registered-post"), ("arrived_on", "2026-11-20"), ("subject", "另一件（演示）")] {
            let answer = portal.post(&officer, path, &fields(&[change])).await;
            let page = answer.text();
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}");
            assert!(page.contains(&number) && page.contains("没有登记") && page.contains(NAME), "{change:?}: {page}");
        }
        assert_eq!(portal.size().await, size, "nothing was made");
        // On purpose it becomes a case of its own: the page that told has a key of its own.
        portal.post_on(&mut officer, path, &fields(&[("channel", "registered-post"), ("arrived_on", "2026-11-20")])).await;
        let other = portal.post(&officer, path, &fields(&[("channel", "registered-post"), ("arrived_on", "2026-11-20")])).await;
        assert_eq!(other.status, StatusCode::CREATED);
        assert!(!numbers(&other.text())[0].eq(&number));
        portal.close().await;
    }));
}
