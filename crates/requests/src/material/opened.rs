//! Originals are opened by processes of their own, within the limits of the foreign formats; this one only hands them on.

use crate::model::state::Material;
use letters::FontStatus;
use redaction::{Drawer, Limits, RedactionError};
use web::{App, WebError};

/// What an original may ask for.
pub const LIMITS: Limits = Limits { bytes: 40 << 20, pages: 200, pixels: 40_000_000, unpacked: 1 << 30, seconds: 20, dpi: 200 };
/// The largest file that goes out, in bytes.
pub const LARGEST_RELEASE: usize = 120 << 20;

/// Has something done with what somebody brought, and waits for it; what is wrong with the file is the inner error.
///
/// # Errors
/// Where the work ended without an answer.
pub async fn bytes<T: Send + 'static>(
    app: &App,
    bytes: Vec<u8>,
    job: impl FnOnce(&Drawer, &[u8]) -> Result<T, RedactionError> + Send + 'static,
) -> Result<Result<T, RedactionError>, WebError> {
    let (fonts, sandbox) = (app.fonts.clone(), app.sandbox.clone());
    let done = tokio::task::spawn_blocking(move || match fonts.status() {
        FontStatus::Found { path, .. } => job(&Drawer::new(sandbox, path.clone(), LIMITS), &bytes),
        FontStatus::Missing { .. } => Err(RedactionError::NoChineseFont),
    });
    done.await.map_err(|fault| WebError::Internal(fault.to_string()))
}

/// The same with the original of material.
///
/// # Errors
/// [`WebError::NotFound`] where it was erased.
pub async fn original<T: Send + 'static>(
    app: &App,
    material: &Material,
    job: impl FnOnce(&Drawer, &[u8]) -> Result<T, RedactionError> + Send + 'static,
) -> Result<Result<T, RedactionError>, WebError> {
    let content = app.store.open_part(&material.added.file.content).await?.ok_or(WebError::NotFound)?;
    bytes(app, content, job).await
}
