//! Durable timers: at an instant, a command for a stream. They survive kills and fire once in effect.

use crate::{Statement, Store, StoreError, StreamId, store::WeakStore};
use sqlx::Row;
use std::{collections::HashMap, time::Duration};
use tokio::sync::watch;

/// How often due timers are looked for.
const POLL: Duration = Duration::from_secs(1);
/// How many are taken at once.
const BATCH: i64 = 100;
/// After how many rounds a timer that failed is tried again.
const PATIENCE: u32 = 30;

/// A timer that failed: how many rounds it still waits.
type Waiting = HashMap<(String, String), u32>;

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
    waiting.retain(|_, rounds| {
        *rounds = rounds.saturating_sub(1);
        *rounds > 0
    });
    let mut fired = 0;
    let mut connection = store.read().await?;
    let rows = sqlx::query("SELECT stream, name, at, command FROM timer WHERE at <= $1 ORDER BY at, stream, name LIMIT $2")
        .bind(store.now().as_millisecond())
        .bind(BATCH + i64::try_from(waiting.len()).unwrap_or(0))
        .fetch_all(&mut *connection)
        .await?;
    drop(connection);
    for row in rows {
        let (stream, name): (String, String) = (row.try_get(0)?, row.try_get(1)?);
        let (at, command): (i64, String) = (row.try_get(2)?, row.try_get(3)?);
        let timer = (stream, name);
        if waiting.contains_key(&timer) {
            continue;
        }
        match fire(store, &timer.0, &timer.1, at, &command).await {
            Ok(()) => fired += 1,
            Err(StoreError::Closed) => return Err(StoreError::Closed),
            Err(error) => {
                tracing::error!(stream = timer.0, name = timer.1, %error, "a timer failed; it is tried again");
                waiting.insert(timer, PATIENCE);
            }
        }
    }
    Ok(fired)
}

async fn fire(store: &Store, stream: &str, name: &str, at: i64, command: &str) -> Result<(), StoreError> {
    let id: StreamId = stream.parse()?;
    let value = serde_json::from_str(command).map_err(|error| StoreError::Corrupt(format!("timer {name} of {stream}: {error}")))?;
    let owner = store.shared().owner(id.category())?.clone();
    owner.on_timer(store, &id, name, value).await?;
    // Gone already where the act cleared it; another one where the act set it anew.
    let done = Statement::new(
        "DELETE FROM timer WHERE stream = $1 AND name = $2 AND at = $3 AND command = $4",
        vec![stream.into(), name.into(), at.into(), command.into()],
    );
    store.write(vec![done]).await
}
