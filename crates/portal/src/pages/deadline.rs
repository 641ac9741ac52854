//! The public calculator: received on this day, by this body: when must the reply be there? Counted day by day.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use calendar::{DayReason, DivisionCode};
use identity::OrganisationId;
use jiff::civil::Date;
use serde::Deserialize;
use web::{App, Choice, FieldErrors, Form, Link, Page, Section, Visit, WebError};

/// A day as it is shown.
pub(super) struct DayShown {
    pub(super) date: String,
    pub(super) number: String,
    pub(super) why: String,
    pub(super) notice: String,
    pub(super) provisional: bool,
    pub(super) last: bool,
}

/// The answer.
pub(super) struct Answer {
    pub(super) received: String,
    pub(super) due: String,
    pub(super) long_due: String,
    pub(super) working_days: u32,
    pub(super) article: String,
    pub(super) text: String,
    pub(super) confirmed: bool,
    pub(super) extension: String,
    pub(super) provisional: bool,
    pub(super) days: Vec<DayShown>,
}

#[derive(Template)]
#[template(path = "deadline.html")]
pub(super) struct Deadline {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) organisations: Vec<Choice>,
    pub(super) answer: Option<Answer>,
    pub(super) heads: Vec<String>,
}

/// What is asked.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    received: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    extended: String,
}

/// `GET /law/deadline`
pub async fn show(State(app): State<App>, visit: Visit, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let page = Page::new(&app, &visit, Section::Law, web::message(visit.language, "portal-deadline-title", &[]));
    let mut errors = FieldErrors::default();
    let received: Option<Date> = asked.received.trim().parse().ok();
    if received.is_none() && !asked.received.trim().is_empty() {
        errors.add("received", "date", page.t("portal-problem-date"));
    }
    let place = match asked.organisation.trim() {
        "" => None,
        typed => {
            let known = app.identity.organisation(&OrganisationId(typed.to_owned()), visit.today).map(|organisation| organisation.division);
            let place = known.or_else(|| DivisionCode::parse(typed).ok());
            if place.is_none() {
                errors.add("organisation", "organisation", page.t("portal-problem-organisation"));
            }
            place
        }
    };
    let extended = !asked.extended.is_empty();
    let answer = match received.filter(|_| errors.is_empty()) {
        None => None,
        Some(received) => match app.law.reply_deadline(received, place, extended) {
            Ok(deadline) => Some(Answer {
                received: received.to_string(),
                due: deadline.due.to_string(),
                long_due: page.long_date(&deadline.due),
                working_days: deadline.working_days,
                article: deadline.rule.article,
                text: deadline.rule.text,
                confirmed: deadline.rule.confirmed,
                extension: deadline.extension.map(|rule| format!("{}（{}）", rule.text, rule.article)).unwrap_or_default(),
                provisional: deadline.provisional,
                days: days(&app, &page, received, place, deadline.working_days),
            }),
            Err(_) => {
                errors.add("received", "before-law", page.t("portal-problem-before-law"));
                None
            }
        },
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let today = visit.today.to_string();
    let typed = if asked.received.is_empty() { today } else { asked.received };
    let values = vec![("received".into(), typed), ("organisation".into(), asked.organisation), ("extended".into(), asked.extended)];
    let template = Deadline {
        trail: vec![Link::new(page.t("portal-law-title"), page.href("/law")), Link::new(page.t("portal-deadline-title"), String::new())],
        organisations: app.identity.organisations(visit.today).into_iter().map(|organisation| Choice::new(organisation.id.0, organisation.name)).collect(),
        heads: ["day", "counts", "why"].map(|head| page.t(&format!("portal-head-{head}"))).into(),
        form: Form::sample().with(values, errors),
        page, answer,
    };
    let mut response = (status, axum::response::Html(template.render().map_err(internal)?)).into_response();
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-cache"));
    Ok(response)
}

fn days(app: &App, page: &Page, received: Date, place: Option<DivisionCode>, working_days: u32) -> Vec<DayShown> {
    app.law
        .calendar_of(place)
        .walk(received, working_days)
        .into_iter()
        .map(|counted| DayShown {
            date: counted.day.date.to_string(),
            number: counted.number.map(|number| number.to_string()).unwrap_or_default(),
            why: page.t(&format!("portal-day-{}", reason(counted.day.reason))),
            notice: counted.day.notice.map(|notice| notice.title.clone()).unwrap_or_default(),
            provisional: counted.day.provisional,
            last: counted.number == Some(working_days),
        })
        .collect()
}

fn reason(reason: DayReason) -> &'static str {
    match reason {
        DayReason::Weekday => "weekday",
        DayReason::Weekend => "weekend",
        DayReason::Holiday => "holiday",
        DayReason::MakeUpDay => "make-up",
        DayReason::LocalDayOff => "local-off",
        DayReason::LocalMakeUpDay => "local-make-up",
    }
}
