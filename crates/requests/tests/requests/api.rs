//! The API through the whole shell, on both databases.

use crate::world::{ORGANISATIONS, run};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use store::testing::{TestInstance, each_database};
use tower::ServiceExt;
use web::App;

async fn portal(instance: &TestInstance) -> (App, Router) {
    let app = web::testing::app(instance, vec![inbox::capability(), requests::capability()]).await;
    app.identity.load_organisations(ORGANISATIONS).await.unwrap();
    let (routes, _) = requests::routes().split_for_parts();
    (app.clone(), web::finish(routes, app))
}

async fn call(router: &Router, request: Request<Body>) -> (StatusCode, Vec<u8>, axum::http::HeaderMap) {
    let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    (parts.status, body.collect().await.unwrap().to_bytes().to_vec(), parts.headers)
}

fn post(body: &Value, key: Option<&str>) -> Request<Body> {
    let mut request = Request::post("/api/v1/requests").header(header::CONTENT_TYPE, "application/json");
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    request.body(Body::from(body.to_string())).unwrap()
}

fn get(number: &str, code: &str) -> Request<Body> {
    Request::get(format!("/api/v1/requests/{number}")).header("Query-Code", code).body(Body::empty()).unwrap()
}

fn whole() -> Value {
    json!({
        "organisation": "hz-housing",
        "applicant": {"kind": "natural-person", "name": "隐秘姓名", "identity": {"type": "resident-identity-card", "number": "11010519491231002X"}, "phone": "0571-87654321", "email": "secret@example.org"},
        "subject": "绝密主题字样", "description": "2015 年", "form": "electronic", "delivery": "online"
    })
}

#[test]
fn a_request_is_made_followed_and_proved() {
    run(each_database(async |instance: TestInstance| {
        let (app, router) = portal(&instance).await;
        let (status, body, headers) = call(&router, post(&whole(), Some("键 1"))).await;
        assert_eq!(status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&body));
        let made: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((made["received_on"].as_str(), made["due_on"].as_str()), (Some("2016-08-17"), Some("2016-09-11")));
        assert_eq!((made["status"].as_str(), made["rule"]["regime"].as_str()), (Some("running"), Some("2007")));
        let number = made["number"].as_str().unwrap();
        assert_eq!(headers[header::LOCATION], format!("/api/v1/requests/{number}"));

        let receipt = ledger::Receipt::parse(&made["receipt"].to_string()).unwrap();
        let proved = receipt.verify(&ledger::VerifierKey::parse(&app.store.verifier_key()).unwrap()).unwrap();
        assert_eq!(proved.body["data"]["number"], number);

        let (status, again, _) = call(&router, post(&whole(), Some("键 1"))).await;
        assert_eq!(status, StatusCode::CREATED);
        let again: Value = serde_json::from_slice(&again).unwrap();
        assert_eq!((&again["number"], &again["query_code"]), (&made["number"], &made["query_code"]));
        let mut other = whole();
        other["subject"] = json!("另一件");
        let (status, _, _) = call(&router, post(&other, Some("键 1"))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, second, _) = call(&router, post(&whole(), None)).await;
        assert_eq!(status, StatusCode::CREATED);
        assert_ne!(serde_json::from_slice::<Value>(&second).unwrap()["number"], made["number"], "sameness is never refused");

        // Keys that are no UTF-8 are two keys where their bytes differ.
        let mut latin = post(&whole(), None);
        latin.headers_mut().insert("idempotency-key", HeaderValue::from_bytes(b"\xe9").unwrap());
        assert_eq!(call(&router, latin).await.0, StatusCode::CREATED);
        let mut latin = post(&other, None);
        latin.headers_mut().insert("idempotency-key", HeaderValue::from_bytes(b"\xe8").unwrap());
        assert_eq!(call(&router, latin).await.0, StatusCode::CREATED);

        for (bad, code) in [(String::new(), "required"), ("x".repeat(201), "too-long")] {
            let (status, body, _) = call(&router, post(&whole(), Some(&bad))).await;
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(problem["errors"][0]["code"], code, "{problem}");
            assert!(problem["errors"][0]["message"].as_str().unwrap().contains("200"), "{problem}");
        }

        let (status, shown, _) = call(&router, get(number, made["query_code"].as_str().unwrap())).await;
        assert_eq!(status, StatusCode::OK);
        let shown: Value = serde_json::from_slice(&shown).unwrap();
        assert_eq!(shown["timeline"].as_array().unwrap().len(), 2, "received, clock started: the 2007 regulation knows no confirmations");
        assert_eq!(shown["reply"], Value::Null);

        let wrong = call(&router, get(number, "AAAA-AAAA-AAAA-AAAA")).await;
        for request in [get("HZ-HOUSING-2016-99999", "AAAA-AAAA-AAAA-AAAA"), get("%E4%B8%8D", "x"), get("%FF", "x"), get(number, "")] {
            let other = call(&router, request).await;
            assert_eq!((other.0, other.1), (StatusCode::NOT_FOUND, wrong.1.clone()));
        }
        assert!(app.store.check_projections().await.unwrap().is_empty());
        assert!(app.store.verify().await.unwrap().faults.is_empty());
        if instance.postgres.is_none() {
            nothing_in_the_clear(&instance.data);
        }
        app.store.close().await;
    }));
}

fn nothing_in_the_clear(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            nothing_in_the_clear(&path);
            continue;
        }
        let bytes = std::fs::read(&path).unwrap();
        for secret in ["隐秘姓名", "11010519491231002X", "87654321", "secret@example.org", "绝密主题字样"] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in {}", path.display());
        }
    }
}

#[test]
fn bad_input_is_told_at_its_field_and_changes_nothing() {
    run(each_database(async |instance: TestInstance| {
        let (app, router) = portal(&instance).await;
        let size = app.store.checkpoint().await.unwrap().1;
        let cases = [
            ("/applicant/identity/number", json!("110105194912310021"), "/applicant/identity/number"),
            ("/organisation", json!("nobody"), "/organisation"),
            ("/subject", json!(""), "/subject"),
            ("/form", json!(7), "/form"),
            ("/applicant", json!(["natural-person", "演示", null, "0571-00000000", null, null, null]), "/applicant"),
        ];
        for (pointer, value, field) in cases {
            let mut input = whole();
            *input.pointer_mut(pointer).unwrap() = value;
            let (status, body, headers) = call(&router, post(&input, None)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{pointer}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            let problem: Value = serde_json::from_slice(&body).unwrap();
            assert!(problem["errors"].as_array().unwrap().iter().any(|error| error["field"] == field), "{problem}");
        }
        let mut unknown = whole();
        unknown["colour"] = json!("red");
        assert_eq!(call(&router, post(&unknown, None)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let broken = Request::post("/api/v1/requests").header(header::CONTENT_TYPE, "application/json").body(Body::from("{")).unwrap();
        assert_eq!(call(&router, broken).await.0, StatusCode::BAD_REQUEST);
        let text = Request::post("/api/v1/requests").header(header::CONTENT_TYPE, "text/plain").body(Body::from("{}")).unwrap();
        assert_eq!(call(&router, text).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(app.store.checkpoint().await.unwrap().1, size);
        app.store.close().await;
    }));
}

#[test]
fn every_template_renders_in_both_languages() {
    for language in [web::Language::Chinese, web::Language::English] {
        for sample in requests::samples(language) {
            assert!(!sample.html.starts_with("fault") && sample.html.len() > 100, "{}: {}", sample.name, sample.html);
            assert!(!sample.html.contains("<script>\""), "{}", sample.name);
        }
    }
}
