//! The end of an organisation: merged into another or dissolved, after a question.

use super::organisation::changed;
use super::people::field;
use super::sight::{choices, refused, say, short_name};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{OrganisationCommand, OrganisationId, Refusal};
use jiff::civil::Date;
use web::{App, Choice, FieldErrors, Form, Link, Page, Posted, Visit, WebError};

#[derive(Template)]
#[template(path = "administration-organisation-end.html")]
pub(super) struct Ending {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) id: String,
    pub(super) others: Vec<Choice>,
    pub(super) members: usize,
}

/// `GET /office/organisations/{id}/end`
pub async fn ending(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    let values = vec![("on".to_owned(), visit.today.to_string())];
    confirm(&app, &visit, &headers, &id, values, FieldErrors::default()).await
}

async fn confirm(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    id: &str,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let (sight, id, _) = changed(app, visit, id)?;
    let name = short_name(app, &id, visit.today);
    let page = app.office_page(visit, web::message(visit.language, "administration-end-title", &[("name", name.clone())])).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = Form::new(app, visit, headers, "organisation-end").with(values, errors);
    let mut others = sight.organisations;
    others.remove(&id);
    let template = Ending {
        trail: vec![
            Link::new(page.t("administration-organisations"), page.href("/office/organisations")),
            Link::new(name, page.href(&format!("/office/organisations/{}", id.0))),
            Link::new(page.title(), ""),
        ],
        members: app.identity.people().await?.iter().filter(|person| person.places().contains(&id)).count(),
        others: choices(app, &others, visit.today),
        id: id.0,
        form: form.clone(),
        page,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/organisations/{id}/end`: merged where another is named, dissolved where none is.
pub async fn end(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id, form } = posted;
    let (sight, place, _) = changed(&app, &visit, &id)?;
    let mut errors = FieldErrors::default();
    let mut bad = |name: &str, problem: &str| errors.add(name, problem, say(visit.language, &format!("problem-{problem}")));
    let into = field(&form, "into").map(OrganisationId);
    if into.as_ref().is_some_and(|into| !sight.organisations.contains(into)) {
        bad("into", "organisation");
    }
    let on: Option<Date> = form.get("on").trim().parse().ok();
    if on.is_none() {
        bad("on", "date");
    }
    if form.get("confirm") != "yes" {
        bad("confirm", "confirm");
    }
    if let (true, Some(on)) = (errors.is_empty(), on) {
        let command = match into {
            Some(into) => OrganisationCommand::Merge { into, on },
            None => OrganisationCommand::Dissolve { on },
        };
        match app.identity.change_organisation(visit.person()?, &place, command).await {
            Ok(()) => return Ok(web::redirect(&visit, &format!("/office/organisations/{}?done=ended", place.0))),
            Err(fault) => {
                errors = refused(visit.language, fault, |refusal| match refusal {
                    Refusal::Circle(_) | Refusal::UnknownOrganisation(_) => "into",
                    Refusal::HasBelow => "confirm",
                    _ => "",
                })?;
            }
        }
    }
    confirm(&app, &visit, &headers, &id, form.values, errors).await
}
