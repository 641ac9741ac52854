//! How a person is reached outside of the portal: e-mail, and the calendar's secret address.

use crate::shown;
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use web::{App, FieldErrors, Form, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-reach.html")]
pub(super) struct ReachPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) feed: String,
}

/// `GET /office/reach`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let address = inbox::address(&app.store, &visit.person()?.person).await?.unwrap_or_default();
    fill_in(&app, &visit, &headers, address, FieldErrors::default(), StatusCode::OK).await
}

async fn fill_in(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    address: String,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = app.office_page(visit, web::message(visit.language, "desk-reach-title", &[])).await?;
    let token = inbox::feed_token(&app.store, &visit.person()?.person).await?;
    let feed = token.map(|token| format!("{}{}", app.settings.base_url, page.href(&format!("/calendar/{token}/deadlines.ics"))));
    let form = Form::new(app, visit, headers, "desk-reach").with(vec![("address".into(), address)], errors);
    let template = ReachPage { page, form: form.clone(), feed: feed.unwrap_or_default() };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/reach`: the e-mail address.
pub async fn save(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    match inbox::set_address(&app.store, &visit.person()?.person, posted.get("address")).await {
        Ok(()) => Ok(web::redirect(&visit, "/office/reach")),
        Err(error) => {
            let (refusal, words) = shown::refused(visit.language, error)?;
            let mut errors = FieldErrors::default();
            errors.add("address", refusal.code(), words);
            fill_in(&app, &visit, &headers, posted.get("address").to_owned(), errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /office/reach/calendar`: a new secret address, or none.
pub async fn calendar(State(app): State<App>, visit: Visit, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = &visit.person()?.person;
    match posted.get("do") {
        "renew" => inbox::renew_feed(&app.store, person).await.map(|_| ())?,
        "stop" => inbox::stop_feed(&app.store, person).await?,
        _ => return Err(WebError::BadRequest(String::new())),
    }
    Ok(web::redirect(&visit, "/office/reach"))
}
