//! Durable timers: at an instant, a command for a stream. They survive kills and fire once in effect.

use crate::{
    Act, ExecuteError, Store, StoreError, StreamId, Transaction, log, pending::TimerChange, statement::refuse_nul, store::WeakStore,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use serde_json::Value;
use sqlx::Row;
use std::{collections::HashMap, convert::Infallible, time::Duration};
use tokio::sync::watch;

/// How often due timers are looked for.
const POLL: Duration = Duration::from_secs(1);
/// How many are read at once.
const BATCH: i64 = 100;
/// How many times one look reads on, so that timers that set themselves anew do not keep it for ever.
const READS: usize = 100;
/// After how many looks a timer that failed is tried again.
const PATIENCE: u32 = 30;

/// A timer: at an instant, a command for a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timer {
    /// The stream; the capability that owns its category carries the timer out.
    pub stream: StreamId,
    /// Unique within the stream.
    pub name: String,
    /// When it is due, in whole milliseconds.
    pub at: Timestamp,
    /// What it was set with; never personal data.
    pub command: Value,
}

/// Timers that failed, and how many looks each still waits.
type Waiting = HashMap<(StreamId, String), u32>;

/// Fires timers until the store closes.
pub(crate) async fn run(store: WeakStore, mut closing: watch::Receiver<bool>) {
    let mut waiting = Waiting::new();
    loop {
        let Some(open) = store.upgrade() else { return };
        if let Err(error) = fire_due(&open, &mut waiting).await {
            tracing::error!(%error, "timers could not be read; trying again");
        }
        drop(open);
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            _ = closing.wait_for(|closing| *closing) => return,
        }
    }
}

/// Fires every timer that is due now; answers how many fired. One that fails is told and waits.
pub(crate) async fn fire_due(store: &Store, waiting: &mut Waiting) -> Result<usize, StoreError> {
    waiting.retain(|_, looks| {
        *looks = looks.saturating_sub(1);
        *looks > 0
    });
    let mut fired = 0;
    for _ in 0..READS {
        let mut due = due_now(store, BATCH + i64::try_from(waiting.len()).unwrap_or(0)).await?;
        due.retain(|timer| !waiting.contains_key(&(timer.stream.clone(), timer.name.clone())));
        if due.is_empty() {
            break;
        }
        for timer in due {
            let place = (timer.stream.clone(), timer.name.clone());
            match store.execute(Fire(timer)).await {
                Ok(done) => fired += usize::from(done.answer),
                Err(ExecuteError::Store(StoreError::Closed)) => return Err(StoreError::Closed),
                Err(error) => {
                    tracing::error!(stream = %place.0, name = place.1, %error, "a timer failed; it is tried again");
                    waiting.insert(place, PATIENCE);
                }
            }
        }
    }
    Ok(fired)
}

async fn due_now(store: &Store, limit: i64) -> Result<Vec<Timer>, StoreError> {
    let mut connection = store.read().await?;
    let rows = sqlx::query("SELECT stream, name, at, command FROM timer WHERE at <= $1 ORDER BY at, stream, name LIMIT $2")
        .bind(store.now().as_millisecond())
        .bind(limit)
        .fetch_all(&mut *connection)
        .await?;
    rows.iter()
        .map(|row| {
            Ok(Timer {
                stream: StreamId(row.try_get(0)?),
                name: row.try_get(1)?,
                at: log::instant(row.try_get(2)?)?,
                command: parse(row.try_get(3)?)?,
            })
        })
        .collect()
}

fn parse(command: &str) -> Result<Value, StoreError> {
    serde_json::from_str(command).map_err(|error| StoreError::Corrupt(format!("the command of a timer: {error}")))
}

/// Carries a timer out and removes it, unless it was settled, moved or cleared meanwhile.
struct Fire(Timer);

impl Act for Fire {
    /// Whether it still stood.
    type Answer = bool;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<bool, ExecuteError<Infallible>>> {
        Box::pin(async move {
            let Timer { stream, name, at, command } = &self.0;
            let standing = tx.standing_timer(stream, name).await?;
            if standing != Some((at.as_millisecond(), command.to_string())) {
                return Ok(false);
            }
            let owner = tx.shared.owner(stream.category())?.clone();
            owner.due(tx, &self.0).await?;
            tx.said.timers.entry((stream.clone(), name.clone())).or_insert(None);
            Ok(true)
        })
    }
}

impl Transaction<'_> {
    /// At `at`, has `command` carried out by the capability that owns the stream's category ([`crate::Capability::due`]);
    /// replaces an earlier timer of the same name on that stream. The command holds no personal data.
    ///
    /// # Errors
    /// [`StoreError::Nul`].
    pub fn schedule(&mut self, stream: &StreamId, name: &str, at: Timestamp, command: Value) -> Result<(), StoreError> {
        refuse_nul(name, "the name of a timer")?;
        self.said.timers.insert((stream.clone(), name.to_owned()), Some((at.as_millisecond(), command.to_string())));
        Ok(())
    }

    /// Forgets that timer.
    ///
    /// # Errors
    /// [`StoreError::Nul`].
    pub fn unschedule(&mut self, stream: &StreamId, name: &str) -> Result<(), StoreError> {
        refuse_nul(name, "the name of a timer")?;
        self.said.timers.insert((stream.clone(), name.to_owned()), None);
        Ok(())
    }

    /// Forgets every timer of a stream (its matter is closed).
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn unschedule_all(&mut self, stream: &StreamId) -> Result<(), StoreError> {
        let rows = sqlx::query("SELECT name FROM timer WHERE stream = $1").bind(stream.as_str()).fetch_all(&mut *self.connection).await?;
        let mut names = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        let unwritten = self.batch.timers.keys().chain(self.said.timers.keys());
        names.extend(unwritten.filter(|(of, _)| of == stream).map(|(_, name)| name.clone()));
        self.said.timers.extend(names.into_iter().map(|name| ((stream.clone(), name), None)));
        Ok(())
    }

    /// When that timer is due; none where it is not set (any more).
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn timer(&mut self, stream: &StreamId, name: &str) -> Result<Option<Timestamp>, StoreError> {
        let standing = self.standing_timer(stream, name).await?;
        standing.map(|(at, _)| log::instant(at)).transpose()
    }

    async fn standing_timer(&mut self, stream: &StreamId, name: &str) -> Result<TimerChange, StoreError> {
        let place = (stream.clone(), name.to_owned());
        if let Some(change) = self.said.timers.get(&place).or_else(|| self.batch.timers.get(&place)) {
            return Ok(change.clone());
        }
        let row = sqlx::query("SELECT at, command FROM timer WHERE stream = $1 AND name = $2")
            .bind(stream.as_str())
            .bind(name)
            .fetch_optional(&mut *self.connection)
            .await?;
        row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose()
    }
}
