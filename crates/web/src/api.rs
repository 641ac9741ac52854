//! JSON bodies, query parameters and lists of the API.

use crate::{App, FieldErrors, Language, WebError, body, message, protected};
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

/// JSON body: syntax → 400, bad fields → 422 with JSON pointers, other type → 415, too large → 413. Extractor.
/// Types refuse unknown members by `#[serde(deny_unknown_fields)]`.
#[derive(Debug)]
pub struct ApiJson<T>(/** the value */ pub T);

impl<T: DeserializeOwned + Serialize> FromRequest<App> for ApiJson<T> {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &App) -> Result<Self, Self::Rejection> {
        let json = protected::has_media_type(request.headers(), "application/json");
        let bytes = body::read(request.into_body(), body::JSON_LIMIT, body::READ_ON).await?;
        if !json {
            return Err(WebError::MediaType);
        }
        parse(&bytes).map(ApiJson)
    }
}

fn parse<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<T, WebError> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value: T = serde_path_to_error::deserialize(&mut json).map_err(|fault| {
        let path = fault.path().clone();
        let inner = fault.into_inner();
        // A field is only told where the whole is JSON.
        match (inner.classify(), serde_json::from_slice::<IgnoredAny>(bytes)) {
            (serde_json::error::Category::Data, Ok(_)) => bad_field(&path, &inner.to_string()),
            (_, Err(fault)) => syntax(&fault),
            _ => syntax(&inner),
        }
    })?;
    json.end().map_err(|fault| syntax(&fault))?;
    if bytes.contains(&b'[') {
        let given: Value = serde_json::from_slice(bytes).map_err(|fault| syntax(&fault))?;
        let understood = serde_json::to_value(&value).map_err(|fault| WebError::Internal(fault.to_string()))?;
        if let Some(pointer) = array_for_object(&given, &understood) {
            return Err(one_field(&pointer, "type", "web-api-type"));
        }
    }
    Ok(value)
}

/// Where an array stands for an object: serde reads the members of a struct from one, in the order of the code.
fn array_for_object(given: &Value, understood: &Value) -> Option<String> {
    match (given, understood) {
        (Value::Array(_), Value::Object(_)) => Some(String::new()),
        (Value::Object(given), Value::Object(understood)) => given.iter().find_map(|(name, value)| {
            let below = array_for_object(value, understood.get(name)?)?;
            Some(format!("/{}{below}", escaped(name)))
        }),
        (Value::Array(given), Value::Array(understood)) => {
            let pairs = given.iter().zip(understood).enumerate();
            pairs.into_iter().find_map(|(place, (given, understood))| Some(format!("/{place}{}", array_for_object(given, understood)?)))
        }
        _ => None,
    }
}

fn one_field(pointer: &str, code: &str, id: &str) -> WebError {
    let mut errors = FieldErrors::default();
    errors.add(pointer, code, message(Language::Chinese, id, &[]));
    WebError::Fields(errors)
}

/// A name as a segment of a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn syntax(fault: &serde_json::Error) -> WebError {
    WebError::BadRequest(message(
        Language::Chinese,
        "web-api-syntax",
        &[("line", fault.line().to_string()), ("column", fault.column().to_string())],
    ))
}

/// Serde's words name the member that is missing or unknown between backquotes.
fn bad_field(path: &Path, words: &str) -> WebError {
    let mut pointer = String::new();
    for segment in path {
        let name = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => escaped(key),
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
        pointer.push_str(&escaped(member()));
    }
    one_field(&pointer, code, id)
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

/// For calls that take no query parameter: `ApiQuery<NoParameters>` refuses any.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoParameters {}

/// Items of a list, 1 to 100, in digits without sign or leading zero; none where it is something else.
pub fn parse_limit(text: &str) -> Option<usize> {
    let limit: usize = text.parse().ok()?;
    ((1..=100).contains(&limit) && limit.to_string() == text).then_some(limit)
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

/// Paths beside `/api/` that only programs read.
const FOR_PROGRAMS: [&str; 7] = ["/healthz", "/readyz", "/metrics", "/openapi.json", "/ledger/checkpoint", "/ledger/key", "/ledger/tile/"];

/// Whether a fault is shown as a problem document.
pub(crate) fn wants_problem(path: &str, accept: Option<&str>) -> bool {
    let for_programs = |known: &&str| if known.ends_with('/') { path.starts_with(*known) } else { path == *known };
    path.starts_with("/api/")
        || FOR_PROGRAMS.iter().any(for_programs)
        || accept.is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// `Accept` of a request.
pub(crate) fn accept(parts: &axum::http::HeaderMap) -> Option<axum::http::HeaderValue> {
    parts.get(header::ACCEPT).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        subject: String,
        inner: Inner,
        #[serde(default)]
        list: Vec<u8>,
    }
    #[derive(Debug, Deserialize, Serialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        kind: Kind,
    }
    #[derive(Debug, Deserialize, Serialize)]
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
            (r#"["a",{"kind":"natural-person"},[]]"#, 422, "", "type"),
            (r#"{"subject":"a","inner":["natural-person"]}"#, 422, "/inner", "type"),
            (r#"{"subject":"a""#, 400, "", ""),
            (r#"{"subject":1"#, 400, "", ""),
            (r#"{"y":1}}"#, 400, "", ""),
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

    #[test]
    fn a_list_that_is_asked_for_may_be_one() {
        assert_eq!(parse::<Outer>(br#"{"subject":"[a]","inner":{"kind":"natural-person"},"list":[1,2]}"#).unwrap().list, [1, 2]);
    }

    #[test]
    fn limits() {
        assert_eq!(["1", "100"].map(parse_limit), [Some(1), Some(100)]);
        for bad in ["", "0", "101", "+5", "05", "-1", "1.0", "x", "99999999999999999999"] {
            assert_eq!(parse_limit(bad), None, "{bad}");
        }
    }

    #[test]
    fn programs_get_problem_documents() {
        for path in ["/api/v1/x", "/healthz", "/ledger/tile/0/000", "/ledger/key"] {
            assert!(wants_problem(path, Some("text/html")), "{path}");
        }
        for path in ["/", "/ledger", "/ledger/verify", "/healthzz"] {
            assert!(!wants_problem(path, Some("text/html")), "{path}");
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
