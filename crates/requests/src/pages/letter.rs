//! A reply's letter as HTML, PDF and DOCX, behind an unguessable address.

use super::follow::open_letter;
use crate::look_up;
use crate::model::Request;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use letters::{Letter, LetterError};
use web::{App, Page, Section, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-letter.html")]
pub(super) struct LetterPage {
    pub(super) page: Page,
    pub(super) letter: String,
}

type Address = Path<(String, String)>;

async fn find(app: &App, visit: &Visit, (number, token): &(String, String)) -> Result<Letter, WebError> {
    app.limits.look_up(&visit.address)?;
    let case = look_up::case_by_letter(app, number, token).await?;
    let state = Request::fold(&app.store.load(&case.stream).await?)?;
    let reply = state.reply.ok_or(WebError::NotFound)?;
    open_letter(app, &reply.letter).await?.ok_or(WebError::NotFound)
}

/// `GET /requests/letters/{number}/{token}/letter.html`
pub async fn html(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &address).await?;
    let page = Page::new(&app, &visit, Section::Requests, letter.title.clone());
    web::html(&LetterPage { page, letter: letters::html(&letter) })
}

/// `GET /requests/letters/{number}/{token}/letter.pdf`
pub async fn pdf(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &address).await?;
    pdf_response(&app, &visit, letter).await
}

/// The letter as PDF; without a Chinese font it says which package to install.
pub(super) async fn pdf_response(app: &App, visit: &Visit, letter: Letter) -> Result<Response, WebError> {
    let fonts = app.fonts.clone();
    let name = letter.number.clone();
    let made =
        tokio::task::spawn_blocking(move || letters::pdf(&letter, &fonts)).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    match made {
        Ok(bytes) => Ok(file("application/pdf", &name, "pdf", bytes)),
        Err(fault @ (LetterError::NoChineseFont { .. } | LetterError::MissingCharacters { .. })) => Err(WebError::Conflict(web::message(
            visit.language,
            fault.message_id(),
            &[("packages", letters::CHINESE_FONT_PACKAGES.join(" ")), ("characters", fault.to_string())],
        ))),
        Err(fault) => Err(WebError::Internal(fault.to_string())),
    }
}

/// `GET /requests/letters/{number}/{token}/letter.docx`
pub async fn docx(State(app): State<App>, visit: Visit, Path(address): Address) -> Result<Response, WebError> {
    let letter = find(&app, &visit, &address).await?;
    let name = letter.number.clone();
    let bytes = tokio::task::spawn_blocking(move || letters::docx(&letter)).await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| WebError::Internal(fault.to_string()))?;
    Ok(file("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &name, "docx", bytes))
}

fn file(media_type: &'static str, name: &str, extension: &str, bytes: Vec<u8>) -> Response {
    let encoded = web::percent_encoded(name);
    let disposition = format!("inline; filename=\"letter.{extension}\"; filename*=UTF-8''{encoded}.{extension}");
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
