//! What is seen of material as files: a page of the original as a picture for those who work on it, and the file that
//! was made of it. The original itself is no answer to anything.

use super::{desk, words};
use crate::look_up;
use crate::material::{self, opened};
use crate::model::event::SealedFile;
use axum::extract::{Path, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use web::{App, Visit, WebError};

/// Fine enough to read, small enough to turn pages.
const DPI: u16 = 110;

/// `GET /office/requests/{number}/materials/{id}/pages/{page}`: drawn when it is asked for, by somebody who said why.
pub async fn page(
    State(app): State<App>,
    visit: Visit,
    Path((number, id, page)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    let material = desk.material(&id)?;
    if !desk.has_looked(&app, &visit, &id)? {
        return Err(WebError::Forbidden);
    }
    let page = page.strip_suffix(".png").and_then(|page| page.parse::<usize>().ok()).and_then(|page| page.checked_sub(1));
    let page = page.filter(|page| *page < material.added.pages as usize).ok_or(WebError::NotFound)?;
    let drawn = opened::original(&app, material, move |drawer, file| drawer.draw(file, page, DPI));
    let bytes = drawn.await?.map_err(|fault| WebError::Conflict(words(&fault, visit.language)))?;
    Ok(([(header::CONTENT_TYPE, "image/png"), (header::CACHE_CONTROL, "private, no-store")], bytes).into_response())
}

/// `GET /office/requests/{number}/materials/{id}/release`: the file as it goes out, for those who check it.
pub async fn release(State(app): State<App>, visit: Visit, Path((number, id)): Path<(String, String)>) -> Result<Response, WebError> {
    let desk = desk(&app, &visit, &number).await?;
    let (_, file) = desk.material(&id)?.release.as_ref().ok_or(WebError::NotFound)?;
    handed_out(&app, file).await
}

/// `GET /requests/letters/{number}/{token}/attachments/{place}`: a file that went out, beside the letter that names it;
/// places count from 1.
pub async fn attachment(
    State(app): State<App>,
    visit: Visit,
    Path((number, token, place)): Path<(String, String, String)>,
) -> Result<Response, WebError> {
    app.limits.look_up(&visit.address)?;
    let case = look_up::case_by_letter(&app, &number, &token).await?;
    let sent = material::sent(&app.store.load(&case.stream).await?)?;
    let place = place.parse::<usize>().ok().and_then(|place| place.checked_sub(1)).ok_or(WebError::NotFound)?;
    handed_out(&app, &sent.get(place).ok_or(WebError::NotFound)?.1).await
}

/// A file to be kept, not shown: by its neutral name.
async fn handed_out(app: &App, file: &SealedFile) -> Result<Response, WebError> {
    let bytes = app.store.open_part(&file.content).await?.ok_or(WebError::NotFound)?;
    let name = app.store.open_part(&file.name).await?.ok_or(WebError::NotFound)?;
    let name = String::from_utf8_lossy(&name).into_owned();
    let ending = name.rsplit('.').next().filter(|ending| matches!(*ending, "png" | "jpg")).unwrap_or("pdf");
    let disposition = format!("attachment; filename=\"attachment.{ending}\"; filename*=UTF-8''{}", web::percent_encoded(&name));
    let headers: [(HeaderName, String); 4] = [
        (header::CONTENT_TYPE, file.media_type.clone()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// The files that went out with a letter, with their addresses.
pub(in crate::pages) async fn attachments(app: &App, case: &crate::records::Case, letter: &str) -> Result<Vec<web::FileEntry>, WebError> {
    let token = look_up::letter_token(app, &case.stream);
    let mut entries = Vec::new();
    for (index, (of, file)) in material::sent(&app.store.load(&case.stream).await?)?.iter().enumerate() {
        if of == letter
            && let Some(name) = app.store.open_part(&file.name).await?
        {
            let href = format!("/requests/letters/{}/{token}/attachments/{}", case.number, index + 1);
            entries.push(web::FileEntry::new(String::from_utf8_lossy(&name).into_owned(), href, &file.media_type, file.size));
        }
    }
    Ok(entries)
}
