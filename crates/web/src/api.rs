//! JSON bodies, query parameters and lists of the API.

use crate::{App, FieldErrors, Language, WebError, body, message, protected};
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};
use serde_path_to_error::{Path, Segment};

/// JSON body: syntax → 400, bad fields → 422 with JSON pointers, other type → 415, too large → 413. Extractor.
/// Types refuse unknown members by `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct ApiJson<T>(/** the value */ pub T);

impl<T: DeserializeOwned> FromRequest<App> for ApiJson<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &App) -> Result<Self, Self::Rejection> {
        let json = protected::has_media_type(request.headers(), "application/json");
        let bytes = body::read(request.into_body(), body::JSON_LIMIT, body::API_READ_ON).await?;
        if !json {
            return Err(WebError::MediaType);
        }
        parse(&bytes).map(ApiJson)
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WebError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|fault| {
        let path = fault.path().clone();
        let inner = fault.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => bad_field(&path, &inner.to_string()),
            _ => syntax(&inner),
        }
    })?;
    json.end().map_err(|fault| syntax(&fault))?;
    Ok(value)
}

fn syntax(fault: &serde_json::Error) -> WebError {
    WebError::BadRequest(message(Language::Chinese, "web-api-syntax", &[("line", fault.line().to_string()), ("column", fault.column().to_string())]))
}

/// Serde's words name the member that is missing or unknown between backquotes.
fn bad_field(path: &Path, words: &str) -> WebError {
    let mut pointer = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&name);
    }
    let member = || words.split('`').nth(1).unwrap_or_default();
    let (code, id) = if words.starts_with("missing field") {
        ("missing", "web-api-missing")
    } else if words.starts_with("unknown field") {
        ("unknown", "web-api-unknown")
    } else if words.starts_with("duplicate field") {
        ("duplicate", "web-api-duplicate")
    } else if words.starts_with("unknown variant") {
        ("choice", "web-api-choice")
    } else if words.starts_with("invalid type") {
        ("type", "web-api-type")
    } else {
        ("invalid", "web-api-invalid")
    };
    if matches!(code, "missing" | "unknown" | "duplicate") && pointer.rsplit('/').next() != Some(member()) {
        pointer.push('/');
        pointer.push_str(&member().replace('~', "~0").replace('/', "~1"));
    }
    let mut errors = FieldErrors::default();
    errors.add(&pointer, code, message(Language::Chinese, id, &[]));
    WebError::Fields(errors)
}

/// Query parameters: what cannot be read → 400. Extractor. Types refuse unknown ones by
/// `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct ApiQuery<T>(/** the value */ pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for ApiQuery<T> {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let refused = |reason: String| WebError::BadRequest(message(Language::Chinese, "web-api-query", &[("reason", reason)]));
        let raw = parts.uri.query().unwrap_or_default();
        let decoded = percent_encoding::percent_decode_str(raw).decode_utf8().map_err(|_| refused("UTF-8".to_owned()))?;
        if decoded.contains('\0') {
            return Err(refused(message(Language::Chinese, "web-api-nul", &[])));
        }
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(axum::extract::Query(value)) => Ok(ApiQuery(value)),
            Err(fault) => {
                let words = std::error::Error::source(&fault).map_or_else(|| fault.body_text(), ToString::to_string);
                Err(refused(words))
            }
        }
    }
}

/// `{"items": [...], "next": URL or null}`
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct List<T> {
    /// this page's
    pub items: Vec<T>,
    /// address of the next page
    #[schema(required = true)]
    pub next: Option<String>,
}

/// opaque cursor ↔ offset
pub fn encode_cursor(offset: u64) -> String {
    URL_SAFE_NO_PAD.encode(format!("o{offset}"))
}

/// none where it is none of ours
pub fn decode_cursor(cursor: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let digits = std::str::from_utf8(&bytes).ok()?.strip_prefix('o')?;
    let offset: u64 = digits.parse().ok()?;
    (encode_cursor(offset) == cursor).then_some(offset)
}

/// Whether a fault is shown as a problem document.
pub(crate) fn wants_problem(path: &str, accept: Option<&str>) -> bool {
    path.starts_with("/api/") || accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// `Accept` of a request.
pub(crate) fn accept(parts: &axum::http::HeaderMap) -> Option<axum::http::HeaderValue> {
    parts.get(header::ACCEPT).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Outer {
        subject: String,
        inner: Inner,
        #[serde(default)]
        list: Vec<u8>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsed")]
    struct Inner {
        kind: Kind,
    }
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    enum Kind {
        NaturalPerson,
    }

    fn outcome(json: &str) -> (u16, String, String) {
        let fault = parse::<Outer>(json.as_bytes()).unwrap_err();
        match &fault {
            WebError::Fields(errors) => (422, errors.list[0].field.clone(), errors.list[0].code.clone()),
            other => (other.status().as_u16(), String::new(), String::new()),
        }
    }

    #[test]
    fn faults_name_their_field() {
        let table = [
            (r#"{"subject":"a"}"#, 422, "/inner", "missing"),
            (r#"{"subject":"a","inner":{}}"#, 422, "/inner/kind", "missing"),
            (r#"{"subject":"a","inner":{"kind":"natural-person","x":1}}"#, 422, "/inner/x", "unknown"),
            (r#"{"subject":"a","y":1}"#, 422, "/y", "unknown"),
            (r#"{"subject":"a","subject":"b"}"#, 422, "/subject", "duplicate"),
            (r#"{"subject":1}"#, 422, "/subject", "type"),
            (r#"{"subject":"a","inner":{"kind":"robot"}}"#, 422, "/inner/kind", "choice"),
            (r#"{"subject":"a","list":[1,"x"]}"#, 422, "/list/1", "type"),
            (r#"[]"#, 422, "/subject", "x"),
            (r#"{"subject":"a""#, 400, "", ""),
            (r#"{"subject":"a","inner":{"kind":"natural-person"}} x"#, 400, "", ""),
            ("", 400, "", ""),
        ];
        for (json, status, field, code) in table {
            let found = outcome(json);
            if json == "[]" {
                assert_eq!(found.0, 422, "{json}");
                continue;
            }
            assert_eq!(found, (status, field.to_owned(), code.to_owned()), "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn cursors_return(offset: u64) {
            proptest::prop_assert_eq!(decode_cursor(&encode_cursor(offset)), Some(offset));
        }

        #[test]
        fn strange_cursors_are_none_of_ours(text in "\\PC{0,20}") {
            if let Some(offset) = decode_cursor(&text) {
                proptest::prop_assert_eq!(encode_cursor(offset), text);
            }
        }
    }
}
