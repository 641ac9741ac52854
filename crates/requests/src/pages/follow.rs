//! A requester follows a case with its number and query code: what is asked now, the time, the letters, what happened.

use super::apply::trail;
use super::asked::{self, Asked};
use super::steps::Acted;
use super::way::{self, LetterShown, Time};
use super::{doing, intake, shown};
use crate::api::confirm_as_requester;
use crate::look_up;
use crate::model::{Delivery, Request, Step};
use crate::own;
use crate::records::{self, Case};
use crate::timeline;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{Organisation, OrganisationId};
use jiff::civil::Date;
use letters::Letter;
use store::Recorded;
use web::{App, Choice, Conflict, FieldErrors, FileEntry, Form, Link, Page, ProtectedForm, Section, Tone, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-status.html")]
pub(super) struct StatusForm {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
}

/// What happened, with the receipt of the requester's own acts.
pub(super) struct Happened {
    pub(super) datetime: String,
    pub(super) when: String,
    pub(super) title: String,
    pub(super) article: String,
    pub(super) version: u64,
    pub(super) own: bool,
}

#[derive(Template)]
#[template(path = "requests-follow.html")]
pub(super) struct Follow {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) query_code: String,
    pub(super) organisation: String,
    pub(super) telephone: String,
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) tone: Tone,
    /// that it was erased, and why; empty before
    pub(super) erased: String,
    /// what was just done, or why it was not
    pub(super) message: String,
    pub(super) message_tone: &'static str,
    pub(super) conflict: Conflict,
    pub(super) version: u64,
    pub(super) asked: Asked,
    /// where it stands, in plain words
    pub(super) standing: String,
    pub(super) time: Option<Time>,
    /// the day that the organ sets itself for a correction, while it is open
    pub(super) aim: String,
    /// one of the two sides has not confirmed the request
    pub(super) confirming: bool,
    pub(super) letters: Vec<LetterShown>,
    pub(super) released: Vec<FileEntry>,
    /// own files, each with the part that holds it
    pub(super) files: Vec<(FileEntry, String)>,
    /// number and query code of each case that it became
    pub(super) became: Vec<(String, String)>,
    pub(super) happened: Vec<Happened>,
    pub(super) open: bool,
    pub(super) delivery: String,
    pub(super) deliveries: Vec<Choice>,
    pub(super) accept: &'static str,
}

/// A case in the hands of its requester.
pub(super) struct Held {
    pub(super) case: Case,
    pub(super) events: Vec<Recorded>,
    pub(super) state: Request,
    /// none where it no longer exists
    pub(super) organisation: Option<Organisation>,
}

impl Held {
    /// Every letter of the requester that was never opened.
    pub(super) fn unread(&self) -> Vec<String> {
        crate::decide::delivery::own_letters(&self.state)
            .filter(|letter| way::is_unread(letter))
            .map(|letter| letter.letter_number.clone())
            .collect()
    }
}

/// What is shown beside the case: an act that was done, or one that was refused with what was typed.
#[derive(Default)]
pub(super) struct Said {
    pub(super) errors: FieldErrors,
    pub(super) values: Vec<(String, String)>,
    pub(super) message: String,
    pub(super) conflict: Conflict,
    pub(super) refused: Option<StatusCode>,
}

/// `GET /requests/status`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    ask(&app, &visit, &headers, Vec::new(), FieldErrors::default(), StatusCode::OK)
}

/// What was posted has no page of its own: links to the same page lead to the look-up.
pub(super) fn look_up_page(visit: &Visit) -> Visit {
    Visit { path: "/requests/status".into(), query: String::new(), ..visit.clone() }
}

fn ask(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let visit = &look_up_page(visit);
    let page = Page::new(app, visit, Section::Requests, web::message(visit.language, "requests-status-title", &[]));
    let form = Form::new(app, visit, headers, "request-status").with(values, errors);
    let template = StatusForm { trail: trail(&page, "requests-status-title"), page, form: form.clone() };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// The case that a form's number and query code open, or the page that says there is none: always the same one.
pub(super) async fn open(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: &ProtectedForm,
) -> Result<Result<Held, Response>, WebError> {
    app.limits.look_up(&visit.address)?;
    match look_up::case(app, posted.get("number"), posted.get("query_code")).await {
        Ok(case) => load(app, case, visit.today).await.map(Ok),
        Err(WebError::NotFound) => unknown(app, visit, headers, posted).map(Err),
        Err(fault) => Err(fault),
    }
}

async fn load(app: &App, case: Case, today: Date) -> Result<Held, WebError> {
    let events = app.store.load(&case.stream).await?;
    let state = Request::fold(&events)?;
    let organisation = app.identity.organisation(&OrganisationId(case.organisation.clone()), today);
    Ok(Held { case, events, state, organisation })
}

/// The same case after an act.
pub(super) async fn again(app: &App, visit: &Visit, held: Held) -> Result<Held, WebError> {
    let case = records::by_number(&mut *app.store.read().await?, &held.case.number).await?.ok_or(WebError::NotFound)?;
    load(app, case, visit.today).await
}

fn unknown(app: &App, visit: &Visit, headers: &HeaderMap, posted: &ProtectedForm) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    if ["number", "query_code"].iter().all(|name| posted.get(name).trim().is_empty()) {
        for name in ["number", "query_code"] {
            errors.add(name, "required", web::message(visit.language, "requests-problem-required", &[]));
        }
        return ask(app, visit, headers, Vec::new(), errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    errors.add("number", "unknown", web::message(visit.language, "requests-problem-unknown-case", &[]));
    let values = vec![("number".to_owned(), posted.get("number").to_owned())];
    ask(app, visit, headers, values, errors, StatusCode::NOT_FOUND)
}

/// `POST /requests/status`: number and query code stand in the body, never in an address.
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    match open(&app, &visit, &headers, &posted).await? {
        Ok(held) => follow(&app, &visit, &headers, &held, Said::default()).await,
        Err(response) => Ok(response),
    }
}

/// `POST /requests/status/confirm`: the requester's side of an online request.
pub async fn confirm(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let acted = match confirm_as_requester(&app, &held.case, visit.today, visit.language).await {
        Ok(()) => Acted::Done,
        Err(WebError::Conflict(message)) => Acted::Refused { errors: FieldErrors::default(), message, status: StatusCode::CONFLICT },
        Err(fault) => return Err(fault),
    };
    doing::answer(&app, &visit, &headers, held, (&posted, Vec::new()), acted, doing::CONFIRM).await
}

fn aim(state: &Request) -> String {
    let due = state.clock.as_ref().filter(|_| crate::decide::record::is_correction(state) && state.is_open());
    due.map(|clock| clock.due_on.to_string()).unwrap_or_default()
}

/// The page of a case.
pub(super) async fn follow(app: &App, visit: &Visit, headers: &HeaderMap, held: &Held, said: Said) -> Result<Response, WebError> {
    let Held { case, events, state, organisation } = held;
    let visit = &look_up_page(visit);
    let title = web::message(visit.language, "requests-follow-title", &[("number", case.number.clone())]);
    let page = Page::new(app, visit, Section::Requests, title);
    let form = Form::new(app, visit, headers, "request-status").with(said.values, said.errors);
    let status = state.status(visit.today);
    let subject = app.store.open_part(&case.subject).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let happened = timeline::public(events, visit.language)?
        .into_iter()
        .map(|step| Happened {
            datetime: app.local_instant(step.at),
            when: step.when(app, visit.language),
            title: step.title,
            article: step.article.unwrap_or_default(),
            version: step.version,
            own: step.own,
        })
        .collect();
    let own_files = own::files(events)?;
    let parts = own_files.iter().map(|file| file.content.part.clone());
    let files = entries(app, &page, &own_files).await?.into_iter().zip(parts).collect();
    let delivery = state.received.as_ref().map(|received| received.delivery);
    let asked = asked::of(&page, app, held).await?;
    let mut conflict = said.conflict;
    if asked.reasons || asked.points.is_some() {
        // It stands in the form still.
        conflict.typed.clear();
    }
    let template = Follow {
        trail: trail(&page, "requests-status-title"),
        number: case.number.clone(),
        query_code: crate::model::query_code::of(&app.store, &case.stream),
        organisation: organisation.as_ref().map(|organisation| organisation.name.clone()).unwrap_or_default(),
        telephone: organisation.as_ref().and_then(|organisation| organisation.contact.telephone.clone()).unwrap_or_default(),
        subject: subject.unwrap_or_else(|| page.t("requests-erased")),
        status: page.t(&format!("requests-status-{}", status.as_str())),
        tone: shown::status_tone(status),
        erased: crate::keeping::pages::case::erased(visit.language, state),
        message: said.message,
        message_tone: if said.refused.is_some() { "late" } else { "done" },
        asked,
        conflict,
        version: state.version,
        standing: match (status, &state.reply) {
            (crate::model::Status::Lapsed, Some(_)) => page.t("requests-follow-now-lapsed-replied"),
            _ => page.t(&format!("requests-follow-now-{}", status.as_str())),
        },
        time: way::time(&page, app, held, visit.today)?,
        aim: aim(state),
        confirming: state.step == Step::Confirming,
        letters: way::letters(&page, state),
        released: entries(app, &page, &own::released(events)?).await?,
        files,
        became: intake::became(app, state).await?,
        happened,
        open: state.is_open(),
        delivery: delivery.map(|delivery| page.t(&format!("requests-delivery-{}", delivery.as_str()))).unwrap_or_default(),
        deliveries: Delivery::ALL
            .iter()
            .map(|delivery| Choice::new(delivery.as_str(), page.t(&format!("requests-delivery-{}", delivery.as_str()))))
            .collect(),
        accept: crate::model::upload::ACCEPT,
        page,
        form: form.clone(),
    };
    let response = (said.refused.unwrap_or(StatusCode::OK), web::html(&template)?).into_response();
    Ok(form.respond(response))
}

async fn entries(app: &App, page: &Page, files: &[crate::model::event::SealedFile]) -> Result<Vec<FileEntry>, WebError> {
    let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    let opened = app.store.open_parts(&names).await?;
    let name = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Ok(files
        .iter()
        .zip(opened)
        .map(|(file, bytes)| {
            let name = name(bytes).unwrap_or_else(|| page.t("requests-erased"));
            FileEntry::new(name, "", &file.media_type, file.size)
        })
        .collect())
}

/// The letter as it was sealed; none where it was erased.
///
/// # Errors
/// Faults of the store; a letter that cannot be read.
pub async fn open_letter(app: &App, part: &store::PartRef) -> Result<Option<Letter>, WebError> {
    let Some(bytes) = app.store.open_part(part).await? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// Whether the requester's own confirmation is awaited.
pub(super) fn awaits_requester(held: &Held) -> bool {
    held.case.awaits_requester && held.state.step == Step::Confirming
}
