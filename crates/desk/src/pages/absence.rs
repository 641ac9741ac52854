//! A person says when they are away, and who stands in.

use crate::shown;
use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use identity::{PersonId, Role, SignedIn};
use inbox::{Announce, Refusal};
use std::collections::BTreeMap;
use web::{App, Choice, FieldErrors, Form, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-absence.html")]
pub(super) struct AbsencePage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
    pub(super) people: Vec<Choice>,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) delegate: String,
}

pub(super) fn heads(page: &Page) -> Vec<String> {
    ["desk-field-from", "desk-field-until", "desk-field-delegate", "desk-head-action"].map(|head| page.t(head)).into()
}

/// Everybody else at the person's bodies.
async fn colleagues(app: &App, person: &SignedIn) -> Result<Vec<Choice>, WebError> {
    let mut found = BTreeMap::new();
    for organisation in person.posts.iter().map(|post| &post.organisation) {
        for role in Role::ALL {
            found.extend(app.identity.people_with(role, organisation).await?);
        }
    }
    found.remove(&person.person);
    let mut choices: Vec<Choice> = found.into_iter().map(|(id, name)| Choice::new(id.0, name)).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    Ok(choices)
}

/// `GET /office/absence`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    fill_in(&app, &visit, &headers, Vec::new(), FieldErrors::default(), StatusCode::OK).await
}

async fn fill_in(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let person = visit.person()?;
    let page = app.office_page(visit, web::message(visit.language, "desk-absence-title", &[])).await?;
    let (_, absences) = shown::people(app, visit.today).await?;
    let mut rows = Vec::new();
    for absence in absences.of(&person.person) {
        rows.push(Row {
            id: absence.id.clone(),
            from: absence.from.to_string(),
            until: absence.until.to_string(),
            delegate: match &absence.delegate {
                Some(delegate) => shown::name(app, visit.language, delegate).await?,
                None => page.t("desk-nobody"),
            },
        });
    }
    let form = Form::new(app, visit, headers, "desk-absence").with(values, errors);
    let people = colleagues(app, person).await?;
    let template = AbsencePage { heads: heads(&page), page, form: form.clone(), rows, people };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/absence`
pub async fn announce(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    let mut errors = FieldErrors::default();
    let mut day = |field: &str| {
        let day = posted.get(field).trim().parse().ok();
        if day.is_none() {
            errors.add(field, "date", web::message(visit.language, "desk-problem-date", &[]));
        }
        day
    };
    let days = (day("from"), day("until"));
    let values = ["from", "until", "delegate"].map(|field| (field.to_owned(), posted.get(field).to_owned())).to_vec();
    let (Some(from), Some(until)) = days else {
        return fill_in(&app, &visit, &headers, values, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let delegate = Some(posted.get("delegate")).filter(|id| !id.is_empty()).map(|id| PersonId(id.to_owned()));
    let (staff, _) = shown::people(&app, visit.today).await?;
    match inbox::announce(&app.store, &person.person, Announce { from, until, delegate }, visit.today, staff).await {
        Ok(_) => Ok(web::redirect(&visit, "/office/absence")),
        Err(error) => {
            let (refusal, words) = shown::refused(visit.language, error)?;
            let field = if matches!(refusal, Refusal::Oneself | Refusal::Delegate) { "delegate" } else { "from" };
            errors.add(field, refusal.code(), words);
            fill_in(&app, &visit, &headers, values, errors, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// `POST /office/absence/withdraw`
pub async fn withdraw(State(app): State<App>, visit: Visit, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    match inbox::withdraw(&app.store, &person.person, posted.get("id"), visit.today).await {
        Ok(()) => Ok(web::redirect(&visit, "/office/absence")),
        Err(error) => Err(WebError::Conflict(shown::refused(visit.language, error)?.1)),
    }
}
