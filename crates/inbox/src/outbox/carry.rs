//! Carrying: a mail is taken on lease, handed over, or tried again later.

use super::{Letter, execute, failed::undelivered, waiting};
use crate::reach::is_address;
use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::Row;
use std::convert::Infallible;
use store::{Act, ExecuteError, PartRef, Statement, Store, StoreError, Transaction};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// Waits between tries, in milliseconds; the last one repeats.
const WAITS: [i64; 6] = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR];
/// How long a mail is tried before a person must see to it.
const PATIENCE: i64 = 72 * HOUR;
/// How long a worker may hold a mail.
const LEASE: i64 = 10 * MINUTE;

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
