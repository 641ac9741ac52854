//! The ledger as anyone may see it: size, root, checkpoints, entries, tiles.

use super::internal;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::Query;
use serde::Deserialize;
use web::{App, Language, Link, Page, Pagination, Section, Visit, WebError};

/// Entries and checkpoints on a page.
const SIZE: u32 = 50;

/// A checkpoint as it is shown.
pub(super) struct CheckpointShown {
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) at: String,
}

/// An entry as it is shown.
pub(super) struct EntryShown {
    pub(super) index: u64,
    pub(super) stream: String,
    pub(super) version: u64,
    pub(super) kind: String,
    /// the kind in words
    pub(super) words: String,
    /// exact, as it stands in the ledger
    pub(super) at: String,
    /// in the city's time
    pub(super) when: String,
}

/// Kinds that have words, `portal-entry-<kind>`; another is shown as it stands in the ledger.
const KINDS: [&str; 26] = [
    "organisation-established",
    "organisation-renamed",
    "organisation-moved",
    "organisation-merged",
    "organisation-dissolved",
    "contact-changed",
    "setting-changed",
    "person-changed",
    "inbox-changed",
    "document-prepared",
    "document-published",
    "document-revised",
    "document-status-marked",
    "document-withdrawn",
    "received",
    "confirmed",
    "clock-started",
    "clock-moved",
    "request-step",
    "reply-sent",
    "erased",
    "dispute-step",
    "notice-saved",
    "notice-reset",
    "reason-saved",
    "reason-retired",
];

#[derive(Template)]
#[template(path = "ledger.html")]
pub(super) struct Ledger {
    pub(super) page: Page,
    pub(super) size: u64,
    pub(super) root: String,
    pub(super) key: String,
    pub(super) note: String,
    pub(super) checkpoints: Vec<CheckpointShown>,
    pub(super) entries: Vec<EntryShown>,
    pub(super) checkpoint_heads: Vec<String>,
    pub(super) entry_heads: Vec<String>,
}

#[derive(Template)]
#[template(path = "ledger-entries.html")]
pub(super) struct Entries {
    pub(super) page: Page,
    pub(super) trail: Vec<Link>,
    pub(super) entries: Vec<EntryShown>,
    pub(super) entry_heads: Vec<String>,
    pub(super) pages: Pagination,
}

async fn shown(app: &App, language: Language, from: u64, limit: u32) -> Result<Vec<EntryShown>, WebError> {
    let found = app.store.envelopes(from, limit).await?;
    Ok(found
        .into_iter()
        .map(|(index, envelope)| EntryShown {
            index,
            stream: envelope.stream,
            version: envelope.version,
            words: if KINDS.contains(&envelope.kind.as_str()) {
                web::message(language, &format!("portal-entry-{}", envelope.kind), &[])
            } else {
                envelope.kind.clone()
            },
            kind: envelope.kind,
            when: envelope.at.parse().map_or_else(|_| envelope.at.clone(), |at| app.clock_time(at)),
            at: envelope.at,
        })
        .collect())
}

fn entry_heads(page: &Page) -> Vec<String> {
    ["index", "stream", "version", "kind", "at"].map(|head| page.t(&format!("portal-head-{head}"))).into()
}

/// `GET /ledger`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let (note, size, root) = app.store.checkpoint().await?;
    web::public_page(&app, &visit, &headers, size, || async {
        let page = Page::new(&app, &visit, Section::Ledger, web::message(visit.language, "portal-ledger-title", &[]));
        let checkpoints = app.store.checkpoints(None, 10).await?;
        let mut entries = shown(&app, visit.language, size.saturating_sub(20), 20).await?;
        entries.reverse();
        let template = Ledger {
            size,
            root: ledger::encode_base64(&root),
            key: app.store.verifier_key(),
            note,
            checkpoints: checkpoints
                .into_iter()
                .map(|(size, root, at)| CheckpointShown { size, root: ledger::encode_base64(&root), at: app.clock_time(at) })
                .collect(),
            entries,
            checkpoint_heads: ["size", "root", "at"].map(|head| page.t(&format!("portal-head-{head}"))).into(),
            entry_heads: entry_heads(&page),
            page,
        };
        template.render().map_err(internal)
    })
    .await
}

/// Where entries begin.
#[derive(Debug, Default, Deserialize)]
pub struct Start {
    #[serde(default)]
    from: String,
}

/// `GET /ledger/entries?from=`
pub async fn entries(State(app): State<App>, visit: Visit, headers: HeaderMap, Query(start): Query<Start>) -> Result<Response, WebError> {
    let (_, size, _) = app.store.checkpoint().await?;
    web::public_page(&app, &visit, &headers, size, || async {
        let from: u64 = start.from.parse().unwrap_or(0).min(size.saturating_sub(1));
        let page = Page::new(&app, &visit, Section::Ledger, web::message(visit.language, "portal-entries-title", &[]));
        let entries = shown(&app, visit.language, from, SIZE).await?;
        let href = |from: u64| page.href(&format!("/ledger/entries?from={from}"));
        let end = from + u64::from(SIZE);
        let pages = Pagination {
            previous: (from > 0).then(|| href(from.saturating_sub(u64::from(SIZE)))),
            next: (end < size).then(|| href(end)),
            words: format!("{from}–{} / {size}", end.min(size).saturating_sub(1)),
        };
        let trail =
            vec![Link::new(page.t("portal-ledger-title"), page.href("/ledger")), Link::new(page.t("portal-entries-title"), String::new())];
        Entries { trail, entry_heads: entry_heads(&page), entries, pages, page }.render().map_err(internal)
    })
    .await
}

/// `GET /ledger/tile/…` (C2SP tlog-tiles): what was served once never changes.
pub async fn tile(State(app): State<App>, Path(path): Path<String>) -> Result<Response, WebError> {
    let bytes = app.store.tile(&format!("tile/{path}")).await?.ok_or(WebError::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")], bytes)
        .into_response())
}
