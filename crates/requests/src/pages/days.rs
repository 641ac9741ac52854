//! How a due date came about: every day, counted or not, and why.

use super::case::{self, Seen};
use crate::model::Request;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use calendar::DayReason;
use identity::OrganisationId;
use web::{App, Link, Page, Visit, WebError};

/// A day as it is shown.
pub(super) struct DayShown {
    pub(super) date: String,
    pub(super) number: String,
    pub(super) why: String,
    pub(super) notice: String,
    pub(super) provisional: bool,
}

#[derive(Template)]
#[template(path = "requests-days.html")]
pub(super) struct Days {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) received_on: String,
    pub(super) due_on: String,
    pub(super) receipt_rule: String,
    pub(super) rule: String,
    pub(super) days: Vec<DayShown>,
    pub(super) heads: Vec<String>,
}

/// `GET /office/requests/{number}/days`
pub async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Response, WebError> {
    let Seen { case, .. } = case::seen(&app, &visit, &number).await?;
    let state = Request::fold(&app.store.load(&case.stream).await?)?;
    let clock = state.clock.ok_or(WebError::NotFound)?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-days-title", &[("number", number.clone())])).await?;
    let place = app.identity.organisation(&OrganisationId(case.organisation.clone()), visit.today).map(|o| o.division);
    let days = app
        .law
        .calendar_of(place)
        .walk(clock.received_on, clock.working_days)
        .into_iter()
        .map(|counted| DayShown {
            date: counted.day.date.to_string(),
            number: counted.number.map(|number| number.to_string()).unwrap_or_default(),
            why: page.t(&format!("requests-day-{}", reason(counted.day.reason))),
            notice: counted.day.notice.map(|notice| notice.title.clone()).unwrap_or_default(),
            provisional: counted.day.provisional,
        })
        .collect();
    web::html(&Days {
        trail: vec![Link::new(page.t("requests-rail-inbox"), page.href("/office")), Link::new(number.clone(), page.href(&format!("/office/requests/{number}"))), Link::new(page.t("requests-days-crumb"), String::new())],
        received_on: clock.received_on.to_string(),
        due_on: clock.due_on.to_string(),
        receipt_rule: format!("{}（{}）", clock.receipt_rule.text, clock.receipt_rule.article),
        rule: format!("{}（{}）", clock.rule.text, clock.rule.article),
        heads: ["day", "counts", "why"].map(|head| page.t(&format!("requests-head-{head}"))).into(),
        page, days,
    })
}

fn reason(reason: DayReason) -> &'static str {
    match reason {
        DayReason::Weekday => "weekday",
        DayReason::Weekend => "weekend",
        DayReason::Holiday => "holiday",
        DayReason::MakeUpDay => "make-up",
        DayReason::LocalDayOff => "local-off",
        DayReason::LocalMakeUpDay => "local-make-up",
    }
}
