//! The table of documents: a projection of their events, and the questions that pages ask of it.

use crate::import::structure::{passages, structure};
use crate::model::{CATEGORY, Content, DocumentEvent, Edition, Stage};
use facts::{Fact, Published, Validity, Withdrawn};
use futures::future::BoxFuture;
use jiff::{Timestamp, civil::Date};
use sqlx::{Row, any::AnyRow};
use std::sync::Arc;
use store::{Capability, Connection, Migration, Recorded, StoreError};

const MIGRATIONS: &[Migration] = &[Migration {
    version: 3000,
    name: "documents",
    sql: "CREATE TABLE document (
        id TEXT NOT NULL PRIMARY KEY,
        organisation TEXT NOT NULL,
        stage TEXT NOT NULL,
        is_public BIGINT NOT NULL,
        title TEXT NOT NULL,
        number TEXT NOT NULL,
        issuer TEXT NOT NULL,
        validity TEXT NOT NULL,
        published_on TEXT NOT NULL,
        changed_at BIGINT NOT NULL,
        version BIGINT NOT NULL
    );
    CREATE INDEX document_organisation ON document (organisation, stage, changed_at);",
}];

/// A row of the table. Empty text stands for what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// id
    pub id: String,
    /// whose
    pub organisation: String,
    /// how far
    pub stage: Stage,
    /// whether a version of it is public
    pub is_public: bool,
    /// title of the newest version, public or not
    pub title: String,
    /// 文号
    pub number: String,
    /// 有效性
    pub validity: Validity,
    /// 发布日期
    pub published_on: Option<Date>,
    /// when it last changed
    pub changed_at: Timestamp,
}

struct Publishing;

/// Publishing's table and events, for `OpenOptions::capabilities`.
#[must_use]
pub fn capability() -> Arc<dyn Capability> {
    Arc::new(Publishing)
}

impl Capability for Publishing {
    fn name(&self) -> &'static str {
        "publishing"
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    fn categories(&self) -> &'static [&'static str] {
        &[CATEGORY]
    }

    fn projections(&self) -> &'static [&'static str] {
        &["document"]
    }

    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(project(connection, event))
    }

    fn facts(&self, event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        let document = event.stream.id().to_owned();
        Ok(match event.event::<DocumentEvent>()? {
            Some(
                DocumentEvent::Published { edition } | DocumentEvent::Revised { edition } | DocumentEvent::StatusMarked { edition, .. },
            ) => {
                vec![Fact::Published(published(document, *edition))]
            }
            Some(DocumentEvent::Withdrawn { .. }) => vec![Fact::Withdrawn(Withdrawn { document })],
            _ => Vec::new(),
        })
    }
}

fn published(document: String, edition: Edition) -> Published {
    let content = edition.content;
    let nodes = structure(&content.text, &content.title, content.number.as_deref());
    Published {
        url: format!("/documents/{document}"),
        document,
        external_id: edition.external_id,
        title: content.title,
        number: content.number,
        index_number: edition.index_number,
        issuer: content.issuer,
        publisher: edition.publisher,
        made_on: content.made_on,
        published_on: edition.published_on,
        status: content.validity,
        passages: passages(&nodes),
    }
}

async fn project(connection: &mut Connection, recorded: &Recorded) -> Result<(), StoreError> {
    let id = recorded.stream.id();
    let Some(event) = recorded.event::<DocumentEvent>()? else { return Ok(()) };
    let (organisation, content, stage, published) = match &event {
        DocumentEvent::Drafted { organisation, content } => (Some(organisation.clone()), Some(&**content), Stage::Draft, None),
        DocumentEvent::Edited { content } => (None, Some(&**content), Stage::Draft, None),
        DocumentEvent::ReviewAsked {} => (None, None, Stage::InReview, None),
        DocumentEvent::ReviewPassed {} => (None, None, Stage::Passed, None),
        DocumentEvent::ReviewReturned { .. } => (None, None, Stage::Returned, None),
        DocumentEvent::Published { edition } | DocumentEvent::Revised { edition } => {
            (Some(edition.publisher.clone()), Some(&edition.content), Stage::Published, Some(day(edition.published_on)))
        }
        // A mark leaves a draft of the next version in hand where it is.
        DocumentEvent::StatusMarked { edition, .. } => return mark(connection, recorded, edition.content.validity).await,
        DocumentEvent::Withdrawn { .. } => return withdraw(connection, recorded).await,
    };
    let changed = recorded.at.as_microsecond();
    let version = i64::try_from(recorded.version).unwrap_or(i64::MAX);
    if let (Some(content), 1) = (content, recorded.version) {
        return insert(connection, id, organisation.as_deref().unwrap_or_default(), content, stage, published, changed).await;
    }
    if let Some(content) = content {
        sqlx::query("UPDATE document SET title = $2, number = $3, issuer = $4, validity = $5 WHERE id = $1")
            .bind(id)
            .bind(&content.title)
            .bind(content.number.as_deref().unwrap_or_default())
            .bind(&content.issuer)
            .bind(content.validity.as_str())
            .execute(&mut *connection)
            .await?;
    }
    if let Some(published) = published {
        sqlx::query("UPDATE document SET is_public = 1, published_on = $2 WHERE id = $1")
            .bind(id)
            .bind(published)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("UPDATE document SET stage = $2, changed_at = $3, version = $4 WHERE id = $1")
        .bind(id)
        .bind(stage.as_str())
        .bind(changed)
        .bind(version)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert(
    connection: &mut Connection,
    id: &str,
    organisation: &str,
    content: &Content,
    stage: Stage,
    published: Option<String>,
    changed: i64,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO document (id, organisation, stage, is_public, title, number, issuer, validity, published_on, changed_at, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)",
    )
    .bind(id)
    .bind(organisation)
    .bind(stage.as_str())
    .bind(i64::from(published.is_some()))
    .bind(&content.title)
    .bind(content.number.as_deref().unwrap_or_default())
    .bind(&content.issuer)
    .bind(content.validity.as_str())
    .bind(published.unwrap_or_default())
    .bind(changed)
    .execute(connection)
    .await?;
    Ok(())
}

async fn mark(connection: &mut Connection, recorded: &Recorded, validity: Validity) -> Result<(), StoreError> {
    sqlx::query("UPDATE document SET validity = $2, changed_at = $3, version = $4 WHERE id = $1")
        .bind(recorded.stream.id())
        .bind(validity.as_str())
        .bind(recorded.at.as_microsecond())
        .bind(i64::try_from(recorded.version).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

async fn withdraw(connection: &mut Connection, recorded: &Recorded) -> Result<(), StoreError> {
    sqlx::query("UPDATE document SET stage = $2, is_public = 0, changed_at = $3, version = $4 WHERE id = $1")
        .bind(recorded.stream.id())
        .bind(Stage::Withdrawn.as_str())
        .bind(recorded.at.as_microsecond())
        .bind(i64::try_from(recorded.version).unwrap_or(i64::MAX))
        .execute(connection)
        .await?;
    Ok(())
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// A page of an organisation's documents, those in hand first, then the newest change first.
///
/// # Errors
/// Where the database cannot be read.
pub async fn of_organisation(
    connection: &mut Connection,
    organisation: &str,
    offset: u64,
    limit: u32,
) -> Result<Vec<DocumentRow>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, organisation, stage, is_public, title, number, validity, published_on, changed_at FROM document WHERE organisation = $1
         ORDER BY CASE WHEN stage IN ('draft', 'in-review', 'returned', 'passed') THEN 0 ELSE 1 END, changed_at DESC, id LIMIT $2 OFFSET $3",
    )
    .bind(organisation)
    .bind(i64::from(limit))
    .bind(i64::try_from(offset).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    rows.iter().map(row).collect()
}

/// How many documents an organisation has at each stage.
///
/// # Errors
/// Where the database cannot be read.
pub async fn counts(connection: &mut Connection, organisation: &str) -> Result<Vec<(Stage, u64)>, StoreError> {
    let rows = sqlx::query("SELECT stage, COUNT(*) AS n FROM document WHERE organisation = $1 GROUP BY stage ORDER BY stage")
        .bind(organisation)
        .fetch_all(connection)
        .await?;
    rows.iter().map(|row| Ok((stage(row)?, u64::try_from(row.try_get::<i64, _>("n")?).unwrap_or(0)))).collect()
}

fn stage(row: &AnyRow) -> Result<Stage, StoreError> {
    let code: String = row.try_get("stage")?;
    Stage::parse(&code).ok_or_else(|| StoreError::Corrupt(format!("stage of a document {code}")))
}

fn row(row: &AnyRow) -> Result<DocumentRow, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt(format!("{what} of a document"));
    let validity: String = row.try_get("validity")?;
    let published: String = row.try_get("published_on")?;
    Ok(DocumentRow {
        id: row.try_get("id")?,
        organisation: row.try_get("organisation")?,
        stage: stage(row)?,
        is_public: row.try_get::<i64, _>("is_public")? != 0,
        title: row.try_get("title")?,
        number: row.try_get("number")?,
        validity: Validity::parse(&validity).ok_or_else(|| corrupt("validity"))?,
        published_on: if published.is_empty() { None } else { Some(published.parse().map_err(|_| corrupt("day"))?) },
        changed_at: Timestamp::from_microsecond(row.try_get("changed_at")?).map_err(|_| corrupt("instant"))?,
    })
}
