//! How a due date came about: every day, counted or not, and why.

use super::case::{self, Seen};
use super::shown;
use crate::model::Request;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::OrganisationId;
use web::{App, CountedDay, Link, Page, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-days.html")]
pub(super) struct Days {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) received_on: String,
    pub(super) due_on: String,
    pub(super) receipt_rule: String,
    pub(super) rule: String,
    pub(super) days: Vec<CountedDay>,
}

/// `GET /office/requests/{number}/days`
pub async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Response, WebError> {
    let Seen { case, .. } = case::seen(&app, &visit, &number).await?;
    let state = Request::fold(&app.store.load(&case.stream).await?)?;
    let clock = state.clock.ok_or(WebError::NotFound)?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-days-title", &[("number", number.clone())])).await?;
    let place = app.identity.organisation(&OrganisationId(case.organisation.clone()), visit.today).map(|o| o.division);
    let days = web::counted_days(&page, &app.law, place, clock.received_on, clock.working_days);
    web::html(&Days {
        trail: shown::case_trail(&page, &number, "requests-days-crumb"),
        received_on: clock.received_on.to_string(),
        due_on: clock.due_on.to_string(),
        receipt_rule: format!("{}（{}）", clock.receipt_rule.text, clock.receipt_rule.article),
        rule: format!("{}（{}）", clock.rule.text, clock.rule.article),
        page,
        days,
    })
}
