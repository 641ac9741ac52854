//! All cases of an officer's organisations, as a list and as a file.

use super::inbox::seen;
use super::shown::{self, Row};
use crate::model::Step;
use crate::model::event::Standing;
use crate::records::{self, Selection, Which};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use serde::Deserialize;
use web::{App, Choice, Page, Pagination, Visit, WebError};

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
    pub(super) choosers: Vec<Chooser>,
    pub(super) total: u64,
    pub(super) query: String,
    pub(super) pages: Pagination,
}

/// A list that the cases are chosen by.
#[derive(Debug, Clone)]
pub(super) struct Chooser {
    pub(super) name: &'static str,
    pub(super) label: String,
    pub(super) choices: Vec<Choice>,
    pub(super) chosen: String,
}

/// What is listed.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    which: String,
    #[serde(default)]
    channel: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    holder: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    page: String,
}

/// Where the clock of an open case may stand, beside the steps of a case.
const STANDINGS: [Standing; 2] = [Standing::Paused, Standing::AwaitingRequester];

impl Filter {
    fn which(&self) -> (Which, &'static str) {
        match self.which.as_str() {
            "open" => (Which::Open, "open"),
            "replied" => (Which::Replied, "replied"),
            _ => (Which::All, "all"),
        }
    }

    /// What is no choice is left out.
    fn cleaned(self) -> Filter {
        let channel = crate::CHANNELS.iter().any(|(_, code)| *code == self.channel);
        let state = Step::parse(&self.state).is_some() || STANDINGS.iter().any(|standing| standing.as_str() == self.state);
        let keep = |kept: bool, text: String| if kept { text } else { String::new() };
        Filter {
            channel: keep(channel, self.channel),
            state: keep(state, self.state),
            holder: keep(["me", "none"].contains(&self.holder.as_str()), self.holder),
            due: keep(["overdue", "soon", "none"].contains(&self.due.as_str()), self.due),
            ..self
        }
    }

    /// As a query of an address, without the page.
    fn query(&self) -> String {
        let (_, which) = self.which();
        format!("which={which}&channel={}&state={}&holder={}&due={}", self.channel, self.state, self.holder, self.due)
    }

    fn selection(&self, app: &App, visit: &Visit) -> Result<Selection, WebError> {
        let person = visit.person()?;
        let organisations = seen(app, person);
        if organisations.is_empty() {
            return Err(WebError::Forbidden);
        }
        let place = organisations.first().and_then(|id| app.identity.organisation(id, visit.today)).map(|o| o.division);
        let holder = if self.holder == "me" { person.person.0.clone() } else { self.holder.clone() };
        Ok(Selection {
            organisations,
            which: self.which().0,
            channel: self.channel.clone(),
            state: self.state.clone(),
            holder,
            due: self.due.clone(),
            today: visit.today,
            soon: app.law.calendar_of(place).add(visit.today, shown::soon(app)).due,
        })
    }
}

/// `GET /office/requests`
pub async fn list(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let filter = filter.cleaned();
    let selection = filter.selection(&app, &visit)?;
    let (_, code) = filter.which();
    let number: u64 = filter.page.parse().unwrap_or(1).clamp(1, 100_000);
    let offset = (number - 1) * u64::from(SIZE);
    let (found, total) = records::select(&mut *app.store.read().await?, &selection, SIZE, offset).await?;
    let title = web::message(visit.language, "requests-list-title", &[]);
    let page = app.office_page(&visit, title).await?;
    let query = filter.query();
    let href = |number: u64| page.href(&format!("/office/requests?{query}&page={number}"));
    let more = offset + u64::from(SIZE) < total;
    let pages =
        Pagination { previous: (number > 1).then(|| href(number - 1)), next: more.then(|| href(number + 1)), words: number.to_string() };
    let rows = shown::rows(&page, &app, &found, visit.today).await?;
    let heads = ["due", "number", "subject", "who", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    let choice = |value: &str, id: String| Choice::new(value, page.t(&id));
    let standings = STANDINGS.iter().map(|standing| choice(standing.as_str(), format!("requests-standing-{}", standing.as_str())));
    let chooser = |name, label: &str, chosen: &str, choices| Chooser { name, label: page.t(label), choices, chosen: chosen.to_owned() };
    let steps = Step::ALL.iter().map(|step| choice(step.as_str(), format!("requests-step-{}", step.as_str())));
    let held = ["me", "none"].map(|code| choice(code, format!("requests-list-holder-{code}")));
    let dues = ["overdue", "soon", "none"].map(|code| choice(code, format!("requests-list-due-{code}")));
    let channels = crate::CHANNELS.iter().map(|(_, code)| choice(code, format!("requests-channel-{code}")));
    let choosers = vec![
        chooser("channel", "requests-field-channel", &filter.channel, channels.collect()),
        chooser("state", "requests-head-step", &filter.state, steps.chain(standings).collect()),
        chooser("holder", "requests-list-holder", &filter.holder, held.into()),
        chooser("due", "requests-head-due", &filter.due, dues.into()),
    ];
    web::html(&List { page, rows, heads, which: code, choosers, total, query, pages })
}

/// `GET /office/requests.csv`: numbers, days and steps; nothing of the requesters.
pub async fn csv(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let selection = filter.cleaned().selection(&app, &visit)?;
    let (found, _) = records::select(&mut *app.store.read().await?, &selection, FILE, 0).await?;
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

pub(crate) fn cell(value: &str) -> String {
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
