//! An officer splits a case with several matters.

use super::case::{Seen, allowed, open};
use super::shown;
use super::steps::{Acted, acted, late, setting};
use crate::acts::{MATTERS, Matter, SplitCase};
use crate::model::Request;
use crate::submit;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::Action;
use web::{App, Conflict, FieldErrors, Form, Link, Page, Posted, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-split.html")]
pub(super) struct SplitPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) description: String,
    pub(super) message: String,
    pub(super) conflict: Conflict,
    pub(super) matters: Vec<Row>,
}

/// Names of the controls of a matter.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) number: usize,
    pub(super) subject: String,
    pub(super) description: String,
    pub(super) required: bool,
}

/// A row for each matter that there may be.
pub(super) fn rows() -> Vec<Row> {
    let row = |row: usize| Row {
        number: row + 1,
        subject: format!("matters.{row}.subject"),
        description: format!("matters.{row}.description"),
        required: row < 2,
    };
    (0..MATTERS).map(row).collect()
}

/// `GET /office/requests/{number}/split`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let case = allowed(&app, &visit, &number, Action::DraftReply).await?;
    render(&app, &visit, &headers, &case, (Vec::new(), FieldErrors::default(), String::new(), Conflict::default()), StatusCode::OK).await
}

async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    case: &Seen,
    (mut values, errors, message, conflict): (Vec<(String, String)>, FieldErrors, String, Conflict),
    status: StatusCode,
) -> Result<Response, WebError> {
    let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
    let received = state.received.as_ref().ok_or(WebError::NotFound)?;
    let title = web::message(visit.language, "requests-split-title", &[("number", case.case.number.clone())]);
    let page = app.office_page(visit, title).await?;
    let subject = open(app, Some(&received.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    let description = open(app, received.description.as_ref()).await?.unwrap_or_default();
    if values.is_empty() {
        values.push(("matters.0.subject".to_owned(), subject.clone()));
    }
    let form = Form::new(app, visit, headers, "request-split").with(values, errors);
    let template = SplitPage {
        trail: shown::case_trail(&page, &case.case.number, "requests-split-crumb"),
        number: case.case.number.clone(),
        version: state.version,
        matters: rows(),
        form: form.clone(),
        page,
        subject,
        description,
        message,
        conflict,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/{number}/split`
pub async fn post(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id: number, form: posted } = posted;
    let case = allowed(&app, &visit, &number, Action::DraftReply).await?;
    let typed = |row: Row| Matter { subject: posted.get(&row.subject).to_owned(), description: posted.get(&row.description).to_owned() };
    let mut matters: Vec<Matter> = rows().into_iter().map(typed).collect();
    while matters.last().is_some_and(|matter| matter.subject.trim().is_empty() && matter.description.trim().is_empty()) {
        matters.pop();
    }
    let with_words = |matter: Matter| {
        let words = submit::words(&matter.subject, &matter.description);
        (matter, words)
    };
    let act = SplitCase {
        setting: setting(&app, &visit, &case),
        case: case.case.stream.clone(),
        seen: posted.get("version").parse().unwrap_or_default(),
        person: case.person.person.0.clone(),
        matters: matters.into_iter().map(with_words).collect(),
    };
    match acted(crate::told::execute(&app, act).await, visit.language)? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}"))),
        Acted::Refused { errors, message, status } => {
            let (message, conflict) = if errors.is_empty() {
                late(&app, &visit, &case, &posted, (true, Vec::new()), message).await?
            } else {
                (message, Conflict::default())
            };
            render(&app, &visit, &headers, &case, (posted.values.clone(), errors, message, conflict), status).await
        }
    }
}
