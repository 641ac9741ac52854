//! A clerk registers what came at the counter, by letter or by fax: made for the keyboard, the receipt at the end. What
//! is the same for nearly everyone is filled in; what must be typed comes first.

use super::attached;
use super::fields::{self, Choices};
use super::receipt::{self, Entry};
use super::shown;
use super::similar::{self, Alike};
use crate::letter::common::{self, Reckoned};
use crate::letter::{self, notices};
use crate::pages::case::letter_settings;
use crate::submit::{self, Arrival, Enclosed, Registered};
use crate::words::{self, NoticeWords};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::{Action, OrganisationId};
use law::Channel;
use letters::template::{Fields, Frame, Value};
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedForm, ProtectedUpload, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-register.html")]
pub(super) struct Register {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) organisations: Vec<Choice>,
    pub(super) asked: Vec<Choice>,
    pub(super) channels: Vec<Choice>,
    pub(super) choices: Choices,
    /// the form was sent before with something else in it: what is sent now is a case of its own
    pub(super) anew: bool,
    pub(super) alike: Alike,
}

/// The receipt as a clerk hands it over: the city's own letter, ready to be printed.
#[derive(Template)]
#[template(path = "requests-counter-receipt.html")]
pub(super) struct CounterReceipt {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) sheets: Vec<Sheet>,
    pub(super) alike: Alike,
}

/// One receipt of it.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    pub(super) entry: Entry,
    pub(super) letter: String,
    pub(super) proof: String,
    pub(super) index: u64,
    pub(super) confirm_today: bool,
}

fn organisations(app: &App, visit: &Visit) -> Result<Vec<OrganisationId>, WebError> {
    let found = app.identity.where_may(visit.person()?, Action::RegisterRequest);
    if found.is_empty() { Err(WebError::Forbidden) } else { Ok(found) }
}

/// `GET /office/requests/register`
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
        ("track", "disclosure".into()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fill_in(&app, &visit, &headers, values, FieldErrors::default(), (StatusCode::OK, Alike::default())).await
}

async fn fill_in(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    (status, alike): (StatusCode, Alike),
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
    let own: Vec<Choice> =
        shown::organisations(app, visit.today).into_iter().filter(|choice| allowed.iter().any(|id| id.0 == choice.value)).collect();
    let template = Register {
        trail: vec![
            Link::new(page.t("requests-rail-inbox"), page.href("/office")),
            Link::new(page.t("requests-register-title"), String::new()),
        ],
        // A clerk registers at the own bodies alone, several of them too.
        asked: if own.len() > 1 { own.clone() } else { Vec::new() },
        organisations: own,
        channels,
        choices: Choices::new(&page),
        anew: form.errors().list.iter().any(|error| error.code == submit::KEY_REUSED),
        page,
        form: form.clone(),
        alike,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/register`: `action` is `look` where the requester's other cases are asked for first.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    upload: ProtectedUpload<{ attached::FORM }>,
) -> Result<Response, WebError> {
    let allowed = organisations(&app, &visit)?;
    let posted = &upload.form;
    let values = fields::typed(posted, &["channel", "arrived_on"]);
    let input = fields::application(&values);
    let subject = input.subject.clone().unwrap_or_default();
    let description = input.description.clone().unwrap_or_default();
    if posted.get("action") == "look" {
        let who = similar::Who::typed(&values);
        similar::note(&app, &visit, &who, "counter").await?;
        let alike = similar::alike(&app, &visit, &who, (&subject, &description), None).await?;
        return fill_in(&app, &visit, &headers, values, FieldErrors::default(), (StatusCode::OK, alike)).await;
    }
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
    let mine = |id: &str| allowed.iter().any(|allowed| allowed.0 == id);
    let also = fields::also(&values);
    if !mine(input.organisation.as_deref().unwrap_or_default()) {
        errors.add("organisation", "organisation", problem("organisation"));
    }
    if !also.iter().all(|id| mine(id)) {
        errors.add("also", "organisation", problem("organisation"));
    }
    let files = attached::taken(&upload.files, visit.language).await?.unwrap_or_else(|bad| {
        errors.list.extend(bad.list);
        Vec::new()
    });
    let (Some(channel), Some(arrived_on), true) = (channel, arrived_on, errors.is_empty()) else {
        return refused(&app, &visit, &headers, values, errors).await;
    };
    let clerk = visit.person()?.person.0.clone();
    let arrival = Arrival { channel, arrived_on, clerk: Some(clerk), key: fields::key(posted) };
    match submit::submit_all(&app, &input, Enclosed { also, files }, arrival, visit.language).await {
        Ok(registered) => hand_over(&app, &visit, &headers, posted, &registered).await,
        Err(WebError::Fields(errors)) => refused(&app, &visit, &headers, values, errors).await,
        Err(fault) => Err(fault),
    }
}

async fn refused(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    fill_in(app, visit, headers, values, errors, (StatusCode::UNPROCESSABLE_ENTITY, Alike::default())).await
}

async fn hand_over(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: &ProtectedForm,
    registered: &[Registered],
) -> Result<Response, WebError> {
    let page = app.office_page(visit, web::message(visit.language, "requests-counter-title", &[])).await?;
    let form = Form::new(app, visit, headers, "request-status");
    let mut sheets = Vec::with_capacity(registered.len());
    for one in registered {
        sheets.push(Sheet {
            entry: receipt::entry(app, visit, &page, one),
            letter: letters::html(&receipt_letter(app, visit, posted, one).await?),
            proof: format!("{}/ledger/entries?from={}", app.settings.base_url.trim_end_matches('/'), one.index),
            index: one.index,
            confirm_today: one.received.awaits.as_ref().is_some_and(|awaits| awaits.same_day),
        });
    }
    let alike = match registered.first() {
        Some(one) => similar::of_case(app, visit, &one.case, &one.received).await?,
        None => Alike::default(),
    };
    let template = CounterReceipt {
        trail: vec![
            Link::new(page.t("requests-rail-inbox"), page.href("/office")),
            Link::new(page.t("requests-register-title"), page.href("/office/requests/register")),
            Link::new(page.t("requests-counter-title"), String::new()),
        ],
        form: form.clone(),
        page,
        sheets,
        alike,
    };
    Ok(form.respond((StatusCode::CREATED, web::html(&template)?).into_response()))
}

/// 收件回执 from the city's template.
async fn receipt_letter(app: &App, visit: &Visit, posted: &ProtectedForm, one: &Registered) -> Result<letters::Letter, WebError> {
    let id = OrganisationId(one.received.organisation.clone());
    let organisation = app.identity.organisation(&id, visit.today).ok_or(WebError::NotFound)?;
    let channel = format!("requests-channel-{}", crate::channel_code(one.received.channel));
    let internal = |fault: letter::LetterFault| WebError::Internal(fault.to_string());
    let mut filled = Fields::from([
        ("number".to_owned(), Value::Text(one.number.clone())),
        ("subject".to_owned(), Value::Text(posted.get("subject").trim().to_owned())),
        ("channel".to_owned(), Value::Text(web::message(web::Language::Chinese, &channel, &[]))),
        ("submitted_on".to_owned(), Value::Date(one.received.arrived_on)),
        ("query_code".to_owned(), Value::Text(one.query_code.clone())),
        ("correction".to_owned(), Value::Flag(one.received.track == crate::model::event::Track::Correction)),
    ]);
    if let Some(clock) = &one.clock {
        filled.insert("received_on".to_owned(), Value::Date(clock.received_on));
        filled.insert("due_on".to_owned(), Value::Date(clock.due_on));
        filled.insert("working_days".to_owned(), Value::Number(u64::from(clock.working_days)));
        if clock.provisional {
            filled.insert("provisional".to_owned(), Value::Text(common::provisional(&app.law, Reckoned::Moves).map_err(internal)?));
        }
    }
    let frame = Frame {
        issuer: organisation.name.clone(),
        letter_number: None,
        recipient: posted.get("applicant.name").trim().to_owned(),
        date: visit.today,
        contact: notices::contact(&organisation),
        attachments: Vec::new(),
        notice: letter::demonstration(&letter_settings(app, &organisation, visit.today), &app.law).map_err(internal)?,
    };
    let day = one.clock.as_ref().map_or(one.received.arrived_on, |clock| clock.received_on);
    let words = NoticeWords::fold(&app.store.load(&words::of_notice("receipt")).await?)?;
    notices::worded(&app.law, &words, "receipt", day, &filled, &frame).map_err(internal)
}
