//! `/office/requests/{number}/disputes/new`: an officer enters that somebody went to a reconsideration body or a court.

use super::super::acts::OpenDispute;
use super::super::model::{DisputeKind, Instance, Procedure};
use super::super::records;
use crate::acts::Setting;
use crate::pages::case::{Seen, seen};
use crate::pages::shown::case_trail;
use crate::submit::web_error;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use identity::{Action, SignedIn};
use jiff::civil::Date;
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-dispute-new.html")]
pub(crate) struct New {
    pub(crate) page: Page,
    pub(crate) form: Form,
    pub(crate) trail: Vec<Link>,
    pub(crate) number: String,
    pub(crate) kinds: Vec<Choice>,
    pub(crate) instances: Vec<Choice>,
    pub(crate) procedures: Vec<Choice>,
    pub(crate) earlier: Vec<Choice>,
    pub(crate) message: String,
}

/// Who enters what happens in a dispute: who drafts replies, and who checks them.
pub(crate) fn may(app: &App, person: &SignedIn, organisation: &identity::OrganisationId) -> Result<(), WebError> {
    let may = [Action::DraftReply, Action::ReviewReply, Action::ReviewLegality]
        .into_iter()
        .any(|action| app.identity.may(Some(person), action, organisation).is_ok());
    if may { Ok(()) } else { Err(WebError::Forbidden) }
}

/// `GET /office/requests/{number}/disputes/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    may(&app, &seen.person, &seen.organisation.id)?;
    let values = vec![
        ("kind".to_owned(), "reconsideration".to_owned()),
        ("procedure".to_owned(), "ordinary".to_owned()),
        ("notified_on".to_owned(), visit.today.to_string()),
    ];
    fill_in(&app, &visit, &headers, &seen, (values, FieldErrors::default(), String::new(), StatusCode::OK)).await
}

type Typed = (Vec<(String, String)>, FieldErrors, String, StatusCode);

async fn fill_in(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, typed: Typed) -> Result<Response, WebError> {
    let (values, errors, message, status) = typed;
    let page = app.office_page(visit, web::message(visit.language, "requests-dispute-new-title", &[])).await?;
    let form = Form::new(app, visit, headers, "request-dispute-new").with(values, errors);
    let rows = records::of_case(&mut *app.store.read().await?, &seen.case.stream).await?;
    let earlier = rows
        .iter()
        .map(|row| {
            let shown = super::shown(&page, app, row, false, visit.today);
            Choice::new(row.stream.id(), format!("{}　{}　{}", shown.kind, shown.body, shown.notified_on))
        })
        .collect();
    let template = New {
        trail: case_trail(&page, &seen.case.number, "requests-dispute-new-title"),
        number: seen.case.number.clone(),
        kinds: DisputeKind::ALL.iter().map(|kind| Choice::new(kind.as_str(), page.t(kind.message()))).collect(),
        instances: Instance::ALL.iter().map(|instance| Choice::new(instance.as_str(), page.t(instance.message()))).collect(),
        procedures: Procedure::ALL.iter().map(|procedure| Choice::new(procedure.as_str(), page.t(procedure.message()))).collect(),
        earlier,
        message,
        page,
        form: form.clone(),
    };
    let mut response = form.respond(web::html(&template)?);
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /office/requests/{number}/disputes/new`
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    may(&app, &seen.person, &seen.organisation.id)?;
    let mut errors = FieldErrors::default();
    let mut bad = |field: &str, code: &str| {
        errors.add(field, code, web::message(visit.language, &format!("requests-problem-{code}"), &[]));
    };
    let kind = DisputeKind::parse(posted.get("kind"));
    let procedure = Procedure::parse(posted.get("procedure"));
    let notified_on = posted.get("notified_on").trim().parse::<Date>().ok();
    let accepted_on = match posted.get("accepted_on").trim() {
        "" => Ok(None),
        text => text.parse::<Date>().map(Some),
    };
    for (field, code, missing) in [
        ("kind", "choice", kind.is_none()),
        ("procedure", "choice", procedure.is_none()),
        ("notified_on", "date", notified_on.is_none()),
        ("accepted_on", "date", accepted_on.is_err()),
    ] {
        if missing {
            bad(field, code);
        }
    }
    let (Some(kind), Some(procedure), Some(notified_on), Ok(accepted_on)) = (kind, procedure, notified_on, accepted_on) else {
        let typed = (posted.values.clone(), errors, String::new(), StatusCode::UNPROCESSABLE_ENTITY);
        return fill_in(&app, &visit, &headers, &seen, typed).await;
    };
    let act = OpenDispute {
        setting: Setting { law: app.law.clone(), today: visit.today, organisation: seen.organisation.clone() },
        case: seen.case.stream.clone(),
        person: seen.person.person.0.clone(),
        kind,
        instance: Instance::parse(posted.get("instance")),
        procedure,
        after: posted.get("after").to_owned(),
        body: posted.get("body").to_owned(),
        case_number: posted.get("case_number").to_owned(),
        notified_on,
        accepted_on,
    };
    match app.store.execute(act).await {
        Ok(done) => Ok(web::redirect(&visit, &format!("/office/disputes/{}", done.answer.id()))),
        Err(fault) => {
            let error = web_error(fault, visit.language);
            let status = error.status();
            match error {
                WebError::Fields(errors) => {
                    fill_in(&app, &visit, &headers, &seen, (posted.values.clone(), errors, String::new(), status)).await
                }
                WebError::Conflict(message) => {
                    fill_in(&app, &visit, &headers, &seen, (posted.values.clone(), FieldErrors::default(), message, status)).await
                }
                other => Err(other),
            }
        }
    }
}
