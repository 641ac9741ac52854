//! An application for a correction is answered and signed.

use super::case::{Seen, allowed, letter_settings, open};
use super::shown;
use super::steps::{Acted, acted, late, setting};
use crate::acts::AnswerRecord;
use crate::decide::{self, Refusal};
use crate::model::Request;
use crate::model::event::{RecordAnswer, Track};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::Action;
use store::ExecuteError;
use web::{App, Choice, Conflict, FieldErrors, Form, Link, Page, Posted, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-record.html")]
pub(super) struct RecordPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) evidence: String,
    pub(super) answers: Vec<Choice>,
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) conflict: Conflict,
}

/// `GET /office/requests/{number}/correction`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let case = allowed(&app, &visit, &number, Action::ApproveReply).await?;
    render(&app, &visit, &headers, &case, (Vec::new(), FieldErrors::default(), String::new(), Conflict::default()), StatusCode::OK).await
}

async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    case: &Seen,
    (values, errors, message, conflict): (Vec<(String, String)>, FieldErrors, String, Conflict),
    status: StatusCode,
) -> Result<Response, WebError> {
    let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
    let received = state.received.as_ref().filter(|received| received.track == Track::Correction).ok_or(WebError::NotFound)?;
    let title = web::message(visit.language, "requests-record-title", &[("number", case.case.number.clone())]);
    let page = app.office_page(visit, title).await?;
    let setting = setting(app, visit, case);
    let context = setting.context();
    let choice = |answer: RecordAnswer| Choice::new(answer.as_str(), page.t(&format!("requests-record-{}", answer.as_str())));
    let form = Form::new(app, visit, headers, "request-record").with(values, errors);
    let template = RecordPage {
        trail: shown::case_trail(&page, &case.case.number, "requests-record-crumb"),
        number: case.case.number.clone(),
        version: state.version,
        subject: open(app, Some(&received.subject)).await?.unwrap_or_else(|| page.t("requests-erased")),
        evidence: open(app, received.evidence.as_ref()).await?.unwrap_or_default(),
        answers: decide::record::answers(&state, &context).into_iter().map(choice).collect(),
        rule: decide::record::rule(&state, &context).map(|rule| format!("{}（{}）", rule.text, rule.article)).unwrap_or_default(),
        form: form.clone(),
        page,
        message,
        conflict,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/{number}/correction`
pub async fn post(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id: number, form: posted } = posted;
    let case = allowed(&app, &visit, &number, Action::ApproveReply).await?;
    let result = match RecordAnswer::parse(posted.get("answer")) {
        Some(answer) => {
            let act = AnswerRecord {
                setting: setting(&app, &visit, &case),
                letters: letter_settings(&app, &case.organisation, visit.today),
                case: case.case.stream.clone(),
                seen: posted.get("version").parse().unwrap_or_default(),
                person: case.person.person.0.clone(),
                answer,
                reason: posted.get("reason").to_owned(),
                organ: posted.get("organ").to_owned(),
            };
            crate::told::execute(&app, act).await.map(|_| ())
        }
        None => Err(ExecuteError::Refused(Refusal::field("answer", "required"))),
    };
    match acted(result, visit.language)? {
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
