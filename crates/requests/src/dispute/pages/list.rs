//! `/office/disputes`: an organisation's disputes, soonest due first; for the city office those of every organisation,
//! with how often the heads appeared.

use super::super::records::{self, Counted, DisputeRow};
use super::{Shown, shown};
use crate::pages::office::cell;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::{Action, OrganisationId};
use serde::Deserialize;
use web::{App, Page, Visit, WebError};

/// Disputes on a page; those of a whole city are few.
const SIZE: u32 = 500;
/// Disputes in a file.
const FILE: u32 = 20_000;

/// What is counted of an organisation.
#[derive(Debug, Clone)]
pub struct Rate {
    /// its short name
    pub organisation: String,
    /// 结果维持, 结果纠正, 其他结果, 尚未审结, 总计
    pub results: [u64; 5],
    /// hearings held, with the head, with a deputy, with nobody
    pub hearings: [u64; 4],
    /// share of hearings with the head; empty where none was held
    pub share: String,
}

#[derive(Template)]
#[template(path = "requests-disputes.html")]
pub(crate) struct Disputes {
    pub(crate) page: Page,
    pub(crate) rows: Vec<Shown>,
    pub(crate) heads: Vec<String>,
    pub(crate) rate_heads: Vec<String>,
    pub(crate) rates: Vec<Rate>,
    pub(crate) all: bool,
    pub(crate) city: bool,
}

/// What is listed.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    which: String,
}

struct Found {
    rows: Vec<DisputeRow>,
    counted: Vec<Counted>,
    city: bool,
}

async fn find(app: &App, visit: &Visit, all: bool, limit: u32) -> Result<Found, WebError> {
    let person = visit.person()?;
    let city = !app.identity.where_may(person, Action::SeeAllRequests).is_empty();
    let own = app.identity.where_may(person, Action::SeeRequest);
    if !city && own.is_empty() {
        return Err(WebError::Forbidden);
    }
    let asked = if city { vec![OrganisationId(String::new())] } else { own };
    let mut connection = app.store.read().await?;
    let (mut rows, mut counted) = (Vec::new(), Vec::new());
    for organisation in &asked {
        rows.extend(records::list(&mut connection, &organisation.0, all, visit.today, limit).await?);
        counted.extend(records::counted(&mut connection, &organisation.0).await?);
    }
    if asked.len() > 1 {
        let today = visit.today;
        rows.sort_by_key(|row| {
            let over = row.decided_on.is_some() && row.next.is_none_or(|(_, on)| on < today);
            (over, row.next.map_or(jiff::civil::Date::MAX, |(_, on)| on), row.stream.clone())
        });
    }
    Ok(Found { rows, counted, city })
}

/// `GET /office/disputes`
pub async fn show(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let all = filter.which == "all";
    let found = find(&app, &visit, all, SIZE).await?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-disputes-title", &[])).await?;
    let person = visit.person()?;
    let may = |row: &DisputeRow| app.identity.may(Some(person), Action::SeeRequest, &OrganisationId(row.organisation.clone())).is_ok();
    let rows = found.rows.iter().map(|row| shown(&page, &app, row, may(row), visit.today)).collect();
    let rates = found.counted.iter().map(|counted| rate(&app, counted, visit.today)).collect();
    let heads = ["next", "number", "organisation", "kind", "body", "result", "appearance"];
    let heads = heads.map(|head| page.t(&format!("requests-dispute-head-{head}"))).into();
    let rate_heads = ["organisation", "upheld", "corrected", "other", "pending", "total", "hearings", "headed", "share"];
    let rate_heads = rate_heads.map(|head| page.t(&format!("requests-dispute-rate-{head}"))).into();
    web::html(&Disputes { page, rows, heads, rate_heads, rates, all, city: found.city })
}

fn rate(app: &App, counted: &Counted, today: jiff::civil::Date) -> Rate {
    let [upheld, corrected, other, pending] = counted.results;
    let name = app
        .identity
        .organisation(&OrganisationId(counted.organisation.clone()), today)
        .map_or_else(|| counted.organisation.clone(), |organisation| organisation.short_name);
    Rate {
        organisation: name,
        results: [upheld, corrected, other, pending, counted.all],
        hearings: [counted.hearings, counted.heads, counted.deputies, counted.nobody],
        share: (counted.heads * 100).checked_div(counted.hearings).map(|share| format!("{share} %")).unwrap_or_default(),
    }
}

/// `GET /office/disputes.csv`: numbers, days, bodies and results; nothing of the requesters.
pub async fn csv(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    let found = find(&app, &visit, true, FILE).await?;
    let page = Page::new(&app, &visit, web::Section::Office, "");
    let heads = ["number", "organisation", "kind", "body", "notified", "next", "next-on", "decided", "result", "appearance"];
    let line = |cells: &[String]| cells.iter().map(|value| cell(value)).collect::<Vec<_>>().join(",") + "\r\n";
    let mut text = format!("\u{feff}{}", line(&heads.map(|head| page.t(&format!("requests-dispute-head-{head}")))));
    for row in &found.rows {
        let row = shown(&page, &app, row, false, visit.today);
        let cells = [
            row.number,
            row.organisation,
            row.kind,
            row.body,
            row.notified_on,
            row.next,
            row.next_on,
            row.decided_on,
            row.result,
            row.appearance,
        ];
        text.push_str(&line(&cells));
    }
    Ok((
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
            (header::CONTENT_DISPOSITION, "attachment; filename=\"disputes.csv\""),
            (header::CACHE_CONTROL, "no-store"),
        ],
        text,
    )
        .into_response())
}
