//! What proves a document's page: its entry in the ledger, the receipt, the versions.

use super::shown::{self, SHOWN};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use web::{App, Link, Page, Section, TimelineEntry, Visit, WebError};

/// Template of the proof.
#[derive(Template)]
#[template(path = "proof.html")]
pub struct ProofPage {
    /// shell
    pub page: Page,
    /// where it is
    pub trail: Vec<Link>,
    /// path of the document
    pub path: String,
    /// its title
    pub title: String,
    /// leaf
    pub leaf: u64,
    /// instant of the entry
    pub at: String,
}

/// Template of the versions.
#[derive(Template)]
#[template(path = "versions.html")]
pub struct VersionsPage {
    /// shell
    pub page: Page,
    /// where it is
    pub trail: Vec<Link>,
    /// title of the document
    pub title: String,
    /// what happened in public
    pub steps: Vec<TimelineEntry>,
}

fn trail(page: &Page, path: &str, title: &str) -> Vec<Link> {
    vec![
        Link::new(page.t("publishing-home"), page.href("/")),
        Link::new(page.t("publishing-documents"), page.href("/documents")),
        Link::new(title, page.href(path)),
        Link::new(page.title(), ""),
    ]
}

/// `GET /documents/{id}/proof`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, app.store.position(&SHOWN), || async {
        let document = shown::load(&app, &id).await?;
        let public = document.public.as_ref().ok_or(WebError::NotFound)?;
        let at = document.steps.iter().find(|step| step.leaf == public.leaf).map(|step| app.clock_time(step.at)).unwrap_or_default();
        let path = format!("/documents/{id}");
        let page = Page::new(&app, &visit, Section::Documents, web::message(visit.language, "publishing-proof-title", &[]));
        let title = public.edition.content.title.clone();
        Ok(ProofPage { trail: trail(&page, &path, &title), page, path, title, leaf: public.leaf, at }.render()?)
    })
    .await
}

/// `GET /documents/{id}/receipt.json`: the entry, its body, and the proof against the newest signed head.
pub async fn receipt(State(app): State<App>, Path(id): Path<String>) -> Result<Response, WebError> {
    let document = shown::load(&app, &id).await?;
    let public = document.public.as_ref().ok_or(WebError::NotFound)?;
    let receipt = app.store.receipt(public.leaf, &[]).await?;
    let name = format!("attachment; filename=\"document-{id}-receipt.json\"");
    Ok((
        [(header::CONTENT_TYPE, "application/json"), (header::CONTENT_DISPOSITION, name.as_str()), (header::CACHE_CONTROL, "no-cache")],
        receipt.to_json(),
    )
        .into_response())
}

/// `GET /documents/{id}/versions`
pub async fn versions(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, app.store.position(&SHOWN), || async {
        let document = shown::load(&app, &id).await?;
        let title = document.last_edition().ok_or(WebError::NotFound)?.content.title.clone();
        let path = format!("/documents/{id}");
        let page = Page::new(&app, &visit, Section::Documents, web::message(visit.language, "publishing-versions-title", &[]));
        // What precedes publication is not shown: only what became public, and what was taken back.
        let steps = document
            .steps
            .iter()
            .rev()
            .filter(|step| step.edition.is_some() || step.kind == "document-withdrawn")
            .map(|step| TimelineEntry {
                datetime: step.at.to_string(),
                when: app.clock_time(step.at),
                title: page.t(&format!("publishing-event-{}", step.kind)),
                note: step.note.clone().unwrap_or_default(),
                links: vec![Link::new(
                    page.t1("publishing-entry", "index", step.leaf),
                    page.href(&format!("/ledger/entries?from={}", step.leaf)),
                )],
            })
            .collect();
        Ok(VersionsPage { trail: trail(&page, &path, &title), page, title, steps }.render()?)
    })
    .await
}
