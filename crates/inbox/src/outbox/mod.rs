//! The queue of e-mail: rows, the address and the text sealed. What carries it takes a row on lease, so that a kill at
//! any moment loses nothing: the lease runs out and the same mail goes out again under the same message id.

mod carry;
mod failed;

pub use carry::{Failure, Outgoing, could_not, lease, sent};
pub use failed::{give_up, retry, returned, undelivered};

use crate::Words;
use identity::{OrganisationId, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row, any::AnyRow};
use std::convert::Infallible;
use store::{Act, Connection, ExecuteError, PartRef, Statement, Store, StoreError, StreamId, Transaction};

/// An e-mail to be queued.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// under whose key address and text are sealed: the case's, or a person's stream
    pub case: StreamId,
    /// address
    pub to: String,
    /// subject
    pub subject: String,
    /// plain text
    pub text: String,
    /// who must know when it cannot be delivered
    pub organisation: OrganisationId,
    /// and which of its officers
    pub role: Role,
    /// what it is about, without personal data
    pub about: Words,
    /// where that is, a path within the portal
    pub url: String,
    /// the same `once` is queued only once
    pub once: String,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Mail").field("about", &self.about.id).finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Letter {
    to: String,
    subject: String,
    text: String,
}

/// Queues an e-mail in the transaction of an act; it leaves after the commit. Answers its id, or none where the same
/// `once` was queued before.
///
/// # Errors
/// Where the database fails.
pub async fn mail(tx: &mut Transaction<'_>, mail: &Mail) -> Result<Option<String>, StoreError> {
    let id = tx.new_id();
    if tx.claim("inbox-mail", &mail.once, &id).await?.is_some() {
        return Ok(None);
    }
    let letter = Letter { to: mail.to.clone(), subject: mail.subject.clone(), text: mail.text.clone() };
    let bytes = serde_json::to_vec(&letter).map_err(|error| StoreError::Other(error.to_string()))?;
    let part = tx.seal(&mail.case, &bytes)?;
    let now = tx.now().as_millisecond();
    tx.also(Statement::new(
        "INSERT INTO inbox_mail (id, state, part, commitment, organisation, role, about, arguments, url, made, since, attempts, next, lease, worker, reason)
         VALUES ($1, 'waiting', $2, $3, $4, $5, $6, $7, $8, $9, $9, 0, $9, 0, '', '')",
        vec![
            id.as_str().into(),
            part.part.into(),
            part.commitment.into(),
            mail.organisation.0.as_str().into(),
            mail.role.as_str().into(),
            mail.about.id.as_str().into(),
            mail.about.arguments_text()?.into(),
            mail.url.as_str().into(),
            now.into(),
        ],
    ));
    Ok(Some(id))
}

/// A row of the queue, without address and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// id
    pub id: String,
    /// who must know
    pub organisation: OrganisationId,
    /// which of its officers
    pub role: Role,
    /// what it is about
    pub about: Words,
    /// where that is
    pub url: String,
    /// when it was queued
    pub made: Timestamp,
    /// how often it was tried
    pub attempts: i64,
    /// why it did not go out
    pub reason: String,
    /// a server took it and another sent it back: address and text are no longer kept, so it cannot be tried again
    pub returned: bool,
    part: PartRef,
}

/// State of a mail that came back after a server had taken it.
const RETURNED: &str = "returned";
const COLUMNS: &str = "id, state, part, commitment, organisation, role, about, arguments, url, made, attempts, reason";

fn read(row: &AnyRow) -> Result<MailRow, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let role = text("role")?;
    Ok(MailRow {
        id: text("id")?,
        organisation: OrganisationId(text("organisation")?),
        role: Role::parse(&role).ok_or_else(|| StoreError::Corrupt(format!("role {role}")))?,
        about: Words::parse(text("about")?, &text("arguments")?)?,
        url: text("url")?,
        made: Timestamp::from_millisecond(row.try_get("made")?).map_err(|error| StoreError::Corrupt(error.to_string()))?,
        attempts: row.try_get("attempts")?,
        reason: text("reason")?,
        returned: text("state")? == RETURNED,
        part: PartRef { part: text("part")?, commitment: text("commitment")? },
    })
}

async fn in_state(connection: &mut Connection, id: &str, state: &str) -> Result<Option<MailRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM inbox_mail WHERE id = $1 AND state = $2");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id).bind(state).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

async fn waiting(connection: &mut Connection, id: &str) -> Result<Option<MailRow>, StoreError> {
    in_state(connection, id, "waiting").await
}

/// What could not be delivered or came back, oldest first, at most 500.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered_mail(connection: &mut Connection) -> Result<Vec<MailRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM inbox_mail WHERE state IN ('undelivered', 'returned') ORDER BY made, id LIMIT 500");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// How many mails about what stands at this path could not be delivered; reminders to officers are not counted.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered_about(connection: &mut Connection, url: &str) -> Result<u64, StoreError> {
    let row =
        sqlx::query("SELECT COUNT(*) AS bounced FROM inbox_mail WHERE state IN ('undelivered', 'returned') AND url = $1 AND role <> $2")
            .bind(url)
            .bind(Role::SystemAdministrator.as_str())
            .fetch_one(connection)
            .await?;
    Ok(row.try_get::<i64, _>("bounced")?.cast_unsigned())
}

/// How many mails wait to go out.
///
/// # Errors
/// Where the database fails.
pub async fn queue_length(connection: &mut Connection) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS waiting FROM inbox_mail WHERE state = 'waiting'").fetch_one(connection).await?;
    Ok(row.try_get::<i64, _>("waiting")?.cast_unsigned())
}

async fn execute<A: Act<Refusal = Infallible>>(store: &Store, act: A) -> Result<A::Answer, StoreError> {
    match store.execute(act).await {
        Ok(done) => Ok(done.answer),
        Err(ExecuteError::Store(error)) => Err(error),
        Err(conflict) => Err(StoreError::Other(conflict.to_string())),
    }
}
