//! Officers look for cases: by number, by words, by exactly one person's data. What is typed stands in the body of the
//! form and in no address; a search by personal data is written down.

use super::inbox::seen;
use super::shown::{self, Row};
use super::similar;
use crate::records::{self, normalised};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use store::StreamId;
use web::{App, FieldErrors, Form, Page, ProtectedForm, Visit, WebError};

/// Cases that are shown.
const SHOWN: usize = 100;
/// Fields of one person, as their keyed hashes are named.
const PERSONAL: [&str; 4] = ["identity", "phone", "email", "name"];

#[derive(Template)]
#[template(path = "requests-search.html")]
pub(super) struct Find {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) searched: bool,
    pub(super) more: bool,
}

/// `GET /office/requests/search`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    show(&app, &visit, &headers, (Vec::new(), FieldErrors::default()), None).await
}

/// `POST /office/requests/search`
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let organisations = seen(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let typed = |name: &str| posted.get(name).trim().to_owned();
    let by: Vec<&str> = PERSONAL.into_iter().filter(|field| !normalised(field, &typed(field)).is_empty()).collect();
    let (number, words) = (typed("number"), typed("words"));
    let mut found: Option<Vec<StreamId>> = None;
    let mut narrow = |cases: Vec<StreamId>| {
        found = Some(match found.take() {
            Some(before) => before.into_iter().filter(|case| cases.contains(case)).collect(),
            None => cases,
        });
    };
    similar::record(&app, &visit, by.iter().map(|field| (*field).to_owned()).collect(), "search").await?;
    for field in &by {
        narrow(app.store.look_up(field, &normalised(field, &typed(field))).await?);
    }
    if !words.is_empty() {
        narrow(app.store.find_by_words(search::words_asked(&words.chars().take(200).collect::<String>())).await?);
    }
    if !number.is_empty() {
        let case = records::by_number(&mut *app.store.read().await?, &number.to_ascii_uppercase()).await?;
        narrow(case.into_iter().map(|case| case.stream).collect());
    }
    let values = posted.values.clone();
    let mut errors = FieldErrors::default();
    if found.is_none() {
        errors.add("number", "required", web::message(visit.language, "requests-problem-search-empty", &[]));
    }
    show(&app, &visit, &headers, (values, errors), found).await
}

async fn show(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    (values, errors): (Vec<(String, String)>, FieldErrors),
    found: Option<Vec<StreamId>>,
) -> Result<Response, WebError> {
    let organisations = seen(app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = app.office_page(visit, web::message(visit.language, "requests-search-title", &[])).await?;
    let searched = found.is_some();
    let mut cases = records::of_streams(&mut *app.store.read().await?, &found.unwrap_or_default(), &organisations).await?;
    let more = cases.len() > SHOWN;
    cases.truncate(SHOWN);
    let rows = shown::rows(&page, app, &cases, visit.today).await?;
    let heads = ["due", "number", "subject", "who", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    let form = Form::new(app, visit, headers, "request-search").with(values, errors);
    let template = Find { page, form: form.clone(), heads, rows, searched, more };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}
