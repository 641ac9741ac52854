//! A document that was public elsewhere before: published at once, as its source tells it and nothing more.

use super::{Context, Refusal};
use crate::model::{DocumentEvent, Edition};

/// Imports.
///
/// # Errors
/// Without title or body; where a date on which it was made or published lies in the future.
pub fn import(edition: Edition, context: &Context) -> Result<DocumentEvent, Refusal> {
    let field = |field, code| Err(Refusal::Field { field, code });
    if edition.content.title.trim().is_empty() {
        return field("title", "required");
    }
    if edition.content.text.trim().is_empty() {
        return field("text", "required");
    }
    if edition.content.made_on.is_some_and(|made| made > context.today) {
        return field("made_on", "in-future");
    }
    if edition.published_on.is_some_and(|published| published > context.today) {
        return field("published_on", "in-future");
    }
    Ok(DocumentEvent::Published { edition: Box::new(edition) })
}
