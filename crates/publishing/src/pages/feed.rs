//! The newest documents as an Atom feed (RFC 4287).

use super::list::position;
use super::shown;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use search::{Query, Sort};
use web::{App, Validator, Visit, WebError};

/// Entries of the feed.
const ENTRIES: usize = 30;

/// An entry.
pub struct FeedEntry {
    /// title
    pub title: String,
    /// whole address
    pub url: String,
    /// issuer
    pub issuer: String,
    /// RFC 3339
    pub updated: String,
    /// the beginning
    pub summary: String,
}

/// Its template.
#[derive(Template)]
#[template(path = "feed.xml", escape = "html")]
pub struct Feed {
    /// name of the portal
    pub title: String,
    /// whole address of the feed
    pub url: String,
    /// whole address of the list
    pub list: String,
    /// RFC 3339
    pub updated: String,
    /// newest first
    pub entries: Vec<FeedEntry>,
}

/// `GET /documents/feed.atom`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let validator = Validator::new(format_args!("feed-{}", position(&app).await?));
    if let Some(unchanged) = validator.unchanged(&headers) {
        return Ok(unchanged);
    }
    let hits = app.search.find(Query { sort: Sort::Date, limit: ENTRIES, ..Query::default() }).await?;
    let entries: Vec<FeedEntry> = hits
        .hits
        .into_iter()
        .filter_map(|hit| {
            let date = hit.published_on.or(hit.made_on)?;
            Some(FeedEntry {
                title: hit.title,
                url: shown::address(&app, &visit, &hit.url),
                issuer: hit.issuer,
                updated: format!("{date}T00:00:00+08:00"),
                summary: hit.snippet,
            })
        })
        .collect();
    let feed = Feed {
        title: app.settings.site_name.clone(),
        url: shown::address(&app, &visit, "/documents/feed.atom"),
        list: shown::address(&app, &visit, "/documents"),
        updated: entries.first().map_or_else(|| "1970-01-01T00:00:00Z".to_owned(), |entry| entry.updated.clone()),
        entries,
    };
    Ok(validator.answer(([(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")], feed.render()?)))
}
