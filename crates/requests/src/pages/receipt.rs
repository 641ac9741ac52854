//! The receipt: shown once after a request was registered, and as a file for whoever holds number and query code.

use super::apply::{steps, trail};
use super::follow::{find, unknown};
use crate::submit::{self, Registered};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::OrganisationId;
use web::{App, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-receipt.html")]
pub(super) struct Receipt {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) steps: Vec<String>,
    pub(super) number: String,
    pub(super) query_code: String,
    pub(super) organisation: String,
    pub(super) received_on: String,
    pub(super) due_on: String,
    pub(super) working_days: u32,
    pub(super) article: String,
    pub(super) receipt_rule: String,
    pub(super) receipt_rule_confirmed: bool,
    pub(super) provisional: bool,
    pub(super) running: bool,
    pub(super) how: String,
}

/// The receipt as a page, for requester and clerk alike.
pub(super) fn show(app: &App, visit: &Visit, headers: &HeaderMap, page: Page, registered: &Registered) -> Result<Response, WebError> {
    let organisation = OrganisationId(registered.received.organisation.clone());
    let clock = registered.clock.as_ref();
    let receipt_rule = clock.map_or(&registered.rule, |clock| &clock.receipt_rule);
    let form = Form::new(app, visit, headers, "request-status");
    let template = Receipt {
        trail: trail(&page, "requests-receipt-title"),
        steps: steps(&page),
        organisation: app.identity.organisation(&organisation, visit.today).map(|o| o.name).unwrap_or_default(),
        received_on: clock.map(|clock| clock.received_on.to_string()).unwrap_or_default(),
        due_on: clock.map(|clock| clock.due_on.to_string()).unwrap_or_default(),
        working_days: clock.map(|clock| clock.working_days).unwrap_or_default(),
        article: registered.rule.article.clone(),
        receipt_rule: format!("{}（{}）", receipt_rule.text, receipt_rule.article),
        receipt_rule_confirmed: receipt_rule.confirmed,
        provisional: clock.is_some_and(|clock| clock.provisional),
        running: clock.is_some(),
        how: clock
            .map(|clock| page.href(&format!("/law/deadline?received={}&organisation={}", clock.received_on, organisation.0)))
            .unwrap_or_default(),
        number: registered.number.clone(),
        query_code: registered.query_code.clone(),
        form: form.clone(),
        page,
    };
    Ok(form.respond((StatusCode::CREATED, web::html(&template)?).into_response()))
}

/// `POST /requests/status/receipt`: the file opens everything that was handed in, so number and query code stand in the
/// body and in no address.
pub async fn file(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let case = match find(&app, &visit, &posted).await {
        Ok(case) => case,
        Err(WebError::NotFound) => return unknown(&app, &visit, &headers, &posted),
        Err(fault) => return Err(fault),
    };
    let registered = submit::registered(&app, case.stream, visit.today).await?;
    let name = format!("attachment; filename=\"receipt-{}.json\"", registered.number);
    Ok((
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CONTENT_DISPOSITION, name.as_str()),
            (header::CACHE_CONTROL, "private, no-store"),
        ],
        registered.receipt.to_json(),
    )
        .into_response())
}
