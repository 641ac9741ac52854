//! Problem documents (RFC 9457).

use crate::{FieldError, Language, WebError, fault};
use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

/// A problem document.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// kind of problem: `about:blank`, or `urn:gongkai:problem:fields` where `errors` names bad fields
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: String,
    /// what it is, in words
    pub title: String,
    /// the HTTP status
    #[schema(example = 422)]
    pub status: u16,
    /// what to do
    pub detail: String,
    /// each bad field
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError>,
}

impl Problem {
    pub(crate) fn of(error: &WebError) -> Problem {
        let words = fault::words(error, Language::Chinese);
        let errors = match error {
            WebError::Fields(errors) => errors.as_pointers(),
            _ => Vec::new(),
        };
        let kind = if errors.is_empty() { "about:blank" } else { "urn:gongkai:problem:fields" };
        Problem { kind: kind.to_owned(), title: words.title, status: error.status().as_u16(), detail: words.lines.join(""), errors }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.status).unwrap_or(axum::http::StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        (status, [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))], body).into_response()
    }
}
