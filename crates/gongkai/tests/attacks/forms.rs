//! Forms that were forged, repeated, or filled with what cannot be.

use crate::portal::{
    Answer, Portal, Visitor, encoded, parts, request,
    routes::{Route, Sent, Who, routes},
    world::{self, HERE},
};
use axum::{
    body::Body,
    http::{StatusCode, header},
};
use identity::Role;

/// Somebody who may use the route, so that nothing but the token stands in the way.
fn allowed(route: &Route) -> Option<Role> {
    match route.who {
        Who::Everybody => None,
        Who::SignedIn => Some(Role::Clerk),
        Who::Post(roles) | Who::Case(roles) | Who::Document(roles) | Who::Draft(roles) => roles.first().copied(),
    }
}

async fn forged(portal: &Portal, path: &str, sent: Sent, visitor: &Visitor, foreign: bool) -> (StatusCode, String) {
    let (fields, many) = match sent {
        Sent::Form { good, .. } => (good, false),
        Sent::Parts { good, .. } => (good, true),
        Sent::Nothing | Sent::Json(_) => unreachable!("only forms"),
    };
    let mut pairs = visitor.hidden.clone();
    pairs.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let builder = request("POST", path, visitor);
    let builder = if foreign { builder.header(header::ORIGIN, "https://elsewhere.example") } else { builder };
    let request = if many {
        let mut body = parts(&pairs);
        body.extend_from_slice(b"--xx--\r\n");
        builder.header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx").body(Body::from(body))
    } else {
        builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(Body::from(encoded(&pairs)))
    };
    let mut request = request.unwrap();
    if foreign {
        request.headers_mut().insert("sec-fetch-site", header::HeaderValue::from_static("cross-site"));
    }
    let answer = portal.send(request).await;
    (answer.status, answer.text())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_form_without_its_own_visitors_token() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        let places = world::whole(&portal).await;
        let other = portal.sign_in("second-officer").await;
        let stranger = portal.anybody().await;
        let size = portal.size().await;
        let table = routes();
        let forms = table.iter().filter(|route| matches!(route.sent, Sent::Form { .. } | Sent::Parts { .. }));
        let mut tried = 0;
        for route in forms {
            let visitor = match allowed(route) {
                Some(role) => portal.sign_in(&world::sign_in(role, HERE)).await,
                None => portal.anybody().await,
            };
            let path = places.fill(route.at);
            let without = Visitor { hidden: Vec::new(), ..visitor.clone() };
            let of_another = Visitor { hidden: other.hidden.clone(), ..visitor.clone() };
            let of_a_stranger = Visitor { hidden: stranger.hidden.clone(), ..visitor.clone() };
            for (what, visitor, foreign) in [
                ("no token", &without, false),
                ("another's token", &of_another, false),
                ("a stranger's token", &of_a_stranger, false),
                ("another site", &visitor, true),
            ] {
                let (status, text) = forged(&portal, &path, route.sent, visitor, foreign).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{what}: {path}");
                assert!(text.contains(if foreign { "这个提交来自别的网站" } else { "这张表单已经失效" }), "{what}: {path}");
                assert_eq!(portal.size().await, size, "{what}: {path}");
                tried += 1;
            }
        }
        assert!(tried > 80, "{tried}");
        portal.app.store.close().await;
    })
    .await;
}

fn application(subject: &str) -> Vec<(&str, &str)> {
    vec![
        ("action", "submit"),
        ("organisation", "hz-housing"),
        ("subject", subject),
        ("form", "electronic"),
        ("delivery", "online"),
        ("applicant.kind", "natural-person"),
        ("applicant.name", "演示"),
        ("applicant.identity.type", "resident-identity-card"),
        ("applicant.identity.number", world::IDENTITY),
        ("applicant.phone", "0571-00000000"),
    ]
}

fn with<'a>(mut fields: Vec<(&'a str, &'a str)>, changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
    fields.extend_from_slice(changes);
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_form_sent_twice_is_one_case() {
    store::testing::each_database(|instance| async move {
        let portal = Portal::open(&instance.data, instance.postgres.as_deref()).await;
        world::city(&portal).await;
        let (one, two) = (portal.anybody().await, portal.anybody().await);
        let same = with(application("同一件"), &[("_key", "0123456789abcdef0123456789abcdef")]);
        // At once, as an impatient finger does it, and once more later.
        let (first, second) = tokio::join!(portal.post(&one, "/requests/new", &same), portal.post(&one, "/requests/new", &same));
        let size = portal.size().await;
        let third = portal.post(&one, "/requests/new", &same).await;
        assert_eq!([first.status, second.status, third.status], [StatusCode::CREATED; 3], "{}", first.text());
        // The form for the receipt's file has a key of its own on each page.
        let page = |answer: &Answer| {
            let text = answer.text();
            let (before, after) = text.split_once("name=\"_key\" value=\"").unwrap();
            format!("{before}{}", after.split_once('"').unwrap().1)
        };
        assert_eq!(page(&first), page(&second));
        assert_eq!(page(&first), page(&third));
        assert_eq!(portal.size().await, size);

        let other = portal.post(&one, "/requests/new", &with(same.clone(), &[("subject", "另一件")])).await;
        assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY, "the same key for something else");
        assert_eq!(portal.size().await, size);

        // A form whose key was lost is still a form, and nobody else's.
        for (visitor, subject) in [(&one, "甲"), (&two, "乙")] {
            assert_eq!(
                portal.post(visitor, "/requests/new", &with(application(subject), &[("_key", "")])).await.status,
                StatusCode::CREATED,
                "{subject}"
            );
        }

        let clerk = portal.sign_in(&world::sign_in(Role::Clerk, HERE)).await;
        let registered = with(application("窗口"), &[("_key", "counter"), ("channel", "counter"), ("arrived_on", "2026-01-05")]);
        let first = portal.post(&clerk, "/office/requests/new", &registered).await;
        let size = portal.size().await;
        let second = portal.post(&clerk, "/office/requests/new", &registered).await;
        assert_eq!(
            (first.status, second.status, portal.size().await),
            (StatusCode::CREATED, StatusCode::CREATED, size),
            "{}",
            first.text()
        );
        assert!(portal.app.store.check_projections().await.unwrap().is_empty());
        portal.app.store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_told_at_its_field() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let clerk = portal.sign_in(&world::sign_in(Role::Clerk, HERE)).await;
        let citizen = portal.anybody().await;
        let size = portal.size().await;
        let long = "长".repeat(201);
        let longer = "长".repeat(5_001);
        let tomorrow = portal.app.today().tomorrow().unwrap().to_string();
        let at_the_counter = [("channel", "counter"), ("arrived_on", "2026-01-05")];
        let table: &[(bool, (&str, &str))] = &[
            (true, ("arrived_on", &tomorrow)),
            (true, ("arrived_on", "9999-12-31")),
            (true, ("arrived_on", "2008-04-30")),
            (true, ("arrived_on", "-009999-01-01")),
            (true, ("arrived_on", "2026-02-30")),
            (true, ("arrived_on", "")),
            (true, ("channel", "online")),
            (true, ("channel", "pigeon")),
            (true, ("organisation", "hz-environment")),
            (false, ("organisation", "nobody")),
            (false, ("organisation", "")),
            (false, ("applicant.identity.number", "110105194912310021")),
            (false, ("applicant.identity.number", "11010519491331002X")),
            (false, ("applicant.identity.number", "")),
            (false, ("applicant.identity.type", "unified-social-credit-code")),
            (false, ("applicant.identity.type", "library-card")),
            (false, ("applicant.kind", "robot")),
            (false, ("applicant.name", "")),
            (false, ("applicant.name", "a\u{1b}[31m")),
            (false, ("applicant.phone", "no phone")),
            (false, ("applicant.email", "no address")),
            (false, ("subject", "")),
            (false, ("subject", &long)),
            (false, ("description", &longer)),
            (false, ("form", "telepathy")),
            (false, ("delivery", "pigeon")),
        ];
        for (counter, change) in table {
            let (visitor, path) = if *counter { (&clerk, "/office/requests/new") } else { (&citizen, "/requests/new") };
            let fields = with(application("演示"), if *counter { &at_the_counter } else { &[] });
            let answer = portal.post(visitor, path, &with(fields, &[*change])).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{change:?}: {}", answer.text());
            assert!(answer.text().contains(&format!("href=\"#f-{}\"", change.0)), "{change:?}: {}", answer.text());
            assert_eq!(portal.size().await, size, "{change:?}");
        }
        let nul = portal.post(&citizen, "/requests/new", &with(application("演示"), &[("subject", "a\0b")])).await;
        assert_eq!((nul.status, portal.size().await), (StatusCode::BAD_REQUEST, size));
        portal.app.store.close().await;
    })
    .await;
}
