//! Followers of the feed: each with its own cursor, woken by every commit.

use crate::{Follower, Store, StoreError, Told, log, store::WeakStore};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How many events a follower is given at once.
const BATCH: u64 = 2000;
/// How often it looks by itself: what another program wrote wakes nobody.
const POLL: Duration = Duration::from_secs(1);

/// How far a follower is.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub cursor: watch::Receiver<u64>,
}

/// Follows until the store closes.
pub(crate) async fn run(store: WeakStore, follower: Arc<dyn Follower>, progress: watch::Sender<u64>, mut closing: watch::Receiver<bool>) {
    loop {
        let Some(open) = store.upgrade() else { return };
        let mut head = open.shared().head.subscribe();
        let step = step(&open, follower.as_ref(), &progress).await;
        drop(open);
        if *closing.borrow() {
            return;
        }
        match step {
            Ok(true) => {}
            Ok(false) => {
                tokio::select! {
                    changed = head.changed() => if changed.is_err() { return },
                    () = tokio::time::sleep(POLL) => {}
                    _ = closing.changed() => return,
                }
            }
            Err(error) => {
                tracing::error!(follower = follower.name(), %error, "a follower of the feed could not go on; trying again");
                tokio::select! {
                    () = tokio::time::sleep(POLL) => {}
                    _ = closing.changed() => return,
                }
            }
        }
    }
}

/// Gives it the next events; answers whether there were any.
async fn step(store: &Store, follower: &dyn Follower, progress: &watch::Sender<u64>) -> Result<bool, StoreError> {
    let cursor = follower.cursor().await?;
    progress.send_replace(cursor);
    let mut connection = store.read().await?;
    store.shared().refresh_if_shared(&mut connection).await?;
    let size = store.shared().head().size;
    if cursor >= size {
        return Ok(false);
    }
    let next = size.min(cursor + BATCH);
    let events = log::in_order(&mut connection, cursor, next).await?;
    drop(connection);
    let mut told = Vec::new();
    for event in &events {
        let facts = store.shared().owner(event.stream.category())?.facts(event)?;
        told.extend(facts.into_iter().map(|fact| Told { index: event.index, at: event.at, fact }));
    }
    follower.take(told, next).await?;
    progress.send_replace(next);
    Ok(true)
}
