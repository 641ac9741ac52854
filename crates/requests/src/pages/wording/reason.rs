//! One standard reason: its outcome, the rules that carry it, its wording, since when, until when.

use super::acted::{Acted, act};
use super::{allowed, outcome_name};
use crate::words::{ReasonWords, Rewording, of_reasons};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use web::{App, Choice, FieldErrors, Form, Link, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-wording-reason.html")]
pub(in super::super) struct ReasonPage {
    pub(in super::super) page: Page,
    pub(in super::super) form: Form,
    pub(in super::super) trail: Vec<Link>,
    /// empty for a new one
    pub(in super::super) id: String,
    pub(in super::super) version: u64,
    pub(in super::super) outcomes: Vec<Choice>,
    pub(in super::super) grounds: Vec<Choice>,
    /// since when it is offered no longer
    pub(in super::super) retired: String,
    pub(in super::super) message: String,
}

struct Typed {
    id: String,
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    status: StatusCode,
}

impl Typed {
    fn new(id: &str, values: Vec<(String, String)>) -> Typed {
        Typed { id: id.to_owned(), values, errors: FieldErrors::default(), message: String::new(), status: StatusCode::OK }
    }

    fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }
}

/// `GET /office/administration/reasons/new`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    allowed(&app, &visit)?;
    render(&app, &visit, &headers, Typed::new("", vec![("since".into(), visit.today.to_string())])).await
}

/// `GET /office/administration/reasons/{id}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    allowed(&app, &visit)?;
    let words = ReasonWords::fold(&app.store.load(&of_reasons()).await?)?;
    // One that begins later is shown as it will be.
    let latest = words.saved.get(&id).and_then(|saved| saved.last());
    let shipped = app.law.reasons().iter().find(|reason| reason.id == id);
    let (outcome, grounds, title, text) = match (latest, shipped) {
        (Some(saved), _) => (&saved.outcome, &saved.grounds, &saved.title, &saved.text),
        (None, Some(reason)) => (&reason.outcome, &reason.grounds, &reason.title, &reason.text),
        (None, None) => return Err(WebError::NotFound),
    };
    let mut values = vec![
        ("outcome".to_owned(), outcome.clone()),
        ("title".to_owned(), title.clone()),
        ("text".to_owned(), text.clone()),
        ("since".to_owned(), latest.map_or(visit.today, |saved| saved.since).to_string()),
        ("retire_on".to_owned(), visit.today.to_string()),
    ];
    values.extend(grounds.iter().map(|ground| ("grounds".to_owned(), ground.clone())));
    render(&app, &visit, &headers, Typed::new(&id, values)).await
}

/// `POST /office/administration/reasons/new`
pub async fn add(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    saved(&app, &visit, &headers, "", posted).await
}

/// `POST /office/administration/reasons/{id}`: `action` is `choose`, `save` or `retire`.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    saved(&app, &visit, &headers, &id, posted).await
}

async fn saved(app: &App, visit: &Visit, headers: &HeaderMap, id: &str, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = allowed(app, visit)?;
    let mut typed = Typed::new(id, posted.values.clone());
    let day = |name: &str| posted.get(name).trim().parse::<Date>().ok();
    let date = || web::message(visit.language, "requests-problem-date", &[]);
    let rewording = match posted.get("action") {
        "choose" => return render(app, visit, headers, typed).await,
        "retire" if !id.is_empty() => match day("retire_on") {
            Some(on) => Some(Rewording::Retire { id: id.to_owned(), on }),
            None => {
                typed.errors.add("retire_on", "date", date());
                None
            }
        },
        _ => match day("since") {
            Some(since) => Some(Rewording::Reason {
                id: id.to_owned(),
                outcome: posted.get("outcome").to_owned(),
                grounds: posted.all("grounds").map(str::to_owned).collect(),
                title: posted.get("title").to_owned(),
                text: posted.get("text").replace("\r\n", "\n"),
                since,
            }),
            None => {
                typed.errors.add("since", "date", date());
                None
            }
        },
    };
    let Some(rewording) = rewording else {
        return render(app, visit, headers, Typed { status: StatusCode::UNPROCESSABLE_ENTITY, ..typed }).await;
    };
    match act(app, visit, &person, posted.get("version"), rewording).await? {
        Acted::Done => Ok(web::redirect(visit, "/office/administration/letters")),
        Acted::Refused { errors, message, status } => render(app, visit, headers, Typed { errors, message, status, ..typed }).await,
    }
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, typed: Typed) -> Result<Response, WebError> {
    let title = if typed.id.is_empty() { "requests-reason-new" } else { "requests-reason-title" };
    let page = app.office_page(visit, web::message(visit.language, title, &[])).await?;
    let words = ReasonWords::fold(&app.store.load(&of_reasons()).await?)?;
    let outcome = typed.get("outcome").to_owned();
    let rules = app.law.rule_sets().iter().flat_map(|set| &set.rules);
    let carrying = rules.filter(|rule| rule.ground_for.contains(&outcome));
    let needing = app.law.outcomes().iter().filter(|row| row.asks.contains(&law::OutcomeField::Reason));
    let template = ReasonPage {
        trail: vec![
            Link::new(page.t("requests-wording-title"), page.href("/office/administration/letters")),
            Link::new(page.t(title), String::new()),
        ],
        version: words.version,
        outcomes: needing.map(|row| Choice::new(row.code.clone(), outcome_name(app, &page, &row.code))).collect(),
        grounds: carrying.map(|rule| Choice::new(rule.id.clone(), rule.article.clone()).with_hint(rule.title.clone())).collect(),
        retired: words.retired.get(&typed.id).map(ToString::to_string).unwrap_or_default(),
        id: typed.id,

        message: typed.message,
        form: Form::new(app, visit, headers, "letter-wording").with(typed.values, typed.errors),
        page,
    };
    let html = web::html(&template)?;
    Ok(template.form.respond((typed.status, html).into_response()))
}
