//! Guessing and flooding: limits are settings, and where they are strict they hold.

use crate::portal::{
    Portal, Visitor, hidden, request,
    world::{self, HERE},
};
use axum::{
    body::Body,
    http::{StatusCode, header},
};
use identity::{Role, SignInLimits};

async fn strict(data: &std::path::Path) -> Portal {
    let limits = SignInLimits { account_burst: 3, ..SignInLimits::STRICT };
    let portal = Portal::with(data, None, limits, |settings| {
        settings.look_ups_per_minute = 5;
        settings.submissions_per_minute = 2;
    })
    .await;
    world::city(&portal).await;
    portal
}

#[tokio::test(flavor = "multi_thread")]
async fn passwords_are_not_guessed() {
    store::testing::on_sqlite(|instance| async move {
        let portal = strict(&instance.data).await;
        let nobody = portal.anybody().await;
        let size = portal.size().await;
        let name = world::sign_in(Role::Auditor, HERE);
        let signs_in = async |name: &str, password: &str| {
            portal.post(&nobody, "/sign-in", &[("sign_in", name), ("password", password), ("next", "/office")]).await
        };
        for guess in ["a", "b", "c"] {
            let answer = signs_in(&name, guess).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(answer.cookie(web::SESSION_COOKIE).is_none());
        }
        // Now even the right one waits; written otherwise it is the same account.
        for name in [name.clone(), name.to_uppercase(), format!(" {name} ")] {
            let answer = signs_in(&name, world::PASSWORD).await;
            assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{name:?}: {}", answer.text());
            assert!(answer.cookie(web::SESSION_COOKIE).is_none());
        }
        let other = signs_in(&world::sign_in(Role::Clerk, HERE), world::PASSWORD).await;
        assert_eq!(other.status, StatusCode::SEE_OTHER, "another account is not held up");
        // An unknown account and a known one are told alike.
        let texts = [signs_in("no-such-account", "a").await, signs_in(&world::sign_in(Role::Approver, HERE), "a").await]
            .map(|answer| (answer.status, words(&answer.text())));
        assert_eq!(texts[0], texts[1]);
        // Many accounts from one address wait too.
        let mut last = StatusCode::OK;
        for number in 0..40 {
            last = signs_in(&format!("account-{number}"), "a").await.status;
        }
        assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(portal.size().await, size);
        portal.app.store.close().await;
    })
    .await;
}

/// The list of errors.
fn words(page: &str) -> String {
    page.split("id=\"errors\"").nth(1).unwrap().split("</ul>").next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_made_at_sign_in_and_ends_with_it() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let nobody = portal.anybody().await;
        let name = world::sign_in(Role::Clerk, HERE);
        let planted = format!("{}=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", web::SESSION_COOKIE);
        let victim = Visitor { cookie: format!("{}; {planted}", nobody.cookie), ..nobody.clone() };
        let signed = portal.post(&victim, "/sign-in", &[("sign_in", &name), ("password", world::PASSWORD)]).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text());
        let set = signed
            .headers
            .get_all(header::SET_COOKIE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .find(|value| value.starts_with(web::SESSION_COOKIE))
            .unwrap()
            .to_owned();
        assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax") && set.contains("Path=/"), "{set}");
        let session = signed.cookie(web::SESSION_COOKIE).unwrap();
        assert_ne!(session, planted);
        let attacker = Visitor { name: "attacker".into(), cookie: planted, hidden: Vec::new() };
        assert_eq!(portal.get(&attacker, "/office").await.status, StatusCode::SEE_OTHER);

        let first = Visitor { name: "first".into(), cookie: session, hidden: Vec::new() };
        let first = Visitor { hidden: hidden(&portal.get(&first, "/account").await.text()), ..first };
        let second = portal.sign_in(&name).await;
        // A form opened before signing in is no form of the session.
        let old = Visitor { hidden: nobody.hidden.clone(), ..second.clone() };
        assert_eq!(portal.post(&old, "/sign-out", &[]).await.status, StatusCode::FORBIDDEN);
        let changed = portal
            .post(&second, "/account", &[("old", world::PASSWORD), ("new", "another horse battery"), ("again", "another horse battery")])
            .await;
        assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
        assert_eq!(portal.get(&first, "/office").await.status, StatusCode::SEE_OTHER, "a new password ends other sessions");
        assert_eq!(
            portal.post(&second, "/sign-out", &[]).await.status,
            if portal.get(&second, "/office").await.status == StatusCode::OK { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN }
        );
        assert_eq!(
            portal.get(&second, "/office").await.status,
            StatusCode::SEE_OTHER,
            "a copied cookie is worth nothing after signing out"
        );
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn query_codes_and_links_are_not_guessed() {
    store::testing::on_sqlite(|instance| async move {
        for (what, path) in
            [("API", "/api/v1/requests/{sent}"), ("page", ""), ("letter", "/requests/letters/{sent}/x/letter.html"), ("receipt", "")]
        {
            let data = instance.data.join(what);
            let portal = strict(&data).await;
            let places = world::cases(&portal).await;
            let nobody = portal.anybody().await;
            for number in 0..7 {
                let answer = if path.is_empty() {
                    let path = if what == "receipt" { "/requests/status/receipt" } else { "/requests/status" };
                    portal.post(&nobody, path, &[("number", &places.sent), ("query_code", "AAAA-AAAA-AAAA-AAAA")]).await
                } else {
                    portal.get(&nobody, &places.fill(path)).await
                };
                let expected = if number < 5 { StatusCode::NOT_FOUND } else { StatusCode::TOO_MANY_REQUESTS };
                assert_eq!(answer.status, expected, "{what} {number}");
                assert_eq!(answer.header(header::RETRY_AFTER).is_empty(), number < 5, "{what} {number}");
            }
            // The right code waits as well.
            let right = portal
                .send(
                    request("GET", &places.fill("/api/v1/requests/{sent}"), &nobody)
                        .header("query-code", &places.code)
                        .body(Body::empty())
                        .unwrap(),
                )
                .await;
            assert_eq!(right.status, StatusCode::TOO_MANY_REQUESTS, "{what}");
            portal.app.store.close().await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_do_not_flood_in() {
    store::testing::on_sqlite(|instance| async move {
        let portal = strict(&instance.data).await;
        let nobody = portal.anybody().await;
        let body = serde_json::json!({
            "organisation": "hz-housing", "subject": "演示", "form": "electronic", "delivery": "online",
            "applicant": {"kind": "natural-person", "name": "演示", "identity": {"type": "resident-identity-card", "number": world::IDENTITY}, "phone": "0571-00000000"},
        });
        let mut statuses = Vec::new();
        for _ in 0..3 {
            let sent = request("POST", "/api/v1/requests", &nobody).header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap();
            statuses.push(portal.send(sent).await.status.as_u16());
        }
        assert_eq!(statuses, [201, 201, 429]);
        let size = portal.size().await;
        let page = portal.post(&nobody, "/requests/new", &[("action", "submit"), ("subject", "演示")]).await;
        assert_eq!((page.status, portal.size().await), (StatusCode::TOO_MANY_REQUESTS, size));
        portal.app.store.close().await;
    })
    .await;
}
