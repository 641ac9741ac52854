//! A document's page, on screen and on paper.

use super::body::{Line, lines};
use super::shown::{self, SHOWN};
use crate::import::structure::{OutlineEntry, outline, passages};
use crate::model::Edition;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::json;
use web::{App, Link, MetadataRow, Page, Section, Visit, WebError};

/// Its template.
#[derive(Template)]
#[template(path = "document.html")]
pub struct DocumentPage {
    /// shell
    pub page: Page,
    /// where it is in the portal
    pub trail: Vec<Link>,
    /// the metadata table
    pub rows: Vec<MetadataRow>,
    /// its line on a phone
    pub line: String,
    /// path of its page
    pub path: String,
    /// what it says
    pub edition: Edition,
    /// its body
    pub lines: Vec<Line>,
    /// headings
    pub outline: Vec<OutlineEntry>,
    /// leaf that holds it
    pub leaf: u64,
    /// public versions so far
    pub versions: usize,
    /// only the document, for paper
    pub bare: bool,
}

/// In the place of a document that was withdrawn.
#[derive(Template)]
#[template(path = "withdrawn.html")]
pub struct WithdrawnPage {
    /// shell
    pub page: Page,
    /// where it was in the portal
    pub trail: Vec<Link>,
    /// why
    pub reason: String,
    /// path of its page
    pub path: String,
}

/// `GET /documents/{id}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, web::with_day(app.store.position(&SHOWN), visit.today), || render(&app, &visit, &id, false))
        .await
}

/// `GET /documents/{id}/print`
pub async fn print(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    web::public_page(&app, &visit, &headers, web::with_day(app.store.position(&SHOWN), visit.today), || render(&app, &visit, &id, true))
        .await
}

async fn render(app: &App, visit: &Visit, id: &str, bare: bool) -> Result<String, WebError> {
    let document = shown::load(app, id).await?;
    let path = format!("/documents/{id}");
    let Some(public) = &document.public else {
        let reason = document.withdrawn.clone().ok_or(WebError::NotFound)?;
        let title = document.last_edition().map_or_else(String::new, |edition| edition.content.title.clone());
        let page = Page::new(app, visit, Section::Documents, title);
        let trail = trail(&page, None);
        return Ok(WithdrawnPage { page, trail, reason, path }.render()?);
    };
    let edition = public.edition.clone();
    let publisher = shown::full_name(app, &edition.publisher, visit.today);
    let page = head(app, visit, Page::new(app, visit, Section::Documents, edition.content.title.clone()), &edition, &path, &publisher);
    let versions = document.steps.iter().filter(|step| step.edition.is_some()).count();
    let view = compose(page, edition, path, &publisher, public.leaf, versions, bare);
    Ok(view.render()?)
}

/// The page of an edition.
pub fn compose(page: Page, edition: Edition, path: String, publisher: &str, leaf: u64, versions: usize, bare: bool) -> DocumentPage {
    let nodes = shown::tree(&edition);
    DocumentPage {
        trail: trail(&page, Some(&edition)),
        rows: shown::metadata(&page, &edition, publisher),
        line: shown::line(&page, &edition),
        lines: lines(&nodes),
        outline: outline(&nodes),
        page,
        path,
        edition,
        leaf,
        versions,
        bare,
    }
}

/// Home, documents, and the issuer's documents.
fn trail(page: &Page, edition: Option<&Edition>) -> Vec<Link> {
    let mut trail =
        vec![Link::new(page.t("publishing-home"), page.href("/")), Link::new(page.t("publishing-documents"), page.href("/documents"))];
    if let Some(issuer) = edition.map(|edition| edition.content.issuer.as_str()).filter(|issuer| !issuer.is_empty()) {
        trail.push(Link::new(issuer, page.href(&format!("/documents?issuer={}", web::percent_encoded(issuer)))));
    }
    trail
}

/// Characters of a description.
const DESCRIPTION: usize = 120;
/// Kinds that are law; others are documents.
const LEGISLATION: [&str; 5] = ["法律", "行政法规", "地方性法规", "部门规章", "地方政府规章"];

/// The meta tags of the national guideline (政府网站发展指引), JSON-LD and the address of the same as JSON.
fn head(app: &App, visit: &Visit, page: Page, edition: &Edition, path: &str, publisher: &str) -> Page {
    let content = &edition.content;
    let url = shown::address(app, visit, path);
    let column = page.t("publishing-documents");
    let description: String = passages(&shown::tree(edition))
        .iter()
        .map(|passage| passage.text.replace('\n', ""))
        .collect::<String>()
        .chars()
        .take(DESCRIPTION)
        .collect();
    let keywords: Vec<&str> =
        [content.kind.as_deref(), content.subject.as_deref(), content.number.as_deref()].into_iter().flatten().collect();
    let mut page = page
        .with_meta("ColumnName", &column)
        .with_meta("ColumnType", &column)
        .with_meta("ArticleTitle", &content.title)
        .with_meta("ContentSource", if content.issuer.is_empty() { publisher } else { &content.issuer })
        .with_meta("Keywords", &keywords.join(","))
        .with_meta("Description", &description)
        .with_meta("Url", &url)
        .with_alternate("application/json", &format!("/api/v1{path}"));
    if let Some(published) = edition.published_on {
        page = page.with_meta("PubDate", &format!("{published} 00:00"));
    }
    let law = content.kind.as_deref().is_some_and(|kind| LEGISLATION.contains(&kind));
    let mut data = json!({
        "@context": "https://schema.org",
        "@type": if law { "Legislation" } else { "DigitalDocument" },
        "@id": url,
        "url": url,
        "name": content.title,
        "inLanguage": "zh-CN",
        "publisher": {"@type": "GovernmentOrganization", "name": publisher},
        "description": description,
    });
    let mut set = |name: &str, value: Option<String>| {
        if let (Some(value), Some(members)) = (value, data.as_object_mut()) {
            members.insert(name.to_owned(), value.into());
        }
    };
    set("identifier", edition.index_number.clone());
    set("datePublished", edition.published_on.map(|date| date.to_string()));
    set("dateCreated", content.made_on.map(|date| date.to_string()));
    set("author", Some(content.issuer.clone()).filter(|issuer| !issuer.is_empty()));
    if law {
        set("legislationIdentifier", content.number.clone());
        set("legislationDate", content.made_on.map(|date| date.to_string()));
    }
    page.with_json_ld(data)
}
