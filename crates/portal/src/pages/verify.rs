//! Anyone verifies a receipt: in the browser by our script, or here, without one.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use ledger::{LedgerError, Receipt, VerifierKey};
use web::{App, FieldErrors, Form, Link, Page, ProtectedForm, Section, Visit, WebError};

/// What a valid receipt says.
pub(super) struct Proved {
    pub(super) kind: String,
    pub(super) at: String,
    pub(super) stream: String,
    pub(super) version: u64,
    pub(super) index: u64,
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) origin: String,
    pub(super) parts: usize,
    pub(super) sealed: usize,
}

#[derive(Template)]
#[template(path = "verify.html")]
pub(super) struct Verify {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) trail: Vec<Link>,
    pub(super) key: String,
    pub(super) proved: Option<Proved>,
    pub(super) refused: String,
}

/// `GET /ledger/verify`
pub async fn blank(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    render(&app, &visit, &headers, String::new(), None, String::new(), FieldErrors::default(), StatusCode::OK)
}

#[expect(clippy::too_many_arguments, reason = "one place renders the page for every way that leads to it")]
fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    typed: String,
    proved: Option<Proved>,
    refused: String,
    errors: FieldErrors,
    status: StatusCode,
) -> Result<Response, WebError> {
    let page = Page::new(app, visit, Section::Ledger, web::message(visit.language, "portal-verify-title", &[]));
    let form = Form::new(app, visit, headers, "verify").with(vec![("receipt".into(), typed)], errors);
    let template = Verify {
        trail: vec![
            Link::new(page.t("portal-ledger-title"), page.href("/ledger")),
            Link::new(page.t("portal-verify-title"), String::new()),
        ],
        key: app.store.verifier_key(),
        page,
        proved,
        refused,
        form: form.clone(),
    };
    Ok(form.respond((status, web::html(&template)?).into_response()))
}

/// `POST /ledger/verify`
pub async fn post(State(app): State<App>, visit: Visit, headers: HeaderMap, posted: ProtectedForm) -> Result<Response, WebError> {
    let typed = posted.get("receipt").trim().to_owned();
    if typed.is_empty() {
        let mut errors = FieldErrors::default();
        errors.add("receipt", "required", web::message(visit.language, "portal-problem-receipt", &[]));
        return render(&app, &visit, &headers, typed, None, String::new(), errors, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let key = VerifierKey::parse(&app.store.verifier_key()).map_err(super::internal)?;
    match Receipt::parse(&typed).and_then(|receipt| receipt.verify(&key)) {
        Ok(found) => {
            let proved = Proved {
                kind: found.envelope.kind,
                at: found.envelope.at,
                stream: found.envelope.stream,
                version: found.envelope.version,
                index: found.index,
                size: found.size,
                root: ledger::encode_base64(&found.root),
                origin: found.origin,
                parts: found.parts.len(),
                sealed: found.sealed_parts.len(),
            };
            render(&app, &visit, &headers, typed, Some(proved), String::new(), FieldErrors::default(), StatusCode::OK)
        }
        Err(fault) => {
            let (stem, arguments) = reason(&fault);
            let refused = web::message(visit.language, &format!("portal-verify-fault-{stem}"), &arguments);
            render(&app, &visit, &headers, typed, None, refused, FieldErrors::default(), StatusCode::UNPROCESSABLE_ENTITY)
        }
    }
}

/// Why a receipt was refused: the stem of its message, and the arguments. Every kind of fault is named, so that a new one
/// is given words.
fn reason(fault: &LedgerError) -> (&'static str, Vec<(&'static str, String)>) {
    let plain = |stem| (stem, Vec::new());
    match fault {
        LedgerError::Receipt(_) => plain("file"),
        LedgerError::Envelope(_) | LedgerError::EntryTooLong(_) | LedgerError::Json(_) | LedgerError::NotCanonical(_) => plain("entry"),
        LedgerError::BodyCommitment => plain("body"),
        LedgerError::Body(_) | LedgerError::PartReference(_) => plain("body-form"),
        LedgerError::UnknownPart(part) => ("unknown-part", vec![("part", part.clone())]),
        LedgerError::PartCommitment(part) => ("part", vec![("part", part.clone())]),
        LedgerError::ProofText(_) | LedgerError::Note(_) | LedgerError::Checkpoint(_) => plain("proof"),
        LedgerError::IndexOutsideTree { .. } | LedgerError::Inclusion => plain("tree"),
        LedgerError::NotSigned(_) | LedgerError::Origin { .. } => plain("other-ledger"),
        LedgerError::Signature(_) => plain("signature"),
        LedgerError::MissingTile { .. }
        | LedgerError::TileWidth { .. }
        | LedgerError::TileBytes(_)
        | LedgerError::EntryBundle
        | LedgerError::SizesReversed { .. }
        | LedgerError::Consistency
        | LedgerError::KeyName
        | LedgerError::VerifierKey(_) => plain("ledger"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use web::Language;

    #[test]
    fn every_reason_has_words_in_both_languages() {
        let text = String::new;
        let faults = [
            LedgerError::Receipt(text()),
            LedgerError::EntryTooLong(70_000),
            LedgerError::BodyCommitment,
            LedgerError::Body(text()),
            LedgerError::UnknownPart("name".into()),
            LedgerError::PartCommitment("name".into()),
            LedgerError::ProofText(""),
            LedgerError::Inclusion,
            LedgerError::NotSigned(text()),
            LedgerError::Signature(text()),
            LedgerError::Consistency,
        ];
        let mut told = std::collections::BTreeSet::new();
        for language in [Language::Chinese, Language::English] {
            for fault in &faults {
                let (stem, arguments) = reason(fault);
                let id = format!("portal-verify-fault-{stem}");
                let words = web::message(language, &id, &arguments);
                assert!(!words.contains(&id) && words.contains("name") != arguments.is_empty(), "{id}: {words}");
                told.insert(words);
            }
        }
        assert_eq!(told.len(), 2 * faults.len());
    }
}
