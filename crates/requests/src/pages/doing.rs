//! What a requester does on the page of the own case: answers, gives reasons, adds a file, withdraws, chooses delivery.

use super::apply::trail;
use super::attached::taken;
use super::conflict;
use super::follow::{self, Held, Said, again};
use super::steps::{Acted, acted};
use crate::acts::{RequesterAct, RequesterCommand, Setting};
use crate::model::Delivery;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use web::{App, Conflict, FieldErrors, Form, Link, Page, ProtectedForm, ProtectedUpload, Section, Visit, WebError};

/// Bytes of an answer with its files.
pub const ANSWER_LIMIT: u64 = 55 << 20;

#[derive(Template)]
#[template(path = "requests-withdraw.html")]
pub(super) struct WithdrawPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) query_code: String,
    pub(super) version: u64,
    pub(super) subject: String,
}

/// Carries out what a requester does.
pub(super) async fn act(app: &App, visit: &Visit, held: &Held, command: RequesterCommand) -> Result<Acted, WebError> {
    let organisation = held.organisation.clone().ok_or(WebError::NotFound)?;
    let setting = Setting { law: app.law.clone(), today: visit.today, organisation };
    let act = RequesterAct { setting, case: held.case.stream.clone(), command };
    acted(crate::told::execute(app, act).await, visit.language)
}

/// A door of the requester's: what is told when it was done, and the steps that it makes.
pub(super) type Door = (&'static str, &'static [&'static str]);

pub(super) const CONFIRM: Door = ("requests-follow-done-confirm", &["confirmed-by-requester"]);
const ANSWER: Door = ("requests-follow-done-answer", &["clarified", "reasons-given"]);
const ADD: Door = ("requests-follow-done-file", &["file-added"]);
const WITHDRAW: Door = ("requests-follow-done-withdraw", &["withdrawn"]);
const DELIVERY: Door = ("requests-follow-done-delivery", &["delivery-chosen"]);

/// The page after an act: what was done, or why it was not with what was typed. A second click on what is done already
/// is told so; where the case changed meanwhile, what happened.
pub(super) async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    held: Held,
    (posted, files): (&ProtectedForm, Vec<String>),
    acted: Acted,
    (done, kinds): Door,
) -> Result<Response, WebError> {
    let held = again(app, visit, held).await?;
    let said = match acted {
        Acted::Done => Said { message: web::message(visit.language, done, &[]), ..Said::default() },
        Acted::Refused { errors, mut message, status } => {
            let version = posted.get("version").parse().unwrap_or_default();
            let values = posted.values.iter().filter(|(name, _)| name != "query_code").cloned().collect();
            let (mut conflict, mut refused) = (Conflict::default(), Some(status));
            if errors.is_empty() {
                let label = web::message(visit.language, "requests-follow-answer", &[]);
                conflict.typed = conflict::said(vec![(label, posted.get("text").to_owned())]);
                conflict.files = files;
                match conflict::repeated(&held.events, &held.case.stream, (version, kinds), visit.language)? {
                    Some(step) => {
                        let words = [("when", app.clock_time(step.at)), ("title", step.title)];
                        message = web::message(visit.language, "requests-conflict-own", &words);
                        refused = None;
                    }
                    None => {
                        conflict.changes = conflict::public(app, &held.events, version, visit.language)?;
                        if conflict.is_conflict() {
                            message = web::message(visit.language, conflict::over(&conflict.typed, &conflict.files), &[]);
                        }
                    }
                }
            }
            Said { errors, values, message, conflict, refused }
        }
    };
    follow::follow(app, visit, headers, &held, said).await
}

fn refused(errors: FieldErrors) -> Acted {
    Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY }
}

/// `POST /requests/status/answer`: to a clarification, or reasons (`about=reasons`).
pub async fn answer_question(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    upload: ProtectedUpload<ANSWER_LIMIT>,
) -> Result<Response, WebError> {
    let posted = &upload.form;
    let held = match follow::open(&app, &visit, &headers, posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let acted = match taken(&upload.files, visit.language).await? {
        Err(errors) => refused(errors),
        Ok(files) => {
            let text = posted.get("text").to_owned();
            let command = match posted.get("about") {
                "reasons" => RequesterCommand::GiveReasons(text, files),
                _ => RequesterCommand::Clarify(text, files),
            };
            act(&app, &visit, &held, command).await?
        }
    };
    answer(&app, &visit, &headers, held, (posted, conflict::names(&upload.files)), acted, ANSWER).await
}

/// `POST /requests/status/add`
pub async fn add_file(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    upload: ProtectedUpload<ANSWER_LIMIT>,
) -> Result<Response, WebError> {
    let posted = &upload.form;
    let held = match follow::open(&app, &visit, &headers, posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let acted = match taken(&upload.files, visit.language).await? {
        Err(errors) => refused(errors),
        Ok(files) if files.is_empty() => {
            let mut errors = FieldErrors::default();
            errors.add("files", "required", web::message(visit.language, "requests-problem-file-missing", &[]));
            refused(errors)
        }
        Ok(files) => act(&app, &visit, &held, RequesterCommand::AddFiles(files)).await?,
    };
    answer(&app, &visit, &headers, held, (posted, conflict::names(&upload.files)), acted, ADD).await
}

/// `POST /requests/status/withdraw`: asks once more, then withdraws.
pub async fn withdraw(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    if posted.get("sure") == "yes" || !held.state.is_open() {
        let acted = act(&app, &visit, &held, RequesterCommand::Withdraw).await?;
        return answer(&app, &visit, &headers, held, (&posted, Vec::new()), acted, WITHDRAW).await;
    }
    let visit = follow::look_up_page(&visit);
    let page = Page::new(&app, &visit, Section::Requests, web::message(visit.language, "requests-withdraw-title", &[]));
    let form = Form::new(&app, &visit, &headers, "request-status");
    let subject = app.store.open_part(&held.case.subject).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let template = WithdrawPage {
        trail: trail(&page, "requests-withdraw-title"),
        number: held.case.number.clone(),
        query_code: crate::model::query_code::of(&app.store, &held.case.stream),
        version: held.state.version,
        subject: subject.unwrap_or_default(),
        page,
        form: form.clone(),
    };
    Ok(form.respond(web::html(&template)?.into_response()))
}

/// `POST /requests/status/delivery`
pub async fn choose_delivery(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let acted = match Delivery::parse(posted.get("delivery")) {
        Some(delivery) => {
            let (address, email) = (posted.get("applicant.address").to_owned(), posted.get("applicant.email").to_owned());
            act(&app, &visit, &held, RequesterCommand::ChooseDelivery { delivery, address, email }).await?
        }
        None => {
            let mut errors = FieldErrors::default();
            errors.add("delivery", "choice", web::message(visit.language, "requests-problem-choice", &[]));
            refused(errors)
        }
    };
    answer(&app, &visit, &headers, held, (&posted, Vec::new()), acted, DELIVERY).await
}
