//! What an officer does on the page of a case.

use super::case::{self, Seen, Shown, letter_settings, render, seen};
use super::conflict::{self, Late};
use super::words;
use crate::acts::{Command, Confirm, OfficerAct, Setting};
use crate::decide::Refusal;
use crate::decide::pass::Stage;
use crate::keeping::acts::{Filing, View};
use crate::model::Request;
use crate::model::event::{Look, Side};
use crate::submit::web_error;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use identity::Action;
use jiff::civil::Date;
use store::ExecuteError;
use web::{App, Conflict, FieldErrors, Language, Link, Page, ProtectedForm, Section, Visit, WebError};

/// What an act on a case came to.
pub(crate) enum Acted {
    /// it was done
    Done,
    /// it was refused, or somebody else was faster: shown with what was typed
    Refused { errors: FieldErrors, message: String, status: StatusCode },
}

/// Tells what is shown on the page from what is not.
pub(crate) fn acted<T>(result: Result<T, ExecuteError<Refusal>>, language: Language) -> Result<Acted, WebError> {
    let Err(fault) = result else { return Ok(Acted::Done) };
    let error = web_error(fault, language);
    let status = error.status();
    match error {
        WebError::Fields(errors) => Ok(Acted::Refused { errors, message: String::new(), status }),
        WebError::Conflict(message) => Ok(Acted::Refused { errors: FieldErrors::default(), message, status }),
        other => Err(other),
    }
}

pub(super) fn setting(app: &App, visit: &Visit, seen: &Seen) -> Setting {
    Setting { law: app.law.clone(), today: visit.today, organisation: seen.organisation.clone() }
}

/// Where and by whom something is done with the file of a case, or looked at; `version` is the one that the page showed.
pub(crate) fn filing(app: &App, visit: &Visit, seen: &Seen, version: &str) -> Filing {
    Filing {
        setting: setting(app, visit, seen),
        case: seen.case.stream.clone(),
        seen: version.parse().unwrap_or_default(),
        person: seen.person.person.0.clone(),
    }
}

/// Carries an officer's step out, on the version that the page showed.
pub(super) async fn act(app: &App, visit: &Visit, seen: &Seen, version: &str, command: Command) -> Result<Acted, WebError> {
    let act = OfficerAct {
        setting: setting(app, visit, seen),
        letters: letter_settings(app, &seen.organisation, visit.today),
        case: seen.case.stream.clone(),
        seen: version.parse().unwrap_or_default(),
        person: seen.person.person.0.clone(),
        command,
    };
    acted(crate::told::execute(app, act).await, visit.language)
}

/// Back to the case, or the case with what was refused.
pub(super) async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    number: &str,
    posted: &ProtectedForm,
    acted: Acted,
) -> Result<Response, WebError> {
    let Acted::Refused { errors, message, status } = acted else {
        return Ok(web::redirect(visit, &format!("/office/requests/{number}")));
    };
    let case = seen(app, visit, number).await?;
    let (message, conflict) =
        if errors.is_empty() { conflict(app, visit, &case, posted, message).await? } else { (message, Conflict::default()) };
    let shown = Shown { errors, message, conflict, values: posted.values.clone(), ..Shown::default() };
    let mut response = render(app, visit, headers, &case, shown).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// What was written beside a step that came too late, where the page offers no such step any more.
const WRITTEN: [(&str, &str); 2] = [("reason", "requests-case-reason"), ("how", "requests-field-how")];

async fn conflict(app: &App, visit: &Visit, case: &Seen, posted: &ProtectedForm, reason: String) -> Result<(String, Conflict), WebError> {
    let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
    let next = case::next(app, case, &state);
    let kept = next.review || next.legal_review || next.approve || next.confirm || next.confirm_requester;
    let typed = WRITTEN.iter().map(|(name, label)| (*label, posted.get(name).to_owned())).collect();
    late(app, visit, case, posted, (kept, typed), reason).await
}

/// What is told of an act of an officer that was refused: whether its form still stands on the page, and else what was
/// typed into it, each with its label's message.
pub(super) async fn late(
    app: &App,
    visit: &Visit,
    case: &Seen,
    posted: &ProtectedForm,
    (kept, typed): (bool, Vec<(&str, String)>),
    reason: String,
) -> Result<(String, Conflict), WebError> {
    let page = Page::new(app, visit, Section::Office, "");
    let late = Late {
        events: &app.store.load(&case.case.stream).await?,
        version: posted.get("version").parse().unwrap_or_default(),
        actor: &case.person.person.0,
        link: Link::new(page.t("requests-conflict-case"), page.href(&format!("/office/requests/{}", case.case.number))),
        typed: typed.into_iter().map(|(label, text)| (page.t(label), text)).collect(),
        files: Vec::new(),
        kept,
    };
    conflict::told(app, &page, late, reason).await
}

/// A step towards the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// the draft goes to review
    Submit,
    /// 审核
    Review,
    /// 合法性审查
    LegalReview,
    /// 签发
    Approve,
    /// the letter goes out
    Send,
}

impl Step {
    fn action(self) -> Action {
        match self {
            Step::Submit => Action::DraftReply,
            Step::Review => action_of(Stage::Review),
            Step::LegalReview => action_of(Stage::Legal),
            Step::Approve => action_of(Stage::Approval),
            Step::Send => Action::SendReply,
        }
    }
}

/// What a check asks of who makes it.
pub(super) fn action_of(stage: Stage) -> Action {
    match stage {
        Stage::Review => Action::ReviewReply,
        Stage::Legal => Action::ReviewLegality,
        Stage::Approval => Action::ApproveReply,
    }
}

/// `POST /office/requests/{number}/submit`, `…/review`, `…/legal-review`, `…/approve`, `…/send`
pub async fn step(
    app: App,
    visit: Visit,
    headers: HeaderMap,
    number: String,
    posted: ProtectedForm,
    step: Step,
) -> Result<Response, WebError> {
    let case = seen(&app, &visit, &number).await?;
    app.identity.may(Some(&case.person), step.action(), &case.organisation.id)?;
    let verdict = |stage| match posted.get("verdict") {
        "return" => Command::SendBack(stage, posted.get("reason").to_owned()),
        _ => Command::Pass(stage, posted.get("reason").to_owned()),
    };
    let command = match step {
        Step::Submit => Command::Submit,
        Step::Review => verdict(Stage::Review),
        Step::LegalReview => verdict(Stage::Legal),
        Step::Approve => verdict(Stage::Approval),
        Step::Send => Command::Send,
    };
    let acted = act(&app, &visit, &case, posted.get("version"), command).await?;
    answer(&app, &visit, &headers, &number, &posted, acted).await
}

/// `POST /office/requests/{number}/confirm`: the organisation confirms, or (`by=requester`) an officer writes down that
/// the requester did, by telephone for example.
pub async fn confirm(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let case = seen(&app, &visit, &number).await?;
    app.identity.may(Some(&case.person), Action::RegisterRequest, &case.organisation.id)?;
    let acted = match posted.get("confirmed_on").trim().parse::<Date>() {
        Ok(on) => {
            let act = Confirm {
                setting: setting(&app, &visit, &case),
                case: case.case.stream.clone(),
                by: if posted.get("by") == "requester" { Side::Requester } else { Side::Organisation },
                on,
                officer: Some(case.person.person.0.clone()),
                how: posted.get("how").to_owned(),
            };
            acted(crate::told::execute(&app, act).await, visit.language)?
        }
        Err(_) => acted::<()>(Err(ExecuteError::Refused(Refusal::field("confirmed_on", "date"))), visit.language)?,
    };
    answer(&app, &visit, &headers, &number, &posted, acted).await
}

/// `POST /office/requests/{number}/contact`: the requester's contact, or (`party`) one who was asked; shown once, for a
/// reason, and written down; or (`words`) what the requester wrote.
pub async fn contact(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let case = seen(&app, &visit, &number).await?;
    if posted.values.iter().any(|(name, _)| name == "party") {
        return party(&app, &visit, &headers, &case, &posted).await;
    }
    if let Some((_, to)) = posted.values.iter().find(|(name, _)| name == "words") {
        let done = words::look(&app, &visit, &case, &posted).await?;
        return match (done, to.as_str()) {
            (Acted::Done, "correction") => Ok(web::redirect(&visit, &format!("/office/requests/{number}/correction"))),
            (done, _) => answer(&app, &visit, &headers, &number, &posted, done).await,
        };
    }
    match act(&app, &visit, &case, "", Command::ViewContact(posted.get("contact_reason").to_owned())).await? {
        Acted::Done => case::render(&app, &visit, &headers, &case, Shown { contact: true, ..Shown::default() }).await,
        refused => answer(&app, &visit, &headers, &number, &posted, refused).await,
    }
}

/// Who was asked, by full name and contact, with what came from there.
async fn party(app: &App, visit: &Visit, headers: &HeaderMap, case: &Seen, posted: &ProtectedForm) -> Result<Response, WebError> {
    let id = posted.get("party").to_owned();
    let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
    let done = match state.consultation(&id) {
        Some(_) => {
            let reason = posted.get("look_reason").to_owned();
            let act = View { filing: filing(app, visit, case, ""), what: Look::Consultation, which: id.clone(), reason };
            acted(app.store.execute(act).await, visit.language)?
        }
        None => acted::<()>(Err(ExecuteError::Refused(Refusal::field("party", "choice"))), visit.language)?,
    };
    match done {
        Acted::Done => case::render(app, visit, headers, case, Shown { party: Some(id), ..Shown::default() }).await,
        refused => answer(app, visit, headers, &case.case.number, posted, refused).await,
    }
}
