//! The home page: a search box, four tasks, what was published last.

use super::internal;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use facts::Validity;
use search::{Query, Sort};
use web::{App, ListedDocument, Page, Section, Visit, WebError};

/// A document as a list shows it.
pub(super) struct Latest {
    pub(super) title: String,
    pub(super) listed: ListedDocument,
}

#[derive(Template)]
#[template(path = "home.html")]
pub(super) struct Home {
    pub(super) page: Page,
    pub(super) working_days: u32,
    pub(super) documents: usize,
    pub(super) in_force: usize,
    pub(super) latest: Vec<Latest>,
    pub(super) examples: Vec<(String, String)>,
    pub(super) organisations: Vec<(String, String)>,
    pub(super) organisation_count: usize,
}

/// `GET /`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    // The index follows the log: while it is behind, the page shows what its cursor has reached. The position is read before
    // the index is asked, so that a page is never kept as newer than it is.
    let position = app.search.follower().cursor().await?.min(app.store.position(&["document"]));
    let position = position.wrapping_mul(1_000_003).wrapping_add(app.store.position(&["organisation"])) & 0xfff_ffff_ffff;
    web::public_page(&app, &visit, &headers, web::with_day(position, visit.today), || async {
        // A home page without its list is better than none.
        let found = app.search.find(Query { sort: Sort::Date, limit: 6, ..Query::default() }).await;
        let (latest, documents) = found.map(|found| (found.hits, found.total)).unwrap_or_default();
        let page = Page::new(&app, &visit, Section::Home, app.settings.site_name.clone());
        let in_force = app
            .search
            .find(Query { status: Some(Validity::InForce), limit: 1, ..Query::default() })
            .await
            .map(|found| found.total)
            .unwrap_or_default();
        let working_days = app.law.reply_deadline(visit.today, None, false).map_err(internal)?.working_days;
        let latest = latest.into_iter().map(|hit| Latest { listed: ListedDocument::new(&page, &hit), title: hit.title }).collect();
        // Only what finds something here is proposed.
        let mut examples = Vec::new();
        for text in ["政府信息公开条例", "政务公开", "杭政办发电〔2016〕6号"] {
            let found = app.search.find(Query { text: text.to_owned(), limit: 1, ..Query::default() }).await.map(|found| found.total);
            if found.unwrap_or_default() > 0 {
                examples.push((page.href(&format!("/documents?q={}", web::percent_encoded(text))), text.to_owned()));
            }
        }
        let all = app.identity.organisations(visit.today);
        let template = Home {
            organisation_count: all.len(),
            organisations: all
                .into_iter()
                .take(12)
                .map(|organisation| (page.href(&format!("/requests/new?organisation={}", organisation.id.0)), organisation.short_name))
                .collect(),
            examples,
            page,
            working_days,
            documents,
            in_force,
            latest,
        };
        template.render().map_err(internal)
    })
    .await
}
