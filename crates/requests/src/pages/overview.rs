//! The city office sees every department's cases with their deadlines, and nothing of the requesters.

use super::office::csv_file;
use super::shown::{self, Row};
use crate::records::{self, Counts, Which};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query;
use identity::Action;
use serde::Deserialize;
use web::{App, Choice, Page, Pagination, Visit, WebError};

const SIZE: u32 = 100;
const FILE: u32 = 20_000;

#[derive(Template)]
#[template(path = "requests-overview.html")]
pub(super) struct Overview {
    pub(super) page: Page,
    pub(super) rows: Vec<Row>,
    pub(super) heads: Vec<String>,
    pub(super) counts: Counts,
    pub(super) organisations: Vec<Choice>,
    pub(super) organisation: String,
    pub(super) which: &'static str,
    pub(super) pages: Pagination,
}

/// What is listed.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    which: String,
    #[serde(default)]
    page: String,
}

impl Filter {
    /// PostgreSQL knows no text with NUL in it.
    fn organisation(&self) -> Result<&str, WebError> {
        if self.organisation.contains('\0') { Err(WebError::BadRequest(String::new())) } else { Ok(&self.organisation) }
    }

    fn which(&self) -> (Which, &'static str) {
        match self.which.as_str() {
            "all" => (Which::All, "all"),
            "replied" => (Which::Replied, "replied"),
            _ => (Which::Open, "open"),
        }
    }
}

fn check(app: &App, visit: &Visit) -> Result<(), WebError> {
    if app.identity.where_may(visit.person()?, Action::SeeAllRequests).is_empty() { Err(WebError::Forbidden) } else { Ok(()) }
}

/// `GET /office/overview`
pub async fn show(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    check(&app, &visit)?;
    let number: u64 = filter.page.parse().unwrap_or(1).clamp(1, 100_000);
    let (which, code) = filter.which();
    let soon = app.law.calendars().national().add(visit.today, shown::soon(&app)).due;
    let mut connection = app.store.read().await?;
    let mut found = records::list(&mut connection, filter.organisation()?, which, SIZE + 1, (number - 1) * u64::from(SIZE)).await?;
    let counts = records::counts(&mut connection, filter.organisation()?, visit.today, soon).await?;
    drop(connection);
    let more = found.len() > SIZE as usize;
    found.truncate(SIZE as usize);
    let page = app.office_page(&visit, web::message(visit.language, "requests-overview-title", &[])).await?;
    let organisations = shown::organisations(&app, visit.today);
    let organisation =
        organisations.iter().find(|choice| choice.value == filter.organisation).map(|choice| choice.value.clone()).unwrap_or_default();
    let href = |number: u64| page.href(&format!("/office/overview?which={code}&organisation={organisation}&page={number}"));
    let pages =
        Pagination { previous: (number > 1).then(|| href(number - 1)), next: more.then(|| href(number + 1)), words: number.to_string() };
    let rows = found.iter().map(|case| shown::bare_row(&page, &app, case, visit.today)).collect();
    let heads = ["due", "number", "organisation", "received", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    web::html(&Overview { page, rows, heads, counts, organisations, organisation, which: code, pages })
}

/// `GET /office/overview.csv`
pub async fn csv(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    check(&app, &visit)?;
    let found = records::list(&mut *app.store.read().await?, filter.organisation()?, filter.which().0, FILE, 0).await?;
    let page = Page::new(&app, &visit, web::Section::Office, "");
    let rows: Vec<Row> = found.iter().map(|case| shown::bare_row(&page, &app, case, visit.today)).collect();
    Ok(csv_file(&page, &rows, "overview.csv"))
}
