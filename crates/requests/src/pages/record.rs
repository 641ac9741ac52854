//! An application for a correction is answered: an officer drafts, another person reads, signs and sends, or sends back.

use super::case::{Seen, letter_settings, open, seen};
use super::drafts::name;
use super::shown;
use super::steps::{Acted, acted, late, setting};
use super::words::{self as own_words, Words};
use crate::acts::{AnswerRecord, RecordLetter, RecordStep, record_letter};
use crate::decide::{self, Refusal};
use crate::model::event::RecordAnswer;
use crate::model::{Request, Step};
use crate::words::{self, NoticeWords};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use identity::Action;
use store::ExecuteError;
use web::{App, Choice, Conflict, FieldErrors, Form, Link, Page, Posted, Visit, WebError};

/// What the visitor does here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hand {
    /// writes the answer
    Write,
    /// signs it, or sends it back
    Sign,
    /// reads it
    Read,
}

#[derive(Template)]
#[template(path = "requests-record.html")]
pub(super) struct RecordPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) number: String,
    pub(super) version: u64,
    pub(super) subject: String,
    pub(super) words: Words,
    pub(super) hand: Hand,
    pub(super) answers: Vec<Choice>,
    /// who wrote the draft
    pub(super) drafter: String,
    /// why it came back
    pub(super) returned: String,
    /// as it would go out
    pub(super) letter: String,
    pub(super) rule: String,
    pub(super) message: String,
    pub(super) conflict: Conflict,
}

/// The case of a number, for somebody who drafts or signs its answer.
async fn allowed(app: &App, visit: &Visit, number: &str) -> Result<Seen, WebError> {
    let case = seen(app, visit, number).await?;
    let may = |action| app.identity.may(Some(&case.person), action, &case.organisation.id);
    may(Action::DraftReply).or_else(|_| may(Action::ApproveReply))?;
    Ok(case)
}

/// What a person does with the answer as the case stands.
pub(super) fn hand(app: &App, visit: &Visit, case: &Seen, state: &Request) -> Hand {
    let may = |action| app.identity.may(Some(&case.person), action, &case.organisation.id).is_ok();
    let setting = setting(app, visit, case);
    let context = setting.context();
    if may(Action::DraftReply) && decide::record::may_draft(state, &context).is_ok() {
        Hand::Write
    } else if may(Action::ApproveReply) && decide::record::to_be_signed(state, &case.person.person.0, &context).is_ok() {
        Hand::Sign
    } else {
        Hand::Read
    }
}

/// `GET /office/requests/{number}/correction`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>) -> Result<Response, WebError> {
    let case = allowed(&app, &visit, &number).await?;
    render(&app, &visit, &headers, &case, Again { status: StatusCode::OK, ..Again::default() }).await
}

/// What the page shows again.
#[derive(Default)]
struct Again {
    /// none where nothing was typed: the draft itself is shown
    values: Option<Vec<(String, String)>>,
    errors: FieldErrors,
    message: String,
    conflict: Conflict,
    status: StatusCode,
}

async fn render(app: &App, visit: &Visit, headers: &HeaderMap, case: &Seen, again: Again) -> Result<Response, WebError> {
    let events = app.store.load(&case.case.stream).await?;
    let state = Request::fold(&events)?;
    let received = state.received.as_ref().filter(|_| decide::record::is_correction(&state)).ok_or(WebError::NotFound)?;
    let title = web::message(visit.language, "requests-record-title", &[("number", case.case.number.clone())]);
    let page = app.office_page(visit, title).await?;
    let setting = setting(app, visit, case);
    let context = setting.context();
    let hand = hand(app, visit, case, &state);
    let subject = open(app, Some(&received.subject)).await?.unwrap_or_else(|| page.t("requests-erased"));
    let (mut values, mut letter, mut drafter) = (Vec::new(), String::new(), String::new());
    if let Some(draft) = &state.record {
        let (reason, organ) = (open(app, Some(&draft.reason)).await?.unwrap_or_default(), open(app, draft.organ.as_ref()).await?);
        drafter = name(app, &draft.person).await;
        values = vec![
            ("answer".to_owned(), draft.answer.as_str().to_owned()),
            ("reason".to_owned(), reason.clone()),
            ("organ".to_owned(), organ.clone().unwrap_or_default()),
        ];
        let recipient = open(app, Some(&received.applicant.name)).await?.unwrap_or_default();
        let said = RecordLetter {
            answer: draft.answer,
            letter_number: web::message(web::Language::Chinese, "requests-preview-number", &[]),
            subject: subject.clone(),
            recipient: shown::masked(&recipient, received.applicant.kind.as_str()),
            reason,
            organ,
        };
        let words = NoticeWords::fold(&app.store.load(&words::of_notice("correction")).await?)?;
        let made = record_letter(&setting, &letter_settings(app, &case.organisation, visit.today), &state, said, &words);
        letter = letters::html(&made.map_err(|fault| WebError::Internal(fault.to_string()))?);
    }
    let choice = |answer: RecordAnswer| Choice::new(answer.as_str(), page.t(&format!("requests-record-{}", answer.as_str())));
    let form = Form::new(app, visit, headers, "request-record").with(again.values.unwrap_or(values), again.errors);
    let template = RecordPage {
        trail: shown::case_trail(&page, &case.case.number, "requests-record-crumb"),
        number: case.case.number.clone(),
        version: state.version,
        answers: decide::record::answers(&state, &context).into_iter().map(choice).collect(),
        returned: if state.step == Step::Drafting { open(app, state.returned.as_ref()).await?.unwrap_or_default() } else { String::new() },
        rule: decide::record::rule(&state, &context).map(|rule| format!("{}（{}）", rule.text, rule.article)).unwrap_or_default(),
        form: form.clone(),
        message: again.message,
        conflict: again.conflict,
        words: own_words::of(app, visit, &page, case, (received, &events), "correction").await?,
        hand,
        drafter,
        letter,
        subject,
        page,
    };
    Ok(form.respond((again.status, web::html(&template)?).into_response()))
}

/// `POST /office/requests/{number}/correction`: `do` is `draft`, `send` or `return`.
pub async fn post(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id: number, form: posted } = posted;
    let case = allowed(&app, &visit, &number).await?;
    let (action, step) = match posted.get("do") {
        "send" => (Action::ApproveReply, Ok(RecordStep::Send)),
        "return" => (Action::ApproveReply, Ok(RecordStep::SendBack(posted.get("remark").to_owned()))),
        _ => {
            let (reason, organ) = (posted.get("reason").to_owned(), posted.get("organ").to_owned());
            let answer = RecordAnswer::parse(posted.get("answer")).ok_or(Refusal::field("answer", "required"));
            (Action::DraftReply, answer.map(|answer| RecordStep::Draft { answer, reason, organ }))
        }
    };
    app.identity.may(Some(&case.person), action, &case.organisation.id)?;
    let result = match step {
        Ok(step) => {
            let act = AnswerRecord {
                setting: setting(&app, &visit, &case),
                letters: letter_settings(&app, &case.organisation, visit.today),
                case: case.case.stream.clone(),
                seen: posted.get("version").parse().unwrap_or_default(),
                person: case.person.person.0.clone(),
                step,
            };
            crate::told::execute(&app, act).await.map(|_| ())
        }
        Err(refusal) => Err(ExecuteError::Refused(refusal)),
    };
    match acted(result, visit.language)? {
        Acted::Done => Ok(web::redirect(&visit, &format!("/office/requests/{number}"))),
        Acted::Refused { mut errors, message, status } => {
            let drafts = action == Action::DraftReply;
            let (message, conflict) = if errors.is_empty() {
                let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
                let kept = if drafts { Hand::Write } else { Hand::Sign } == hand(&app, &visit, &case, &state);
                let typed = ["reason", "organ", "remark"].map(|name| (label(name), posted.get(name).to_owned()));
                late(&app, &visit, &case, &posted, (kept, typed.into()), message).await?
            } else {
                (message, Conflict::default())
            };
            // The reason of who sends it back has a control of its own beside the draft's.
            for error in errors.list.iter_mut().filter(|error| !drafts && error.field == "reason") {
                "remark".clone_into(&mut error.field);
            }
            let values = Some(posted.values.clone());
            render(&app, &visit, &headers, &case, Again { values, errors, message, conflict, status }).await
        }
    }
}

fn label(name: &str) -> &'static str {
    match name {
        "reason" => "requests-record-reason",
        "organ" => "requests-record-organ",
        _ => "requests-case-reason",
    }
}
