//! Whether somebody wrote down today why something personal is looked at.

use super::case::Seen;
use crate::model::event::{Look, RequestEvent};
use store::Recorded;
use web::{App, Visit, WebError};

/// A look at one thing counts for the rest of its day, for the person who made it.
pub(super) fn today(app: &App, visit: &Visit, seen: &Seen, events: &[Recorded], what: Look, which: &str) -> Result<bool, WebError> {
    for recorded in events.iter().rev() {
        if app.date_of(recorded.at) != visit.today {
            break;
        }
        if let Some(RequestEvent::Viewed(viewed)) = recorded.event::<RequestEvent>()?
            && viewed.what == what
            && viewed.which == which
            && viewed.person == seen.person.person.0
        {
            return Ok(true);
        }
    }
    Ok(false)
}
