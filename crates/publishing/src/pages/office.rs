//! The publisher's desk: an organisation's documents, and one of them with the next lawful steps.

use super::body::{Line, lines};
use super::shown;
use crate::import::structure::structure;
use crate::model::{Document, Stage};
use crate::records::{self, DocumentRow};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use facts::Validity;
use identity::{Action, OrganisationId, PersonId, SignedIn};
use web::{App, Choice, FieldErrors, Form, Language, Link, MetadataRow, Page, Pagination, TimelineEntry, Tone, Visit, WebError};

/// Rows of a list.
const PAGE: u64 = 50;

/// Organisations whose documents a person works on, in the order of the person's posts.
#[must_use]
pub fn organisations(app: &App, person: &SignedIn) -> Vec<OrganisationId> {
    let all = [Action::EditDocument, Action::ReviewConfidentiality]
        .into_iter()
        .flat_map(|action| app.identity.where_may(person, action))
        .collect();
    by_posts(person, all)
}

/// Those of the person's first post first.
#[must_use]
pub fn by_posts(person: &SignedIn, mut organisations: Vec<OrganisationId>) -> Vec<OrganisationId> {
    organisations.sort_by_key(|organisation| {
        (person.posts.iter().position(|post| post.organisation == *organisation).unwrap_or(usize::MAX), organisation.0.clone())
    });
    organisations.dedup();
    organisations
}

/// A document that the visitor works on. That another body prepares one is nobody's business: until it has been public, it is
/// not there for others; afterwards they may know it and are told that they may not change it.
///
/// # Errors
/// 401, 403, 404.
pub async fn desk(app: &App, visit: &Visit, id: &str) -> Result<Document, WebError> {
    visit.person()?;
    let document = shown::load(app, id).await?;
    let organisation = OrganisationId(document.organisation.clone());
    let who = visit.signed_in.as_ref();
    let may = |action| app.identity.may(who, action, &organisation);
    match may(Action::EditDocument).or_else(|_| may(Action::ReviewConfidentiality)) {
        Ok(()) => Ok(document),
        Err(_) if document.last_edition().is_none() => Err(WebError::NotFound),
        Err(refused) => Err(refused.into()),
    }
}

/// Colour of a stage.
#[must_use]
pub fn tone(stage: Stage) -> Tone {
    match stage {
        Stage::Published => Tone::Done,
        Stage::InReview | Stage::Passed => Tone::Soon,
        Stage::Returned => Tone::Late,
        Stage::Withdrawn => Tone::Off,
        Stage::Draft => Tone::Plain,
    }
}

/// A row of the list.
pub struct DeskRow {
    /// the document
    pub row: DocumentRow,
    /// stage, translated
    pub stage: String,
    /// its colour
    pub tone: Tone,
    /// when it last changed
    pub changed: String,
}

/// Template of the list.
#[derive(Template)]
#[template(path = "office-documents.html")]
pub struct DeskPage {
    /// shell
    pub page: Page,
    /// organisations to choose from
    pub organisations: Vec<Choice>,
    /// the one shown
    pub organisation: String,
    /// whether a new document may be begun
    pub may_edit: bool,
    /// its documents
    pub rows: Vec<DeskRow>,
    /// heads of the table
    pub heads: Vec<String>,
    /// neighbours
    pub pages: Pagination,
}

/// `GET /office/documents`
pub async fn list(State(app): State<App>, visit: Visit, RawQuery(query): RawQuery) -> Result<Response, WebError> {
    let person = visit.person()?;
    let mine = organisations(&app, person);
    let query = query.unwrap_or_default();
    let asked = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let organisation = match asked("organisation") {
        Some(id) => mine.iter().find(|known| known.0 == id).ok_or(WebError::Forbidden)?,
        None => mine.first().ok_or(WebError::Forbidden)?,
    }
    .clone();
    let number: u64 = asked("page").and_then(|text| text.parse().ok()).unwrap_or(1).clamp(1, 1_000_000);
    let found = records::of_organisation(&mut *app.store.read().await?, &organisation.0, (number - 1) * PAGE, PAGE as u32 + 1).await?;
    let page = app.office_page(&visit, web::message(visit.language, "publishing-office-title", &[])).await?;
    let more = found.len() as u64 > PAGE;
    let rows = found
        .into_iter()
        .take(PAGE as usize)
        .map(|row| DeskRow {
            stage: shown::stage(visit.language, row.stage),
            tone: tone(row.stage),
            changed: app.clock_time(row.changed_at),
            row,
        })
        .collect();
    let href = |number: u64| page.href(&format!("/office/documents?organisation={}&page={number}", organisation.0));
    let view = DeskPage {
        organisations: mine.iter().map(|id| Choice::new(&*id.0, shown::organisation(&app, &id.0, visit.today))).collect(),
        may_edit: app.identity.may(Some(person), Action::EditDocument, &organisation).is_ok(),
        heads: heads(&page),
        pages: Pagination {
            previous: (number > 1).then(|| href(number - 1)),
            next: more.then(|| href(number + 1)),
            words: number.to_string(),
        },
        organisation: organisation.0.clone(),
        rows,
        page,
    };
    web::html(&view)
}

/// Heads of the table.
#[must_use]
pub fn heads(page: &Page) -> Vec<String> {
    ["title", "stage", "published-on", "changed"].iter().map(|name| page.t(&format!("publishing-head-{name}"))).collect()
}

/// What the visitor may do next.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Offers {
    /// change the draft, or begin a new version
    pub edit: bool,
    /// send to review
    pub ask: bool,
    /// pass or send back
    pub review: bool,
    /// the review waits for another person: the visitor wrote it
    pub own: bool,
    /// publish
    pub publish: bool,
    /// mark validity, withdraw
    pub keep: bool,
}

/// Template of one document at the desk.
#[derive(Template)]
#[template(path = "office-document.html")]
pub struct DeskDocumentPage {
    /// shell
    pub page: Page,
    /// token and values
    pub form: Form,
    /// id
    pub id: String,
    /// version that is shown
    pub version: u64,
    /// where it is
    pub trail: Vec<Link>,
    /// stage, translated
    pub stage: String,
    /// its colour
    pub tone: Tone,
    /// next steps
    pub offers: Offers,
    /// whether a version is public
    pub is_public: bool,
    /// why it came back
    pub returned: Option<String>,
    /// metadata
    pub rows: Vec<MetadataRow>,
    /// the newest text
    pub lines: Vec<Line>,
    /// name of the original, where there is one
    pub original: Option<String>,
    /// what happened
    pub steps: Vec<TimelineEntry>,
    /// validities
    pub statuses: Vec<Choice>,
}

/// `GET /office/documents/{id}`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, WebError> {
    page(&app, &visit, &headers, &id, Vec::new(), FieldErrors::default()).await
}

/// The desk page of a document, with what was typed where a step was refused.
///
/// # Errors
/// 401, 403, 404; where it cannot be read.
pub async fn page(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    id: &str,
    values: Vec<(String, String)>,
    errors: FieldErrors,
) -> Result<Response, WebError> {
    let document = desk(app, visit, id).await?;
    let content = document.newest().or_else(|| document.last_edition().map(|edition| &edition.content)).ok_or(WebError::NotFound)?;
    let page = app.office_page(visit, content.title.clone()).await?;
    let form = Form::new(app, visit, headers, "document").with(values, errors);
    let stage = document.stage_now();
    let mut steps = Vec::new();
    for step in document.steps.iter().rev() {
        let name = app.identity.person_name(&PersonId(step.actor.clone())).await?;
        steps.push(TimelineEntry {
            datetime: step.at.to_string(),
            when: app.clock_time(step.at),
            title: page.t(&format!("publishing-event-{}", step.kind)),
            note: [name, step.note.clone()].into_iter().flatten().collect::<Vec<_>>().join("　"),
            links: Vec::new(),
        });
    }
    let view = DeskDocumentPage {
        id: id.to_owned(),
        version: document.version,
        trail: vec![Link::new(page.t("publishing-office-title"), page.href("/office/documents")), Link::new(content.title.clone(), "")],
        stage: shown::stage(visit.language, stage),
        tone: tone(stage),
        offers: offers(app, visit, &document)?,
        is_public: document.public.is_some(),
        returned: document.draft.as_ref().and_then(|draft| draft.returned.clone()),
        rows: rows(&page, &document),
        lines: lines(&structure(&content.text, &content.title, content.number.as_deref())),
        original: content.original.as_ref().map(|file| file.name.clone()),
        steps,
        statuses: statuses(visit.language),
        form,
        page,
    };
    Ok(view.form.respond(web::html(&view)?))
}

/// Validities to choose from.
#[must_use]
pub fn statuses(language: Language) -> Vec<Choice> {
    Validity::ALL.into_iter().map(|validity| Choice::new(validity.as_str(), web::validity_name(language, validity))).collect()
}

fn offers(app: &App, visit: &Visit, document: &Document) -> Result<Offers, WebError> {
    let person = visit.person()?;
    let organisation = OrganisationId(document.organisation.clone());
    let may = |action| app.identity.may(Some(person), action, &organisation).is_ok();
    let (editor, publisher) = (may(Action::EditDocument), may(Action::PublishDocument));
    let stage = document.stage_now();
    let waits = stage == Stage::InReview && may(Action::ReviewConfidentiality);
    let own = document.draft.as_ref().is_some_and(|draft| draft.writers.contains(&person.person.0));
    Ok(Offers {
        edit: editor && stage != Stage::InReview,
        ask: editor && stage == Stage::Draft,
        review: waits && !own,
        own: waits && own,
        publish: publisher && stage == Stage::Passed,
        keep: publisher && document.public.is_some(),
    })
}

fn rows(page: &Page, document: &Document) -> Vec<MetadataRow> {
    let Some(content) = document.newest().or_else(|| document.last_edition().map(|edition| &edition.content)) else { return Vec::new() };
    let edition = crate::model::Edition {
        content: content.clone(),
        publisher: document.organisation.clone(),
        index_number: document.last_edition().and_then(|edition| edition.index_number.clone()),
        published_on: document.last_edition().and_then(|edition| edition.published_on),
        external_id: None,
        source: None,
        remarks: Vec::new(),
        demo_values: document.last_edition().map(|edition| edition.demo_values.clone()).unwrap_or_default(),
        repair: None,
    };
    shown::metadata(page, &edition, &content.issuer)
}
