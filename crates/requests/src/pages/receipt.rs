//! The receipt: shown once after a request was registered, and as a file for whoever holds number and query code.

use super::apply::{steps, trail};
use super::follow;
use crate::model::event::Track;
use crate::own;
use crate::submit::Registered;
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
    pub(super) entries: Vec<Entry>,
}

/// What a receipt says of one case.
#[derive(Debug, Clone)]
pub(super) struct Entry {
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
    /// its term is the organ's own, not the law's
    pub(super) correction: bool,
    pub(super) how: String,
}

/// What is told of a registered case.
pub(super) fn entry(app: &App, visit: &Visit, page: &Page, registered: &Registered) -> Entry {
    let organisation = OrganisationId(registered.received.organisation.clone());
    let clock = registered.clock.as_ref();
    let receipt_rule = clock.map_or(&registered.rule, |clock| &clock.receipt_rule);
    Entry {
        organisation: app.identity.organisation(&organisation, visit.today).map(|o| o.name).unwrap_or_default(),
        received_on: clock.map(|clock| clock.received_on.to_string()).unwrap_or_default(),
        due_on: clock.map(|clock| clock.due_on.to_string()).unwrap_or_default(),
        working_days: clock.map(|clock| clock.working_days).unwrap_or_default(),
        article: registered.rule.article.clone(),
        receipt_rule: format!("{}（{}）", receipt_rule.text, receipt_rule.article),
        receipt_rule_confirmed: receipt_rule.confirmed,
        provisional: clock.is_some_and(|clock| clock.provisional),
        running: clock.is_some(),
        correction: registered.received.track == Track::Correction,
        how: clock
            .map(|clock| page.href(&format!("/law/deadline?received={}&organisation={}", clock.received_on, organisation.0)))
            .unwrap_or_default(),
        number: registered.number.clone(),
        query_code: registered.query_code.clone(),
    }
}

/// The receipt as a page: of each case that one form made.
pub(super) fn show(app: &App, visit: &Visit, headers: &HeaderMap, page: Page, registered: &[Registered]) -> Result<Response, WebError> {
    let form = Form::new(app, visit, headers, "request-status");
    let template = Receipt {
        trail: trail(&page, "requests-receipt-title"),
        steps: steps(&page),
        entries: registered.iter().map(|one| entry(app, visit, &page, one)).collect(),
        form: form.clone(),
        page,
    };
    Ok(form.respond((StatusCode::CREATED, web::html(&template)?).into_response()))
}

/// `POST /requests/status/receipt`: the file opens everything that was handed in, so number and query code stand in the
/// body and in no address. `act` is the version of the case after the act; without it, the receipt of the request itself.
pub async fn file(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let act = posted.get("act");
    let version = if act.is_empty() { 1 } else { act.parse::<u64>().map_err(|_| WebError::NotFound)? };
    let receipt = own::receipt(&app.store, &held.events, version).await?;
    let of_act = if version == 1 { String::new() } else { format!("-{version}") };
    let name = format!("attachment; filename=\"receipt-{}{of_act}.json\"", held.case.number);
    Ok((
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CONTENT_DISPOSITION, name.as_str()),
            (header::CACHE_CONTROL, "private, no-store"),
        ],
        receipt.to_json(),
    )
        .into_response())
}
