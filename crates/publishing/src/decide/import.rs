//! A document that was public elsewhere before: published at once, as its source tells it and nothing more.

use super::{Context, Refusal};
use crate::model::{DocumentEvent, Edition};

/// Imports.
///
/// # Errors
/// Without title or body; with a control character in a line of metadata; where a date on which it was made or published lies in the future.
pub fn import(edition: Edition, context: &Context) -> Result<DocumentEvent, Refusal> {
    let field = |field, code| Err(Refusal::Field { field, code });
    if edition.content.title.trim().is_empty() {
        return field("title", "required");
    }
    if edition.content.text.trim().is_empty() {
        return field("text", "required");
    }
    let content = &edition.content;
    for (name, value) in [
        ("title", Some(&content.title)),
        ("number", content.number.as_ref()),
        ("index_number", edition.index_number.as_ref()),
        ("issuer", Some(&content.issuer)),
        ("subject", content.subject.as_ref()),
        ("kind", content.kind.as_ref()),
        ("region", content.region.as_ref()),
        ("external_id", edition.external_id.as_ref()),
        ("source", edition.source.as_ref()),
    ] {
        if value.is_some_and(|value| value.contains(char::is_control)) {
            return field(name, "control-character");
        }
    }
    if edition.content.made_on.is_some_and(|made| made > context.today) {
        return field("made_on", "in-future");
    }
    if edition.published_on.is_some_and(|published| published > context.today) {
        return field("published_on", "in-future");
    }
    Ok(DocumentEvent::Published { edition: Box::new(edition) })
}
