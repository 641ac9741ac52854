//! All cases of an officer's organisations, as a list and as a file.

use super::inbox::{cases, seen};
use super::shown::{self, Row};
use crate::records::Which;
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use serde::Deserialize;
use web::{App, Page, Pagination, Visit, WebError};

/// Cases on a page.
const SIZE: u32 = 50;
/// Cases in a file.
const FILE: u32 = 10_000;

#[derive(Template)]
#[template(path = "requests-list.html")]
pub(super) struct List {
    pub(super) page: Page,
    pub(super) rows: Vec<Row>,
    pub(super) heads: Vec<String>,
    pub(super) which: &'static str,
    pub(super) pages: Pagination,
}

/// What is listed.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    which: String,
    #[serde(default)]
    page: String,
}

impl Filter {
    fn which(&self) -> (Which, &'static str) {
        match self.which.as_str() {
            "open" => (Which::Open, "open"),
            "replied" => (Which::Replied, "replied"),
            _ => (Which::All, "all"),
        }
    }
}

/// `GET /office/requests`
pub async fn list(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let organisations = seen(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let (which, code) = filter.which();
    let number: u64 = filter.page.parse().unwrap_or(1).clamp(1, 100_000);
    let mut found = cases(&app, &organisations, which, SIZE + 1, (number - 1) * u64::from(SIZE)).await?;
    let more = found.len() > SIZE as usize;
    found.truncate(SIZE as usize);
    let title = web::message(visit.language, "requests-list-title", &[]);
    let page = app.office_page(&visit, title).await?;
    let href = |number: u64| page.href(&format!("/office/requests?which={code}&page={number}"));
    let pages =
        Pagination { previous: (number > 1).then(|| href(number - 1)), next: more.then(|| href(number + 1)), words: number.to_string() };
    let rows = shown::rows(&page, &app, &found, visit.today).await?;
    let heads = ["due", "number", "subject", "who", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    web::html(&List { page, rows, heads, which: code, pages })
}

/// `GET /office/requests.csv`: numbers, days and steps; nothing of the requesters.
pub async fn csv(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let organisations = seen(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let found = cases(&app, &organisations, filter.which().0, FILE, 0).await?;
    let page = Page::new(&app, &visit, web::Section::Office, "");
    let rows: Vec<Row> = found.iter().map(|case| shown::bare_row(&page, &app, case, visit.today)).collect();
    Ok(csv_file(&page, &rows, "requests.csv"))
}

/// Rows as a file that spreadsheets open: UTF-8 with a byte order mark; what would begin a formula is quoted.
pub(super) fn csv_file(page: &Page, rows: &[Row], name: &str) -> Response {
    let heads = ["number", "organisation", "received", "due", "left", "step"].map(|head| page.t(&format!("requests-head-{head}")));
    let mut text = format!("\u{feff}{}\r\n", heads.iter().map(|head| cell(head)).collect::<Vec<_>>().join(","));
    for row in rows {
        let cells = [&row.number, &row.organisation, &row.received_on, &row.due_on, &row.due.words, &row.step];
        text.push_str(&cells.map(|value| cell(value)).join(","));
        text.push_str("\r\n");
    }
    let disposition = format!("attachment; filename=\"{name}\"");
    (
        [
            (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, "no-store".to_owned()),
        ],
        text,
    )
        .into_response()
}

/// What makes a spreadsheet take a cell for a formula; some read the wide forms too.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn cell(value: &str) -> String {
    let value = value.replace('"', "\"\"");
    if value.starts_with(FORMULA) { format!("\"'{value}\"") } else { format!("\"{value}\"") }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠SUM(A1)", "=cmd|' /C calc'!A0"]
        {
            assert_eq!(cell(formula), format!("\"'{formula}\""));
        }
        assert_eq!(cell("市房管局"), "\"市房管局\"");
        assert_eq!(cell("a\",=1,\""), "\"a\"\",=1,\"\"\"", "a quote does not end its cell");
    }
}
