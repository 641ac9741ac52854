//! How a change of the wording is carried out, and shown again where it is refused.

use crate::submit::web_error;
use crate::words::{Reword, Rewording};
use axum::http::StatusCode;
use web::{App, FieldErrors, Visit, WebError};

/// What a change came to.
pub(super) enum Acted {
    /// it was made
    Done,
    /// it was refused, or somebody else was faster
    Refused { errors: FieldErrors, message: String, status: StatusCode },
}

/// Makes a change on the version that the page showed.
pub(super) async fn act(app: &App, visit: &Visit, person: &str, version: &str, rewording: Rewording) -> Result<Acted, WebError> {
    let act = Reword {
        law: app.law.clone(),
        today: visit.today,
        seen: version.parse().unwrap_or_default(),
        person: person.to_owned(),
        rewording,
    };
    let Err(fault) = app.store.execute(act).await else { return Ok(Acted::Done) };
    let error = web_error(fault, visit.language);
    let status = error.status();
    match error {
        WebError::Fields(errors) => Ok(Acted::Refused { errors, message: String::new(), status }),
        WebError::Conflict(message) => Ok(Acted::Refused { errors: FieldErrors::default(), message, status }),
        other => Err(other),
    }
}
