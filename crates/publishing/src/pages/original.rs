//! The file that stands behind a document, for download.

use super::office::desk;
use super::shown;
use crate::import::original::ending;
use crate::model::Content;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use web::{App, Visit, WebError};

/// `GET /documents/{id}/original`
pub async fn public(State(app): State<App>, Path(id): Path<String>) -> Result<Response, WebError> {
    let document = shown::load(&app, &id).await?;
    let public = document.public.as_ref().ok_or(WebError::NotFound)?;
    download(&app, &id, &public.edition.content, "public, no-cache").await
}

/// `GET /office/documents/{id}/original`: the draft's.
pub async fn office(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Response, WebError> {
    let document = desk(&app, &visit, &id).await?;
    download(&app, &id, document.newest().ok_or(WebError::NotFound)?, "private, no-store").await
}

/// Always as a download: a browser never runs what was handed over.
async fn download(app: &App, id: &str, content: &Content, cache: &'static str) -> Result<Response, WebError> {
    let file = content.original.as_ref().ok_or(WebError::NotFound)?;
    let bytes = app.store.files().get(&file.sha256).await?.ok_or(WebError::NotFound)?;
    let ending = ending(&file.media_type).unwrap_or("bin");
    let name = format!("attachment; filename=\"{id}.{ending}\"; filename*=UTF-8''{}", web::percent_encoded(&file.name));
    let kind = if file.media_type == "text/html" { "application/octet-stream" } else { file.media_type.as_str() };
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name.as_str()), (header::CACHE_CONTROL, cache)], bytes)
        .into_response())
}
