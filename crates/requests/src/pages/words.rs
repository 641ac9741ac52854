//! What the requester wrote that can hold anything personal: the evidence for a correction, answers to a clarification,
//! reasons. As the contact, it is shown for a reason that is written down: once a day for each person.

use super::case::{Seen, open};
use super::looked;
use super::steps::{Acted, acted, filing};
use crate::keeping::acts::View;
use crate::model::event::{Look, Received, RequestEvent};
use store::{PartRef, Recorded};
use web::{App, Page, ProtectedForm, Visit, WebError};

/// What a page shows of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    /// there is something
    pub(super) there: bool,
    /// where the look leads back to: `correction`, or the case itself where empty
    pub(super) to: &'static str,
    /// label and text, where the look was written down today
    pub(super) texts: Vec<(String, String)>,
}

/// What the requester of a case wrote, opened where the visitor wrote down today why.
pub(super) async fn of(
    app: &App,
    visit: &Visit,
    page: &Page,
    seen: &Seen,
    (received, events): (&Received, &[Recorded]),
    to: &'static str,
) -> Result<Words, WebError> {
    let mut parts: Vec<(String, PartRef)> =
        received.evidence.iter().map(|part| (page.t("requests-field-evidence"), part.clone())).collect();
    for recorded in events {
        match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Clarified(came)) => parts.push((page.t1("requests-words-clarified", "day", came.on), came.text)),
            Some(RequestEvent::ReasonsGiven(given)) => parts.push((page.t1("requests-words-reasons", "day", given.on), given.text)),
            _ => {}
        }
    }
    let mut words = Words { there: !parts.is_empty(), to, texts: Vec::new() };
    if looked::today(app, visit, seen, events, Look::Words, "")? {
        for (label, part) in parts {
            words.texts.push((label, open(app, Some(&part)).await?.unwrap_or_else(|| page.t("requests-erased"))));
        }
    }
    Ok(words)
}

/// Writes a look down; its reason stands in a control of its own.
pub(super) async fn look(app: &App, visit: &Visit, seen: &Seen, posted: &ProtectedForm) -> Result<Acted, WebError> {
    let reason = posted.get("words_reason").to_owned();
    let act = View { filing: filing(app, visit, seen, ""), what: Look::Words, which: String::new(), reason };
    let mut acted = acted(app.store.execute(act).await, visit.language)?;
    if let Acted::Refused { errors, .. } = &mut acted {
        for error in errors.list.iter_mut().filter(|error| error.field == "look_reason") {
            "words_reason".clone_into(&mut error.field);
        }
    }
    Ok(acted)
}
