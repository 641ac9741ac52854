//! 有效性: what a review campaign or a later document makes of a public one.

use super::{Context, Refusal, reason};
use crate::model::{Document, DocumentEvent};
use facts::Validity;
use jiff::civil::Date;

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// the new validity
    pub validity: Validity,
    /// from which day
    pub on: Date,
    /// by which decision
    pub by: String,
}

/// Marks.
///
/// # Errors
/// Where it is not public, nothing changes, the day lies in the future, or no decision is named.
pub fn mark(state: &Document, mark: &Mark, context: &Context) -> Result<DocumentEvent, Refusal> {
    let public = state.public.as_ref().ok_or(Refusal::NotPublic)?;
    if public.edition.content.validity == mark.validity {
        return Err(Refusal::Unchanged);
    }
    if mark.on > context.today {
        return Err(Refusal::Field { field: "on", code: "in-future" });
    }
    let by = reason(&mark.by).map_err(|_| Refusal::Field { field: "by", code: "required" })?;
    let mut edition = public.edition.clone();
    edition.content.validity = mark.validity;
    edition.demo_values.retain(|name| name != "status");
    Ok(DocumentEvent::StatusMarked { edition: Box::new(edition), on: mark.on, by })
}
