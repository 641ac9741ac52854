//! Sign-in and sign-out.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::IdentityError;
use serde::Deserialize;
use web::{App, FieldErrors, Form, Page, ProtectedForm, Section, Visit, WebError};

#[derive(Template)]
#[template(path = "sign-in.html")]
pub(super) struct SignIn {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) code: bool,
    pub(super) next: String,
    /// the password was changed just now
    pub(super) changed: bool,
}

/// Where to go after it.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// Only a path of this portal: no other host, no scheme.
fn local(next: &str) -> &str {
    web::local_path(next, "/office")
}

/// `GET /sign-in`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(next): Query<Next>) -> Result<Response, WebError> {
    if visit.signed_in.is_some() {
        return Ok(web::redirect(&visit, local(&next.next)));
    }
    ask(&app, &visit, &headers, Vec::new(), FieldErrors::default(), false, local(&next.next), StatusCode::OK)
}

#[expect(clippy::too_many_arguments, reason = "one place renders the form for every way that leads to it")]
fn ask(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    code: bool,
    next: &str,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = Page::new(app, visit, Section::Account, web::message(visit.language, "portal-sign-in-title", &[]));
    let form = Form::new(app, visit, headers, "sign-in").with(values, errors);
    let template = SignIn { page, form: form.clone(), code, next: next.to_owned(), changed: visit.query == "changed=yes" };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /sign-in`
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let next = local(posted.get("next"));
    let code = posted.get("code");
    let values = vec![("sign_in".to_owned(), posted.get("sign_in").to_owned())];
    let signed = app
        .identity
        .sign_in(posted.get("sign_in"), posted.get("password"), Some(code).filter(|code| !code.is_empty()), &visit.address)
        .await;
    let mut errors = FieldErrors::default();
    let say = |id: &str, seconds: u64| web::message(visit.language, id, &[("seconds", seconds.to_string())]);
    match signed {
        Ok(session) => {
            // A one-time password is changed before anything else.
            let next = if session.signed_in.must_change_password { "/account" } else { next };
            let mut response = web::redirect(&visit, next);
            if let Some(cookie) = web::session_cookie(&app, &session.token, session.expires) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(response)
        }
        Err(IdentityError::WrongCredentials) => {
            errors.add("sign_in", "wrong", say("portal-problem-credentials", 0));
            ask(&app, &visit, &headers, values, errors, !code.is_empty(), next, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(IdentityError::OneTimePasswordExpired) => {
            errors.add("sign_in", "expired", say("portal-problem-password-expired", 0));
            ask(&app, &visit, &headers, values, errors, false, next, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(IdentityError::CodeNeeded) => {
            errors.add("code", "needed", say("portal-problem-code", 0));
            ask(&app, &visit, &headers, values, errors, true, next, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(IdentityError::WrongCode) => {
            errors.add("code", "wrong", say("identity-refusal-wrong-code", 0));
            ask(&app, &visit, &headers, values, errors, true, next, StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(IdentityError::Throttled(seconds)) => {
            errors.add("sign_in", "throttled", say("portal-problem-throttled", seconds));
            ask(&app, &visit, &headers, values, errors, false, next, StatusCode::TOO_MANY_REQUESTS)
        }
        Err(IdentityError::Store(fault)) => Err(fault.into()),
        Err(other) => Err(WebError::Internal(other.to_string())),
    }
}

/// `POST /sign-out`
pub async fn out(State(app): State<App>, visit: Visit, headers: HeaderMap, _: ProtectedForm) -> Result<Response, WebError> {
    if let Some(token) = web::cookie(&headers, web::SESSION_COOKIE) {
        app.identity.sign_out(token).await.map_err(super::internal)?;
    }
    let mut response = web::redirect(&visit, "/");
    if let Some(cookie) = web::clear_session_cookie(&app) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
