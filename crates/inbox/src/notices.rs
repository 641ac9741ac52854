//! What people are told in the portal itself.

use crate::Words;
use identity::{OrganisationId, PersonId, Post, Role};
use jiff::Timestamp;
use sqlx::{Row, any::AnyRow};
use store::{Connection, Recorded, Statement, Store, StoreError};

/// How many are shown at most.
const SHOWN: i64 = 200;

/// Who reads a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reader {
    /// one person
    Person(PersonId),
    /// whoever holds a role at an organisation
    Role(Role, OrganisationId),
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// to whom
    pub to: Reader,
    /// what, without personal data
    pub words: Words,
    /// where it leads: a path within the portal
    pub url: String,
}

/// A notice as a person has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `<leaf index>-<place>`
    pub id: String,
    /// what
    pub words: Words,
    /// what is added; none where nothing is
    pub remark: Option<Words>,
    /// where it leads
    pub url: String,
    /// when
    pub at: Timestamp,
    /// whether this person has read it
    pub read: bool,
}

/// Tells somebody something once, at the place of an event. From a capability's `project`, as [`crate::put`].
///
/// # Errors
/// Where the database fails.
pub async fn tell(connection: &mut Connection, event: &Recorded, told: &Told) -> Result<(), StoreError> {
    insert(connection, event, &told.to, &told.words, None, &told.url).await
}

pub(crate) async fn insert(
    connection: &mut Connection,
    event: &Recorded,
    to: &Reader,
    words: &Words,
    remark: Option<&Words>,
    url: &str,
) -> Result<(), StoreError> {
    let (person, role, organisation) = match to {
        Reader::Person(person) => (person.0.as_str(), "", ""),
        Reader::Role(role, organisation) => ("", role.as_str(), organisation.0.as_str()),
    };
    let index = event.index.cast_signed();
    let row = sqlx::query("SELECT COUNT(*) AS earlier FROM inbox_notice WHERE idx = $1").bind(index).fetch_one(&mut *connection).await?;
    let place: i64 = row.try_get("earlier")?;
    sqlx::query(
        "INSERT INTO inbox_notice (idx, place, person, role, organisation, words, arguments, remark, remark_arguments, url, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(index)
    .bind(place)
    .bind(person)
    .bind(role)
    .bind(organisation)
    .bind(words.id.as_str())
    .bind(words.arguments_text()?)
    .bind(remark.map_or("", |remark| remark.id.as_str()))
    .bind(remark.map_or_else(|| Ok(String::new()), Words::arguments_text)?)
    .bind(url)
    .bind(event.at.as_millisecond())
    .execute(connection)
    .await?;
    Ok(())
}

/// A person's notices, newest first, at most 200: those to the person, and those to the posts held.
///
/// # Errors
/// Where the database fails.
pub async fn notices(connection: &mut Connection, person: &PersonId, posts: &[Post]) -> Result<Vec<Notice>, StoreError> {
    let mut found = Vec::new();
    for (name, role, organisation) in readers(person, posts) {
        let rows = sqlx::query(
            "SELECT n.idx, n.place, n.words, n.arguments, n.remark, n.remark_arguments, n.url, n.at,
               CASE WHEN r.idx IS NULL THEN 0 ELSE 1 END AS is_read
             FROM inbox_notice n LEFT JOIN inbox_read r ON r.person = $4 AND r.idx = n.idx AND r.place = n.place
             WHERE n.person = $1 AND n.role = $2 AND n.organisation = $3 ORDER BY n.idx DESC, n.place DESC LIMIT $5",
        )
        .bind(name)
        .bind(role)
        .bind(organisation)
        .bind(person.0.as_str())
        .bind(SHOWN)
        .fetch_all(&mut *connection)
        .await?;
        for row in &rows {
            found.push(((row.try_get::<i64, _>("idx")?, row.try_get::<i64, _>("place")?), notice(row)?));
        }
    }
    found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
    Ok(found.into_iter().take(usize::try_from(SHOWN).unwrap_or_default()).map(|(_, notice)| notice).collect())
}

/// How many of a person's notices are unread.
///
/// # Errors
/// Where the database fails.
pub async fn unread(connection: &mut Connection, person: &PersonId, posts: &[Post]) -> Result<u64, StoreError> {
    let mut all = 0;
    for (name, role, organisation) in readers(person, posts) {
        let row = sqlx::query(
            "SELECT COUNT(*) AS unread FROM inbox_notice n WHERE n.person = $1 AND n.role = $2 AND n.organisation = $3
               AND NOT EXISTS (SELECT 1 FROM inbox_read r WHERE r.person = $4 AND r.idx = n.idx AND r.place = n.place)",
        )
        .bind(name)
        .bind(role)
        .bind(organisation)
        .bind(person.0.as_str())
        .fetch_one(&mut *connection)
        .await?;
        all += row.try_get::<i64, _>("unread")?.cast_unsigned();
    }
    Ok(all)
}

fn readers<'a>(person: &'a PersonId, posts: &'a [Post]) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
    std::iter::once((person.0.as_str(), "", "")).chain(posts.iter().map(|post| ("", post.role.as_str(), post.organisation.0.as_str())))
}

fn notice(row: &AnyRow) -> Result<Notice, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let number = |column: &str| row.try_get::<i64, _>(column);
    let remark = text("remark")?;
    Ok(Notice {
        id: format!("{}-{}", number("idx")?, number("place")?),
        words: Words::parse(text("words")?, &text("arguments")?)?,
        remark: if remark.is_empty() { None } else { Some(Words::parse(remark, &text("remark_arguments")?)?) },
        url: text("url")?,
        at: Timestamp::from_millisecond(number("at")?).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        read: number("is_read")? == 1,
    })
}

/// Marks one of a person's notices as read; one that is not theirs is left alone.
///
/// # Errors
/// Where the database fails.
pub async fn mark_read(store: &Store, person: &PersonId, posts: &[Post], id: &str) -> Result<(), StoreError> {
    let theirs = notices(&mut *store.read().await?, person, posts).await?;
    let mark = theirs.iter().filter(|notice| notice.id == id && !notice.read).filter_map(|notice| statement(person, notice)).collect();
    store.write(mark).await
}

/// Marks all of a person's shown notices as read.
///
/// # Errors
/// Where the database fails.
pub async fn mark_all_read(store: &Store, person: &PersonId, posts: &[Post]) -> Result<(), StoreError> {
    let theirs = notices(&mut *store.read().await?, person, posts).await?;
    store.write(theirs.iter().filter(|notice| !notice.read).filter_map(|notice| statement(person, notice)).collect()).await
}

fn statement(person: &PersonId, notice: &Notice) -> Option<Statement> {
    let (index, place) = notice.id.split_once('-')?;
    let (index, place): (i64, i64) = (index.parse().ok()?, place.parse().ok()?);
    Some(Statement::new(
        "INSERT INTO inbox_read (person, idx, place) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        vec![person.0.as_str().into(), index.into(), place.into()],
    ))
}
