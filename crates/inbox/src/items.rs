//! Work items: rows that capabilities write while they project their events.

use crate::{Words, Work};
use identity::{OrganisationId, PersonId, Post, Role, Staff};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::{Row, any::AnyRow};
use std::collections::BTreeMap;
use store::{Connection, StoreError, StreamId};

/// Stands between kind and part.
const PART: &str = "--";

/// Which item: one for each stream and kind of work. Its text is `<stream>/<kind>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// the stream whose events made it; its category is the capability
    pub stream: StreamId,
    /// kind of work, a fixed word such as `reply`; its name is the message `<category>-item-kind-<kind>`
    pub kind: String,
}

impl Key {
    /// Stream and kind; other characters than ASCII letters, digits and hyphens become hyphens.
    pub fn new(stream: &StreamId, kind: &str) -> Self {
        let clean = |character: char| if character.is_ascii_alphanumeric() { character } else { '-' };
        Self { stream: stream.clone(), kind: kind.chars().map(clean).collect() }
    }

    /// One of several pieces of the same kind of work in a stream, each told from the others by `part`.
    pub fn with_part(stream: &StreamId, kind: &str, part: &str) -> Self {
        Self::new(stream, &format!("{kind}{PART}{part}"))
    }

    /// The kind of work without its part: what it is named and filtered by.
    pub fn work(&self) -> &str {
        self.kind.split_once(PART).map_or(self.kind.as_str(), |(kind, _)| kind)
    }

    /// The part, where there are several of the kind.
    pub fn part(&self) -> Option<&str> {
        self.kind.split_once(PART).map(|(_, part)| part)
    }

    /// The text, as [`std::fmt::Display`] gives it.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        let (stream, kind) = text.split_once('/').ok_or_else(|| StoreError::Other(format!("{text:?} names no item")))?;
        Ok(Self::new(&stream.parse()?, kind))
    }

    /// inbox's own stream about this item: reminders, assignments.
    pub(crate) fn own_stream(&self) -> StreamId {
        StreamId::new("inbox", &format!("{}-{}", self.stream, self.kind))
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.stream, self.kind)
    }
}

/// Whether it goes before others that are due on the same day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// before others
    Urgent,
    /// as it comes
    #[default]
    Ordinary,
}

/// Something that somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// which
    pub key: Key,
    /// whose work it is
    pub organisation: OrganisationId,
    /// who there may do it
    pub role: Role,
    /// who does it; none: whoever holds the role. In [`put`], none keeps who holds it already.
    pub holder: Option<PersonId>,
    /// what it is, without personal data
    pub title: Words,
    /// where it is done: a path within the portal, without language prefix
    pub url: String,
    /// first day of its term, for reminders at half time
    pub started_on: Date,
    /// last day; none where it has no term
    pub due_on: Option<Date>,
    /// before others of the day
    pub urgency: Urgency,
}

/// Writes an item, or brings it up to date. To be called from a capability's `project`, inside the transaction of the
/// event, with what the event says (a replay must write the same row).
///
/// # Errors
/// Where the database fails, or a text holds NUL.
pub async fn put(connection: &mut Connection, item: &Item) -> Result<(), StoreError> {
    let arguments = item.title.arguments_text()?;
    let texts = [item.url.as_str(), item.title.id.as_str(), item.organisation.0.as_str()];
    if texts.iter().any(|text| text.contains('\0')) {
        return Err(StoreError::Nul("an item"));
    }
    sqlx::query(
        "INSERT INTO inbox_item (key, stream, kind, organisation, role, person, title, arguments, url, started_on, due_on, urgency)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (key) DO UPDATE SET organisation = excluded.organisation, role = excluded.role,
           person = CASE WHEN excluded.person = '' THEN inbox_item.person ELSE excluded.person END, title = excluded.title,
           arguments = excluded.arguments, url = excluded.url, started_on = excluded.started_on, due_on = excluded.due_on,
           urgency = excluded.urgency",
    )
    .bind(item.key.to_string())
    .bind(item.key.stream.as_str())
    .bind(item.key.kind.as_str())
    .bind(item.organisation.0.as_str())
    .bind(item.role.as_str())
    .bind(item.holder.as_ref().map_or("", |person| person.0.as_str()))
    .bind(item.title.id.as_str())
    .bind(arguments)
    .bind(item.url.as_str())
    .bind(item.started_on.to_string())
    .bind(item.due_on.map(|day| day.to_string()).unwrap_or_default())
    .bind(i64::from(item.urgency == Urgency::Urgent))
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives it to a person; its days stay. Nothing where there is no such item. From `project`, as [`put`].
///
/// # Errors
/// Where the database fails.
pub async fn hold(connection: &mut Connection, key: &Key, person: &PersonId) -> Result<(), StoreError> {
    sqlx::query("UPDATE inbox_item SET person = $2 WHERE key = $1")
        .bind(key.to_string())
        .bind(person.0.as_str())
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes it from whoever holds it; its days stay. From `project`, as [`put`].
///
/// # Errors
/// Where the database fails.
pub async fn release(connection: &mut Connection, key: &Key) -> Result<(), StoreError> {
    sqlx::query("UPDATE inbox_item SET person = '' WHERE key = $1").bind(key.to_string()).execute(connection).await?;
    Ok(())
}

/// Ends it. Nothing where there is no such item. From `project`, as [`put`].
///
/// # Errors
/// Where the database fails.
pub async fn done(connection: &mut Connection, key: &Key) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM inbox_item WHERE key = $1").bind(key.to_string()).execute(connection).await?;
    Ok(())
}

/// Ends every item of a stream (a case was closed). From `project`, as [`put`].
///
/// # Errors
/// Where the database fails.
pub async fn done_all(connection: &mut Connection, stream: &StreamId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM inbox_item WHERE stream = $1").bind(stream.as_str()).execute(connection).await?;
    Ok(())
}

/// The item as it stands; none where it is done.
///
/// # Errors
/// Where the database fails.
pub async fn item(connection: &mut Connection, key: &Key) -> Result<Option<Item>, StoreError> {
    let row = sqlx::query(
        "SELECT stream, kind, organisation, role, person, title, arguments, url, started_on, due_on, urgency
         FROM inbox_item WHERE key = $1",
    )
    .bind(key.to_string())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The open items of a stream, in the order of their kinds.
///
/// # Errors
/// Where the database fails.
pub async fn of_stream(connection: &mut Connection, stream: &StreamId) -> Result<Vec<Item>, StoreError> {
    let rows = sqlx::query(
        "SELECT stream, kind, organisation, role, person, title, arguments, url, started_on, due_on, urgency
         FROM inbox_item WHERE stream = $1 ORDER BY kind",
    )
    .bind(stream.as_str())
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// Every open item, soonest first: those without a term last, by the day they began.
pub(crate) async fn open(connection: &mut Connection) -> Result<Vec<Item>, StoreError> {
    let rows = sqlx::query(
        "SELECT stream, kind, organisation, role, person, title, arguments, url, started_on, due_on, urgency FROM inbox_item
         ORDER BY CASE WHEN due_on = '' THEN '9999-12-31' ELSE due_on END, urgency DESC, started_on, key",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

/// How many items lie with a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// all
    pub all: u64,
    /// past their last day
    pub late: u64,
    /// whose last day is `soon` or before
    pub soon: u64,
}

impl Counts {
    /// Of a list of work, as [`counts`] counts.
    pub fn of(work: &[Work], today: Date, soon: Date) -> Self {
        let due = work.iter().filter_map(|work| work.item.due_on);
        let late = due.clone().filter(|due| *due < today).count();
        let soon = due.filter(|due| *due >= today && *due <= soon).count();
        Self { all: work.len() as u64, late: late as u64, soon: soon as u64 }
    }
}

/// How many items a person holds, or lie unheld with the posts held, on `today`; without those of people for whom they
/// stand in.
///
/// # Errors
/// Where the database fails.
pub async fn counts(connection: &mut Connection, person: &PersonId, posts: &[Post], today: Date, soon: Date) -> Result<Counts, StoreError> {
    let mut counts = Counts::default();
    let held = std::iter::once((person.0.as_str(), "", ""));
    for (holder, role, organisation) in held.chain(posts.iter().map(|post| ("", post.role.as_str(), post.organisation.0.as_str()))) {
        let row = sqlx::query(
            "SELECT COUNT(*) AS every, CAST(COALESCE(SUM(CASE WHEN due_on <> '' AND due_on < $4 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
               CAST(COALESCE(SUM(CASE WHEN due_on >= $4 AND due_on <= $5 THEN 1 ELSE 0 END), 0) AS BIGINT) AS soon
             FROM inbox_item WHERE person = $1 AND ($2 = '' OR (role = $2 AND organisation = $3))",
        )
        .bind(holder)
        .bind(role)
        .bind(organisation)
        .bind(today.to_string())
        .bind(soon.to_string())
        .fetch_one(&mut *connection)
        .await?;
        let count = |column: &str| row.try_get::<i64, _>(column).map(i64::cast_unsigned);
        counts.all += count("every")?;
        counts.late += count("late")?;
        counts.soon += count("soon")?;
    }
    Ok(counts)
}

/// The open items that people hold, or that lie unheld with their posts; soonest first, none twice.
pub(crate) async fn of(connection: &mut Connection, people: &[PersonId], staff: &Staff) -> Result<Vec<Item>, StoreError> {
    let mut found = BTreeMap::new();
    for person in people {
        let held = std::iter::once((person.0.as_str(), "", ""));
        let posts = staff.posts(person).iter().map(|post| ("", post.role.as_str(), post.organisation.0.as_str()));
        for (holder, role, organisation) in held.chain(posts) {
            let rows = sqlx::query(
                "SELECT stream, kind, organisation, role, person, title, arguments, url, started_on, due_on, urgency FROM inbox_item
                 WHERE person = $1 AND ($2 = '' OR (role = $2 AND organisation = $3))",
            )
            .bind(holder)
            .bind(role)
            .bind(organisation)
            .fetch_all(&mut *connection)
            .await?;
            for row in &rows {
                let item = read(row)?;
                found.insert((item.due_on.unwrap_or(Date::MAX), item.urgency, item.started_on, item.key.clone()), item);
            }
        }
    }
    Ok(found.into_values().collect())
}

fn read(row: &AnyRow) -> Result<Item, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let day = |text: String| text.parse::<Date>().map_err(|_| StoreError::Corrupt(format!("the date {text:?} of an item")));
    let role = text("role")?;
    let holder = text("person")?;
    let due_on = text("due_on")?;
    Ok(Item {
        key: Key { stream: text("stream")?.parse()?, kind: text("kind")? },
        organisation: OrganisationId(text("organisation")?),
        role: Role::parse(&role).ok_or_else(|| StoreError::Corrupt(format!("the role {role:?} of an item")))?,
        holder: if holder.is_empty() { None } else { Some(PersonId(holder)) },
        title: Words::parse(text("title")?, &text("arguments")?)?,
        url: text("url")?,
        started_on: day(text("started_on")?)?,
        due_on: if due_on.is_empty() { None } else { Some(day(due_on)?) },
        urgency: if row.try_get::<i64, _>("urgency")? == 1 { Urgency::Urgent } else { Urgency::Ordinary },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_reads_back_as_it_is_written() {
        let key = Key::new(&StreamId::new("request", "7f3k"), "reply");
        assert_eq!(key.to_string(), "request-7f3k/reply");
        assert_eq!(Key::parse("request-7f3k/reply").unwrap(), key);
        assert_eq!((key.work(), key.part()), ("reply", None));
        let part = Key::with_part(&key.stream, "consultation", "a1");
        assert_eq!((part.work(), part.part(), Key::parse(&part.to_string()).unwrap()), ("consultation", Some("a1"), part.clone()));
        assert_eq!(key.own_stream().as_str(), "inbox-request-7f3k-reply");
        assert!(["", "/", "request/reply", "request-7f3k", "re quest-1/reply"].iter().all(|text| Key::parse(text).is_err()));
    }

    proptest! {
        #[test]
        fn whatever_comes_from_a_form_names_an_item_or_none(text in ".{0,60}") {
            if let Ok(key) = Key::parse(&text) {
                prop_assert_eq!(Key::parse(&key.to_string()).unwrap(), key);
            }
        }
    }
}
