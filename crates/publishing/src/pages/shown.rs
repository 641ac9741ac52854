//! What several pages show: a document that is public, its words, its metadata.

use crate::import::structure::{Node, structure};
use crate::model::{Document, Edition, Mode, Stage, stream};
use identity::OrganisationId;
use jiff::civil::Date;
use web::{App, Language, MetadataRow, Page, Visit, WebError, message};

/// Categories of streams that a document's page shows.
pub const SHOWN: [&str; 2] = ["document", "organisation"];

/// Loads a document; unknown ids answer 404.
///
/// # Errors
/// [`WebError::NotFound`]; where it cannot be read.
pub async fn load(app: &App, id: &str) -> Result<Document, WebError> {
    let plain = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !plain {
        return Err(WebError::NotFound);
    }
    let document = Document::fold(&app.store.load(&stream(id)).await?)?;
    if document.version == 0 { Err(WebError::NotFound) } else { Ok(document) }
}

/// The tree of an edition's body.
#[must_use]
pub fn tree(edition: &Edition) -> Vec<Node> {
    structure(&edition.content.text, &edition.content.title, edition.content.number.as_deref())
}

/// Message of a stage.
#[must_use]
pub fn stage(language: Language, stage: Stage) -> String {
    message(language, &format!("publishing-stage-{}", stage.as_str()), &[])
}

/// Message of a publication mode.
#[must_use]
pub fn mode(language: Language, mode: Mode) -> String {
    message(language, &format!("publishing-mode-{}", mode.as_str()), &[])
}

/// Short name of an organisation; its id where it is not known.
#[must_use]
pub fn organisation(app: &App, id: &str, on: Date) -> String {
    app.identity.organisation(&OrganisationId(id.to_owned()), on).map_or_else(|| id.to_owned(), |organisation| organisation.short_name)
}

/// Full name of an organisation; its id where it is not known.
#[must_use]
pub fn full_name(app: &App, id: &str, on: Date) -> String {
    app.identity.organisation(&OrganisationId(id.to_owned()), on).map_or_else(|| id.to_owned(), |organisation| organisation.name)
}

/// The metadata table above a document; `publisher` by its full name.
#[must_use]
pub fn metadata(page: &Page, edition: &Edition, publisher: &str) -> Vec<MetadataRow> {
    let unknown = page.t("publishing-unknown");
    let content = &edition.content;
    let row = |name: &str, value: Option<String>| {
        let row = MetadataRow::new(
            page.t(&format!("publishing-field-{}", name.replace('_', "-"))),
            value.filter(|v| !v.is_empty()).unwrap_or_else(|| unknown.clone()),
        );
        if edition.demo_values.iter().any(|demo| demo == name) { row.with_note(page.t("publishing-demo-value")) } else { row }
    };
    let day = |date: Option<Date>| date.map(|date| date.to_string());
    let mut rows = vec![
        row("index_number", edition.index_number.clone()),
        row("number", content.number.clone()),
        row("issuer", Some(content.issuer.clone())),
        row("made_on", day(content.made_on)),
        row("mode", Some(mode(page.language(), content.mode))),
        row("published_on", day(edition.published_on)),
        row("subject", content.subject.clone()),
        row("status", Some(web::validity_name(page.language(), content.validity))).with_tone(content.validity.into()),
    ];
    if let Some(effective) = content.effective_on {
        rows.push(row("effective_on", Some(effective.to_string())));
    }
    if let Some(kind) = &content.kind {
        rows.push(row("kind", Some(kind.clone())));
    }
    if !publisher.is_empty() && publisher != content.issuer {
        rows.push(row("publisher", Some(publisher.to_owned())));
    }
    rows
}

/// Date and validity in one line, for a phone; title and number stand above it.
#[must_use]
pub fn line(page: &Page, edition: &Edition) -> String {
    let content = &edition.content;
    [content.made_on.map(|date| date.to_string()), Some(web::validity_name(page.language(), content.validity))]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("　")
}

/// Where the page of a visit is, for answers that need the whole address.
#[must_use]
pub fn address(app: &App, visit: &Visit, path: &str) -> String {
    format!("{}{}", app.settings.base_url.trim_end_matches('/'), visit.href(path))
}
