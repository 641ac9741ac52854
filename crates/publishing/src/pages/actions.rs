//! The steps of the desk, each a posted form.

use super::office;
use super::shown;
use crate::acts::{Do, Step};
use crate::decide::{Context, Mark, Refusal};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use facts::Validity;
use identity::{Action, OrganisationId};
use store::ExecuteError;
use web::{App, FieldErrors, Language, ProtectedForm, Visit, WebError, message};

/// What a refusal says in the visitor's language.
#[must_use]
pub fn words(language: Language, refusal: &Refusal) -> String {
    message(language, &format!("publishing-refusal-{}", refusal.code()), &[])
}

/// Somebody else changed the document since the page was opened: what was typed is shown again, on the newest version.
pub(super) fn changed(language: Language) -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add("", "changed", message(language, "publishing-conflict", &[]));
    errors
}

/// The field at which a refusal of these forms is shown.
fn field(refusal: &Refusal, reason: &'static str) -> &'static str {
    match refusal {
        Refusal::Field { field: "reason", .. } | Refusal::NoReason => reason,
        Refusal::Field { field, .. } => field,
        _ => "",
    }
}

struct Posted<'a> {
    app: &'a App,
    visit: &'a Visit,
    headers: &'a HeaderMap,
    id: &'a str,
    form: ProtectedForm,
}

impl Posted<'_> {
    /// Checks the right, does the step, and leads back to the document; what is refused is shown on its page.
    async fn carry(
        self,
        action: Action,
        reason: &'static str,
        step: impl FnOnce(&ProtectedForm, &str) -> Result<Step, (&'static str, &'static str)>,
    ) -> Result<Response, WebError> {
        let person = self.visit.person()?;
        let document = shown::load(self.app, self.id).await?;
        let organisation = OrganisationId(document.organisation.clone());
        self.app.identity.may(Some(person), action, &organisation)?;
        let code = self.app.identity.organisation(&organisation, self.visit.today).map(|known| known.code).unwrap_or_default();
        let mut errors = FieldErrors::default();
        let mut status = StatusCode::UNPROCESSABLE_ENTITY;
        match step(&self.form, &code) {
            Ok(step) => {
                let expected = self.form.get("version").parse().map_err(|_| WebError::BadRequest(String::new()))?;
                let context = Context { actor: person.person.0.clone(), today: self.visit.today };
                match self.app.store.execute(Do { context, document: self.id.to_owned(), expected, step }).await {
                    Ok(_) => return Ok(web::redirect(self.visit, &format!("/office/documents/{}", self.id))),
                    Err(ExecuteError::Refused(refusal)) => {
                        errors.add(field(&refusal, reason), refusal.code(), words(self.visit.language, &refusal))
                    }
                    Err(ExecuteError::Conflict { .. }) => {
                        errors = changed(self.visit.language);
                        status = StatusCode::CONFLICT;
                    }
                    Err(ExecuteError::Store(fault)) => return Err(fault.into()),
                }
            }
            Err((field, code)) => errors.add(field, code, message(self.visit.language, &format!("publishing-refusal-{code}"), &[])),
        }
        let mut response = office::page(self.app, self.visit, self.headers, self.id, self.form.values, errors).await?;
        *response.status_mut() = status;
        Ok(response)
    }
}

/// `POST /office/documents/{id}/ask`
pub async fn ask(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }.carry(Action::EditDocument, "", |_, _| Ok(Step::Ask)).await
}

/// `POST /office/documents/{id}/pass`
pub async fn pass(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }
        .carry(Action::ReviewConfidentiality, "", |_, _| Ok(Step::Pass))
        .await
}

/// `POST /office/documents/{id}/return`
pub async fn send_back(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }
        .carry(Action::ReviewConfidentiality, "reason", |form, _| Ok(Step::SendBack(form.get("reason").to_owned())))
        .await
}

/// `POST /office/documents/{id}/publish`
pub async fn publish(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }
        .carry(Action::PublishDocument, "", |_, code| Ok(Step::Publish { organisation_code: code.to_owned() }))
        .await
}

/// `POST /office/documents/{id}/mark`
pub async fn mark(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }
        .carry(Action::PublishDocument, "", |form, _| {
            let validity = Validity::parse(form.get("status")).ok_or(("status", "required"))?;
            let on = form.get("on").trim().parse().map_err(|_| ("on", "bad-date"))?;
            Ok(Step::Mark(Mark { validity, on, by: form.get("by").to_owned() }))
        })
        .await
}

/// `POST /office/documents/{id}/withdraw`
pub async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(id): Path<String>,
    form: ProtectedForm,
) -> Result<Response, WebError> {
    Posted { app: &app, visit: &visit, headers: &headers, id: &id, form }
        .carry(Action::PublishDocument, "withdrawal", |form, _| Ok(Step::Withdraw(form.get("withdrawal").to_owned())))
        .await
}
