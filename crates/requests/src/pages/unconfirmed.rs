//! What still must be confirmed before a clock can run: ordinary letters on the day on which they came, fax and online
//! requests by both sides.

use super::inbox::seen;
use super::shown;
use crate::records::{self, Selection};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{App, Page, Visit, WebError};

/// Cases that are shown; the oldest first, so that none is forgotten.
const SHOWN: u32 = 200;

#[derive(Template)]
#[template(path = "requests-unconfirmed.html")]
pub(super) struct Unconfirmed {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Waiting>,
    pub(super) total: u64,
    pub(super) late: usize,
}

/// A case that waits.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) row: shown::Row,
    pub(super) channel: String,
    pub(super) arrived_on: String,
    pub(super) days: i64,
    /// the day on which it had to be confirmed has passed
    pub(super) late: bool,
    /// it waits longer than the city's days for asking the requester
    pub(super) slow: bool,
    /// it is to be confirmed today
    pub(super) today: bool,
    pub(super) requester: bool,
    pub(super) organisation: bool,
}

/// `GET /office/requests/unconfirmed`
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    let organisations = seen(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let selection = Selection { organisations, state: "confirming".into(), ..Selection::new(visit.today) };
    let (cases, total) = records::select(&mut *app.store.read().await?, &selection, SHOWN, 0).await?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-unconfirmed-title", &[])).await?;
    let rows = shown::rows(&page, &app, &cases, visit.today).await?;
    let waiting = |(row, case): (shown::Row, &records::Case)| {
        let arrived_on = case.arrived_on.unwrap_or(visit.today);
        let days = shown::working_days(&app, &case.organisation, arrived_on, visit.today);
        let chase = app.law.rule("setting-confirmation-chase", arrived_on).and_then(|rule| rule.number("working-days"));
        Waiting {
            slow: !case.same_day && chase.is_some_and(|chase| days > i64::from(chase)),
            channel: page.t(&format!("requests-channel-{}", case.channel)),
            arrived_on: arrived_on.to_string(),
            days,
            late: case.same_day && arrived_on < visit.today,
            today: case.same_day && arrived_on == visit.today,
            requester: case.awaits_requester,
            organisation: case.awaits_organisation,
            row,
        }
    };
    let rows: Vec<Waiting> = rows.into_iter().zip(&cases).map(waiting).collect();
    let heads = ["arrived", "number", "subject", "who", "awaits"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    let late = rows.iter().filter(|row| row.late).count();
    web::html(&Unconfirmed { page, heads, rows, total, late })
}
