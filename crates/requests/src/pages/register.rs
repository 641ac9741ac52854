//! A clerk registers what came at the counter, by letter or by fax: made for the keyboard, receipt at the end.

use super::fields::{self, Choices};
use super::{receipt, shown};
use crate::submit::{self, Arrival};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{Action, OrganisationId};
use law::Channel;
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-register.html")]
pub(super) struct Register {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) organisations: Vec<Choice>,
    pub(super) channels: Vec<Choice>,
    pub(super) choices: Choices,
}

fn organisations(app: &App, visit: &Visit) -> Result<Vec<OrganisationId>, WebError> {
    let found = app.identity.where_may(visit.person()?, Action::RegisterRequest);
    if found.is_empty() { Err(WebError::Forbidden) } else { Ok(found) }
}

/// `GET /office/requests/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let organisation = organisations(&app, &visit)?.into_iter().next().map(|id| id.0).unwrap_or_default();
    let values = [
        ("organisation", organisation),
        ("channel", "counter".into()),
        ("arrived_on", visit.today.to_string()),
        ("form", "paper".into()),
        ("delivery", "collect".into()),
        ("applicant.kind", "natural-person".into()),
        ("applicant.identity.type", "resident-identity-card".into()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fill_in(&app, &visit, &headers, values, FieldErrors::default(), StatusCode::OK).await
}

async fn fill_in(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let allowed = organisations(app, visit)?;
    let page = app.office_page(visit, web::message(visit.language, "requests-register-title", &[])).await?;
    let form = Form::new(app, visit, headers, "request-register").with(values, errors);
    let channels = crate::CHANNELS
        .iter()
        .filter(|(channel, _)| *channel != Channel::Online)
        .map(|(channel, code)| {
            let hint = app.law.receipt(*channel, visit.today).map(|rule| rule.rule.text).unwrap_or_default();
            Choice::new(*code, page.t(&format!("requests-channel-{code}"))).with_hint(hint)
        })
        .collect();
    let template = Register {
        trail: vec![
            Link::new(page.t("requests-rail-inbox"), page.href("/office")),
            Link::new(page.t("requests-register-title"), String::new()),
        ],
        organisations: shown::organisations(app, visit.today)
            .into_iter()
            .filter(|choice| allowed.iter().any(|id| id.0 == choice.value))
            .collect(),
        channels,
        choices: Choices::new(&page),
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/new`
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let allowed = organisations(&app, &visit)?;
    let values = fields::typed(&posted, &["channel", "arrived_on"]);
    let input = fields::application(&values);
    let mut errors = FieldErrors::default();
    let channel = crate::CHANNELS
        .iter()
        .find(|(channel, code)| *code == posted.get("channel") && *channel != Channel::Online)
        .map(|(channel, _)| *channel);
    let arrived_on = posted.get("arrived_on").trim().parse().ok();
    let problem = |code: &str| web::message(visit.language, &format!("requests-problem-{code}"), &[]);
    if channel.is_none() {
        errors.add("channel", "choice", problem("choice"));
    }
    if arrived_on.is_none() {
        errors.add("arrived_on", "date", problem("date"));
    }
    if !allowed.iter().any(|id| Some(&id.0) == input.organisation.as_ref()) {
        errors.add("organisation", "organisation", problem("organisation"));
    }
    let (Some(channel), Some(arrived_on), true) = (channel, arrived_on, errors.is_empty()) else {
        return fill_in(&app, &visit, &headers, values, errors, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let clerk = visit.person()?.person.0.clone();
    let arrival = Arrival { channel, arrived_on, clerk: Some(clerk), key: fields::key(&posted) };
    match submit::submit(&app, &input, arrival, visit.language).await {
        Ok(registered) => {
            let page = app.office_page(&visit, web::message(visit.language, "requests-receipt-title", &[])).await?;
            receipt::show(&app, &visit, &headers, page, &registered)
        }
        Err(WebError::Fields(errors)) => fill_in(&app, &visit, &headers, values, errors, StatusCode::UNPROCESSABLE_ENTITY).await,
        Err(fault) => Err(fault),
    }
}
