//! What browsers and programs send before a page or an API sees it, made bad.

use crate::{
    ApiJson, ApiQuery, App, NoParameters, ProtectedForm, WebError, api,
    challenge::{self, Verdict},
    cookies, form, parse_date, protected, public, testing,
};
use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Method, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use store::testing::on_sqlite;

const COOKIE: &str = "0123456789abcdef0123456789abcdef";

fn post(media_type: &str, body: impl Into<Body>) -> Request {
    let cookie = format!("{}={COOKIE}", cookies::FORM_COOKIE);
    Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, media_type)
        .header(header::COOKIE, cookie)
        .body(body.into())
        .unwrap()
}

/// Every refusal is a fault of the sender, never of ours.
fn refused(fault: WebError) {
    assert!((400..500).contains(&fault.status().as_u16()), "{fault:?}");
    let _ = fault.into_response();
}

fn token(app: &App) -> String {
    form::token(app, &form::cookie_binding(COOKIE), "apply")
}

#[tokio::test]
async fn forms_in_both_encodings() {
    on_sqlite(|instance| async move {
        let app = testing::app(&instance, Vec::new()).await;
        let token = token(&app);
        let plain = format!("_form=apply&_token={token}&_key=k1&subject=%E5%85%AC+%E5%BC%80&list=1&list=2&empty=");
        let mut read = 0;
        for case in 0..3_000 {
            let bytes = mutation::bytes(&[plain.as_bytes()], case);
            match ProtectedForm::from_request(post("application/x-www-form-urlencoded", bytes.clone()), &app).await {
                Ok(form) => {
                    read += 1;
                    assert_eq!(form.token, token);
                    assert!(form.key.len() <= 200 && form.values.len() <= bytes.len());
                    assert!(form.values.iter().all(|(name, value)| !name.starts_with('_') && !value.contains(['\0', '\r'])));
                }
                Err(fault) => refused(fault),
            }
        }
        assert!(read > 100, "{read}");

        let part = |name: &str, more: &str, value: &str| {
            format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"{more}\r\n\r\n{value}\r\n")
        };
        let parts = [
            part("_form", "", "apply"),
            part("_token", "", &token),
            part("_key", "", "k1"),
            part("subject", "", "公开"),
            part("file", "; filename=\"甲.pdf\"", "%PDF-1.7"),
            "--xx--\r\n".to_owned(),
        ]
        .concat();
        let mut read = 0;
        for case in 0..3_000 {
            let bytes = mutation::bytes(&[parts.as_bytes()], case);
            let length = bytes.len();
            match crate::ProtectedUpload::<100_000>::from_request(post("multipart/form-data; boundary=xx", bytes), &app).await {
                Ok(upload) => {
                    read += 1;
                    assert_eq!(upload.form.token, token);
                    let kept: usize = upload.files.iter().map(|file| file.bytes.len()).sum();
                    assert!(kept <= length && upload.files.iter().all(|file| !file.bytes.is_empty() || !file.name.is_empty()));
                }
                Err(fault) => refused(fault),
            }
        }
        assert!(read > 100, "{read}");
        mutation::each_text(&["multipart/form-data; boundary=xx", "application/x-www-form-urlencoded; charset=utf-8"], 500, |kind| {
            if let Ok(value) = HeaderValue::from_str(kind) {
                let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value)]);
                let _ = protected::has_media_type(&headers, "multipart/form-data");
            }
        });
        app.store.close().await;
    })
    .await;
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Asked {
    subject: String,
    #[serde(default)]
    count: Option<u32>,
    #[serde(default)]
    list: Vec<Inner>,
}

#[derive(Debug, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Inner {
    kind: String,
}

#[tokio::test]
async fn json_and_questions_of_the_api() {
    on_sqlite(|instance| async move {
        let app = testing::app(&instance, Vec::new()).await;
        let good = r#"{"subject":"公开","count":12,"list":[{"kind":"a~/b"},{"kind":"c"}]}"#;
        for case in 0..4_000 {
            let bytes = mutation::bytes(&[good.as_bytes()], case);
            match ApiJson::<Asked>::from_request(post("application/json", bytes.clone()), &app).await {
                Ok(ApiJson(value)) => {
                    let given: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
                    assert!(given.is_object());
                    assert_eq!(serde_json::from_value::<Asked>(serde_json::to_value(&value).unwrap()).unwrap(), value);
                }
                Err(WebError::Fields(errors)) => {
                    assert!(!errors.list.is_empty());
                    assert!(errors.list.iter().all(|error| error.field.is_empty() || error.field.starts_with('/')), "{errors:?}");
                }
                Err(fault) => refused(fault),
            }
        }
        for case in 0..2_000 {
            let text = mutation::text(&["/p?subject=%E5%85%AC&count=3&x=1", "/?a=b&&=&%"], case);
            let Ok(uri) = text.parse::<axum::http::Uri>() else { continue };
            let (mut parts, ()) = Request::builder().uri(uri).body(()).unwrap().into_parts();
            for fault in [
                ApiQuery::<NoParameters>::from_request_parts(&mut parts, &app).await.map(drop),
                ApiQuery::<Inner>::from_request_parts(&mut parts, &app).await.map(drop),
            ] {
                let _ = fault.map_err(refused);
            }
        }
        app.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn challenges_and_their_answers() {
    on_sqlite(|instance| async move {
        let mut app = testing::app(&instance, Vec::new()).await;
        let settings = crate::Settings { challenge_bits: 4, challenge_minutes: 10, ..crate::Settings::sample() };
        app.settings = std::sync::Arc::new(settings);
        let visit = crate::Visit::sample(crate::Language::Chinese, "/requests/new");
        let form = crate::Form::new(&app, &visit, &HeaderMap::new(), "request-new");
        let fields = challenge::Challenge::new(&app, &form).unwrap().fields();
        let made = fields.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
        let posted = |made: &str, answer: &str| ProtectedForm {
            values: vec![("challenge".to_owned(), made.to_owned()), ("challenge_solution".to_owned(), answer.to_owned())],
            key: String::new(),
            token: form.token().to_owned(),
        };
        let solved = |made: &str, answer: &str| matches!(challenge::verdict(&app, &posted(made, answer)), Verdict::Solved { .. });
        let answer = (0_u64..).map(|number| number.to_string()).find(|answer| solved(&made, answer)).unwrap();
        mutation::each_text(&[made.as_str()], 3_000, |text| {
            assert!(text == made || !solved(text, &answer), "{text}");
        });
        mutation::each_text(&[answer.as_str()], 1_000, |text| {
            let plain = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
            assert!(plain || !solved(&made, text), "{text}");
        });
        app.store.close().await;
    })
    .await;
}

#[test]
fn headers_addresses_and_dates() {
    mutation::each_bytes(&[b"a=1; gongkai_session=x; gongkai_form=0123456789abcdef0123456789abcdef".as_slice()], 2_000, |bytes| {
        if let Ok(value) = HeaderValue::from_bytes(bytes) {
            let headers = HeaderMap::from_iter([(header::COOKIE, value)]);
            for name in [cookies::FORM_COOKIE, cookies::SESSION_COOKIE, ""] {
                let found = cookies::cookie(&headers, name).unwrap_or_default();
                assert!(found.len() <= bytes.len() && !found.contains(';'));
            }
        }
    });
    let tag = "W/\"0123456789abcdef\"";
    mutation::each_bytes(&[format!("\"x\", {tag} , *").as_bytes(), tag.as_bytes()], 2_000, |bytes| {
        if let Ok(value) = HeaderValue::from_bytes(bytes) {
            let known = public::knows(&HeaderMap::from_iter([(header::IF_NONE_MATCH, value)]), tag);
            let text = String::from_utf8_lossy(bytes);
            assert!(!known || text.contains('*') || text.contains("0123456789abcdef"), "{text}");
        }
    });
    mutation::each_text(&["2016-08-17", "2024-02-29"], 3_000, |text| {
        if let Some(date) = parse_date(text) {
            assert_eq!(date.to_string(), text);
        }
    });
    mutation::each_text(&["/documents?q=%E5%85%AC&page=2#a1"], 3_000, |text| {
        let path = crate::local_path(text, "/");
        assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t', ' ']), "{path:?}");
        let encoded = crate::percent_encoded(text);
        assert_eq!(percent_encoding::percent_decode_str(&encoded).decode_utf8().unwrap(), text);
        assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"%-_.~".contains(&byte)));
    });
    mutation::each_text(&[api::encode_cursor(120), "100".to_owned()], 3_000, |text| {
        if let Some(offset) = api::decode_cursor(text) {
            assert_eq!(api::encode_cursor(offset), text);
        }
        if let Some(limit) = api::parse_limit(text) {
            assert_eq!(limit.to_string(), text);
        }
    });
}
