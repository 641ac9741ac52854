//! Writing: a new document, a change, a new version of one that is public.

use super::{Context, Refusal};
use crate::model::{Content, Document, DocumentEvent, Stage};

/// Most characters of a title.
pub const TITLE: usize = 200;
/// Most characters of a line of metadata.
pub const LINE: usize = 100;
/// Most characters of a body.
pub const BODY: usize = 1_000_000;

/// Checks what a document must hold.
///
/// # Errors
/// Every bad field.
pub fn check(content: &Content, context: &Context) -> Result<(), Vec<Refusal>> {
    let mut bad = Vec::new();
    let mut field = |field, code| bad.push(Refusal::Field { field, code });
    for (name, value, most, required) in [
        ("title", Some(&content.title), TITLE, true),
        ("issuer", Some(&content.issuer), LINE, true),
        ("number", content.number.as_ref(), LINE, false),
        ("subject", content.subject.as_ref(), LINE, false),
        ("text", Some(&content.text), BODY, true),
    ] {
        let value = value.map_or("", String::as_str);
        if required && value.trim().is_empty() {
            field(name, "required");
        } else if value.chars().count() > most {
            field(name, "too-long");
        } else if value.chars().any(|c| c.is_control() && !(name == "text" && matches!(c, '\n' | '\t'))) {
            field(name, "control-character");
        }
    }
    match content.made_on {
        None => field("made_on", "required"),
        Some(made) if made > context.today => field("made_on", "in-future"),
        Some(_) => {}
    }
    if bad.is_empty() { Ok(()) } else { Err(bad) }
}

fn first(bad: Vec<Refusal>) -> Refusal {
    bad.into_iter().next().unwrap_or(Refusal::Unknown)
}

/// Begins a document.
///
/// # Errors
/// The first bad field.
pub fn begin(organisation: &str, content: Content, context: &Context) -> Result<DocumentEvent, Refusal> {
    check(&content, context).map_err(first)?;
    Ok(DocumentEvent::Drafted { organisation: organisation.to_owned(), content: Box::new(content) })
}

/// Changes the draft in hand, or begins the draft of a new version.
///
/// # Errors
/// While a review is under way; where nothing changes; the first bad field.
pub fn edit(state: &Document, content: Content, context: &Context) -> Result<DocumentEvent, Refusal> {
    let newest = state.newest().or_else(|| state.last_edition().map(|edition| &edition.content)).ok_or(Refusal::Unknown)?;
    if state.draft.as_ref().is_some_and(|draft| draft.stage == Stage::InReview) {
        return Err(Refusal::InReview);
    }
    if *newest == content && state.withdrawn.is_none() {
        return Err(Refusal::Unchanged);
    }
    check(&content, context).map_err(first)?;
    Ok(DocumentEvent::Edited { content: Box::new(content) })
}
