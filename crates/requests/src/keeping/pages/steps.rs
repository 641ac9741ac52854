//! What is done on the file of a case: it is filed, an erasure is proposed, agreed to or not.

use super::super::acts::{Approve, File, Propose};
use super::super::decide::Entered;
use super::case::{Typed, render};
use crate::decide::Refusal;
use crate::pages::case::seen;
use crate::pages::steps::{Acted, acted, filing};
use axum::response::Response;
use identity::Action;
use store::ExecuteError;
use web::{Posted, WebError};

/// Back to the file of the case, or the same with what was refused.
pub(super) async fn answer(posted: &Posted, done: Acted) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id: number, form } = posted;
    let Acted::Refused { errors, message, status } = done else {
        return Ok(web::redirect(visit, &format!("/office/requests/{number}/archive")));
    };
    let again = seen(app, visit, number).await?;
    let mut response = render(app, visit, headers, &again, Typed { values: form.values.clone(), errors, message }).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /office/requests/{number}/archive/file`
pub async fn file(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, id: number, form, .. } = &posted;
    let seen = seen(app, visit, number).await?;
    let may = |action: Action| app.identity.may(Some(&seen.person), action, &seen.organisation.id).is_ok();
    if !may(Action::DraftReply) && !may(Action::RegisterRequest) {
        return Err(WebError::Forbidden);
    }
    let pages = match form.get("pages").trim() {
        "" => Ok(None),
        text => text.parse::<u32>().map(Some).map_err(|_| ExecuteError::Refused(Refusal::field("pages", "number"))),
    };
    let done = match pages {
        Ok(pages) => {
            let entered = Entered {
                retention: form.get("retention").to_owned(),
                fonds: form.get("fonds").to_owned(),
                volume: form.get("volume").to_owned(),
                pages,
            };
            let act = File { filing: filing(app, visit, &seen, form.get("version")), entered };
            app.store.execute(act).await.map(|_| ())
        }
        Err(fault) => Err(fault),
    };
    answer(&posted, acted(done, visit.language)?).await
}

/// `POST /office/requests/{number}/archive/erasure`: the button says whether it is proposed, agreed to or not.
pub async fn erasure(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, id: number, form, .. } = &posted;
    let seen = seen(app, visit, number).await?;
    let filing = filing(app, visit, &seen, form.get("version"));
    let step = form.get("step");
    let action = if step == "propose" { Action::DraftReply } else { Action::ApproveReply };
    app.identity.may(Some(&seen.person), action, &seen.organisation.id)?;
    let done = match step {
        "propose" => {
            let act = Propose { filing, ground: form.get("ground").to_owned(), reason: form.get("reason").to_owned() };
            app.store.execute(act).await.map(|_| ())
        }
        "approve" => app.store.execute(Approve { filing, declined: None }).await.map(|_| ()),
        "decline" => app.store.execute(Approve { filing, declined: Some(form.get("declined").to_owned()) }).await.map(|_| ()),
        _ => return Err(WebError::BadRequest(String::new())),
    };
    answer(&posted, acted(done, visit.language)?).await
}
