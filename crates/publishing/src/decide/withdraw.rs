//! Taking a document back: its page stays and says why.

use super::{Refusal, reason};
use crate::model::{Document, DocumentEvent};

/// Withdraws.
///
/// # Errors
/// Where it is not public, or no reason is given.
pub fn withdraw(state: &Document, why: &str) -> Result<DocumentEvent, Refusal> {
    if state.public.is_none() {
        return Err(Refusal::NotPublic);
    }
    Ok(DocumentEvent::Withdrawn { reason: reason(why).map_err(|_| Refusal::Field { field: "reason", code: "required" })? })
}
