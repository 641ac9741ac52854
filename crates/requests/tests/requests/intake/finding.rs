//! Finding cases: exactly, by words, and what is like them.

use super::{PHONE, fields, numbers, open, register};
use crate::world::{IDENTITY, NAME, run};
use axum::http::StatusCode;
use requests::model::event::RequestEvent;
use store::StreamId;
use store::testing::{TestInstance, each_database};

const OTHER: [(&str, &str); 4] = [
    ("applicant.name", "诸葛他人"),
    ("applicant.identity.number", "440524188001010014"),
    ("applicant.phone", "0571-11112222"),
    ("applicant.email", "other@example.org"),
];

#[test]
fn a_search_finds_exactly_and_only_at_the_own_body_and_is_written_down() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let mine = numbers(&register(&portal, "officer", &[]).await.text()).remove(0);
        let other = numbers(
            &register(&portal, "officer", &[OTHER[0], OTHER[1], OTHER[2], OTHER[3], ("subject", "道路停车收费标准（演示）")]).await.text(),
        )
        .remove(0);
        let mut officer = portal.sign_in("officer").await;
        portal.get(&mut officer, "/office/requests/search").await;
        type Asked<'a> = (&'a [(&'a str, &'a str)], &'a [&'a str]);
        let table: &[Asked<'_>] = &[
            (&[("identity", IDENTITY)], &[&mine]),
            (&[("identity", "11010519491231002x ")], &[&mine]),
            (&[("identity", &IDENTITY[..17])], &[]),
            (&[("name", NAME)], &[&mine]),
            (&[("name", "欧阳")], &[]),
            (&[("phone", "057187654321")], &[&mine]),
            (&[("phone", "87654321")], &[]),
            (&[("email", "Other@Example.org")], &[&other]),
            (&[("number", &mine.to_lowercase())], &[&mine]),
            (&[("words", "电梯 补贴")], &[&mine]),
            (&[("words", "停车")], &[&other]),
            (&[("words", "停车 电梯")], &[]),
            (&[("name", NAME), ("words", "停车")], &[]),
        ];
        for (asked, found) in table {
            let answer = portal.post(&officer, "/office/requests/search", asked).await;
            assert_eq!(answer.status, StatusCode::OK, "{asked:?}");
            let page = answer.text();
            let results = page.split("</form>").last().unwrap();
            assert_eq!(numbers(results), *found, "{asked:?}");
            assert!(!results.contains(NAME) && !results.contains("诸葛他人"), "masked: {asked:?}");
        }
        let empty = portal.post(&officer, "/office/requests/search", &[("name", " ")]).await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
        let mut stranger = portal.sign_in("stranger").await;
        portal.get(&mut stranger, "/office/requests/search").await;
        for asked in [("identity", IDENTITY), ("number", mine.as_str()), ("words", "电梯")] {
            let page = portal.post(&stranger, "/office/requests/search", &[asked]).await.text();
            assert!(numbers(page.split("</form>").last().unwrap()).is_empty(), "{asked:?}");
        }
        let events = portal.app.store.load(&StreamId::new("request", "searches-2026-11-23")).await.unwrap();
        assert_eq!(events.len(), 10, "each search by personal data, and none by number or words alone");
        let text = format!("{events:?}");
        assert!(!text.contains(NAME) && !text.contains("87654321"), "what was looked for stands nowhere");
        assert!(matches!(events[0].event().unwrap(), Some(RequestEvent::Searched(said)) if said.by == ["identity"]));
        portal.close().await;
    }));
}

#[test]
fn the_same_and_the_similar_stand_beside_a_case() {
    run(each_database(async |instance: TestInstance| {
        let portal = open(&instance).await;
        let first = numbers(&register(&portal, "officer", &[]).await.text()).remove(0);
        let others = numbers(&register(&portal, "officer", &OTHER).await.text()).remove(0);
        let elsewhere = numbers(&register(&portal, "stranger", &[("organisation", "hz-environment")]).await.text()).remove(0);
        let page = register(&portal, "officer", &[]).await.text();
        let second = numbers(&page).remove(0);
        let (own, similar) = page.split_once("他人的同类申请").unwrap();
        let own = own.split_once("此人的其他申请").unwrap().1;
        assert!(numbers(own).contains(&first) && !numbers(own).contains(&others), "{page}");
        assert!(numbers(similar).contains(&others) && !page.contains(&elsewhere), "another body's cases are not shown");

        let mut officer = portal.sign_in("officer").await;
        let page = portal.get(&mut officer, &format!("/office/requests/{second}")).await.text();
        assert!(page.contains(&first) && page.contains(&others) && !page.contains(&elsewhere));
        assert!(!page.contains("可能属于重复申请"), "nothing was answered yet");

        // At the counter, before anything is registered: by name and telephone, where there is no identity number.
        portal.get(&mut officer, "/office/requests/register").await;
        let look = fields(&[("applicant.identity.number", ""), ("action", "look")]);
        let size = portal.size().await;
        let answer = portal.post(&officer, "/office/requests/register", &look).await;
        assert_eq!((answer.status, portal.size().await), (StatusCode::OK, size + 1), "the look is written down");
        assert!(answer.text().contains(&first) && answer.text().contains(PHONE), "what was typed is kept");
        let nobody = fields(&[("applicant.identity.number", "440524188001010014"), ("subject", "别的事（演示）"), ("action", "look")]);
        let page = portal.post(&officer, "/office/requests/register", &nobody).await.text();
        assert!(page.contains(&others) && !page.contains(&first));
        portal.close().await;
    }));
}
