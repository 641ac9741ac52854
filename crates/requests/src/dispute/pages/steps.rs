//! What an officer does on the page of a dispute.

use super::super::acts::{Command, DisputeAct};
use super::super::model::{Appearance, DisputeResult, Paper};
use super::super::state::Dispute;
use super::open;
use super::show::{Seen, Typed, render, seen};
use crate::acts::Setting;
use crate::model::{Upload, upload};
use crate::pages::attached;
use crate::pages::case;
use crate::pages::steps::{Acted, acted};
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use web::{App, FieldErrors, ProtectedForm, ProtectedMultipart, Visit, WebError};

/// A document may be so large.
const LIMIT: u64 = 20 << 20;

/// What each step calls the fields of the act.
const FIELDS: [(&str, &[(&str, &str)]); 5] = [
    ("answer", &[("on", "on")]),
    ("extend", &[("until", "until")]),
    ("hearing", &[("on", "hearing_on")]),
    ("heard", &[("on", "heard_on")]),
    ("decide", &[("on", "decision_on"), ("served_on", "served_on"), ("paper", "paper")]),
];

async fn act(app: &App, visit: &Visit, seen: &Seen, version: &str, command: Command) -> Result<Acted, WebError> {
    let act = DisputeAct {
        setting: Setting { law: app.law.clone(), today: visit.today, organisation: seen.organisation.clone() },
        dispute: seen.row.stream.clone(),
        seen: version.parse().unwrap_or_default(),
        person: seen.person.person.0.clone(),
        command,
    };
    acted(app.store.execute(act).await, visit.language)
}

/// `POST /office/disputes/{id}`: the button says which step.
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &id).await?;
    open::may(&app, &seen.person, &seen.organisation.id)?;
    let step = posted.get("step");
    let mut errors = FieldErrors::default();
    let command = command(step, &posted, &visit, &mut errors);
    let acted = match command {
        Some(command) => act(&app, &visit, &seen, posted.get("version"), command).await?,
        None if errors.is_empty() => return Err(WebError::BadRequest(String::new())),
        None => Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY },
    };
    let renamed = FIELDS.iter().find(|(code, _)| *code == step).map_or(&[][..], |(_, fields)| fields);
    answer(&app, &visit, &headers, &seen, (posted.values.clone(), renamed), acted).await
}

fn command(step: &str, posted: &ProtectedForm, visit: &Visit, errors: &mut FieldErrors) -> Option<Command> {
    let mut bad = |field: &str, code: &str| {
        errors.add(field, code, web::message(visit.language, &format!("requests-problem-{code}"), &[]));
    };
    let mut day = |field: &str| {
        let day = posted.get(field).trim().parse::<Date>().ok();
        if day.is_none() {
            bad(field, "date");
        }
        day
    };
    match step {
        "answer" => day("on").map(Command::Answer),
        "extend" => day("until").map(Command::Extend),
        "hearing" => day("hearing_on").map(Command::SetHearing),
        "heard" => {
            let on = day("heard_on");
            let who = Appearance::parse(posted.get("appearance"));
            if who.is_none() {
                bad("appearance", "choice");
            }
            Some(Command::Hear(on?, who?))
        }
        "decide" => {
            let (on, served_on) = (day("decision_on"), day("served_on"));
            let (result, paper) = (DisputeResult::parse(posted.get("result")), Paper::parse(posted.get("paper")));
            for (field, missing) in [("result", result.is_none()), ("paper", paper.is_none())] {
                if missing {
                    bad(field, "choice");
                }
            }
            Some(Command::Decide { on: on?, served_on: served_on?, result: result?, paper: paper? })
        }
        "waive-appeal" => Some(Command::WaiveAppeal),
        "note" => Some(Command::Note(posted.get("text").to_owned())),
        _ => None,
    }
}

/// What was typed, by the names of the controls.
type Values = Vec<(String, String)>;

async fn answer(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    old: &Seen,
    (values, renamed): (Values, &[(&str, &str)]),
    acted: Acted,
) -> Result<Response, WebError> {
    let id = old.row.stream.id();
    let Acted::Refused { errors, message, status } = acted else {
        return Ok(web::redirect(visit, &format!("/office/disputes/{id}")));
    };
    let mut at_fields = FieldErrors::default();
    for error in errors.list {
        let field = renamed.iter().find(|(field, _)| *field == error.field).map_or(error.field.as_str(), |(_, name)| name);
        at_fields.add(field, &error.code, error.message.clone());
    }
    let again = seen(app, visit, id).await?;
    let mut response = render(app, visit, headers, &again, Typed { values, errors: at_fields, message }).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /office/disputes/{id}/documents`
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: ProtectedMultipart<LIMIT>,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &id).await?;
    open::may(&app, &seen.person, &seen.organisation.id)?;
    let file = posted.files.iter().find(|file| file.field == "document");
    let fault = match file {
        None => Some("required"),
        Some(file) => document_fault(file.bytes.clone()).await?,
    };
    let acted = match (file.and_then(|file| media_type(&file.bytes).map(|kind| (file, kind))), fault) {
        (Some((file, media_type)), None) => {
            let upload =
                Upload { name: file.name.chars().take(200).collect(), media_type: media_type.to_owned(), bytes: file.bytes.to_vec() };
            act(&app, &visit, &seen, posted.get("version"), Command::AddDocument(upload)).await?
        }
        (_, fault) => {
            let code = fault.unwrap_or("document-kind");
            let mut errors = FieldErrors::default();
            errors.add("document", code, web::message(visit.language, &format!("requests-problem-{code}"), &[]));
            Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY }
        }
    };
    answer(&app, &visit, &headers, &seen, (posted.values.clone(), &[]), acted).await
}

/// Why a document is not taken, where that is not its kind.
async fn document_fault(bytes: Bytes) -> Result<Option<&'static str>, WebError> {
    if bytes.is_empty() {
        return Ok(Some("document-empty"));
    }
    if media_type(&bytes) != Some("application/pdf") {
        return Ok(None);
    }
    let quiet = attached::examined(move || upload::quiet(&bytes).is_ok()).await?;
    Ok((!quiet).then_some("document-active"))
}

/// What a document is, told by its first bytes; none for what is not taken.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        _ => None,
    }
}

/// `POST /office/disputes/{id}/documents/{document}`: opened for a reason, which is written down first.
pub async fn file(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path((id, document)): Path<(String, String)>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &id).await?;
    let number: u32 = document.parse().map_err(|_| WebError::NotFound)?;
    let command = Command::ViewDocument(number, posted.get("reason").to_owned());
    let acted = act(&app, &visit, &seen, "", command).await?;
    if !matches!(acted, Acted::Done) {
        return answer(&app, &visit, &headers, &seen, (posted.values.clone(), &[]), acted).await;
    }
    let state = Dispute::fold(&app.store.load(&seen.row.stream).await?)?;
    let index = usize::try_from(number).unwrap_or_default().checked_sub(1);
    let found = index.and_then(|index| state.documents.get(index)).ok_or(WebError::NotFound)?;
    let name = case::open(&app, Some(&found.file.name)).await?.unwrap_or_default();
    let bytes = app.store.open_part(&found.file.content).await?.ok_or_else(|| WebError::Gone(String::new()))?;
    let disposition = format!("attachment; filename=\"document\"; filename*=UTF-8''{}", web::percent_encoded(&name));
    Ok((
        [
            (header::CONTENT_TYPE, found.file.media_type.clone()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
