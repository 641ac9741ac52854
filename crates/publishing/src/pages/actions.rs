//! The steps of the desk, each a posted form.

use super::office;
use crate::acts::{Do, Step};
use crate::decide::{Context, Mark, Refusal};
use axum::http::StatusCode;
use axum::response::Response;
use facts::Validity;
use identity::{Action, OrganisationId};
use store::ExecuteError;
use web::{FieldErrors, Language, Posted, ProtectedForm, WebError, message};

/// What a refusal says in the visitor's language; one about a field names it, since it stands in a list above the form, too.
#[must_use]
pub fn words(language: Language, refusal: &Refusal) -> String {
    let words = message(language, &format!("publishing-refusal-{}", refusal.code()), &[]);
    match refusal {
        Refusal::Field { field, .. } => {
            let name = message(language, &format!("publishing-field-{}", field.replace('_', "-")), &[]);
            message(language, "publishing-field-says", &[("field", name), ("words", words)])
        }
        _ => words,
    }
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

/// Checks the right, does the step, and leads back to the document; what is refused is shown on its page. `reason`: the
/// field that asks for one.
async fn carry(
    posted: Posted,
    action: Action,
    reason: &'static str,
    step: impl FnOnce(&ProtectedForm, &str) -> Result<Step, (&'static str, &'static str)>,
) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id, form } = posted;
    let person = visit.person()?;
    let document = office::desk(&app, &visit, &id).await?;
    let organisation = OrganisationId(document.organisation.clone());
    app.identity.may(Some(person), action, &organisation)?;
    let code = app.identity.organisation(&organisation, visit.today).map(|known| known.code).unwrap_or_default();
    let mut errors = FieldErrors::default();
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    match step(&form, &code) {
        Ok(step) => {
            let expected = form.get("version").parse().map_err(|_| WebError::BadRequest(String::new()))?;
            let context = Context { actor: person.person.0.clone(), today: visit.today };
            match app.store.execute(Do { context, document: id.clone(), expected, step }).await {
                Ok(_) => return Ok(web::redirect(&visit, &format!("/office/documents/{id}"))),
                Err(ExecuteError::Refused(refusal)) => {
                    errors.add(field(&refusal, reason), refusal.code(), words(visit.language, &refusal));
                }
                Err(ExecuteError::Conflict { .. }) => {
                    errors = changed(visit.language);
                    status = StatusCode::CONFLICT;
                }
                Err(ExecuteError::Store(fault)) => return Err(fault.into()),
            }
        }
        Err((field, code)) => errors.add(field, code, words(visit.language, &Refusal::Field { field, code })),
    }
    let mut response = office::page(&app, &visit, &headers, &id, form.values, errors).await?;
    *response.status_mut() = status;
    Ok(response)
}

/// `POST /office/documents/{id}/ask`
pub async fn ask(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::EditDocument, "", |_, _| Ok(Step::Ask)).await
}

/// `POST /office/documents/{id}/pass`
pub async fn pass(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::ReviewConfidentiality, "", |_, _| Ok(Step::Pass)).await
}

/// `POST /office/documents/{id}/return`
pub async fn send_back(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::ReviewConfidentiality, "reason", |form, _| Ok(Step::SendBack(form.get("reason").to_owned()))).await
}

/// `POST /office/documents/{id}/publish`
pub async fn publish(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::PublishDocument, "", |_, code| Ok(Step::Publish { organisation_code: code.to_owned() })).await
}

/// `POST /office/documents/{id}/mark`
pub async fn mark(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::PublishDocument, "", |form, _| {
        let validity = Validity::parse(form.get("status")).ok_or(("status", "required"))?;
        let on = form.get("on").trim().parse().map_err(|_| ("on", "bad-date"))?;
        Ok(Step::Mark(Mark { validity, on, by: form.get("by").to_owned() }))
    })
    .await
}

/// `POST /office/documents/{id}/withdraw`
pub async fn withdraw(posted: Posted) -> Result<Response, WebError> {
    carry(posted, Action::PublishDocument, "withdrawal", |form, _| Ok(Step::Withdraw(form.get("withdrawal").to_owned()))).await
}
