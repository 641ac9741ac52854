//! The one kind of fault that handlers answer with.

use crate::FieldErrors;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// One place turns faults into pages (HTML) or problem documents (API, by path prefix `/api/` or Accept).
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum WebError {
    /// 404
    #[error("not found")]
    NotFound,
    /// 401; a page leads to the sign-in page
    #[error("sign in first")]
    SignIn,
    /// 403
    #[error("not allowed")]
    Forbidden,
    /// 400, with the words for the visitor (empty: the usual ones)
    #[error("{0}")]
    BadRequest(String),
    /// 422
    #[error("bad fields")]
    Fields(FieldErrors),
    /// 409, with the words for the visitor (empty: the usual ones)
    #[error("{0}")]
    Conflict(String),
    /// 410, with the words for the visitor: what was here was erased
    #[error("{0}")]
    Gone(String),
    /// 429
    #[error("too many attempts")]
    TooMany {
        /// seconds
        retry_after: u64,
    },
    /// 413
    #[error("more than {limit} bytes")]
    TooLarge {
        /// bytes
        limit: u64,
    },
    /// 415
    #[error("another media type is needed")]
    MediaType,
    /// 403: a form without its token, or with another visitor's
    #[error("the form's token is missing or wrong")]
    FormExpired(Typed),
    /// 403: posted from another site
    #[error("sent from another site")]
    CrossSite,
    /// 405
    #[error("this method is not for this address")]
    Method,
    /// 503: nothing was changed
    #[error("temporarily unavailable")]
    Unavailable,
    /// 503: it is unknown whether what was sent is stored
    #[error("it is unknown whether this was stored; look before sending it again")]
    Uncertain,
    /// 500; the words go to the log, never to the visitor
    #[error("internal fault: {0}")]
    Internal(String),
}

/// What a visitor had typed into a form that was refused, given back so that nothing is lost. Never in a log.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed(String);

impl Typed {
    /// The texts of a form, in its order; without the kit's own fields and without what is secret.
    pub fn of(values: &[(String, String)]) -> Typed {
        let shown = |name: &str| !name.starts_with('_') && !["password", "code"].iter().any(|secret| name.contains(secret));
        let texts = values.iter().filter(|(name, value)| shown(name) && !value.trim().is_empty()).map(|(_, value)| value.as_str());
        Typed(texts.collect::<Vec<_>>().join("\n"))
    }

    /// as text
    pub fn text(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Typed").finish_non_exhaustive()
    }
}

/// Carried by the response to the shell, which renders it in the visitor's language.
#[derive(Clone)]
pub(crate) struct Fault(pub WebError);

impl WebError {
    /// its status
    pub fn status(&self) -> StatusCode {
        match self {
            WebError::NotFound => StatusCode::NOT_FOUND,
            WebError::SignIn => StatusCode::UNAUTHORIZED,
            WebError::Forbidden | WebError::FormExpired(_) | WebError::CrossSite => StatusCode::FORBIDDEN,
            WebError::BadRequest(_) => StatusCode::BAD_REQUEST,
            WebError::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
            WebError::Conflict(_) => StatusCode::CONFLICT,
            WebError::Gone(_) => StatusCode::GONE,
            WebError::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            WebError::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            WebError::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            WebError::Method => StatusCode::METHOD_NOT_ALLOWED,
            WebError::Unavailable | WebError::Uncertain => StatusCode::SERVICE_UNAVAILABLE,
            WebError::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        if let WebError::Internal(words) = &self {
            tracing::error!(fault = %words, "internal fault");
        }
        let words = match &self {
            WebError::Internal(_) => "internal fault".to_owned(),
            fault => fault.to_string(),
        };
        let mut response = (self.status(), words).into_response();
        if let WebError::TooMany { retry_after } = self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        response.extensions_mut().insert(Fault(self));
        response
    }
}

impl From<store::StoreError> for WebError {
    fn from(fault: store::StoreError) -> Self {
        use store::StoreError;
        match fault {
            StoreError::Nul(_) => WebError::BadRequest(String::new()),
            StoreError::DiskFull | StoreError::Closed | StoreError::Database(_) => {
                tracing::error!(%fault, "the store cannot be used now");
                WebError::Unavailable
            }
            StoreError::Uncertain => {
                tracing::error!(%fault, "a visitor was told that the outcome is unknown");
                WebError::Uncertain
            }
            other => WebError::Internal(other.to_string()),
        }
    }
}

impl From<identity::Denied> for WebError {
    fn from(denied: identity::Denied) -> Self {
        match denied {
            identity::Denied::SignIn => WebError::SignIn,
            identity::Denied::NoPost { .. } => WebError::Forbidden,
        }
    }
}

impl From<identity::IdentityError> for WebError {
    fn from(fault: identity::IdentityError) -> Self {
        use identity::IdentityError;
        match fault {
            IdentityError::Throttled(seconds) => WebError::TooMany { retry_after: seconds },
            IdentityError::Store(fault) => fault.into(),
            IdentityError::UnknownOrganisation(_) => WebError::NotFound,
            other => WebError::BadRequest(other.to_string()),
        }
    }
}

impl From<search::SearchError> for WebError {
    fn from(fault: search::SearchError) -> Self {
        WebError::Internal(fault.to_string())
    }
}

impl From<askama::Error> for WebError {
    fn from(fault: askama::Error) -> Self {
        WebError::Internal(format!("a template: {fault}"))
    }
}

impl<R: std::error::Error> From<store::ExecuteError<R>> for WebError {
    fn from(fault: store::ExecuteError<R>) -> Self {
        match fault {
            store::ExecuteError::Refused(refusal) => WebError::Conflict(refusal.to_string()),
            store::ExecuteError::Conflict { .. } => WebError::Conflict(String::new()),
            store::ExecuteError::Store(fault) => fault.into(),
        }
    }
}
