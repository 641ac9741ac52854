//! A requester follows a case with its number and query code.

use super::apply::trail;
use super::shown;
use crate::api::{self, confirm_as_requester};
use crate::look_up;
use crate::model::{Request, Step};
use crate::records::Case;
use crate::timeline;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::OrganisationId;
use letters::Letter;
use web::{App, ClockBar, FieldErrors, Form, Link, Page, ProtectedForm, Section, SegmentKind, TimelineEntry, Tone, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-status.html")]
pub(super) struct StatusForm {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
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
    pub(super) subject: String,
    pub(super) status: String,
    pub(super) tone: Tone,
    pub(super) received_on: String,
    pub(super) due_on: String,
    pub(super) provisional: bool,
    pub(super) article: String,
    pub(super) how: String,
    pub(super) clock: ClockBar,
    pub(super) running: bool,
    pub(super) confirm: bool,
    pub(super) confirm_article: String,
    pub(super) timeline: Vec<TimelineEntry>,
    pub(super) letter: String,
    pub(super) letters: Vec<Link>,
}

/// `GET /requests/status`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    ask(&app, &visit, &headers, Vec::new(), FieldErrors::default(), StatusCode::OK)
}

fn ask(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = Page::new(app, visit, Section::Requests, web::message(visit.language, "requests-status-title", &[]));
    let form = Form::new(app, visit, headers, "request-status").with(values, errors);
    let template = StatusForm { trail: trail(&page, "requests-status-title"), page, form: form.clone() };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /requests/status`: number and query code stand in the body, never in an address.
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    match find(&app, &visit, &posted).await {
        Ok(case) => follow(&app, &visit, &headers, &case).await,
        Err(WebError::NotFound) => unknown(&app, &visit, &headers, &posted),
        Err(fault) => Err(fault),
    }
}

pub(super) async fn find(app: &App, visit: &Visit, posted: &ProtectedForm) -> Result<Case, WebError> {
    app.limits.look_up(&visit.address)?;
    look_up::case(app, posted.get("number"), posted.get("query_code")).await
}

pub(super) fn unknown(app: &App, visit: &Visit, headers: &HeaderMap, posted: &ProtectedForm) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    errors.add("number", "unknown", web::message(visit.language, "requests-problem-unknown-case", &[]));
    let values = vec![("number".to_owned(), posted.get("number").to_owned())];
    ask(app, visit, headers, values, errors, StatusCode::NOT_FOUND)
}

/// `POST /requests/status/confirm`: the requester's side of an online request.
pub async fn confirm(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    match find(&app, &visit, &posted).await {
        Ok(case) => {
            confirm_as_requester(&app, &case, visit.today, visit.language).await?;
            let case = find(&app, &visit, &posted).await?;
            follow(&app, &visit, &headers, &case).await
        }
        Err(WebError::NotFound) => unknown(&app, &visit, &headers, &posted),
        Err(fault) => Err(fault),
    }
}

async fn follow(app: &App, visit: &Visit, headers: &HeaderMap, case: &Case) -> Result<Response, WebError> {
    let page =
        Page::new(app, visit, Section::Requests, web::message(visit.language, "requests-follow-title", &[("number", case.number.clone())]));
    let form = Form::new(app, visit, headers, "request-status");
    let events = app.store.load(&case.stream).await?;
    let state = Request::fold(&events)?;
    let status = state.status(visit.today);
    let clock = state.clock.as_ref();
    let subject = app.store.open_part(&case.subject).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let timeline = timeline::public(&events, visit.language)?
        .into_iter()
        .map(|step| TimelineEntry {
            datetime: app.local_instant(step.at),
            when: app.clock_time(step.at),
            title: step.title,
            note: step.article.unwrap_or_default(),
            links: Vec::new(),
        })
        .collect();
    let letter = match &state.reply {
        Some(reply) => open_letter(app, &reply.letter).await?.map(|letter| letters::html(&letter)).unwrap_or_default(),
        None => String::new(),
    };
    let [html, pdf, docx] = api::letter_links(app, &case.number, &case.stream);
    let links =
        if state.reply.is_some() { vec![Link::new("PDF", pdf), Link::new("Word", docx), Link::new("HTML", html)] } else { Vec::new() };
    let template = Follow {
        trail: trail(&page, "requests-status-title"),
        number: case.number.clone(),
        query_code: crate::model::query_code::of(&app.store, &case.stream),
        organisation: app
            .identity
            .organisation(&OrganisationId(case.organisation.clone()), visit.today)
            .map(|o| o.name)
            .unwrap_or_default(),
        subject: subject.unwrap_or_else(|| page.t("requests-erased")),
        status: page.t(&format!("requests-status-{}", status.as_str())),
        tone: shown::status_tone(status),
        received_on: clock.map(|clock| clock.received_on.to_string()).unwrap_or_default(),
        due_on: clock.map(|clock| clock.due_on.to_string()).unwrap_or_default(),
        provisional: clock.is_some_and(|clock| clock.provisional),
        article: clock.map(|clock| clock.rule.article.clone()).unwrap_or_default(),
        how: clock
            .map(|clock| page.href(&format!("/law/deadline?received={}&organisation={}", clock.received_on, case.organisation)))
            .unwrap_or_default(),
        clock: clock_bar(&page, app, &state, visit.today),
        running: clock.is_some(),
        confirm: case.awaits_requester && state.step == Step::Confirming,
        confirm_article: state
            .received
            .as_ref()
            .and_then(|r| r.awaits.as_ref())
            .map(|awaits| awaits.rule.article.clone())
            .unwrap_or_default(),
        timeline,
        letter,
        letters: links,
        page,
        form: form.clone(),
    };
    Ok(form.respond(web::html(&template)?))
}

/// The letter as it was sealed; none where it was erased.
///
/// # Errors
/// Faults of the store; a letter that cannot be read.
pub async fn open_letter(app: &App, part: &store::PartRef) -> Result<Option<Letter>, WebError> {
    let Some(bytes) = app.store.open_part(part).await? else { return Ok(None) };
    serde_json::from_slice(&bytes).map(Some).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// The time of a case as a bar: used, left, late, in working days of its place.
pub(super) fn clock_bar(page: &Page, app: &App, state: &Request, today: jiff::civil::Date) -> ClockBar {
    let Some(clock) = &state.clock else { return ClockBar::new() };
    let place = app.identity.organisation(&OrganisationId(clock.organisation.clone()), today).map(|o| o.division);
    let calendar = app.law.calendar_of(place);
    let end = state.reply.as_ref().map_or(today, |reply| reply.sent_on);
    let used = calendar.count(clock.received_on, end.min(clock.due_on));
    let late = calendar.count(clock.due_on, end);
    let left = calendar.count(end.min(clock.due_on), clock.due_on);
    ClockBar::new()
        .with(SegmentKind::Run, used, page.t1("requests-clock-used", "days", used))
        .with(SegmentKind::Late, late, page.t1("requests-clock-late", "days", late))
        .with(SegmentKind::Left, left, page.t1("requests-clock-left", "days", left))
}
