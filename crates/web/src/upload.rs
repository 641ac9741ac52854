//! A posted form with files.

use crate::{App, ProtectedForm, Typed, Visit, WebError, body, protected};
use axum::{
    body::{Body, HttpBody},
    extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Request},
};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt, future::ready};
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

/// A file that was sent. Its name and type are what the browser says: `store::Files` tells the type by content.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// name of the form's field
    pub field: String,
    /// name of the file; empty where the browser gave none
    pub name: String,
    /// content; nothing where the file is empty, which whoever takes it tells at its field
    pub bytes: Bytes,
}

/// A posted form with files (`multipart/form-data`) whose token was checked: an extractor. All of it together takes at
/// most `LIMIT` bytes; of what is larger nothing is kept, and the visitor is told. Of somebody who is not signed in no
/// more is kept than of a form without files, so that strangers cannot fill the memory.
#[derive(Debug, Clone)]
pub struct ProtectedMultipart<const LIMIT: u64> {
    /// name/value pairs in order
    pub values: Vec<(String, String)>,
    /// idempotency key of the page
    pub key: String,
    /// files in order, empty ones too; a field in which none was chosen is left out
    pub files: Vec<UploadedFile>,
}

impl<const LIMIT: u64> ProtectedMultipart<LIMIT> {
    /// first value, trimmed of nothing; empty where there is none
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }
}

impl<const LIMIT: u64> FromRequest<App> for ProtectedMultipart<LIMIT> {
    type Rejection = WebError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Self::Rejection> {
        if request.body().size_hint().lower() > body::READ_ON {
            return Err(WebError::TooLarge { limit: LIMIT });
        }
        DefaultBodyLimit::disable().apply(&mut request);
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
        let headers = parts.headers.clone();
        let seen = Arc::new(AtomicU64::new(0));
        let limit = if visit.signed_in.is_some() { LIMIT } else { LIMIT.min(body::FORM_LIMIT) };
        let body = bounded(body, limit, seen.clone(), None);
        let multipart = Multipart::from_request(Request::from_parts(parts, body), app).await.map_err(|_| WebError::MediaType)?;
        let read = fields(multipart).await;
        if seen.load(Ordering::Relaxed) > limit {
            // A form that was opened while somebody was signed in is of no use any more.
            return Err(if limit < LIMIT { WebError::FormExpired(Typed::default()) } else { WebError::TooLarge { limit } });
        }
        let (values, files) = read?;
        let (values, key, _) = protected::checked(app, &visit, &headers, values)?;
        Ok(ProtectedMultipart { values, key, files })
    }
}

/// What all strangers' uploads together may hold in memory at a time, beyond what a form without files may hold.
const STRANGERS: u64 = 256 << 20;
/// Seconds after which a stranger is told to try again.
const BUSY: u64 = 30;
static HELD: AtomicU64 = AtomicU64::new(0);

/// Bytes that one upload of a stranger holds; given back when it is done with.
#[derive(Debug, Default)]
struct Held {
    bytes: AtomicU64,
    refused: AtomicBool,
}

impl Held {
    /// Whether so many bytes more may be kept.
    fn keep(&self, bytes: u64) -> bool {
        if HELD.fetch_add(bytes, Ordering::Relaxed) + bytes > STRANGERS {
            HELD.fetch_sub(bytes, Ordering::Relaxed);
            self.refused.store(true, Ordering::Relaxed);
            return false;
        }
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        true
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.fetch_sub(self.bytes.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

/// A posted form, with files or without, whose token was checked: an extractor that takes both ways of encoding. All of
/// it together takes at most `LIMIT` bytes, of strangers too; what strangers' uploads hold together is bounded, and who
/// comes when that is used up is told to come again.
#[derive(Debug, Clone)]
pub struct ProtectedUpload<const LIMIT: u64> {
    /// the form without its files
    pub form: ProtectedForm,
    /// files in order, empty ones too; a field in which none was chosen is left out
    pub files: Vec<UploadedFile>,
    _held: Arc<Held>,
}

impl<const LIMIT: u64> FromRequest<App> for ProtectedUpload<LIMIT> {
    type Rejection = WebError;

    async fn from_request(mut request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let held = Arc::new(Held::default());
        if !protected::has_media_type(request.headers(), "multipart/form-data") {
            let form = ProtectedForm::from_request(request, app).await?;
            return Ok(ProtectedUpload { form, files: Vec::new(), _held: held });
        }
        if request.body().size_hint().lower() > body::READ_ON {
            return Err(WebError::TooLarge { limit: LIMIT });
        }
        DefaultBodyLimit::disable().apply(&mut request);
        let (mut parts, body) = request.into_parts();
        let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
        let headers = parts.headers.clone();
        let seen = Arc::new(AtomicU64::new(0));
        let budget = visit.signed_in.is_none().then(|| held.clone());
        let body = bounded(body, LIMIT, seen.clone(), budget);
        let multipart = Multipart::from_request(Request::from_parts(parts, body), app).await.map_err(|_| WebError::MediaType)?;
        let read = fields(multipart).await;
        if seen.load(Ordering::Relaxed) > LIMIT {
            return Err(WebError::TooLarge { limit: LIMIT });
        }
        if held.refused.load(Ordering::Relaxed) {
            return Err(WebError::TooMany { retry_after: BUSY });
        }
        let (values, files) = read?;
        let (values, key, token) = protected::checked(app, &visit, &headers, values)?;
        Ok(ProtectedUpload { form: ProtectedForm { values, key, token }, files, _held: held })
    }
}

/// Hands on the first `limit` bytes, whatever they are: names and headers of fields count like their content. What comes
/// after is counted and thrown away, so that memory stays within the limit.
fn bounded(body: Body, limit: u64, seen: Arc<AtomicU64>, held: Option<Arc<Held>>) -> Body {
    let counted = body.into_data_stream().map(move |chunk| {
        chunk.map(|bytes| {
            let size = bytes.len() as u64;
            (bytes, seen.fetch_add(size, Ordering::Relaxed) + size)
        })
    });
    let until = counted.take_while(|chunk| ready(!matches!(chunk, Ok((_, total)) if *total > body::READ_ON)));
    Body::from_stream(until.filter_map(move |chunk| {
        ready(match chunk {
            Ok((bytes, total)) => {
                // As much as a form without files always passes, or a few slow uploads would keep out everybody's form.
                let counted = |held: &Held| total <= body::FORM_LIMIT || held.keep(bytes.len() as u64);
                let kept = total <= limit && held.as_deref().is_none_or(counted);
                kept.then_some(Ok(bytes))
            }
            Err(fault) => Some(Err(fault)),
        })
    }))
}

type Fields = (Vec<(String, String)>, Vec<UploadedFile>);

async fn fields(mut multipart: Multipart) -> Result<Fields, WebError> {
    let bad = |_| WebError::BadRequest(String::new());
    let (mut values, mut files) = (Vec::new(), Vec::new());
    while let Some(mut field) = multipart.next_field().await.map_err(bad)? {
        let field_name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let mut content = BytesMut::new();
        while let Some(chunk) = field.chunk().await.map_err(bad)? {
            content.extend_from_slice(&chunk);
        }
        match file_name {
            // A field in which nothing was chosen comes without a name; a file that is empty is one, and told to be.
            Some(name) if name.is_empty() && content.is_empty() => {}
            Some(name) => files.push(UploadedFile { field: field_name, name, bytes: content.freeze() }),
            None => {
                let text = String::from_utf8(content.into()).map_err(|_| WebError::BadRequest(String::new()))?;
                values.push((field_name, protected::text_value(text)?));
            }
        }
    }
    Ok((values, files))
}
