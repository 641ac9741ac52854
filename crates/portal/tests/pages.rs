//! The foundations' pages through the whole shell.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use ledger::{Checkpoint, VerifierKey};
use serde_json::Value;
use store::testing::{TestInstance, on_sqlite};
use tower::ServiceExt;
use web::App;

const ORGANISATIONS: &str = include_str!("../../../demo/organisations.toml");
const PEOPLE: &str = include_str!("../../../demo/people.toml");

async fn portal(instance: &TestInstance) -> (App, Router) {
    let app = web::testing::app(instance, Vec::new()).await;
    app.identity.load_organisations(ORGANISATIONS).await.unwrap();
    let (routes, _) = portal::routes().split_for_parts();
    (app.clone(), web::finish(routes, app))
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, String, HeaderMap) {
    let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    (parts.status, String::from_utf8_lossy(&bytes).into_owned(), parts.headers)
}

async fn get(router: &Router, path: &str) -> (StatusCode, String, HeaderMap) {
    send(router, Request::get(path).body(Body::empty()).unwrap()).await
}

fn run(test: impl AsyncFn(TestInstance)) {
    tokio::runtime::Runtime::new().unwrap().block_on(on_sqlite(async |instance| test(instance).await));
}

/// Hidden inputs and the cookie of a form page, as a browser would send them back.
async fn open_form(router: &Router, path: &str) -> (String, String) {
    let (status, page, headers) = get(router, path).await;
    assert_eq!(status, StatusCode::OK);
    let field = |name: &str| page.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = ["_form", "_token", "_key"].map(|name| format!("{name}={}", field(name))).join("&");
    let cookie = headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    (fields, cookie)
}

async fn post(router: &Router, path: &str, cookie: &str, body: String) -> (StatusCode, String, HeaderMap) {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::COOKIE, cookie)
        .body(Body::from(body))
        .unwrap();
    send(router, request).await
}

#[test]
fn the_calculator_counts_as_the_law_of_the_day_and_the_place_say() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        for (query, due) in [
            ("received=2016-08-17&organisation=hz-housing", "2016-09-11"),
            ("received=2016-08-17&organisation=330122", "2016-09-07"),
            ("received=2016-08-17", "2016-09-07"),
            ("received=2019-05-15", "2019-06-13"),
        ] {
            let (status, page, headers) = get(&router, &format!("/law/deadline?{query}")).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!("<b class=\"number\">{due}</b>")), "{query}");
            assert!(!headers.contains_key(header::SET_COOKIE));
        }
        for query in ["received=2008-04-30", "received=9999-12-31", "received=soon", "received=2016-08-17&organisation=nobody"] {
            assert_eq!(get(&router, &format!("/law/deadline?{query}")).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        }
        let (_, page, _) = get(&router, "/law/deadline?received=%3Cscript%3Ealert(1)%3C/script%3E").await;
        assert!(!page.contains("<script>alert"));
        app.store.close().await;
    });
}

#[test]
fn every_public_page_answers_in_both_languages_and_sets_no_cookie() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        for path in [
            "/",
            "/guide",
            "/organisations",
            "/law",
            "/law?on=2016-08-17",
            "/law?on=2000-01-01",
            "/ledger",
            "/ledger/entries",
            "/ledger/entries?from=3",
        ] {
            for prefix in ["", "/en"] {
                let (status, page, headers) = get(&router, &format!("{prefix}{path}")).await;
                assert_eq!(status, StatusCode::OK, "{prefix}{path}");
                assert!(page.contains(if prefix.is_empty() { "<html lang=\"zh-CN\"" } else { "<html lang=\"en\"" }));
                assert!(!headers.contains_key(header::SET_COOKIE), "{path}");
                assert_eq!(page.matches("<h1").count(), 1, "{path}");
            }
        }
        for path in
            ["/", "/guide", "/organisations", "/law", "/law/deadline", "/law/deadline?received=2016-08-17", "/ledger", "/ledger/entries"]
        {
            let (_, _, headers) = get(&router, path).await;
            let request = Request::get(path).header(header::IF_NONE_MATCH, headers[header::ETAG].clone()).body(Body::empty()).unwrap();
            assert_eq!(send(&router, request).await.0, StatusCode::NOT_MODIFIED, "{path}");
        }
        app.store.close().await;
    });
}

#[test]
fn organisations_are_listed_to_the_end() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        let mut url = "/api/v1/organisations?limit=20".to_owned();
        let mut ids = Vec::new();
        loop {
            let (status, body, _) = get(&router, &url).await;
            assert_eq!(status, StatusCode::OK, "{url}");
            let page: Value = serde_json::from_str(&body).unwrap();
            ids.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            match page["next"].as_str() {
                Some(next) => url = next.to_owned(),
                None => break,
            }
        }
        assert_eq!(ids.len(), 43);
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 43);
        let (_, body, _) = get(&router, "/api/v1/organisations?kind=county-government&parent=hz").await;
        assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["items"].as_array().unwrap().len(), 13);
        for query in ["kind=alien", "limit=0", "limit=101", "limit=%2B5", "cursor=x", "colour=red"] {
            let (status, _, headers) = get(&router, &format!("/api/v1/organisations?{query}")).await;
            assert_eq!(
                (status, headers[header::CONTENT_TYPE].to_str().unwrap()),
                (StatusCode::BAD_REQUEST, "application/problem+json"),
                "{query}"
            );
        }
        app.store.close().await;
    });
}

#[test]
fn the_log_is_served_as_others_read_it_and_a_receipt_is_verified() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        let (_, key, _) = get(&router, "/ledger/key").await;
        let key = VerifierKey::parse(key.trim()).unwrap();
        let (_, note, _) = get(&router, "/ledger/checkpoint").await;
        let checkpoint = Checkpoint::open(&note, &key).unwrap();
        assert!(checkpoint.size >= 43);
        let (status, _, _) = get(&router, &format!("/ledger/tile/0/000.p/{}", checkpoint.size)).await;
        assert_eq!(status, StatusCode::OK);
        for path in ["/ledger/tile/0/999", "/ledger/tile/../../etc/passwd", "/ledger/tile/x"] {
            assert_eq!(get(&router, path).await.0, StatusCode::NOT_FOUND, "{path}");
        }
        let receipt = app.store.receipt(5, &[]).await.unwrap().to_json();
        let (fields, cookie) = open_form(&router, "/ledger/verify").await;
        let good = format!("{fields}&receipt={}", web::percent_encoded(&receipt));
        let (status, page, _) = post(&router, "/ledger/verify", &cookie, good).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("核验通过"));
        for (bad, why, why_en) in [
            (receipt.replacen("\"salt\"", "\"salz\"", 1), "这不是回执文件", "This is no receipt file"),
            ("<script>alert(1)</script>".into(), "这不是回执文件", "This is no receipt file"),
            ("{}".into(), "这不是回执文件", "This is no receipt file"),
            (String::new(), "请粘贴回执", "Paste"),
            (receipt.replace("index 5", "index 6"), "这条记录不在台账里", "the entry is not in the ledger"),
        ] {
            for (at, why) in [("/ledger/verify", why), ("/en/ledger/verify", why_en)] {
                let (status, page, _) = post(&router, at, &cookie, format!("{fields}&receipt={}", web::percent_encoded(&bad))).await;
                assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(!page.contains("<script>alert") && page.contains(why), "{at} {bad}: {page}");
            }
        }
        app.store.close().await;
    });
}

#[test]
fn an_officer_signs_in_and_out_and_a_stranger_does_not() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        app.identity.load_people(PEOPLE, |_| "correct horse battery".to_owned()).await.unwrap();
        let (fields, cookie) = open_form(&router, "/sign-in?next=//evil.example/").await;
        let (status, page, headers) = post(&router, "/sign-in", &cookie, format!("{fields}&sign_in=housing-officer&password=wrong")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("账号或者密码不对") && !headers.contains_key(header::SET_COOKIE));
        let body = format!("{fields}&sign_in=housing-officer&password=correct+horse+battery&next=%2F%2Fevil.example%2F");
        let (status, _, headers) = post(&router, "/sign-in", &cookie, body).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/office"));
        let session = headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let request = Request::get("/account").header(header::COOKIE, &session).body(Body::empty()).unwrap();
        let (status, page, _) = send(&router, request).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("林（演示）"));
        assert_eq!(get(&router, "/account").await.0, StatusCode::SEE_OTHER, "who is not signed in is led to the sign-in page");
        app.store.close().await;
    });
}

#[test]
fn every_template_renders_in_both_languages() {
    for language in [web::Language::Chinese, web::Language::English] {
        for sample in portal::samples(language) {
            assert!(!sample.html.starts_with("fault") && sample.html.len() > 500, "{}: {}", sample.name, sample.html);
        }
    }
}

/// A page of somebody who is signed in: its text and the hidden fields of its first form.
async fn own(router: &Router, cookie: &str, path: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let (status, page, _) = send(router, request).await;
    let main = &page[page.find("<main").unwrap_or(0)..];
    let field = |name: &str| {
        main.split_once(&format!("name=\"{name}\" value=\"")).map(|(_, rest)| rest.split('"').next().unwrap()).unwrap_or_default()
    };
    let fields = ["_form", "_token", "_key"].map(|name| format!("{name}={}", field(name))).join("&");
    (status, page.clone(), fields)
}

#[test]
fn an_account_sets_up_one_time_codes_and_signs_out_elsewhere() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        app.identity.load_people(PEOPLE, |_| "correct horse battery".to_owned()).await.unwrap();
        let session = async || app.identity.sign_in("housing-clerk", "correct horse battery", None, "1").await.unwrap();
        let (elsewhere, here) = (session().await, session().await);
        let cookie = format!("{}={}", web::SESSION_COOKIE, here.token);
        let (status, page, fields) = own(&router, &cookie, "/account").await;
        assert!(status == StatusCode::OK && page.contains("退出其他登录") && page.contains("收件登记"));
        let (status, _, headers) = post(&router, "/account/sessions", &cookie, fields.clone()).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/account?done=sessions"));
        assert!(app.identity.session(&elsewhere.token).await.unwrap().is_none());

        let (status, _, headers) = post(&router, "/account/codes", &cookie, fields.clone()).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/account/codes"));
        let (_, page, _) = own(&router, &cookie, "/account/codes").await;
        let pending = app.identity.pending_one_time_codes(&here.signed_in, "x").await.unwrap().unwrap();
        assert!(page.contains("<svg") && !page.contains("<?xml") && page.contains(&pending.secret[..4]));
        let (status, page, _) = post(&router, "/account/codes/confirm", &cookie, format!("{fields}&code=12345")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("f-code-error") && page.contains(&pending.secret[..4]));
        let (status, page, _) = post(&router, "/account/codes/off", &cookie, format!("{fields}&password=wrong")).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("现在的密码不对"));
        app.store.close().await;
    });
}

#[test]
fn a_one_time_password_leads_to_the_account_and_nowhere_else() {
    run(async |instance| {
        let (app, router) = portal(&instance).await;
        app.identity.load_people(PEOPLE, |_| "correct horse battery".to_owned()).await.unwrap();
        let person = app.identity.person_by_sign_in("housing-clerk").await.unwrap().unwrap();
        let word = app.identity.reset_password(identity::Acting::System, &person.id).await.unwrap();
        let (fields, form) = open_form(&router, "/sign-in").await;
        let body = format!("{fields}&sign_in=housing-clerk&password={word}&next=/office/requests");
        let (status, _, headers) = post(&router, "/sign-in", &form, body).await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::SEE_OTHER, "/account"));
        let cookie = headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let (_, page, fields) = own(&router, &cookie, "/account").await;
        assert!(page.contains("一次性密码") && !page.contains("启用动态验证码"));
        let same = format!("{fields}&old={word}&new={word}&again={word}");
        let (status, page, _) = post(&router, "/account", &cookie, same).await;
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("新密码不能和原来的密码相同"));
        let other = format!("{fields}&old={word}&new=another+horse+battery&again=another+horse+battery");
        let (_, _, headers) = post(&router, "/account", &cookie, other).await;
        assert_eq!(headers[header::LOCATION].to_str().unwrap(), "/sign-in?changed=yes");
        app.store.close().await;
    });
}
