//! Answers of the API, and of other reads that a program asks for again and again.

use crate::{Language, WebError, message, public};
use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Serialize;

/// A query parameter of an API call whose value cannot be understood: 400, naming it.
pub fn bad_parameter(name: &str) -> WebError {
    WebError::BadRequest(message(Language::Chinese, "web-api-parameter", &[("name", name.to_owned())]))
}

/// A date as the API takes it: `YYYY-MM-DD` and nothing else.
pub fn parse_date(text: &str) -> Option<Date> {
    let date: Date = text.parse().ok()?;
    (date.to_string() == text).then_some(date)
}

/// JSON with this `Cache-Control`.
pub fn json(cache_control: &'static str, value: impl Serialize) -> Response {
    ([(header::CACHE_CONTROL, cache_control)], Json(value)).into_response()
}

/// What tells whether somebody has the newest state already. Unlike the validator of a page, which is told by its bytes, it
/// is known before anything is read or rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validator(String);

impl Validator {
    /// of a state, for example a stream and its version
    pub fn new(state: impl std::fmt::Display) -> Validator {
        Validator(format!("W/\"{state}\""))
    }

    /// 304 where the asker has this state
    pub fn unchanged(&self, headers: &HeaderMap) -> Option<Response> {
        public::knows(headers, &self.0).then(|| self.answer(StatusCode::NOT_MODIFIED))
    }

    /// an answer that is asked for again with this validator
    pub fn answer(&self, answer: impl IntoResponse) -> Response {
        ([(header::ETAG, self.0.as_str()), (header::CACHE_CONTROL, "public, max-age=0, must-revalidate")], answer).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_date_is_written_in_one_way() {
        assert_eq!(parse_date("2016-08-17"), Some(jiff::civil::date(2016, 8, 17)));
        for bad in ["", "2016-8-17", "20160817", "2016-08-17T00:00", "2016-02-30", " 2016-08-17"] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn who_has_the_newest_state_is_told_so() {
        let validator = Validator::new("d1-3");
        let asked = |tag: &'static str| HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(tag))]);
        for known in ["W/\"d1-3\"", "\"d1-3\"", "\"x\", W/\"d1-3\"", "*"] {
            assert_eq!(validator.unchanged(&asked(known)).map(|answer| answer.status()), Some(StatusCode::NOT_MODIFIED), "{known}");
        }
        for other in ["W/\"d1-2\"", "d1", ""] {
            assert!(validator.unchanged(&asked(other)).is_none(), "{other}");
        }
        assert!(validator.unchanged(&HeaderMap::new()).is_none());
        assert_eq!(validator.answer("x").headers()[header::ETAG], "W/\"d1-3\"");
    }
}
