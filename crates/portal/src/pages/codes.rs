//! One-time codes of one's own account: set up with a picture or by hand, confirmed by the first code, given up.

use super::account::profile;
use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{Enrolment, IdentityError};
use qrcode::{EcLevel, QrCode, render::svg};
use web::{App, FieldErrors, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "account-codes.html")]
pub(super) struct SetUp {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    /// the picture as SVG
    pub(super) picture: String,
    /// the secret in groups of four
    pub(super) secret: String,
    pub(super) uri: String,
}

#[derive(Template)]
#[template(path = "account-recovery.html")]
pub(super) struct Recovery {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) codes: Vec<String>,
}

fn trail(page: &Page) -> Vec<Link> {
    vec![Link::new(page.t("portal-account-title"), page.href("/account")), Link::new(page.title(), "")]
}

/// `POST /account/codes`: a secret is made, in place of one that waited.
pub async fn begin(State(app): State<App>, visit: Visit, headers: HeaderMap, _: ProtectedForm) -> Result<Response, WebError> {
    match app.identity.begin_one_time_codes(visit.person()?, issuer(&app)).await {
        Ok(_) => Ok(web::redirect(&visit, "/account/codes")),
        Err(IdentityError::Refused(refusal)) => {
            let mut errors = FieldErrors::default();
            errors.add("", refusal.code(), web::message(visit.language, &format!("identity-refusal-{}", refusal.code()), &[]));
            profile(&app, &visit, &headers, errors, "", StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(other) => Err(other.into()),
    }
}

/// `GET /account/codes`: the secret that waits for its first code; without one it leads back.
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    set_up(&app, &visit, &headers, FieldErrors::default()).await
}

async fn set_up(app: &App, visit: &Visit, headers: &HeaderMap, errors: FieldErrors) -> Result<Response, WebError> {
    let Some(enrolment) = app.identity.pending_one_time_codes(visit.person()?, issuer(app)).await? else {
        return Ok(web::redirect(visit, "/account"));
    };
    let page = app.office_page(visit, web::message(visit.language, "portal-codes-title", &[])).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "account").with(Vec::new(), errors);
    let picture = picture(&enrolment)?;
    let letters: Vec<char> = enrolment.secret.chars().collect();
    let secret = letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ");
    let template = SetUp { trail: trail(&page), page, form: form.clone(), picture, secret, uri: enrolment.uri };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /account/codes/confirm`: the first code; recovery codes are shown, never again.
pub async fn confirm(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    match app.identity.confirm_one_time_codes(visit.person()?, posted.get("code")).await {
        Ok(codes) => {
            let page = app.office_page(&visit, web::message(visit.language, "portal-recovery-title", &[])).await?;
            return web::html(&Recovery { trail: trail(&page), page, codes });
        }
        Err(IdentityError::WrongCode) => errors.add("code", "wrong", web::message(visit.language, "portal-problem-first-code", &[])),
        Err(IdentityError::Refused(refusal)) => {
            errors.add("", refusal.code(), web::message(visit.language, &format!("identity-refusal-{}", refusal.code()), &[]));
            return profile(&app, &visit, &headers, errors, "", StatusCode::UNPROCESSABLE_ENTITY).await;
        }
        Err(other) => return Err(other.into()),
    }
    set_up(&app, &visit, &headers, errors).await
}

/// `POST /account/codes/off`: asks for the password once more.
pub async fn off(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    match app.identity.disable_one_time_codes(visit.person()?, posted.get("password")).await {
        Ok(()) => return Ok(web::redirect(&visit, "/account?done=codes-off")),
        Err(IdentityError::WrongCredentials) => {
            errors.add("password", "wrong", web::message(visit.language, "portal-problem-old", &[]));
        }
        Err(IdentityError::Refused(refusal)) => {
            errors.add("", refusal.code(), web::message(visit.language, &format!("identity-refusal-{}", refusal.code()), &[]));
        }
        Err(other) => return Err(other.into()),
    }
    profile(&app, &visit, &headers, errors, "", StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The name under which an authenticator lists the account.
fn issuer(app: &App) -> &str {
    &app.settings.site_name
}

/// The picture code of an enrolment as an SVG element, without the prolog that no HTML page may hold.
pub(super) fn picture(enrolment: &Enrolment) -> Result<String, WebError> {
    let code = QrCode::with_error_correction_level(enrolment.uri.as_bytes(), EcLevel::L).map_err(internal)?;
    let drawn = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    drawn.find("<svg").map(|at| drawn[at..].to_owned()).ok_or_else(|| internal("a picture code that is no SVG"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_stands_in_a_page_as_it_is() {
        let uri = "otpauth://totp/%E5%85%AC%E5%BC%80:housing-clerk?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned();
        let drawn = picture(&Enrolment { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".into(), uri }).unwrap();
        assert!(drawn.starts_with("<svg") && drawn.ends_with("</svg>"));
        assert!(!drawn.contains("style=") && !drawn.contains("GEZD"));
    }
}
