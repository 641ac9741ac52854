//! What is done on the file of a case: it is filed, an erasure is proposed, agreed to or not.

use super::super::acts::{Approve, File, Propose};
use super::super::decide::Entered;
use super::case::{Typed, render};
use crate::decide::Refusal;
use crate::pages::case::seen;
use crate::pages::steps::{Acted, acted, filing};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use identity::Action;
use store::ExecuteError;
use web::{App, FieldErrors, ProtectedForm, Visit, WebError};

pub(super) async fn refused(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    number: &str,
    values: Vec<(String, String)>,
    (errors, message, status): (FieldErrors, String, StatusCode),
) -> Result<Response, WebError> {
    let again = seen(app, visit, number).await?;
    let mut response = render(app, visit, headers, &again, Typed { values, errors, message }).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// Back to the file of the case, or the same with what was refused.
async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    number: &str,
    posted: &ProtectedForm,
    done: Result<(), ExecuteError<Refusal>>,
) -> Result<Response, WebError> {
    match acted(done, visit.language)? {
        Acted::Done => Ok(web::redirect(visit, &format!("/office/requests/{number}/archive"))),
        Acted::Refused { errors, message, status } => {
            refused(app, visit, headers, number, posted.values.clone(), (errors, message, status)).await
        }
    }
}

/// `POST /office/requests/{number}/archive/file`
pub async fn file(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    if !may(Action::DraftReply) && !may(Action::RegisterRequest) {
        return Err(WebError::Forbidden);
    }
    let pages = match posted.get("pages").trim() {
        "" => Ok(None),
        text => text.parse::<u32>().map(Some).map_err(|_| ExecuteError::Refused(Refusal::field("pages", "number"))),
    };
    let done = match pages {
        Ok(pages) => {
            let entered = Entered {
                retention: posted.get("retention").to_owned(),
                fonds: posted.get("fonds").to_owned(),
                volume: posted.get("volume").to_owned(),
                pages,
            };
            let act = File { filing: filing(&app, &visit, &seen, posted.get("version")), entered };
            app.store.execute(act).await.map(|_| ())
        }
        Err(fault) => Err(fault),
    };
    answer(&app, &visit, &headers, &number, &posted, done).await
}

/// `POST /office/requests/{number}/archive/erasure`: the button says whether it is proposed, agreed to or not.
pub async fn erasure(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    let filing = filing(&app, &visit, &seen, posted.get("version"));
    let step = posted.get("step");
    let action = if step == "propose" { Action::DraftReply } else { Action::ApproveReply };
    app.identity.may(Some(&seen.person), action, &seen.organisation.id)?;
    let done = match step {
        "propose" => {
            let act = Propose { filing, ground: posted.get("ground").to_owned(), reason: posted.get("reason").to_owned() };
            app.store.execute(act).await.map(|_| ())
        }
        "approve" => app.store.execute(Approve { filing, declined: None }).await.map(|_| ()),
        "decline" => app.store.execute(Approve { filing, declined: Some(posted.get("declined").to_owned()) }).await.map(|_| ()),
        _ => return Err(WebError::BadRequest(String::new())),
    };
    answer(&app, &visit, &headers, &number, &posted, done).await
}
