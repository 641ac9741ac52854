//! The letter of a draft as it would go out today.

use super::case::{self, Seen};
use super::{drafts, shown};
use crate::decide::Refusal;
use crate::decide::draft::DraftTexts;
use crate::letter::{self, LetterFacts, LetterFault};
use crate::model::Request;
use crate::submit::web_error;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use law::RuleRef;
use store::ExecuteError;
use web::{App, Link, Page, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-preview.html")]
pub(super) struct Preview {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) letter: String,
}

/// The letter as it would go out today; none where its texts cannot be put together for want of an online channel.
pub(super) async fn composed(
    app: &App,
    visit: &Visit,
    seen: &Seen,
    state: &Request,
    (outcome, rule, texts): (&str, RuleRef, DraftTexts),
) -> Result<Option<letters::Letter>, WebError> {
    match compose(app, visit, seen, state, (outcome, rule, texts)).await? {
        Ok(letter) => Ok(Some(letter)),
        Err(LetterFault::NoOnlineChannel) => Ok(None),
        Err(fault) => Err(WebError::Internal(fault.to_string())),
    }
}

async fn compose(
    app: &App,
    visit: &Visit,
    seen: &Seen,
    state: &Request,
    (outcome, rule, texts): (&str, RuleRef, DraftTexts),
) -> Result<Result<letters::Letter, LetterFault>, WebError> {
    let (Some(received), Some(clock)) = (&state.received, &state.clock) else { return Err(WebError::NotFound) };
    let facts = LetterFacts {
        organisation: seen.organisation.clone(),
        request_number: received.number.clone(),
        received_on: clock.received_on,
        // Who asks in full is shown only for a reason that is written down.
        recipient: shown::masked(
            &case::open(app, Some(&received.applicant.name)).await?.unwrap_or_default(),
            received.applicant.kind.as_str(),
        ),
        subject: case::open(app, Some(&received.subject)).await?.unwrap_or_default(),
        outcome: outcome.to_owned(),
        rule,
        texts,
        delivery: received.delivery,
        remedies: app.law.remedies(visit.today, outcome, seen.organisation.kind).map_err(|fault| WebError::Internal(fault.to_string()))?,
        corrects: state.reply.as_ref().filter(|_| state.correcting).map(|reply| (reply.letter_number.clone(), reply.sent_on)),
        settings: case::letter_settings(app, &seen.organisation, visit.today),
    };
    let pending = web::message(visit.language, "requests-preview-number", &[]);
    Ok(letter::reply(&facts, &pending, visit.today, &app.law))
}

/// `GET /office/requests/{number}/letter`: the letter as it would go out today.
pub async fn preview(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Response, WebError> {
    let seen = case::seen(&app, &visit, &number).await?;
    let state = Request::fold(&app.store.load(&seen.case.stream).await?)?;
    let draft = state.draft.clone().ok_or(WebError::NotFound)?;
    let texts = drafts::texts(&app, &draft).await?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-preview-title", &[])).await?;
    let mut letter = compose(&app, &visit, &seen, &state, (&draft.outcome, draft.rule, texts)).await?.map_err(|fault| match fault {
        LetterFault::NoOnlineChannel => web_error(ExecuteError::Refused(Refusal::NoReconsiderationChannel), visit.language),
        fault => WebError::Internal(fault.to_string()),
    })?;
    for file in crate::material::going_out(&state) {
        letter.attachments.extend(case::open(&app, Some(&file.name)).await?);
    }
    let trail = shown::case_trail(&page, &number, "requests-preview-title");
    web::html(&Preview { page, trail, letter: letters::html(&letter) })
}
