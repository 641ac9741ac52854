//! An officer drafts a reply: choose the outcome, then the form asks exactly what makes it lawful.

use super::case::{self, Seen};
use super::shown;
use super::steps::{self, Acted};
use crate::acts::Command;
use crate::decide::Refusal;
use crate::decide::draft::{DraftTexts, FIELDS, control};
use crate::letter::{self, LetterFacts, LetterFault};
use crate::model::{Request, Step};
use crate::submit::web_error;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use law::Remedy;
use serde::Deserialize;
use store::ExecuteError;
use web::{App, Choice, FieldErrors, Form, Language, Link, Page, ProtectedForm, Visit, WebError};

/// Outcomes of a group.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) outcomes: Vec<(String, String, bool)>,
}

/// A text that the chosen outcome asks for.
pub(super) struct Asked {
    pub(super) control: &'static str,
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) required: bool,
}

#[derive(Template)]
#[template(path = "requests-draft.html")]
pub(super) struct DraftPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) groups: Vec<Group>,
    pub(super) outcome: String,
    pub(super) outcome_name: String,
    pub(super) grounds: Vec<Choice>,
    pub(super) asked: Vec<Asked>,
    pub(super) remedies: Vec<String>,
    pub(super) message: String,
}

/// The chosen outcome.
#[derive(Debug, Default, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    outcome: String,
}

async fn allowed(app: &App, visit: &Visit, number: &str) -> Result<(Seen, Request), WebError> {
    let seen = case::seen(app, visit, number).await?;
    app.identity.may(Some(&seen.person), identity::Action::DraftReply, &seen.organisation.id)?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    Ok((seen, state))
}

async fn texts(app: &App, state: &Request) -> Result<DraftTexts, WebError> {
    let Some(draft) = &state.draft else { return Ok(DraftTexts::default()) };
    match app.store.open_part(&draft.texts).await? {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|fault| WebError::Internal(fault.to_string())),
        None => Ok(DraftTexts::default()),
    }
}

/// `GET /office/requests/{number}/draft`
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Result<Response, WebError> {
    let (seen, state) = allowed(&app, &visit, &number).await?;
    if !matches!(state.step, Step::Registered | Step::Drafting) {
        return Err(WebError::Conflict(web::message(visit.language, "requests-refusal-wrong-step", &[])));
    }
    let texts = texts(&app, &state).await?;
    let outcome = if chosen.outcome.is_empty() {
        state.draft.as_ref().map(|draft| draft.outcome.clone()).unwrap_or_default()
    } else {
        chosen.outcome
    };
    let mut values: Vec<(String, String)> = FIELDS.iter().map(|(field, name)| ((*name).to_owned(), texts.get(*field).to_owned())).collect();
    values.push(("outcome".into(), outcome));
    if let Some(draft) = &state.draft {
        values.push(("ground".into(), draft.ground.clone()));
    }
    render(&app, &visit, &headers, &seen, &state, values, FieldErrors::default(), String::new(), StatusCode::OK).await
}

#[expect(clippy::too_many_arguments, reason = "one place renders the form for every way that leads to it")]
async fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    seen: &Seen,
    state: &Request,
    mut values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    status: StatusCode,
) -> Result<Response, WebError> {
    let number = seen.case.number.clone();
    let page = app.office_page(visit, web::message(visit.language, "requests-draft-title", &[("number", number.clone())])).await?;
    let english = visit.language == Language::English;
    let chosen = values.iter().find(|(name, _)| name == "outcome").map(|(_, value)| value.clone()).unwrap_or_default();
    let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(WebError::NotFound)?;
    let row = app.law.outcome(&chosen).ok();
    let grounds: Vec<Choice> = match row {
        Some(row) => app
            .law
            .grounds(&row.code, regime)
            .unwrap_or_default()
            .into_iter()
            .map(|ground| {
                let mark = if ground.rule.confirmed { String::new() } else { page.t("requests-unconfirmed") };
                Choice::new(ground.id, ground.rule.article).with_hint(format!("{}{mark}", ground.rule.text))
            })
            .collect(),
        None => Vec::new(),
    };
    if let [only, ..] = grounds.as_slice()
        && !values.iter().any(|(name, value)| name == "ground" && grounds.iter().any(|ground| ground.value == *value))
    {
        values.retain(|(name, _)| name != "ground");
        values.push(("ground".into(), only.value.clone()));
    }
    let asked = row
        .map(|row| {
            row.asks
                .iter()
                .map(|field| Asked {
                    control: control(*field),
                    label: page.t(&format!("requests-field-{}", control(*field).replace('_', "-"))),
                    hint: page.t(&format!("requests-hint-{}", control(*field).replace('_', "-"))),
                    required: !matches!(field, law::OutcomeField::CompetentOrgan),
                })
                .collect()
        })
        .unwrap_or_default();
    let mut groups: Vec<Group> = Vec::new();
    for outcome in app.law.outcomes() {
        let (group, name) = if english { (&outcome.group_en, &outcome.name_en) } else { (&outcome.group, &outcome.name) };
        if groups.last().is_none_or(|last| last.name != *group) {
            groups.push(Group { name: group.clone(), outcomes: Vec::new() });
        }
        if let Some(last) = groups.last_mut() {
            last.outcomes.push((outcome.code.clone(), name.clone(), outcome.code == chosen));
        }
    }
    let remedies = match row {
        Some(row) => {
            let remedies = app.law.remedies(visit.today, &row.code, seen.organisation.kind).unwrap_or_default();
            remedy_lines(app, visit, seen, &row.code, remedies)?
        }
        None => Vec::new(),
    };
    let subject = case::open(app, Some(&seen.case.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    let form = Form::new(app, visit, headers, "request-draft").with(values, errors);
    let template = DraftPage {
        trail: shown::case_trail(&page, &number, "requests-draft-crumb"),
        version: state.version,
        outcome_name: row.map(|row| format!("{} {}", row.code, if english { &row.name_en } else { &row.name })).unwrap_or_default(),
        outcome: row.map(|row| row.code.clone()).unwrap_or_default(),
        subject,
        groups,
        grounds,
        asked,
        remedies,
        message,
        number,
        page,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

fn remedy_lines(app: &App, visit: &Visit, seen: &Seen, outcome: &str, remedies: Vec<Remedy>) -> Result<Vec<String>, WebError> {
    let settings = case::letter_settings(app, &seen.organisation, visit.today);
    letter::remedy_paragraphs(&app.law, outcome, &remedies, &settings).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// `POST /office/requests/{number}/draft`: `action` is `choose`, `save` or `submit`.
pub async fn save(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let (seen, state) = allowed(&app, &visit, &number).await?;
    let mut texts = DraftTexts::default();
    for (field, name) in FIELDS {
        texts.set(field, posted.get(name).replace("\r\n", "\n"));
    }
    let command = Command::Draft {
        outcome: posted.get("outcome").to_owned(),
        ground: posted.get("ground").to_owned(),
        texts: Box::new(texts),
        legal_review: posted.get("legal_review") == "yes",
        submit: posted.get("action") == "submit",
    };
    match steps::act(&app, &visit, &seen, posted.get("version"), command).await? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}"))),
        Acted::Refused { errors, message, status } => {
            render(&app, &visit, &headers, &seen, &state, posted.values.clone(), errors, message, status).await
        }
    }
}

#[derive(Template)]
#[template(path = "requests-preview.html")]
pub(super) struct Preview {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) letter: String,
}

/// `GET /office/requests/{number}/letter`: the letter as it would go out today.
pub async fn preview(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let (Some(received), Some(clock), Some(draft)) = (&state.received, &state.clock, &state.draft) else { return Err(WebError::NotFound) };
    let facts = LetterFacts {
        organisation: seen.organisation.clone(),
        request_number: received.number.clone(),
        received_on: clock.received_on,
        // Who asks in full is shown only for a reason that is written down.
        recipient: shown::masked(
            &case::open(&app, Some(&received.applicant.name)).await?.unwrap_or_default(),
            received.applicant.kind.as_str(),
        ),
        subject: case::open(&app, Some(&received.subject)).await?.unwrap_or_default(),
        outcome: draft.outcome.clone(),
        rule: draft.rule.clone(),
        texts: texts(&app, &state).await?,
        delivery: received.delivery,
        remedies: app
            .law
            .remedies(visit.today, &draft.outcome, seen.organisation.kind)
            .map_err(|fault| WebError::Internal(fault.to_string()))?,
        settings: case::letter_settings(&app, &seen.organisation, visit.today),
    };
    let page = app.office_page(&visit, web::message(visit.language, "requests-preview-title", &[])).await?;
    let pending = page.t("requests-preview-number");
    let letter = letter::reply(&facts, &pending, visit.today, &app.law).map_err(|fault| match fault {
        LetterFault::NoOnlineChannel => web_error(ExecuteError::Refused(Refusal::NoReconsiderationChannel), visit.language),
        fault => WebError::Internal(fault.to_string()),
    })?;
    let trail = shown::case_trail(&page, &number, "requests-preview-title");
    web::html(&Preview { page, trail, letter: letters::html(&letter) })
}
