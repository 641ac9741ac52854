//! Work on a case was given to an officer on the desk: the case is in that officer's hands then, as if it had been given
//! on its own page.

use crate::decide::leave;
use crate::model::Request;
use crate::model::event::RequestEvent;
use crate::records;
use store::{ConflictOr, Event, Given, Transaction};

/// Gives the case to whoever was given its officer's work; false where the work is not the officer's of a case that is
/// still in somebody's hands.
///
/// # Errors
/// Faults of the store.
pub(crate) async fn hand_over(tx: &mut Transaction<'_>, given: &Given) -> Result<bool, ConflictOr> {
    if given.stream.category() != RequestEvent::CATEGORY || !records::is_officers(&given.work) {
        return Ok(false);
    }
    let state = Request::fold(&tx.load(&given.stream).await?)?;
    // A case that has ended, or that this officer has: what is left is of the work alone.
    let Ok(events) = leave::assign(&state, given.to.clone(), given.by.0.clone()) else { return Ok(false) };
    tx.append(&given.stream, state.version, &given.by, &events).await?;
    Ok(true)
}
