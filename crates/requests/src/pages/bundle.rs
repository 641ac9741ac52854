//! Files for the requester, by number and query code: what went out with the reply, and the whole case as one archive.

use super::{follow, letter};
use crate::{archive, own};
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use web::{App, ProtectedForm, Visit, WebError};

/// `POST /requests/status/archive`: it holds every letter, so taking it is receiving them.
pub async fn archive(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let unread = held.unread();
    let held = letter::read(&app, &visit, held, unread).await?;
    let bytes = archive::requester::archive(&app, &held.events, visit.language, visit.today).await?;
    Ok(attachment("application/zip", &format!("{}.zip", held.case.number), bytes))
}

/// `POST /requests/status/released`: `file` counts from 1.
pub async fn released(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let held = match follow::open(&app, &visit, &headers, &posted).await? {
        Ok(held) => held,
        Err(response) => return Ok(response),
    };
    let files = own::released(&held.events)?;
    let place = posted.get("file").parse::<usize>().ok().and_then(|place| place.checked_sub(1));
    let file = place.and_then(|place| files.get(place)).ok_or(WebError::NotFound)?;
    let opened = app.store.open_parts(&[file.content.clone(), file.name.clone()]).await?;
    let mut opened = opened.into_iter();
    let (Some(Some(bytes)), Some(Some(name))) = (opened.next(), opened.next()) else { return Err(WebError::NotFound) };
    Ok(attachment(&file.media_type, &archive::file_name(&String::from_utf8_lossy(&name)), bytes))
}

fn attachment(media_type: &str, name: &str, bytes: Vec<u8>) -> Response {
    let ending = name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
    let ending: String = ending.chars().filter(char::is_ascii_alphanumeric).take(5).collect();
    let disposition = format!("attachment; filename=\"file.{ending}\"; filename*=UTF-8''{}", web::percent_encoded(name));
    (
        [
            (header::CONTENT_TYPE, media_type.to_owned()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response()
}
