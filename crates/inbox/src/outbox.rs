//! The queue of e-mail: rows, the address and the text sealed. What carries it takes a row on lease, so that a kill at
//! any moment loses nothing: the lease runs out and the same mail goes out again under the same message id.

use crate::{InboxEvent, Refusal, Words, reach::is_address};
use futures::future::BoxFuture;
use identity::{OrganisationId, Role, Staff};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{Row, any::AnyRow};
use std::convert::Infallible;
use store::{Act, ActorId, Connection, ExecuteError, PartRef, Statement, Store, StoreError, StreamId, Transaction};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Waits between tries, in milliseconds; the last one repeats.
const WAITS: [i64; 6] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
/// How long a mail is tried before a person must see to it.
const PATIENCE: i64 = 72 * HOUR;
/// How long a worker may hold a mail.
const LEASE: i64 = 10 * MINUTE;

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

/// A mail on lease, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// id; the message id is made of it, so that a receiver can drop what comes twice
    pub id: String,
    /// address
    pub to: String,
    /// subject
    pub subject: String,
    /// plain text
    pub text: String,
    /// instant at which it was queued
    pub made: Timestamp,
}

impl std::fmt::Debug for Outgoing {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Outgoing").field("id", &self.id).finish_non_exhaustive()
    }
}

/// Why a mail did not go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// it may go out later; a code without an address, such as `unreachable` or `450`
    Later(String),
    /// it never will, such as `550`
    Never(String),
}

/// Takes the next mail that is due, for `worker`. What has been tried too long, or can no longer be opened, is settled
/// on the way.
///
/// # Errors
/// Where the database fails.
pub async fn lease(store: &Store, worker: &str) -> Result<Option<Outgoing>, StoreError> {
    loop {
        let now = store.now().as_millisecond();
        let row = sqlx::query(
            "SELECT id, part, commitment, made, since FROM inbox_mail WHERE state = 'waiting' AND next <= $1 AND lease <= $1
             ORDER BY next, id LIMIT 1",
        )
        .bind(now)
        .fetch_optional(&mut *store.read().await?)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let id: String = row.try_get("id")?;
        if now - row.try_get::<i64, _>("since")? > PATIENCE {
            undelivered(store, &id, "expired").await?;
            continue;
        }
        let take = Statement::new(
            "UPDATE inbox_mail SET lease = $2, worker = $3 WHERE id = $1 AND state = 'waiting' AND lease <= $4",
            vec![id.as_str().into(), (now + LEASE).into(), worker.into(), now.into()],
        );
        store.write(vec![take]).await?;
        let mine = sqlx::query("SELECT worker FROM inbox_mail WHERE id = $1 AND worker = $2 AND state = 'waiting'")
            .bind(id.as_str())
            .bind(worker)
            .fetch_optional(&mut *store.read().await?)
            .await?;
        if mine.is_none() {
            continue;
        }
        let part = PartRef { part: row.try_get("part")?, commitment: row.try_get("commitment")? };
        let Some(bytes) = store.open_part(&part).await? else {
            // The case was erased: nobody is to be written to any more.
            settle(store, &id, "erased").await?;
            continue;
        };
        let letter: Letter = serde_json::from_slice(&bytes).map_err(|error| StoreError::Corrupt(format!("mail {id}: {error}")))?;
        if !is_address(&letter.to) {
            undelivered(store, &id, "address").await?;
            continue;
        }
        let made = Timestamp::from_millisecond(row.try_get("made")?).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        return Ok(Some(Outgoing { id, to: letter.to, subject: letter.subject, text: letter.text, made }));
    }
}

struct Settle {
    id: String,
    state: &'static str,
}

impl Act for Settle {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            let Some(row) = waiting(tx.connection(), &self.id).await? else { return Ok(()) };
            tx.forget_part(&row.part);
            let sql = "UPDATE inbox_mail SET state = $2, lease = 0, worker = '' WHERE id = $1 AND state = 'waiting'";
            tx.also(Statement::new(sql, vec![self.id.as_str().into(), self.state.into()]));
            Ok(())
        })
    }
}

async fn settle(store: &Store, id: &str, state: &'static str) -> Result<(), StoreError> {
    execute(store, Settle { id: id.to_owned(), state }).await
}

async fn execute<A: Act<Refusal = Infallible, Answer = ()>>(store: &Store, act: A) -> Result<(), StoreError> {
    match store.execute(act).await {
        Ok(_) => Ok(()),
        Err(ExecuteError::Store(error)) => Err(error),
        Err(conflict) => Err(StoreError::Other(conflict.to_string())),
    }
}

/// It was handed over to the next server: address and text are deleted, the row stays.
///
/// # Errors
/// Where the database fails; the mail will go out again then.
pub async fn sent(store: &Store, id: &str) -> Result<(), StoreError> {
    settle(store, id, "sent").await
}

/// It did not go out: it waits longer each time, or an officer must see to it.
///
/// # Errors
/// Where the database fails.
pub async fn could_not(store: &Store, id: &str, failure: &Failure) -> Result<(), StoreError> {
    match failure {
        Failure::Never(reason) => undelivered(store, id, reason).await,
        Failure::Later(reason) => {
            let row = waiting(&mut *store.read().await?, id).await?;
            let Some(row) = row else { return Ok(()) };
            let place = usize::try_from(row.attempts).unwrap_or(usize::MAX).min(WAITS.len() - 1);
            let next = store.now().as_millisecond() + WAITS[place];
            let sql = "UPDATE inbox_mail SET attempts = attempts + 1, next = $2, lease = 0, worker = '', reason = $3
                       WHERE id = $1 AND state = 'waiting' AND attempts = $4";
            store.write(vec![Statement::new(sql, vec![id.into(), next.into(), reason.as_str().into(), row.attempts.into()])]).await
        }
    }
}

struct Undelivered {
    id: String,
    reason: String,
}

impl Act for Undelivered {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            let Some(row) = waiting(tx.connection(), &self.id).await? else { return Ok(()) };
            let stream = StreamId::new("inbox", &self.id);
            let version = tx.version(&stream).await?;
            let staff = Staff::read(tx.connection()).await?;
            let organisation = who_must_know(&staff, row.role, &row.organisation);
            let event = InboxEvent::MailUndelivered {
                mail: self.id.clone(),
                organisation: organisation.clone(),
                role: row.role,
                about: row.about,
                url: row.url,
                reason: self.reason.clone(),
                on: calendar::zone().to_datetime(tx.now()).date(),
            };
            tx.append(&stream, version, &ActorId::system(), &[event]).await?;
            let sql = "UPDATE inbox_mail SET state = 'undelivered', attempts = attempts + 1, lease = 0, worker = '', reason = $2,
                       organisation = $3 WHERE id = $1 AND state = 'waiting'";
            tx.also(Statement::new(sql, vec![self.id.as_str().into(), self.reason.as_str().into(), organisation.0.into()]));
            Ok(())
        })
    }
}

/// The body, or the nearest one above it, where somebody holds the role. Whoever keeps the system keeps it for every
/// body: where nobody in the line does, it is the first who does anywhere.
fn who_must_know(staff: &Staff, role: Role, organisation: &OrganisationId) -> OrganisationId {
    let held = |place: &&OrganisationId| staff.with(role, place).next().is_some();
    let above = || staff.line(organisation).into_iter().find(held).cloned();
    let anywhere = || {
        let person = staff.anywhere(role).filter(|_| role == Role::SystemAdministrator).min()?;
        staff.posts(person).iter().find(|post| post.role == role).map(|post| post.organisation.clone())
    };
    above().or_else(anywhere).unwrap_or_else(|| organisation.clone())
}

/// It cannot be delivered: the officers whom it concerns find it among their work.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered(store: &Store, id: &str, reason: &str) -> Result<(), StoreError> {
    execute(store, Undelivered { id: id.to_owned(), reason: reason.to_owned() }).await
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
    part: PartRef,
}

const COLUMNS: &str = "id, part, commitment, organisation, role, about, arguments, url, made, attempts, reason";

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

/// What could not be delivered, oldest first, at most 500.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered_mail(connection: &mut Connection) -> Result<Vec<MailRow>, StoreError> {
    let text = format!("SELECT {COLUMNS} FROM inbox_mail WHERE state = 'undelivered' ORDER BY made, id LIMIT 500");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(connection).await?;
    rows.iter().map(read).collect()
}

/// How many mails about what stands at this path could not be delivered; reminders to officers are not counted.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered_about(connection: &mut Connection, url: &str) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS bounced FROM inbox_mail WHERE state = 'undelivered' AND url = $1 AND role <> $2")
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

struct Resolve {
    id: String,
    actor: ActorId,
    again: bool,
}

impl Act for Resolve {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refusal>>> {
        Box::pin(async move {
            let row = in_state(tx.connection(), &self.id, "undelivered").await?.ok_or(ExecuteError::Refused(Refusal::Gone))?;
            let stream = StreamId::new("inbox", &self.id);
            let version = tx.version(&stream).await?;
            let mail = self.id.clone();
            let now = tx.now().as_millisecond();
            if self.again {
                tx.append(&stream, version, &self.actor, &[InboxEvent::MailRetried { mail }]).await?;
                let sql = "UPDATE inbox_mail SET state = 'waiting', attempts = 0, since = $2, next = $2, lease = 0 WHERE id = $1 AND state = 'undelivered'";
                tx.also(Statement::new(sql, vec![self.id.as_str().into(), now.into()]));
            } else {
                tx.append(&stream, version, &self.actor, &[InboxEvent::MailGivenUp { mail }]).await?;
                tx.forget_part(&row.part);
                let sql = "UPDATE inbox_mail SET state = 'given-up' WHERE id = $1 AND state = 'undelivered'";
                tx.also(Statement::new(sql, vec![self.id.as_str().into()]));
            }
            Ok(())
        })
    }
}

/// Tries an undelivered mail again from the beginning.
///
/// # Errors
/// [`Refusal::Gone`], or a fault of the store.
pub async fn retry(store: &Store, id: &str, actor: &ActorId) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Resolve { id: id.to_owned(), actor: actor.clone(), again: true }).await?;
    Ok(())
}

/// Gives an undelivered mail up: address and text are deleted.
///
/// # Errors
/// [`Refusal::Gone`], or a fault of the store.
pub async fn give_up(store: &Store, id: &str, actor: &ActorId) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Resolve { id: id.to_owned(), actor: actor.clone(), again: false }).await?;
    Ok(())
}
