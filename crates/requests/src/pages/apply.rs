//! A citizen asks, without an account: fill in, check, receive number, query code and proof.

use super::attached;
use super::fields::{self, Choices};
use super::receipt;
use super::shown;
use crate::model::Application;
use crate::submit::{self, Arrival, Enclosed};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use identity::OrganisationId;
use law::Channel;
use search::Hit;
use serde::Deserialize;
use web::challenge::Challenge;
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedForm, ProtectedUpload, Section, Visit, WebError};

/// A published document that may already answer.
pub(super) struct Suggestion {
    pub(super) title: String,
    pub(super) href: String,
    pub(super) note: String,
}

#[derive(Template)]
#[template(path = "requests-new.html")]
pub(super) struct New {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) steps: Vec<String>,
    /// what the browser solves meanwhile; empty where nothing is asked
    pub(super) challenge: String,
    pub(super) organisations: Vec<Choice>,
    pub(super) choices: Choices,
    pub(super) identity_required: bool,
    pub(super) identity_article: String,
    pub(super) suggestions: Vec<Suggestion>,
    pub(super) due_on: String,
    pub(super) working_days: u32,
    pub(super) article: String,
    pub(super) how: String,
}

#[derive(Template)]
#[template(path = "requests-check.html")]
pub(super) struct Check {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) steps: Vec<String>,
    pub(super) challenge: String,
    /// the form was sent before with something else in it: what is sent now is a request of its own
    pub(super) anew: bool,
    pub(super) rows: Vec<(String, String)>,
    pub(super) values: Vec<(String, String)>,
    pub(super) suggestions: Vec<Suggestion>,
}

#[derive(Template)]
#[template(path = "requests-suggestions.html")]
pub(super) struct Suggestions {
    pub(super) page: Page,
    pub(super) suggestions: Vec<Suggestion>,
}

/// What the form can be opened with.
#[derive(Debug, Default, Deserialize)]
pub struct Prefilled {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    subject: String,
}

/// `GET /requests/new`
pub async fn blank(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Query(prefilled): Query<Prefilled>,
) -> Result<Response, WebError> {
    let organisation = if prefilled.organisation.is_empty() { app.settings.city_office.clone() } else { prefilled.organisation };
    let values = [
        ("organisation", organisation),
        ("subject", prefilled.subject),
        ("form", "electronic".into()),
        ("delivery", "online".into()),
        ("applicant.kind", "natural-person".into()),
        ("applicant.identity.type", "resident-identity-card".into()),
        ("track", "disclosure".into()),
    ];
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fill_in(&app, &visit, &headers, None, values, FieldErrors::default(), StatusCode::OK).await
}

/// The controls of the challenge: of the page before where it came with one that is still good, else a new one.
fn challenge(app: &App, form: &Form, posted: Option<&ProtectedForm>) -> String {
    let challenge = match posted {
        Some(posted) => Challenge::carried(app, form, posted),
        None => Challenge::new(app, form),
    };
    challenge.map(|challenge| challenge.fields()).unwrap_or_default()
}

/// One key from the first page to the last: what is sent twice is one request.
fn form(app: &App, visit: &Visit, headers: &HeaderMap, posted: Option<&ProtectedForm>) -> Form {
    let form = Form::new(app, visit, headers, "request-new");
    match posted {
        Some(posted) => form.continuing(posted),
        None => form,
    }
}

async fn fill_in(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: Option<&ProtectedForm>,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = Page::new(app, visit, Section::Requests, web::message(visit.language, "requests-new-title", &[]));
    let input = fields::application(&values);
    let asked = app.law.application_fields(visit.today).unwrap_or_default();
    let identity = asked.iter().find(|field| field.name == "applicant.identity");
    let organisation = input.organisation.clone().and_then(|id| app.identity.organisation(&OrganisationId(id), visit.today));
    let place = organisation.as_ref().map(|organisation| organisation.division);
    let deadline = app.law.reply_deadline(visit.today, place, false).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let how =
        page.href(&format!("/law/deadline?received={}&organisation={}", visit.today, organisation.map(|o| o.id.0).unwrap_or_default()));
    let form = form(app, visit, headers, posted).with(values, errors);
    let template = New {
        trail: trail(&page, "requests-new-title"),
        steps: steps(&page),
        challenge: challenge(app, &form, posted),
        organisations: shown::organisations(app, visit.today),
        choices: Choices::new(&page),
        identity_required: identity.is_some_and(|field| field.required),
        identity_article: identity.map(|field| field.rule.article.clone()).unwrap_or_default(),
        suggestions: suggestions(app, &page, input.subject.as_deref().unwrap_or_default()).await,
        due_on: deadline.due.to_string(),
        working_days: deadline.working_days,
        article: deadline.rule.article,
        how,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

pub(super) fn steps(page: &Page) -> Vec<String> {
    ["fill", "check", "receipt"].map(|step| page.t(&format!("requests-new-step-{step}"))).into()
}

pub(super) fn trail(page: &Page, last: &str) -> Vec<Link> {
    vec![
        Link::new(page.t("web-nav-home"), page.href("/")),
        Link::new(page.t("requests-index-title"), page.href("/requests")),
        Link::new(page.t(last), String::new()),
    ]
}

/// `POST /requests/new`: `action` is `check`, `edit` or `submit`. Files come with the last step only: a browser does not
/// keep them from one page to the next.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    upload: ProtectedUpload<{ attached::FORM }>,
) -> Result<Response, WebError> {
    let posted = &upload.form;
    let values = fields::typed(posted, &[]);
    match posted.get("action") {
        "edit" => fill_in(&app, &visit, &headers, Some(posted), values, FieldErrors::default(), StatusCode::OK).await,
        "submit" => {
            let files = match attached::taken(&upload.files, visit.language).await? {
                Ok(files) => files,
                Err(errors) => return check(&app, &visit, &headers, Some(posted), values, errors).await,
            };
            let admitted = app.limits.submission(&visit.address).and_then(|()| web::challenge::admit(&app, &visit, posted));
            let admitted = match admitted {
                Ok(admitted) => admitted,
                Err(WebError::TooMany { retry_after }) => return later(&app, &visit, &headers, posted, values, retry_after).await,
                Err(fault) => return Err(fault),
            };
            let arrival = Arrival { channel: Channel::Online, arrived_on: visit.today, clerk: None, key: fields::key(posted) };
            let enclosed = Enclosed { also: fields::also(&values), files };
            match submit::submit_all(&app, &fields::application(&values), enclosed, arrival, visit.language).await {
                Ok(registered) => {
                    let title = web::message(visit.language, "requests-receipt-title", &[]);
                    receipt::show(&app, &visit, &headers, Page::new(&app, &visit, Section::Requests, title), &registered)
                }
                Err(fault) => {
                    admitted.give_back(&app);
                    match fault {
                        // Sent before with something else in it: nothing is thrown away, and a second request is made
                        // on purpose alone, by the new key of this page.
                        WebError::Fields(errors) if errors.list.iter().any(|error| error.code == submit::KEY_REUSED) => {
                            check(&app, &visit, &headers, None, values, errors).await
                        }
                        WebError::Fields(errors) => {
                            fill_in(&app, &visit, &headers, Some(posted), values, errors, StatusCode::UNPROCESSABLE_ENTITY).await
                        }
                        fault => Err(fault),
                    }
                }
            }
        }
        _ => check(&app, &visit, &headers, Some(posted), values, FieldErrors::default()).await,
    }
}

/// Too many at once: the form is shown again as it was, and says when it can be sent and how else it can be handed in.
async fn later(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: &ProtectedForm,
    values: Vec<(String, String)>,
    seconds: u64,
) -> Result<Response, WebError> {
    let mut errors = FieldErrors::default();
    errors.add("", "later", web::message(visit.language, "requests-problem-later", &[("seconds", seconds.to_string())]));
    let mut response = check(app, visit, headers, Some(posted), values, errors).await?;
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    Ok(response)
}

async fn check(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    posted: Option<&ProtectedForm>,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let input = fields::application(&values);
    let asked = app.law.application_fields(visit.today).unwrap_or_default();
    let (organisations, mut problems) = submit::organisations(app, &input, &fields::also(&values), visit.today);
    problems.extend(Application::parse(&input, &asked, visit.today).err().unwrap_or_default());
    if !problems.is_empty() {
        return fill_in(app, visit, headers, posted, values, submit::messages(&problems, visit.language), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    let page = Page::new(app, visit, Section::Requests, web::message(visit.language, "requests-check-title", &[]));
    let row = |name: &str, value: &String| {
        let shown = match name {
            "organisation" | "also" => organisations.iter().find(|o| o.id.0 == *value).map(|o| o.name.clone()).unwrap_or_default(),
            "form" | "delivery" | "track" => page.t(&format!("requests-{name}-{value}")),
            "applicant.kind" => page.t(&format!("requests-kind-{value}")),
            _ if name.ends_with("identity.type") => page.t(&format!("requests-identity-{value}")),
            _ => value.clone(),
        };
        (fields::label(&page, name), shown)
    };
    let rows = fields::in_order(&values).into_iter().map(|(name, value)| row(name, value)).collect();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let form = form(app, visit, headers, posted).with(Vec::new(), errors);
    let template = Check {
        anew: form.errors().list.iter().any(|error| error.code == submit::KEY_REUSED),
        trail: trail(&page, "requests-check-title"),
        steps: steps(&page),
        challenge: challenge(app, &form, posted),
        suggestions: suggestions(app, &page, input.subject.as_deref().unwrap_or_default()).await,
        rows,
        values,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// Text of a live search.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    q: String,
}

/// `GET /requests/suggest`: a fragment of published documents that may already answer.
pub async fn suggest(State(app): State<App>, visit: Visit, Query(typed): Query<Typed>) -> Result<Response, WebError> {
    let page = Page::new(&app, &visit, Section::Requests, "");
    let suggestions = suggestions(&app, &page, &typed.q).await;
    web::html(&Suggestions { page, suggestions })
}

/// A form must work where search does not: then nothing is suggested.
async fn suggestions(app: &App, page: &Page, text: &str) -> Vec<Suggestion> {
    if text.trim().chars().count() < 2 {
        return Vec::new();
    }
    let query = search::Query { text: text.chars().take(200).collect(), limit: 4, ..search::Query::default() };
    match app.search.find(query).await {
        Ok(found) => found.hits.into_iter().map(|hit| suggestion(page, hit)).collect(),
        Err(fault) => {
            tracing::warn!(%fault, "no suggestions");
            Vec::new()
        }
    }
}

fn suggestion(page: &Page, hit: Hit) -> Suggestion {
    let note = [Some(hit.issuer), hit.number, hit.published_on.or(hit.made_on).map(|day| day.to_string())]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("　");
    Suggestion { href: page.href(&hit.url), title: hit.title, note }
}
