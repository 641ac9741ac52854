//! What an organisation is asked by others of this instance, and its answer. The requester and the case stay with the
//! one that asks: here stands the question alone.

use super::acts;
use super::attached;
use super::case::open;
use super::conflict::{self, Late};
use crate::acts::{AnswerAsked, Setting};
use crate::model::event::{Answer, Look, PartyKind, RequestEvent};
use crate::records::consultations::{self, AskedOf};
use crate::submit::web_error;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use identity::{Action, OrganisationId, SignedIn};
use store::{ExecuteError, Recorded};
use web::{App, Conflict, FieldErrors, Form, Link, Page, ProtectedUpload, Section, Tone, Visit, WebError};

/// How many are listed.
const LISTED: u32 = 200;

/// A line of the list.
pub(super) struct Line {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) from: String,
    pub(super) kind: String,
    pub(super) asked_on: String,
    pub(super) until: String,
    pub(super) state: String,
    pub(super) tone: Tone,
}

#[derive(Template)]
#[template(path = "requests-consultations.html")]
pub(super) struct Consultations {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "requests-consultation.html")]
pub(super) struct ConsultationPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) line: Line,
    pub(super) question: String,
    pub(super) silence: String,
    pub(super) open: bool,
    pub(super) version: u64,
    pub(super) message: String,
    pub(super) conflict: Conflict,
    pub(super) choices: Vec<web::Choice>,
}

/// Where a person answers for an organisation.
fn answering(app: &App, person: &SignedIn) -> Vec<OrganisationId> {
    app.identity.where_may(person, Action::DraftReply)
}

/// How many answers a person's organisations owe; none where the person answers for none.
pub(super) async fn owed(app: &App, person: &SignedIn) -> Result<Option<u64>, WebError> {
    let organisations = answering(app, person);
    if organisations.is_empty() {
        return Ok(None);
    }
    let mut owed = 0;
    let mut connection = app.store.read().await?;
    for organisation in &organisations {
        owed += consultations::owed(&mut connection, organisation).await?;
    }
    Ok(Some(owed))
}

fn line(app: &App, page: &Page, visit: &Visit, asked: &AskedOf) -> Line {
    let from = app.identity.organisation(&asked.organisation, visit.today);
    let (state, tone) = match (asked.answered_on, asked.ended, asked.until) {
        (Some(_), ..) => ("answered", Tone::Done),
        (None, true, _) => ("ended", Tone::Off),
        (None, false, Some(until)) if until < visit.today => ("late", Tone::Late),
        _ => ("open", Tone::Soon),
    };
    Line {
        id: asked.id.clone(),
        number: asked.number.clone(),
        from: from.map_or_else(|| asked.organisation.0.clone(), |from| from.name),
        kind: page.t(&format!("requests-party-{}", asked.kind.as_str())),
        asked_on: asked.asked_on.to_string(),
        until: asked.until.map_or_else(|| "—".to_owned(), |until| until.to_string()),
        state: page.t(&format!("requests-asked-{state}")),
        tone,
    }
}

/// `GET /office/consultations`
pub async fn list(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    let organisations = answering(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let page = app.office_page(&visit, web::message(visit.language, "requests-consultations-title", &[])).await?;
    let mut lines = Vec::new();
    for organisation in &organisations {
        let asked = consultations::asked_of(&mut *app.store.read().await?, organisation, LISTED).await?;
        lines.extend(asked.iter().map(|asked| line(&app, &page, &visit, asked)));
    }
    let heads = ["number", "from", "kind", "asked-on", "until", "state"].map(|head| page.t(&format!("requests-asked-head-{head}"))).into();
    web::html(&Consultations { page, heads, lines })
}

/// What a person's organisation is asked; for everybody else it does not exist.
async fn found(app: &App, visit: &Visit, id: &str) -> Result<AskedOf, WebError> {
    let person = visit.person()?;
    let asked = consultations::one(&mut *app.store.read().await?, id).await?.ok_or(WebError::NotFound)?;
    app.identity.may(Some(person), Action::DraftReply, &asked.asked).map_err(|_| WebError::NotFound)?;
    Ok(asked)
}

/// `GET /office/consultations/{id}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    let asked = found(&app, &visit, &id).await?;
    render(&app, &visit, &headers, &asked, Again { status: StatusCode::OK, ..Again::default() }).await
}

/// What the page shows again.
#[derive(Default)]
struct Again {
    values: Vec<(String, String)>,
    errors: FieldErrors,
    message: String,
    conflict: Conflict,
    status: StatusCode,
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, asked: &AskedOf, again: Again) -> Result<Response, WebError> {
    let Again { values, errors, message, conflict, status } = again;
    let page =
        app.office_page(visit, web::message(visit.language, "requests-consultation-title", &[("number", asked.number.clone())])).await?;
    let form = Form::new(app, visit, headers, "request-consultation").with(values, errors);
    let choices = acts::answers(&page, Some(asked.kind));
    let template = ConsultationPage {
        trail: vec![
            Link::new(page.t("requests-consultations-title"), page.href("/office/consultations")),
            Link::new(asked.number.clone(), String::new()),
        ],
        line: line(app, &page, visit, asked),
        question: open(app, Some(&asked.question)).await?.unwrap_or_else(|| page.t("requests-erased")),
        silence: if asked.kind == PartyKind::Body { String::new() } else { acts::silence(&page, asked.kind) },
        open: asked.is_open(),
        version: app.store.load(&asked.stream).await?.last().map_or(0, |event| event.version),
        page,
        form: form.clone(),
        message,
        conflict,
        choices,
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /office/consultations/{id}`
pub async fn answer(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    sent: ProtectedUpload<{ attached::FORM }>,
) -> Result<Response, WebError> {
    let asked = found(&app, &visit, &id).await?;
    let form = sent.form;
    let organisation = app.identity.organisation(&asked.organisation, visit.today).ok_or(WebError::NotFound)?;
    let files = match attached::taken(&sent.files, visit.language).await? {
        Ok(files) => files,
        Err(errors) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return render(&app, &visit, &headers, &asked, Again { values: form.values, errors, status, ..Again::default() }).await;
        }
    };
    let act = AnswerAsked {
        setting: Setting { law: app.law.clone(), today: visit.today, organisation },
        case: asked.stream.clone(),
        id: asked.id.clone(),
        asked: asked.asked.clone(),
        person: visit.person()?.person.0.clone(),
        // An answer that nobody can give is refused at its field.
        answer: Answer::parse(form.get("answer")).unwrap_or(Answer::Silent),
        text: form.get("text").to_owned(),
        files,
    };
    match crate::told::execute(&app, act).await {
        Ok(_) => Ok(web::redirect(&visit, "/office/consultations")),
        Err(fault) => again(&app, &visit, &headers, &asked, (form.values, conflict::names(&sent.files)), fault).await,
    }
}

/// The page again. Where the question was answered or the case ended meanwhile: what happened to it, and what was typed.
async fn again(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    asked: &AskedOf,
    (values, files): (Vec<(String, String)>, Vec<String>),
    fault: ExecuteError<crate::decide::Refusal>,
) -> Result<Response, WebError> {
    let error = web_error(fault, visit.language);
    let status = error.status();
    let reason = match error {
        WebError::Fields(errors) => {
            return render(app, visit, headers, asked, Again { values, errors, status, ..Again::default() }).await;
        }
        WebError::Conflict(reason) => reason,
        // The case went to another organisation: nobody waits for the answer here.
        WebError::NotFound => web::message(visit.language, "requests-conflict-over", &[]),
        other => return Err(other),
    };
    // It is shown as it stands now.
    let asked = &found(app, visit, &asked.id).await?;
    let page = Page::new(app, visit, Section::Office, "");
    let value_of = |name: &str| values.iter().find(|(typed, _)| typed == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let late = Late {
        events: &of_the_question(&app.store.load(&asked.stream).await?, &asked.id)?,
        version: value_of("version").parse().unwrap_or_default(),
        actor: &visit.person()?.person.0,
        link: Link::new(asked.number.clone(), page.href(&format!("/office/consultations/{}", asked.id))),
        kept: asked.is_open(),
        typed: vec![(page.t("requests-asked-text"), value_of("text"))],
        files,
    };
    let (message, conflict) = conflict::told(app, &page, late, reason).await?;
    let status = if status == StatusCode::NOT_FOUND { StatusCode::CONFLICT } else { status };
    render(app, visit, headers, asked, Again { values, message, conflict, status, ..Again::default() }).await
}

/// Of a case, what concerns a question that another organisation was asked: the question itself, and that the case ended.
/// Everything else stays with the one that asked.
fn of_the_question(events: &[Recorded], id: &str) -> Result<Vec<Recorded>, WebError> {
    let mut found = Vec::new();
    for recorded in events {
        let concerns = match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Consulted(asked)) => asked.id == id,
            Some(RequestEvent::ConsultationDelivered(delivered)) => delivered.id == id,
            Some(RequestEvent::ConsultationAnswered(answered)) => answered.id == id,
            Some(RequestEvent::ConsultationChased(chased)) => chased.id == id,
            Some(RequestEvent::Withdrawn(_) | RequestEvent::ReplySent(_) | RequestEvent::Lapsed(_)) => true,
            _ => false,
        };
        if concerns {
            found.push(recorded.clone());
        }
    }
    Ok(found)
}

/// `GET /office/requests/{number}/consultations/{id}/{place}`: a file that came with an answer, for officers of the
/// case who wrote down today why they look at it.
pub async fn file(
    State(app): State<App>,
    visit: Visit,
    Path((number, id, place)): Path<(String, String, usize)>,
) -> Result<Response, WebError> {
    let seen = super::case::seen(&app, &visit, &number).await?;
    let events = app.store.load(&seen.case.stream).await?;
    let state = crate::model::Request::fold(&events)?;
    let answered = state.consultation(&id).and_then(|consultation| consultation.answered.as_ref()).ok_or(WebError::NotFound)?;
    let file = answered.files.get(place).ok_or(WebError::NotFound)?;
    if !super::looked::today(&app, &visit, &seen, &events, Look::Consultation, &id)? {
        return Err(WebError::Forbidden);
    }
    let (Some(bytes), Some(name)) = (app.store.open_part(&file.content).await?, open(&app, Some(&file.name)).await?) else {
        return Err(WebError::NotFound);
    };
    let name = format!("attachment; filename*=UTF-8''{}", web::percent_encoded(&name));
    let headers = [
        (header::CONTENT_TYPE, file.media_type.as_str()),
        (header::CONTENT_DISPOSITION, name.as_str()),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, bytes).into_response())
}
