//! The outermost service: request number, language, origin check, time limit, panics, faults, headers.
//! One future for each request; a public page that is in the cache passes through little else.

use crate::{
    App, Language, Page, Problem, Section, Visit, WebError, api, assets, error::Fault, fault::FaultPage, headers, preferences, public,
    visit::Seen,
};
use askama::Template;
use axum::{
    Router,
    body::{Body, HttpBody},
    extract::{ConnectInfo, FromRequestParts, Request},
    http::{HeaderName, HeaderValue, StatusCode, Uri, header, uri::PathAndQuery},
    response::{IntoResponse, Response},
    routing::get,
};
use futures::{FutureExt, future::BoxFuture};
use metrics::Counter;
use std::{
    convert::Infallible,
    net::SocketAddr,
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tower::{Layer, Service};
use tower_http::csrf::{Csrf, CsrfLayer, ProtectionError};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long a handler may take, the reading of its body included.
const TIME: Duration = Duration::from_secs(60);
/// Characters of a segment of a path from which on it may be a token.
const TOKEN: usize = 32;

type Reject = fn(ProtectionError) -> Response;

/// The whole portal as one service. Cheap to clone.
#[derive(Clone)]
pub struct Shell {
    inner: Csrf<Router, Reject>,
    app: App,
    shared: Arc<Shared>,
}

struct Shared {
    /// sets the request numbers of one start of the program apart from those of another
    prefix: String,
    next: AtomicU64,
    /// answers by class of status
    answered: [Counter; 5],
}

/// Puts the shell round the capabilities' routes: a service for the server to call.
pub fn service(routes: Router<App>, app: App) -> Shell {
    let routes = routes
        .route("/assets/{file}", get(assets::serve))
        .route("/preferences/type", get(preferences::type_size))
        .fallback(async || WebError::NotFound)
        .method_not_allowed_fallback(async || WebError::Method)
        .with_state(app.clone());
    let reject: Reject = |_| WebError::CrossSite.into_response();
    let inner =
        CsrfLayer::new().with_insecure_bypass(|_, uri| uri.path().starts_with("/api/")).with_rejection_response(reject).layer(routes);
    let mut prefix = [0; 4];
    app.store.environment().entropy.fill(&mut prefix);
    let answered = ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|class| metrics::counter!("gongkai_http_answers_total", "class" => class));
    let shared = Shared { prefix: prefix.iter().map(|byte| format!("{byte:02x}")).collect(), next: AtomicU64::new(1), answered };
    Shell { inner, app, shared: Arc::new(shared) }
}

/// The same as a router, for tests and for `axum::serve`.
pub fn finish(routes: Router<App>, app: App) -> Router {
    Router::new().fallback_service(service(routes, app))
}

/// What is needed of a request to render a fault.
struct Asked {
    uri: Uri,
    language: Language,
    request_id: String,
    accept: Option<HeaderValue>,
    cookie: Option<HeaderValue>,
    peer: Option<ConnectInfo<SocketAddr>>,
    safe: bool,
}

impl Service<Request> for Shell {
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let language = strip_language(request.uri_mut());
        let request_id = format!("{}-{}", self.shared.prefix, self.shared.next.fetch_add(1, Ordering::Relaxed));
        let asked = Asked {
            uri: request.uri().clone(),
            language,
            request_id: request_id.clone(),
            accept: api::accept(request.headers()),
            cookie: request.headers().get(header::COOKIE).cloned(),
            peer: request.extensions().get::<ConnectInfo<SocketAddr>>().copied(),
            safe: request.method().is_safe(),
        };
        request.extensions_mut().insert(Seen { language, request_id });
        let mut inner = self.inner.clone();
        let (app, shared) = (self.app.clone(), self.shared.clone());
        Box::pin(async move {
            let readable = is_readable(request.uri().path());
            let work =
                AssertUnwindSafe(async move { if readable { inner.call(request).await } else { Ok(WebError::NotFound.into_response()) } })
                    .catch_unwind();
            let response = match tokio::time::timeout(TIME, work).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Ok(Err(never))) => match never {},
                Ok(Err(_)) => WebError::Internal("a handler panicked".to_owned()).into_response(),
                Err(_) if asked.safe => WebError::Unavailable.into_response(),
                // The writer may still carry out what the handler handed to it.
                Err(_) => WebError::Uncertain.into_response(),
            };
            let mut response = if response.status().as_u16() < 400 { response } else { shown(&app, &asked, response).await };
            if let Ok(id) = HeaderValue::try_from(&asked.request_id) {
                response.headers_mut().insert(REQUEST_ID, id);
            }
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            headers::secure(response.headers_mut());
            let status = response.status().as_u16();
            if let Some(counter) = shared.answered.get(usize::from(status / 100).wrapping_sub(1)) {
                counter.increment(1);
            }
            tracing::debug!(id = %asked.request_id, path = told(asked.uri.path()), status, "answered");
            Ok(response)
        })
    }
}

/// Whether a path is text once it is decoded; what is not names nothing, and is answered like any other unknown name.
fn is_readable(path: &str) -> bool {
    !path.contains('%') || percent_encoding::percent_decode_str(path).decode_utf8().is_ok()
}

/// A path as it may stand in a log: a segment as long as a token may open something, so it is left out.
fn told(path: &str) -> String {
    let segments = path.split('/').map(|segment| if segment.len() < TOKEN { segment } else { "…" });
    segments.collect::<Vec<_>>().join("/")
}

/// `/en/documents` → `/documents`, English.
fn strip_language(uri: &mut Uri) -> Language {
    let path = uri.path();
    let Some(rest) = path.strip_prefix("/en").filter(|rest| rest.is_empty() || rest.starts_with('/')) else {
        return Language::Chinese;
    };
    let rest = if rest.is_empty() { "/" } else { rest };
    let text = match uri.query() {
        Some(query) => format!("{rest}?{query}"),
        None => rest.to_owned(),
    };
    if let Ok(path_and_query) = PathAndQuery::try_from(text) {
        let mut parts = std::mem::take(uri).into_parts();
        parts.path_and_query = Some(path_and_query);
        *uri = Uri::from_parts(parts).unwrap_or_default();
    }
    Language::English
}

/// A fault as a page or a problem document; an answer that a handler made itself stays as it is.
async fn shown(app: &App, asked: &Asked, response: Response) -> Response {
    let Some(error) = fault_of(&response) else { return response };
    let (before, _) = response.into_parts();
    let mut answer = render(app, asked, &error).await;
    for name in [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE] {
        if let Some(value) = before.headers.get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// A fault that a handler answered with, or one of the framework's own (plain text or nothing).
fn fault_of(response: &Response) -> Option<WebError> {
    if let Some(Fault(error)) = response.extensions().get::<Fault>() {
        return Some(error.clone());
    }
    let bare = response.body().size_hint().exact() == Some(0) && !response.headers().contains_key(header::CONTENT_TYPE);
    let plain = response.headers().get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        StatusCode::BAD_REQUEST if plain || bare => Some(WebError::BadRequest(String::new())),
        StatusCode::NOT_FOUND if bare => Some(WebError::NotFound),
        StatusCode::FORBIDDEN if bare => Some(WebError::Forbidden),
        StatusCode::METHOD_NOT_ALLOWED if bare => Some(WebError::Method),
        StatusCode::PAYLOAD_TOO_LARGE if plain || bare => Some(WebError::TooLarge { limit: 1 << 20 }),
        StatusCode::UNSUPPORTED_MEDIA_TYPE if plain || bare => Some(WebError::MediaType),
        StatusCode::UNPROCESSABLE_ENTITY if plain => Some(WebError::BadRequest(String::new())),
        StatusCode::INTERNAL_SERVER_ERROR if plain || bare => Some(WebError::Internal(String::new())),
        _ => None,
    }
}

async fn render(app: &App, asked: &Asked, error: &WebError) -> Response {
    let accept = asked.accept.as_ref().and_then(|value| value.to_str().ok());
    if api::wants_problem(asked.uri.path(), accept) {
        return Problem::of(error).into_response();
    }
    let visit = visit(app, asked).await;
    if matches!(error, WebError::SignIn) {
        let here = if asked.safe { asked.uri.path_and_query().map_or("/office", PathAndQuery::as_str) } else { "/office" };
        let next = percent_encoding::utf8_percent_encode(here, percent_encoding::NON_ALPHANUMERIC);
        return crate::redirect(&visit, &format!("/sign-in?next={next}"));
    }
    // Whoever still has a one-time password has no post yet, and can do one thing.
    if matches!(error, WebError::Forbidden) && visit.signed_in.as_ref().is_some_and(|person| person.must_change_password) {
        return crate::redirect(&visit, "/account");
    }
    let page = FaultPage::new(error, visit.language, &asked.request_id, |title| Page::new(app, &visit, Section::None, title));
    let mut response = match page.render() {
        Ok(text) => public::private(text, "no-store"),
        Err(fault) => {
            tracing::error!(%fault, "the page of a fault");
            error.to_string().into_response()
        }
    };
    *response.status_mut() = error.status();
    response
}

/// The visitor of a request that is gone.
async fn visit(app: &App, asked: &Asked) -> Visit {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = asked.uri.clone();
    if let Some(cookie) = &asked.cookie {
        request.headers_mut().insert(header::COOKIE, cookie.clone());
    }
    if let Some(peer) = asked.peer {
        request.extensions_mut().insert(peer);
    }
    request.extensions_mut().insert(Seen { language: asked.language, request_id: asked.request_id.clone() });
    let (mut parts, _) = request.into_parts();
    let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
    visit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_are_no_text() {
        assert!(is_readable("/documents/%E5%85%AC"));
        assert!(!is_readable("/documents/%FF"));
    }

    #[test]
    fn tokens_do_not_reach_the_log() {
        assert_eq!(told("/documents/k3v9q2w8x5z1m4n7b6c0d2f4g6/print"), "/documents/k3v9q2w8x5z1m4n7b6c0d2f4g6/print");
        assert_eq!(
            told(&format!("/requests/letters/HZ-2026-00001/{}/letter.pdf", "a".repeat(40))),
            "/requests/letters/HZ-2026-00001/…/letter.pdf"
        );
    }

    #[test]
    fn languages() {
        let table = [
            ("/en", "/", Language::English),
            ("/en/", "/", Language::English),
            ("/en/documents?q=1", "/documents?q=1", Language::English),
            ("/english", "/english", Language::Chinese),
            ("/", "/", Language::Chinese),
        ];
        for (asked, stripped, language) in table {
            let mut uri: Uri = asked.parse().unwrap();
            assert_eq!(strip_language(&mut uri), language, "{asked}");
            assert_eq!(uri.to_string(), stripped);
        }
    }
}
