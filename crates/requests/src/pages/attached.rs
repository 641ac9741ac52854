//! Files of a request: taken from a form, listed, handed out.

use super::case::seen;
use super::follow;
use super::steps::{Acted, act, answer};
use crate::acts::Command;
use crate::model::event::SealedFile;
use crate::model::upload::{FILE_LIMIT, FILES};
use crate::model::{Request, Upload};
use crate::own;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use tokio::sync::Semaphore;
use web::{App, FieldErrors, FileEntry, Language, Page, ProtectedForm, UploadedFile, Visit, WebError};

/// Bytes of a form with files: the files, and room for the rest.
pub const FORM: u64 = (FILES as u64) * (FILE_LIMIT as u64) + (2 << 20);
/// The control that holds them.
pub const CONTROL: &str = "files";

/// So many forms have their files examined at once; the next ones wait.
static EXAMINERS: Semaphore = Semaphore::const_new(4);

/// Has what somebody brought examined beside the work of the server, and waits for it.
///
/// # Errors
/// Where the work ended without an answer.
pub async fn examined<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
    let ended = |fault: &dyn std::fmt::Display| WebError::Internal(fault.to_string());
    let turn = EXAMINERS.acquire().await.map_err(|fault| ended(&fault))?;
    let done = tokio::task::spawn_blocking(job).await.map_err(|fault| ended(&fault));
    drop(turn);
    done
}

/// The files of a form, each told by its content; what is wrong with which of them, at the control, is the inner error.
///
/// # Errors
/// Where the work ended without an answer.
pub async fn taken(posted: &[UploadedFile], language: Language) -> Result<Result<Vec<Upload>, FieldErrors>, WebError> {
    let mut errors = FieldErrors::default();
    let mut files = Vec::new();
    let sent: Vec<UploadedFile> = posted.iter().filter(|file| file.field == CONTROL).cloned().collect();
    if sent.len() > FILES {
        errors.add(CONTROL, "file-count", web::message(language, "requests-problem-file-count", &[("limit", FILES.to_string())]));
        return Ok(Err(errors));
    }
    if sent.is_empty() {
        return Ok(Ok(files));
    }
    let told = move || sent.into_iter().map(|file| (Upload::check(&file.name, &file.bytes), file.name)).collect::<Vec<_>>();
    for (told, name) in examined(told).await? {
        match told {
            Ok(upload) => files.push(upload),
            Err(fault) => {
                let name: String = name.chars().filter(|c| !c.is_control() && !web::is_hidden(*c)).take(60).collect();
                let message = web::message(language, &format!("requests-problem-{}", fault.code()), &[("name", name)]);
                errors.add(CONTROL, fault.code(), message);
            }
        }
    }
    Ok(if errors.is_empty() { Ok(files) } else { Err(errors) })
}

/// The files of a case as its page and its requester's page list them.
#[derive(Debug, Clone, Default)]
pub(super) struct Attached {
    pub(super) files: Vec<Listed>,
}

/// One of them; the part names it to the program.
#[derive(Debug, Clone)]
pub(super) struct Listed {
    pub(super) part: String,
    pub(super) entry: FileEntry,
}

/// What a case holds of its requester's files. Names are the requester's: an officer sees kind and size alone.
pub(super) async fn attached(app: &App, page: &Page, state: &Request, names: bool) -> Result<Attached, WebError> {
    let mut files = Vec::new();
    for (place, file) in state.all_files().enumerate() {
        let numbered = page.t1("requests-files-number", "number", place + 1);
        let name = if names { name(app, file).await?.unwrap_or_else(|| page.t("requests-erased")) } else { numbered };
        files.push(Listed { part: file.content.part.clone(), entry: FileEntry::new(name, "", &file.media_type, file.size) });
    }
    Ok(Attached { files })
}

async fn name(app: &App, file: &SealedFile) -> Result<Option<String>, WebError> {
    Ok(app.store.open_part(&file.name).await?.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// `POST /office/requests/{number}/files`: handed out for a reason, which is written down with the file.
pub async fn officer(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let case = seen(&app, &visit, &number).await?;
    let part = posted.get("file").to_owned();
    let reason = posted.get("contact_reason").to_owned();
    match act(&app, &visit, &case, "", Command::ViewFile { part: part.clone(), reason }).await? {
        Acted::Done => {
            let state = Request::fold(&app.store.load(&case.case.stream).await?)?;
            hand_out(&app, state.all_files(), &part).await
        }
        refused => answer(&app, &visit, &headers, &number, &posted, refused).await,
    }
}

/// `POST /requests/status/file`: the requester's own, for number and query code.
pub async fn requester(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    // What officers put into the file is not the requester's.
    hand_out(&app, own::files(&held.events)?.iter(), posted.get("file")).await
}

/// As a file to be kept, never as a page: whatever it holds, the browser runs none of it.
async fn hand_out<'a>(app: &App, mut files: impl Iterator<Item = &'a SealedFile>, part: &str) -> Result<Response, WebError> {
    let file = files.find(|file| file.content.part == part).ok_or(WebError::NotFound)?;
    let bytes = app.store.open_part(&file.content).await?.ok_or(WebError::NotFound)?;
    let name = name(app, file).await?.unwrap_or_else(|| "file".to_owned());
    let disposition = format!("attachment; filename=\"file\"; filename*=UTF-8''{}", web::percent_encoded(&name));
    Ok((
        [
            (header::CONTENT_TYPE, file.media_type.clone()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
