//! `/office/disputes/{id}`: one dispute with its clock, and what can be done on it.

use super::super::model::{Appearance, DisputeKind, DisputeResult, Instance, Paper, TermKind};
use super::super::records::{self, DisputeRow};
use super::super::state::Dispute;
use super::{open, shown, tone};
use crate::pages::case;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use identity::{Action, Organisation, OrganisationId, PersonId, SignedIn};
use jiff::civil::Date;
use store::StreamId;
use web::{App, Choice, FieldErrors, Form, Link, Page, Tone, Visit, WebError};

/// A dispute that the visitor may see.
pub(super) struct Seen {
    pub(super) row: DisputeRow,
    pub(super) organisation: Organisation,
    pub(super) person: SignedIn,
}

/// The dispute of an id, where the visitor may see it; for everybody else it does not exist.
pub(super) async fn seen(app: &App, visit: &Visit, id: &str) -> Result<Seen, WebError> {
    let person = visit.person()?.clone();
    let stream = StreamId::new("dispute", id);
    let row = records::by_stream(&mut *app.store.read().await?, &stream).await?.ok_or(WebError::NotFound)?;
    let organisation = OrganisationId(row.organisation.clone());
    app.identity.may(Some(&person), Action::SeeRequest, &organisation).map_err(|_| WebError::NotFound)?;
    let organisation = app.identity.organisation(&organisation, visit.today).ok_or(WebError::NotFound)?;
    Ok(Seen { row, organisation, person })
}

/// A term in words.
#[derive(Debug, Clone)]
pub struct TermShown {
    /// of what
    pub what: String,
    /// its last day
    pub due_on: String,
    /// how near it is
    pub tone: Tone,
    /// what was done, or what is left
    pub note: String,
    /// the rule in our words
    pub text: String,
    /// article
    pub article: String,
    /// whether its text was read
    pub confirmed: bool,
}

/// A document in words.
#[derive(Debug, Clone)]
pub struct DocumentShown {
    /// from 1
    pub number: usize,
    /// name
    pub name: String,
    /// day
    pub on: String,
    /// kind and size
    pub note: String,
}

#[derive(Template)]
#[template(path = "requests-dispute.html")]
pub(crate) struct DisputePage {
    pub(crate) page: Page,
    pub(crate) form: Form,
    pub(crate) trail: Vec<Link>,
    pub(crate) id: String,
    pub(crate) number: String,
    pub(crate) version: u64,
    pub(crate) title: String,
    pub(crate) status: String,
    pub(crate) tone: Tone,
    pub(crate) erased: String,
    pub(crate) facts: Vec<(String, String)>,
    pub(crate) terms: Vec<TermShown>,
    pub(crate) hearings: Vec<(String, String, Tone)>,
    pub(crate) appearance_rule: Option<(String, String)>,
    pub(crate) no_answer: Option<(String, String)>,
    pub(crate) documents: Vec<DocumentShown>,
    pub(crate) notes: Vec<(String, String)>,
    pub(crate) may: bool,
    pub(crate) answer: bool,
    pub(crate) open: bool,
    pub(crate) extend: bool,
    pub(crate) appeal: bool,
    pub(crate) correct: bool,
    pub(crate) court: bool,
    pub(crate) appearances: Vec<Choice>,
    pub(crate) results: Vec<Choice>,
    pub(crate) papers: Vec<Choice>,
    pub(crate) message: String,
}

/// What was typed and refused.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) values: Vec<(String, String)>,
    pub(super) errors: FieldErrors,
    pub(super) message: String,
}

/// `GET /office/disputes/{id}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &id).await?;
    render(&app, &visit, &headers, &seen, Typed::default()).await
}

pub(super) async fn render(app: &App, visit: &Visit, headers: &HeaderMap, seen: &Seen, typed: Typed) -> Result<Response, WebError> {
    let state = Dispute::fold(&app.store.load(&seen.row.stream).await?)?;
    let opened = state.opened.as_ref().ok_or(WebError::NotFound)?;
    let words = shown(&Page::new(app, visit, web::Section::Office, ""), app, &seen.row, true, visit.today);
    let page = app.office_page(visit, format!("{}　{}", words.kind, words.body)).await?;
    let mut values = typed.values;
    for field in ["on", "decision_on", "served_on", "hearing_on", "heard_on"] {
        if !values.iter().any(|(name, _)| name == field) {
            values.push((field.to_owned(), visit.today.to_string()));
        }
    }
    let form = Form::new(app, visit, headers, "request-dispute").with(values, typed.errors);
    let case_number = case::open(app, opened.case_number.as_ref()).await?;
    let procedure = page.t(opened.procedure.message());
    let day = |day: Option<Date>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    let mut facts = vec![
        (page.t("requests-dispute-head-body"), opened.body.clone()),
        (page.t("requests-dispute-field-case-number"), case_number.unwrap_or_else(|| "—".to_owned())),
        (page.t("requests-dispute-field-procedure"), procedure),
        (page.t("requests-dispute-field-notified-on"), opened.notified_on.to_string()),
        (page.t("requests-dispute-field-accepted-on"), day(opened.accepted_on)),
    ];
    if let Some(decided) = &state.decided {
        facts.push((page.t("requests-dispute-field-decision-on"), format!("{}　{}", decided.on, page.t(decided.paper.message()))));
        facts.push((page.t("requests-dispute-field-served-on"), decided.served_on.to_string()));
        facts.push((page.t("requests-dispute-field-result"), page.t(decided.result.message())));
    }
    let rule = |family: &str| app.law.rule(family, opened.notified_on).map(|rule| (rule.text.clone(), rule.article.clone()));
    let court = opened.kind == DisputeKind::Litigation;
    let waits = state.is_open() && state.answered_on.is_none();
    let choices = |list: Vec<(&'static str, &'static str)>| list.into_iter().map(|(code, id)| Choice::new(code, page.t(id))).collect();
    let template = DisputePage {
        trail: vec![
            Link::new(page.t("requests-disputes-title"), page.href("/office/disputes")),
            Link::new(seen.row.number.clone(), page.href(&format!("/office/requests/{}", seen.row.number))),
            Link::new(words.kind.clone(), String::new()),
        ],
        id: seen.row.stream.id().to_owned(),
        number: seen.row.number.clone(),
        version: state.version,
        title: format!("{}　{}", words.kind, words.body),
        status: words.result,
        tone: if state.decided.is_some() { Tone::Done } else { Tone::Soon },
        erased: state
            .erased
            .as_ref()
            .map(|erased| page.t2("requests-erased-because", "on", erased.on, "reason", &erased.reason))
            .unwrap_or_default(),
        facts,
        terms: terms(&page, &state, visit.today, super::soon(app, visit.today)),
        hearings: state
            .hearings
            .iter()
            .map(|hearing| match hearing.appearance {
                Some(who) => {
                    let tone = if who == Appearance::Head { Tone::Done } else { Tone::Soon };
                    (hearing.on.to_string(), page.t(who.message()), tone)
                }
                None => (hearing.on.to_string(), page.t("requests-dispute-hearing-set"), Tone::Plain),
            })
            .collect(),
        appearance_rule: if court { rule("dispute-appearance") } else { None },
        no_answer: if court || !waits { None } else { rule("dispute-no-answer") },
        documents: documents(app, &page, &state).await?,
        notes: notes(app, &page, &state).await?,
        may: open::may(app, &seen.person, &seen.organisation.id).is_ok() && state.erased.is_none(),
        answer: waits && (state.term(TermKind::Answer).is_some() || state.term(TermKind::Evidence).is_some()),
        open: state.is_open(),
        extend: state.is_open() && !court && state.term(TermKind::Decision).is_some(),
        appeal: state.term(TermKind::Appeal).is_some() && state.appeal_waived_on.is_none() && !appealed(app, seen).await?,
        correct: state.decided.as_ref().is_some_and(|decided| decided.result == DisputeResult::Corrected),
        court,
        appearances: choices(Appearance::ALL.iter().map(|who| (who.as_str(), who.message())).collect()),
        results: choices(DisputeResult::ALL.iter().map(|result| (result.as_str(), result.message())).collect()),
        papers: choices(
            Paper::ALL
                .iter()
                .filter(|paper| court != (**paper == Paper::Decision))
                .map(|paper| (paper.as_str(), paper.message()))
                .collect(),
        ),
        message: typed.message,
        page,
        form: form.clone(),
    };
    Ok(form.respond(web::html(&template)?))
}

/// A second instance over the same case was entered.
async fn appealed(app: &App, seen: &Seen) -> Result<bool, WebError> {
    let all = records::of_case(&mut *app.store.read().await?, &seen.row.case).await?;
    Ok(all.iter().any(|row| row.instance == Some(Instance::Second)))
}

fn terms(page: &Page, state: &Dispute, today: Date, soon: Date) -> Vec<TermShown> {
    state
        .terms
        .iter()
        .map(|term| {
            let own = matches!(term.what, TermKind::Answer | TermKind::Evidence);
            let done = match term.what {
                TermKind::Decision => state.decided.as_ref().map(|decided| decided.on),
                TermKind::Appeal => state.appeal_waived_on,
                _ if own => state.answered_on,
                _ => None,
            };
            let (shown_tone, note) = match done {
                Some(on) if on > term.due_on => (Tone::Late, page.t1("requests-dispute-term-late", "on", on)),
                Some(on) if term.what == TermKind::Appeal => (Tone::Done, page.t1("requests-dispute-appeal-waived", "on", on)),
                Some(on) => (Tone::Done, page.t1("requests-dispute-term-done", "on", on)),
                None if term.due_on < today => (tone(soon, term.what, term.due_on, today), page.t("requests-dispute-term-passed")),
                None => (tone(soon, term.what, term.due_on, today), page.t1("requests-dispute-term-from", "from", term.from)),
            };
            TermShown {
                what: page.t(term.what.message()),
                due_on: term.due_on.to_string(),
                tone: shown_tone,
                note,
                text: term.rule.text.clone(),
                article: term.rule.article.clone(),
                confirmed: term.rule.confirmed,
            }
        })
        .collect()
}

async fn documents(app: &App, page: &Page, state: &Dispute) -> Result<Vec<DocumentShown>, WebError> {
    let mut documents = Vec::with_capacity(state.documents.len());
    for (index, document) in state.documents.iter().enumerate() {
        let name = case::open(app, Some(&document.file.name)).await?.unwrap_or_else(|| page.t("requests-erased"));
        let entry = web::FileEntry::new("", "", &document.file.media_type, document.file.size);
        documents.push(DocumentShown {
            number: index + 1,
            name,
            on: document.on.to_string(),
            note: format!("{} {}", entry.kind, entry.size),
        });
    }
    Ok(documents)
}

async fn notes(app: &App, page: &Page, state: &Dispute) -> Result<Vec<(String, String)>, WebError> {
    let mut notes = Vec::with_capacity(state.notes.len());
    for note in state.notes.iter().rev() {
        let text = case::open(app, Some(&note.text)).await?.unwrap_or_else(|| page.t("requests-erased"));
        let person = app.identity.person_name(&PersonId(note.person.clone())).await.ok().flatten().unwrap_or_default();
        notes.push((format!("{}　{person}", note.on), text));
    }
    Ok(notes)
}
