//! Answers with HTML: pages of one visitor, and public pages that are rendered once for each change.

use crate::{App, Visit, WebError, assets, cache::Rendered, summary};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use bytes::Bytes;
use jiff::civil::Date;
use std::sync::Arc;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

/// Renders an askama template as HTML that is not cached (forms, office pages).
///
/// # Errors
/// What the template could not show.
pub fn html<T: askama::Template>(template: &T) -> Result<Response, WebError> {
    Ok(private(template.render()?, "no-store"))
}

/// A page that says what is wrong with what was asked: 422, not cached.
pub fn refused(page: String) -> Response {
    let mut response = private(page, "no-store");
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    response
}

pub(crate) fn private(text: String, cache_control: &'static str) -> Response {
    let mut response = Response::new(Body::from(summary::named(text)));
    response.headers_mut().insert(header::CONTENT_TYPE, HTML);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(cache_control));
    response
}

/// A position that moves with the day, too: for a page that shows the law of today.
pub fn with_day(position: u64, today: Date) -> u64 {
    let day = u64::from(today.year().unsigned_abs()) * 366 + u64::from(today.day_of_year().unsigned_abs());
    position | day << 44
}

/// Public page: found by (uri, language, type size) and `position`, which must move whenever what it shows may have
/// changed; answers 304 by a validator of the content, and calls `render` only where the cache has nothing.
/// Signed-in visitors get it rendered with their name, private.
///
/// # Errors
/// What `render` answers.
pub async fn public_page<F, Fut>(app: &App, visit: &Visit, headers: &HeaderMap, position: u64, render: F) -> Result<Response, WebError>
where
    F: FnOnce() -> Fut,
    Fut: Future<Output = Result<String, WebError>>,
{
    if visit.signed_in.is_some() {
        return Ok(private(render().await?, "private, no-cache"));
    }
    let key = key(visit);
    let page = match app.cache.find(&key, position) {
        Some(page) => page,
        None => {
            let page = Arc::new(rendered(render().await?, position));
            app.cache.keep(key, page.clone());
            page
        }
    };
    Ok(answer(&page, headers))
}

fn key(visit: &Visit) -> String {
    let mut key = String::with_capacity(visit.path.len() + visit.query.len() + 4);
    key.push_str(visit.language.tag());
    key.push(if visit.large { 'L' } else { 'n' });
    key.push_str(&visit.path);
    key.push('?');
    key.push_str(&visit.query);
    key
}

fn rendered(text: String, position: u64) -> Rendered {
    let bytes = Bytes::from(summary::named(text));
    let etag = HeaderValue::try_from(format!("W/\"{}\"", assets::short_hash(&bytes))).unwrap_or(HeaderValue::from_static("W/\"\""));
    Rendered { position, etag, gzip: assets::gzip(&bytes), bytes }
}

fn answer(page: &Rendered, headers: &HeaderMap) -> Response {
    let known = page.etag.to_str().is_ok_and(|etag| knows(headers, etag));
    let mut response = if known {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let zipped = assets::accepts_gzip(headers) && !page.gzip.is_empty();
        let mut response = Response::new(Body::from(if zipped { page.gzip.clone() } else { page.bytes.clone() }));
        if zipped {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        response.headers_mut().insert(header::CONTENT_TYPE, HTML);
        response
    };
    let answer = response.headers_mut();
    answer.insert(header::ETAG, page.etag.clone());
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
    answer.insert(header::VARY, HeaderValue::from_static("Cookie, Accept-Encoding"));
    response
}

/// Whether the asker has what this validator stands for; weak comparison (RFC 9110, 13.1.2).
pub(crate) fn knows(headers: &HeaderMap, etag: &str) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.trim() == "*" || value.split(',').any(|tag| opaque(tag) == opaque(etag)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validators_and_encodings() {
        let page = rendered("<p>公开</p>".repeat(100), 1);
        let plain = answer(&page, &HeaderMap::new());
        assert_eq!(plain.status(), StatusCode::OK);
        assert!(plain.headers().get(header::SET_COOKIE).is_none());
        let etag = plain.headers()[header::ETAG].clone();
        let again = answer(&page, &HeaderMap::from_iter([(header::IF_NONE_MATCH, etag)]));
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let zipped = answer(&page, &HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]));
        assert_eq!(zipped.headers()[header::CONTENT_ENCODING], "gzip");
    }

    #[test]
    fn the_validator_is_of_the_content() {
        assert_eq!(rendered("a".into(), 1).etag, rendered("a".into(), 2).etag);
        assert_ne!(rendered("a".into(), 1).etag, rendered("b".into(), 1).etag);
    }
}
