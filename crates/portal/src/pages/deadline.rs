//! The public calculator: received on this day, by this body: when must the reply be there? Counted day by day.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum_extra::extract::Query;
use calendar::DivisionCode;
use identity::OrganisationId;
use jiff::civil::Date;
use law::{LawError, ReplyDeadline};
use serde::Deserialize;
use web::{App, Choice, CountedDay, FieldErrors, Form, Link, Page, Section, Visit, WebError};

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
    pub(super) days: Vec<CountedDay>,
}

#[derive(Template)]
#[template(path = "deadline.html")]
pub(super) struct Deadline {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) organisations: Vec<Choice>,
    pub(super) answer: Option<Answer>,
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
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    let problem = |id: &str| web::message(visit.language, id, &[]);
    let received: Option<Date> = asked.received.trim().parse().ok();
    if received.is_none() && !asked.received.trim().is_empty() {
        errors.add("received", "date", problem("portal-problem-date"));
    }
    let place = match asked.organisation.trim() {
        "" => None,
        typed => {
            let known = app.identity.organisation(&OrganisationId(typed.to_owned()), visit.today).map(|organisation| organisation.division);
            let place = known.or_else(|| DivisionCode::parse(typed).ok());
            if place.is_none() {
                errors.add("organisation", "organisation", problem("portal-problem-organisation"));
            }
            place
        }
    };
    let mut deadline = None;
    if let Some(received) = received.filter(|_| errors.is_empty()) {
        match app.law.reply_deadline(received, place, !asked.extended.is_empty()) {
            Ok(found) => deadline = Some(found),
            Err(LawError::EndOfDates(_)) => errors.add("received", "date", problem("portal-problem-date")),
            Err(_) => errors.add("received", "before-law", problem("portal-problem-before-law")),
        }
    }
    if !errors.is_empty() {
        let page = render(&app, &visit, &asked, place, None, errors)?;
        return Ok(web::refused(page));
    }
    let position = web::with_day(app.store.position(&["organisation"]), visit.today);
    web::public_page(&app, &visit, &headers, position, || async { render(&app, &visit, &asked, place, deadline, FieldErrors::default()) })
        .await
}

fn render(
    app: &App,
    visit: &Visit,
    asked: &Asked,
    place: Option<DivisionCode>,
    deadline: Option<ReplyDeadline>,
    errors: FieldErrors,
) -> Result<String, WebError> {
    let page = Page::new(app, visit, Section::Law, web::message(visit.language, "portal-deadline-title", &[]));
    let answer = deadline.map(|deadline| Answer {
        received: deadline.received.to_string(),
        due: deadline.due.to_string(),
        long_due: page.long_date(&deadline.due),
        working_days: deadline.working_days,
        article: deadline.rule.article,
        text: deadline.rule.text,
        confirmed: deadline.rule.confirmed,
        extension: deadline.extension.map(|rule| format!("{}（{}）", rule.text, rule.article)).unwrap_or_default(),
        provisional: deadline.provisional,
        days: web::counted_days(&page, &app.law, place, deadline.received, deadline.working_days),
    });
    let typed = if asked.received.is_empty() { visit.today.to_string() } else { asked.received.clone() };
    let values =
        vec![("received".into(), typed), ("organisation".into(), asked.organisation.clone()), ("extended".into(), asked.extended.clone())];
    let template = Deadline {
        trail: vec![Link::new(page.t("portal-law-title"), page.href("/law")), Link::new(page.t("portal-deadline-title"), String::new())],
        organisations: app
            .identity
            .organisations(visit.today)
            .into_iter()
            .map(|organisation| Choice::new(organisation.id.0, organisation.name))
            .collect(),
        form: Form::sample().with(values, errors),
        page,
        answer,
    };
    template.render().map_err(internal)
}
