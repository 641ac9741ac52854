//! Officers who get in each other's way: nobody's words are lost, nobody does another's step.

use crate::portal::{
    Portal, input,
    world::{self, ELSEWHERE, HERE},
};
use axum::http::StatusCode;
use identity::Role;

#[tokio::test(flavor = "multi_thread")]
async fn two_at_one_case() {
    store::testing::each_database(|instance| async move {
        let portal = Portal::open(&instance.data, instance.postgres.as_deref()).await;
        world::city(&portal).await;
        let places = world::cases(&portal).await;
        let (one, two) = (portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await, portal.sign_in("second-officer").await);
        let path = places.fill("/office/requests/{fresh}/draft");
        let page = portal.get(&one, &format!("{path}?outcome=1")).await.text();
        let version = input(&page, "version").unwrap();
        let ground = page
            .split("name=\"ground\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1))
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        let draft = |version: &'_ str, words: &'_ str| {
            [
                ("version", version.to_owned()),
                ("outcome", "1".into()),
                ("ground", ground.to_owned()),
                ("where_to_find", words.to_owned()),
                ("provision", words.to_owned()),
                ("action", "save".into()),
            ]
        };
        let post = async |who, fields: [(&str, String); 6]| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            portal.post(who, &path, &fields).await
        };
        let size = portal.size().await;
        let (first, second) = tokio::join!(post(&one, draft(&version, "第一人的话")), post(&two, draft(&version, "第二人的话")));
        let (won, lost, words) =
            if first.status == StatusCode::SEE_OTHER { (first, second, "第二人的话") } else { (second, first, "第一人的话") };
        assert_eq!((won.status, lost.status), (StatusCode::SEE_OTHER, StatusCode::CONFLICT), "{}", lost.text());
        assert!(lost.text().contains(words) && lost.text().contains("role=\"alert\""), "{}", lost.text());
        assert_eq!(portal.size().await, size + 1);

        // What was typed can be sent again from the page that was answered.
        let newer = input(&portal.get(&two, &path).await.text(), "version").unwrap();
        assert_ne!(newer, version);
        assert_eq!(post(&two, draft(&newer, words)).await.status, StatusCode::SEE_OTHER);

        // Out of turn, twice, or by one who did an earlier step: refused, and nothing is written.
        let case = places.fill("/office/requests/{fresh}");
        let size = portal.size().await;
        let version = input(&portal.get(&one, &case).await.text(), "version").unwrap();
        let reviewer = portal.sign_in(&world::sign_in(Role::Reviewer, HERE)).await;
        let approver = portal.sign_in(&world::sign_in(Role::Approver, HERE)).await;
        for (who, step) in [(&reviewer, "review"), (&approver, "approve"), (&one, "send")] {
            let early = portal.post(who, &format!("{case}/{step}"), &[("version", &version), ("verdict", "pass")]).await;
            assert_eq!(early.status, StatusCode::CONFLICT, "{step}: {}", early.text());
        }
        assert_eq!(portal.size().await, size);
        let (a, b) = {
            let fields = [("version", version.as_str())];
            let path = format!("{case}/submit");
            let (a, b) = tokio::join!(portal.post(&one, &path, &fields), portal.post(&two, &path, &fields));
            (a.status.as_u16(), b.status.as_u16())
        };
        assert_eq!((a.min(b), a.max(b)), (303, 409));
        assert_eq!(portal.size().await, size + 1);
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_department_drafts_nothing() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let places = world::cases(&portal).await;
        let officer = portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await;
        let foreign = portal.sign_in(&world::sign_in(Role::CaseOfficer, ELSEWHERE)).await;
        let path = places.fill("/office/requests/{fresh}/draft");
        let page = portal.get(&officer, &format!("{path}?outcome=1")).await.text();
        let version = input(&page, "version").unwrap();
        let ground = page
            .split("name=\"ground\"")
            .nth(1)
            .and_then(|rest| rest.split("value=\"").nth(1))
            .and_then(|rest| rest.split('"').next())
            .unwrap();
        let fields = [
            ("version", version.as_str()),
            ("outcome", "1"),
            ("ground", ground),
            ("where_to_find", "演示"),
            ("provision", "演示"),
            ("action", "submit"),
        ];
        let size = portal.size().await;
        let refused = portal.post(&foreign, &path, &fields).await;
        assert_eq!((refused.status, portal.size().await), (StatusCode::NOT_FOUND, size));
        let unknown = portal.post(&foreign, "/office/requests/HZ-HOUSING-2026-99999/draft", &fields).await;
        assert_eq!(refused.text().len(), unknown.text().len(), "a foreign case and none at all look alike");
        assert_eq!(portal.post(&officer, &path, &fields).await.status, StatusCode::SEE_OTHER, "the same words from the right officer");
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_one_document() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let (one, two) = (portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await, portal.sign_in("second-publisher").await);
        let id = world::begin(&portal, &one, "演示", "一、甲").await;
        let edit = format!("/office/documents/{id}/edit");
        let change = |version: &'static str, text: &'static str| {
            let mut fields = world::document("演示", text);
            fields.retain(|(name, _)| *name != "version");
            fields.push(("version", version));
            fields
        };
        assert_eq!(portal.post_parts(&one, &edit, &change("1", "一、第一人的话"), None).await.status, StatusCode::SEE_OTHER);
        let size = portal.size().await;
        let late = portal.post_parts(&two, &edit, &change("1", "一、第二人的话"), None).await;
        assert_eq!((late.status, portal.size().await), (StatusCode::CONFLICT, size));
        assert!(late.text().contains("第二人的话") && late.text().contains("role=\"alert\""), "{}", late.text());
        assert_eq!(input(&late.text(), "version").as_deref(), Some("2"));
        assert_eq!(portal.post_parts(&two, &edit, &change("2", "一、第二人的话"), None).await.status, StatusCode::SEE_OTHER);

        let stale = portal.post(&one, &format!("/office/documents/{id}/ask"), &[("version", "1")]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT);
        assert!(stale.text().contains("别人改动过这份文件"), "{}", stale.text());
        portal.app.store.close().await;
    })
    .await;
}
