//! Material of a reply in the hands of its officers: put in, marked, made into the file that goes out. Officers see an
//! original only as pictures of its pages, for a reason that is written down; it is handed to nobody.

pub mod editor;
pub mod edits;
pub mod files;
pub mod list;
pub mod look;
pub mod samples;
mod sheet;
pub mod summary;

use super::case::{self, Seen};
use crate::material::marks;
use crate::model::state::Material;
use crate::model::{Request, Step};
use axum::routing::{get, post};
use identity::Action;
use law::Ground;
use redaction::{DraftLayer, RedactionError};
use store::{PartRef, Recorded};
use utoipa_axum::router::OpenApiRouter;
use web::{App, FieldErrors, Language, Page, Tone, Visit, WebError};

/// Paths of material.
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/office/requests/{number}/materials", get(list::show).post(list::upload))
        .route("/office/requests/{number}/materials/take", post(list::take))
        .route("/office/requests/{number}/materials/{id}", get(editor::show).post(editor::post))
        .route("/office/requests/{number}/materials/{id}/look", post(look::post))
        .route("/office/requests/{number}/materials/{id}/pages/{page}", get(files::page))
        .route("/office/requests/{number}/materials/{id}/summary", get(summary::show).post(summary::make))
        .route("/office/requests/{number}/materials/{id}/withdraw", post(list::withdraw))
        .route("/office/requests/{number}/materials/{id}/release", get(files::release))
        .route("/requests/letters/{number}/{token}/attachments/{place}", get(files::attachment))
}

/// A case with its material, for somebody who may see it.
pub(super) struct Desk {
    pub(super) seen: Seen,
    pub(super) state: Request,
    pub(super) events: Vec<Recorded>,
    /// it can be changed now, by this person
    pub(super) open: bool,
}

/// Who works on the reply sees what it is made of; for whoever may not see the case there is none.
pub(super) async fn desk(app: &App, visit: &Visit, number: &str) -> Result<Desk, WebError> {
    let seen = case::seen(app, visit, number).await?;
    let may = |action| app.identity.may(Some(&seen.person), action, &seen.organisation.id);
    let drafts = may(Action::DraftReply);
    if drafts.is_err() && may(Action::ReviewReply).is_err() && may(Action::ReviewLegality).is_err() {
        may(Action::ApproveReply)?;
    }
    let events = app.store.load(&seen.case.stream).await?;
    let state = Request::fold(&events)?;
    let open = drafts.is_ok() && matches!(state.step, Step::Registered | Step::Drafting);
    Ok(Desk { seen, state, events, open })
}

impl Desk {
    fn material(&self, id: &str) -> Result<&Material, WebError> {
        self.state.material(id).ok_or(WebError::NotFound)
    }

    fn grounds(&self, app: &App) -> Vec<Ground> {
        self.state.clock.as_ref().map(|clock| marks::grounds(&app.law, clock.regime)).unwrap_or_default()
    }

    fn may_draft(&self, app: &App) -> Result<(), WebError> {
        Ok(app.identity.may(Some(&self.seen.person), Action::DraftReply, &self.seen.organisation.id)?)
    }

    fn path(&self) -> String {
        format!("/office/requests/{}/materials", self.seen.case.number)
    }
}

/// Where material stands: code of its message `requests-material-state-<code>`, and tone.
pub(super) fn standing(material: &Material) -> (&'static str, Tone) {
    match (&material.layer, &material.release) {
        _ if material.is_ready() => ("ready", Tone::Done),
        (_, Some(_)) => ("out-of-date", Tone::Late),
        (Some(_), None) => ("draft", Tone::Soon),
        (None, None) => ("unmarked", Tone::Plain),
    }
}

/// A sealed layer; an empty one where nothing was drawn yet.
pub(super) async fn layer(app: &App, material: &Material, part: Option<&PartRef>) -> Result<DraftLayer, WebError> {
    let Some(part) = part else { return Ok(DraftLayer::new(material.added.pages as usize)) };
    let bytes = app.store.open_part(part).await?.ok_or(WebError::NotFound)?;
    serde_json::from_slice(&bytes).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// The name under which an original came, for those who work on it.
pub(super) async fn name(app: &App, page: &Page, material: &Material) -> Result<String, WebError> {
    Ok(case::open(app, Some(&material.added.file.name)).await?.unwrap_or_else(|| page.t("requests-erased")))
}

/// What is wrong with a file, in words.
pub(super) fn words(fault: &RedactionError, language: Language) -> String {
    web::message(language, fault.message_id(), &fault.arguments())
}

/// The same at a field.
pub(super) fn at_field(field: &str, fault: &RedactionError, language: Language) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add(field, fault.message_id(), words(fault, language));
    errors
}

/// One bad field of these pages: the message is `requests-problem-<code>`.
pub(super) fn problem(field: &'static str, code: &'static str, language: Language) -> FieldErrors {
    crate::submit::messages(&[crate::model::Problem { field, code, limit: marks::MOST_MARKS }], language)
}
