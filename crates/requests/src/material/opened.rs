//! Opening originals: few at a time, on threads that may block, within the limits of the foreign formats.

use crate::model::state::Material;
use letters::{FontStatus, Fonts};
use redaction::{Document, Face, Limits, RedactionError};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use web::{App, WebError};

/// What an original may ask for.
pub const LIMITS: Limits = Limits { bytes: 40 << 20, pages: 200, pixels: 40_000_000, unpacked: 1 << 30, seconds: 20, dpi: 200 };
/// The largest file that goes out, in bytes.
pub const LARGEST_RELEASE: usize = 120 << 20;
/// So many files are read or drawn at once.
static WORKERS: Semaphore = Semaphore::const_new(2);
/// So many originals are kept opened, for [`KEPT_FOR`]: page after page is turned.
const MOST_KEPT: usize = 2;
const KEPT_FOR: Duration = Duration::from_secs(120);

static FACE: Mutex<Option<(PathBuf, Face)>> = Mutex::new(None);
static KEPT: Mutex<Vec<(String, Document)>> = Mutex::new(Vec::new());

/// Does blocking work on a file; what it answers may be a refusal of the file itself.
///
/// # Errors
/// Where the work ended without an answer.
pub async fn work<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, RedactionError> + Send + 'static,
) -> Result<Result<T, RedactionError>, WebError> {
    let permit = WORKERS.acquire().await.map_err(|fault| WebError::Internal(fault.to_string()))?;
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        job()
    });
    done.await.map_err(|fault| WebError::Internal(fault.to_string()))
}

fn face(fonts: &Fonts) -> Result<Face, RedactionError> {
    let FontStatus::Found { path, .. } = fonts.status() else { return Err(RedactionError::NoChineseFont) };
    let mut kept = FACE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((of, face)) = &*kept
        && of == path
    {
        return Ok(face.clone());
    }
    let bytes = std::fs::read(path).map_err(|_| RedactionError::NoChineseFont)?;
    let face = Face::new(Arc::new(bytes))?;
    *kept = Some((path.clone(), face.clone()));
    Ok(face)
}

/// Opens what somebody brought; what it is, is told by its content.
///
/// # Errors
/// Faults of the work itself; what is wrong with the file is the inner error.
pub async fn bytes(app: &App, bytes: Vec<u8>) -> Result<Result<Document, RedactionError>, WebError> {
    let fonts = app.fonts.clone();
    work(move || Document::open(bytes, &face(&fonts)?, LIMITS)).await
}

/// Opens the original of material.
///
/// # Errors
/// [`WebError::NotFound`] where it was erased.
pub async fn original(app: &App, material: &Material) -> Result<Result<Document, RedactionError>, WebError> {
    let part = &material.added.file.content;
    // Asked first, also where it is kept: what was erased is gone.
    let content = app.store.open_part(part).await?.ok_or(WebError::NotFound)?;
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).iter().find(|(id, _)| *id == part.part).map(|(_, found)| found.clone());
    if let Some(document) = kept {
        return Ok(Ok(document));
    }
    let opened = bytes(app, content).await?;
    if let Ok(document) = &opened {
        keep(part.part.clone(), document.clone());
    }
    Ok(opened)
}

fn keep(id: String, document: Document) {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.retain(|(other, _)| *other != id);
    if kept.len() >= MOST_KEPT {
        kept.remove(0);
    }
    kept.push((id.clone(), document));
    drop(kept);
    tokio::spawn(async move {
        tokio::time::sleep(KEPT_FOR).await;
        KEPT.lock().unwrap_or_else(PoisonError::into_inner).retain(|(other, _)| *other != id);
    });
}
