//! The shell from outside: headers, languages, faults, forms, caching, limits.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, Request, StatusCode, header},
    response::Response,
    routing::{get, post},
};
use bytes::Bytes;
use http_body_util::BodyExt;
use std::sync::{
    Arc,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};
use store::testing::each_database;
use tower::ServiceExt;
use web::{ApiJson, ApiQuery, App, FieldErrors, Form, ProtectedForm, ProtectedMultipart, Visit, WebError};

#[derive(Clone, Default)]
struct Probe {
    rendered: Arc<AtomicUsize>,
    position: Arc<AtomicU64>,
}

#[derive(Debug, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    subject: String,
}

fn routes(probe: Probe) -> Router<App> {
    Router::new()
        .route(
            "/read",
            get(async move |State(app): State<App>, visit: Visit, headers: HeaderMap| {
                let position = probe.position.load(Ordering::Relaxed);
                web::public_page(&app, &visit, &headers, position, || async {
                    probe.rendered.fetch_add(1, Ordering::Relaxed);
                    Ok(format!("<p>{} {}</p>", visit.language.tag(), position))
                })
                .await
            }),
        )
        .route("/fault", get(async || -> WebError { panic!("a fault of ours") }))
        .route("/office", get(async |visit: Visit| visit.person().map(|person| person.name.clone())))
        .route("/number/{number}", get(async |Path(number): Path<u32>| number.to_string()))
        .route(
            "/form",
            get(async |State(app): State<App>, visit: Visit, headers: HeaderMap| -> Response {
                let form = Form::new(&app, &visit, &headers, "probe");
                form.respond(Response::new(Body::from(form.hidden())))
            })
            .post(async |form: ProtectedForm| format!("{:?} {}", form.values, form.key.len())),
        )
        .route("/upload", post(async |form: ProtectedMultipart<{ 1 << 20 }>| format!("{:?} {}", form.values, form.files.len())))
        .route("/api/v1/probe", post(async |ApiJson(asked): ApiJson<Asked>| asked.subject))
        .route("/api/v1/query", get(async |ApiQuery(asked): ApiQuery<Asked>| asked.subject))
        .route(
            "/api/v1/fields",
            get(async || -> WebError {
                let mut errors = FieldErrors::default();
                errors.add("applicant.identity.number", "check-digit", "校验位不对");
                WebError::Fields(errors)
            }),
        )
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}
impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn send(shell: &Router, request: Request<Body>) -> Answer {
    let response = shell.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes() }
}

async fn get_page(shell: &Router, uri: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(shell, request.body(Body::empty()).unwrap()).await
}

async fn post_page(shell: &Router, uri: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer {
    let mut request = Request::post(uri);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(shell, request.body(body.into()).unwrap()).await
}

async fn with_shell<F: AsyncFn(Router, Probe)>(test: F) {
    each_database(async |instance| {
        let app = web::testing::app(&instance, Vec::new()).await;
        let probe = Probe::default();
        test(web::finish(routes(probe.clone()), app.clone()), probe).await;
        app.store.close().await;
    })
    .await;
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_public_page_is_rendered_once_for_each_change() {
    with_shell(async |shell, probe| {
        let first = get_page(&shell, "/read", &[]).await;
        assert_eq!((first.status, first.text()), (StatusCode::OK, "<p>zh-CN 0</p>"));
        assert_eq!(first.header("set-cookie"), "");
        assert_eq!(first.header("vary"), "Cookie, Accept-Encoding");
        assert_eq!(get_page(&shell, "/read", &[]).await.body, first.body);
        assert_eq!(probe.rendered.load(Ordering::Relaxed), 1);
        let known = get_page(&shell, "/read", &[("if-none-match", first.header("etag"))]).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(get_page(&shell, "/read", &[("accept-encoding", "gzip")]).await.header("content-encoding"), "gzip");
        assert_eq!(get_page(&shell, "/en/read", &[]).await.text(), "<p>en 0</p>");
        assert_eq!(probe.rendered.load(Ordering::Relaxed), 2);
        probe.position.store(7, Ordering::Relaxed);
        assert_eq!(get_page(&shell, "/read", &[("if-none-match", first.header("etag"))]).await.text(), "<p>zh-CN 7</p>");
        assert_eq!(probe.rendered.load(Ordering::Relaxed), 3);
    })
    .await;
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_number() {
    with_shell(async |shell, _| {
        for path in ["/read", "/nowhere", "/api/v1/nowhere", "/fault"] {
            let answer = get_page(&shell, path, &[]).await;
            assert_eq!(answer.header("content-security-policy"), web::CONTENT_SECURITY_POLICY, "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
            assert!(!answer.header("x-request-id").is_empty());
        }
    })
    .await;
}

#[tokio::test]
async fn faults_are_pages_or_problem_documents() {
    with_shell(async |shell, _| {
        let page = get_page(&shell, "/nowhere", &[]).await;
        assert_eq!(
            (page.status, page.header("content-type"), page.header("cache-control")),
            (StatusCode::NOT_FOUND, "text/html; charset=utf-8", "no-store")
        );
        assert!(page.text().contains("没有这个页面") && page.text().contains("lang=\"zh-CN\""));
        assert!(get_page(&shell, "/en/nowhere", &[]).await.text().contains("There is no such page"));
        assert!(get_page(&shell, "/nowhere", &[("cookie", "gongkai_type=large")]).await.text().contains("class=\"large\""));

        let problem = get_page(&shell, "/api/v1/nowhere", &[]).await;
        assert_eq!((problem.status, problem.header("content-type")), (StatusCode::NOT_FOUND, "application/problem+json"));
        let json: serde_json::Value = serde_json::from_slice(&problem.body).unwrap();
        assert_eq!(json["status"], 404);
        assert!(json.get("errors").is_none());

        let method = get_page(&shell, "/api/v1/probe", &[]).await;
        assert_eq!(
            (method.status, method.header("allow"), method.header("content-type")),
            (StatusCode::METHOD_NOT_ALLOWED, "POST", "application/problem+json")
        );
        assert_eq!(post_page(&shell, "/read", &[], "").await.header("allow"), "GET,HEAD");

        let fields = get_page(&shell, "/api/v1/fields", &[]).await;
        let json: serde_json::Value = serde_json::from_slice(&fields.body).unwrap();
        assert_eq!((fields.status.as_u16(), json["errors"][0]["field"].as_str()), (422, Some("/applicant/identity/number")));

        let number = get_page(&shell, "/number/many", &[]).await;
        assert_eq!((number.status, number.header("content-type")), (StatusCode::BAD_REQUEST, "text/html; charset=utf-8"));

        let fault = get_page(&shell, "/fault", &[]).await;
        assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(fault.text().contains(fault.header("x-request-id")) && !fault.text().contains("a fault of ours"));

        let office = get_page(&shell, "/en/office", &[]).await;
        assert_eq!((office.status, office.header("location")), (StatusCode::SEE_OTHER, "/en/sign-in?next=%2Foffice"));
    })
    .await;
}

fn hidden(form: &Answer) -> String {
    let values: Vec<(String, String)> = form
        .text()
        .split("name=\"")
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once('"').unwrap();
            (name.to_owned(), rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned())
        })
        .collect();
    values.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

#[tokio::test]
async fn a_form_is_read_only_with_its_own_visitors_token() {
    with_shell(async |shell, _| {
        let form = get_page(&shell, "/form", &[]).await;
        let cookie = form.header("set-cookie").to_owned();
        assert!(cookie.starts_with("gongkai_form=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"));
        let cookie = cookie.split(';').next().unwrap();
        let hidden = hidden(&form);

        let sent = post_page(&shell, "/form", &[FORM, ("cookie", cookie)], format!("{hidden}&a=1&a=%3Cscript%3E")).await;
        assert_eq!((sent.status, sent.text()), (StatusCode::OK, "[(\"a\", \"1\"), (\"a\", \"<script>\")] 32"));

        let other = get_page(&shell, "/form", &[]).await;
        let other = other.header("set-cookie").split(';').next().unwrap().to_owned();
        for headers in [vec![FORM], vec![FORM, ("cookie", other.as_str())]] {
            let refused = post_page(&shell, "/form", &headers, hidden.clone()).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(refused.text().contains("这张表单已经失效"));
        }
        let typed = "subject=%E5%B7%A5%E7%A8%8B%3Cb%3E&password=secret&_key=own";
        let bare = post_page(&shell, "/form", &[FORM, ("cookie", cookie)], typed).await;
        assert_eq!(bare.status, StatusCode::FORBIDDEN);
        let told = bare.text();
        assert!(told.contains("工程&#60;b&#62;"), "what was typed is given back: {told}");
        assert!(!told.contains("secret") && !told.contains("own<"), "{told}");
        let json = post_page(&shell, "/form", &[JSON, ("cookie", cookie)], "{}").await;
        assert_eq!(json.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let again = get_page(&shell, "/form", &[("cookie", cookie)]).await;
        assert_eq!(again.header("set-cookie"), "");
    })
    .await;
}

#[tokio::test]
async fn what_another_site_posts_is_refused() {
    with_shell(async |shell, _| {
        for foreign in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
            let refused = post_page(&shell, "/form", &[FORM, foreign, ("host", "open.example")], "a=1").await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(refused.text().contains("这个提交来自别的网站"), "{foreign:?}");
        }
        let api = post_page(
            &shell,
            "/api/v1/probe",
            &[JSON, ("origin", "https://elsewhere.example"), ("host", "open.example")],
            r#"{"subject":"x"}"#,
        )
        .await;
        assert_eq!(api.status, StatusCode::OK);
    })
    .await;
}

fn multipart(hidden: &str, size: usize) -> Vec<u8> {
    let mut body = Vec::new();
    for pair in hidden.split('&') {
        let (name, value) = pair.split_once('=').unwrap();
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes());
    }
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n");
    body.resize(body.len() + size, b'x');
    body.extend(b"\r\n--b--\r\n");
    body
}

#[tokio::test]
async fn uploads_are_limited_and_answered() {
    with_shell(async |shell, _| {
        let form = get_page(&shell, "/form", &[]).await;
        let cookie = form.header("set-cookie").split(';').next().unwrap().to_owned();
        let headers = [("content-type", "multipart/form-data; boundary=b"), ("cookie", cookie.as_str())];
        let sent = post_page(&shell, "/upload", &headers, multipart(&hidden(&form), 1000)).await;
        assert_eq!((sent.status, sent.text()), (StatusCode::OK, "[] 1"));
        let empty = post_page(&shell, "/upload", &headers, multipart(&hidden(&form), 0)).await;
        assert_eq!((empty.status, empty.text()), (StatusCode::OK, "[] 1"), "an empty file is one");
        let unchosen = multipart(&hidden(&form), 0);
        let unchosen = String::from_utf8(unchosen.to_vec()).unwrap();
        let name = unchosen.split("filename=\"").nth(1).unwrap().split('"').next().unwrap();
        let unchosen = unchosen.replace(&format!("filename=\"{name}\""), "filename=\"\"");
        let none = post_page(&shell, "/upload", &headers, unchosen).await;
        assert_eq!((none.status, none.text()), (StatusCode::OK, "[] 0"), "a field in which none was chosen is none");

        let chunk = Bytes::from(vec![b'x'; 1 << 20]);
        let head = multipart(&hidden(&form), 0);
        let head = Bytes::from(head[..head.len() - 9].to_vec());
        let chunks = std::iter::once(head)
            .chain((0..200).map(move |_| chunk.clone()))
            .chain([Bytes::from_static(b"\r\n--b--\r\n")])
            .map(Ok::<_, std::io::Error>);
        let large = post_page(&shell, "/upload", &headers, Body::from_stream(futures::stream::iter(chunks))).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(large.text().contains("最多 1 MB"));
        let wrong = post_page(&shell, "/upload", &headers, multipart("_token=x&_form=probe", 10)).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        assert_eq!(post_page(&shell, "/upload", &[FORM], "a=1").await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    })
    .await;
}

#[tokio::test]
async fn json_bodies_and_query_parameters() {
    with_shell(async |shell, _| {
        let table: [(&str, &str, u16); 5] = [
            (r#"{"subject":"x"}"#, "application/json", 200),
            ("{", "application/json", 400),
            ("{}", "application/json", 422),
            (r#"{"subject":"x","y":1}"#, "application/json; charset=utf-8", 422),
            (r#"{"subject":"x"}"#, "text/plain", 415),
        ];
        for (body, media_type, status) in table {
            let answer = post_page(&shell, "/api/v1/probe", &[("content-type", media_type)], body).await;
            assert_eq!(answer.status.as_u16(), status, "{body}");
        }
        let large = format!("{{\"subject\":\"{}\"}}", "x".repeat(2 << 20));
        assert_eq!(post_page(&shell, "/api/v1/probe", &[JSON], large).await.status, StatusCode::PAYLOAD_TOO_LARGE);
        for (query, status) in [
            ("subject=x", 200),
            ("", 400),
            ("subject=x&y=1", 400),
            ("subject=x&subject=y", 400),
            ("subject=%00", 400),
            ("subject=%FF", 400),
        ] {
            let answer = get_page(&shell, &format!("/api/v1/query?{query}"), &[]).await;
            assert_eq!(answer.status.as_u16(), status, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn assets_and_preferences() {
    with_shell(async |shell, _| {
        let css = get_page(&shell, web::asset("app.css"), &[]).await;
        assert_eq!(
            (css.status, css.header("content-type"), css.header("cache-control")),
            (StatusCode::OK, "text/css; charset=utf-8", "public, max-age=31536000, immutable")
        );
        assert_eq!(get_page(&shell, "/assets/app.000000000000.css", &[]).await.status, StatusCode::NOT_FOUND);
        let large = get_page(&shell, "/preferences/type?size=large&back=%2Fen%2Fread", &[]).await;
        assert_eq!((large.status, large.header("location")), (StatusCode::SEE_OTHER, "/en/read"));
        assert!(large.header("set-cookie").starts_with("gongkai_type=large;"));
        let elsewhere = get_page(&shell, "/preferences/type?size=normal&back=%2F%2Felsewhere.example", &[]).await;
        assert_eq!(elsewhere.headers[header::LOCATION], "/");
    })
    .await;
}
