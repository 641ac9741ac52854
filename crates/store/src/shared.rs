//! What the writer, the readers and the background work of one store have in common.

use crate::{
    Capability, Connection, Environment, StoreError,
    database::{Database, signed, unsigned},
    keys::Keys,
    log,
    tiles::TileCache,
};
use ledger::{EMPTY_ROOT, Hash, VerifierKey};
use sqlx::Row;
use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};
use tokio::sync::watch;

/// The newest signed head that is committed.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    pub size: u64,
    pub root: Hash,
    /// The signed checkpoint.
    pub note: String,
}

impl Default for Head {
    fn default() -> Self {
        Self { size: 0, root: EMPTY_ROOT, note: String::new() }
    }
}

/// What the writer, the readers and the background work have in common.
pub(crate) struct Shared {
    pub environment: Environment,
    pub keys: Keys,
    pub verifier: VerifierKey,
    pub origin: String,
    pub database: Database,
    pub capabilities: Vec<Arc<dyn Capability>>,
    pub head: watch::Sender<Arc<Head>>,
    pub tiles: TileCache,
    pub positions: Positions,
}

impl Shared {
    /// The capability that owns a category of streams.
    pub(crate) fn owner(&self, category: &str) -> Result<&Arc<dyn Capability>, StoreError> {
        self.capabilities
            .iter()
            .find(|capability| capability.categories().contains(&category))
            .ok_or_else(|| StoreError::Other(format!("no capability owns streams of {category}")))
    }

    /// The newest committed head.
    pub(crate) fn head(&self) -> Arc<Head> {
        self.head.borrow().clone()
    }

    /// Tells everybody about a newer head; an older one is passed over.
    pub(crate) fn publish(&self, head: Head) {
        self.head.send_if_modified(|present| {
            let newer = head.size > present.size || present.note.is_empty();
            if newer {
                *present = Arc::new(head);
            }
            newer
        });
    }

    /// On a database that other programs may write to meanwhile, looks whether they did.
    pub(crate) async fn refresh_if_shared(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let known = self.head().size;
        if log::size(connection).await? > known { self.refresh(connection).await } else { Ok(()) }
    }

    /// Looks whether another program has written, and if so publishes what it wrote.
    pub(crate) async fn refresh(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let known = self.head();
        let Some((_, head)) = newest_checkpoint(connection).await? else {
            return Ok(());
        };
        if head.size > known.size && !known.note.is_empty() {
            self.positions.catch_up(connection, known.size, head.size).await?;
        }
        self.publish(head);
        Ok(())
    }
}

/// Number and content of the newest checkpoint that is stored.
pub(crate) async fn newest_checkpoint(connection: &mut Connection) -> Result<Option<(u64, Head)>, StoreError> {
    let row = sqlx::query("SELECT number, size, root, note FROM ledger_checkpoint ORDER BY number DESC LIMIT 1")
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        let root = log::hash(&row.try_get::<Vec<u8>, _>(2)?)?;
        Ok((unsigned(row.try_get(0)?)?, Head { size: unsigned(row.try_get(1)?)?, root, note: row.try_get(3)? }))
    })
    .transpose()
}

/// For each category of streams, the index after its last event.
#[derive(Debug, Default)]
pub(crate) struct Positions {
    after: RwLock<HashMap<String, u64>>,
}

impl Positions {
    /// The greatest of these categories.
    pub(crate) fn of(&self, categories: &[&str]) -> u64 {
        let after = self.after.read().unwrap_or_else(PoisonError::into_inner);
        categories.iter().filter_map(|category| after.get(*category)).copied().max().unwrap_or(0)
    }

    /// Notes an event.
    pub(crate) fn note<'a>(&self, events: impl Iterator<Item = (&'a str, u64)>) {
        let mut after = self.after.write().unwrap_or_else(PoisonError::into_inner);
        for (category, index) in events {
            match after.get_mut(category) {
                Some(position) => *position = (*position).max(index + 1),
                None => {
                    after.insert(category.to_owned(), index + 1);
                }
            }
        }
    }

    /// Reads the positions of all categories.
    pub(crate) async fn read(&self, connection: &mut Connection, categories: &[&str]) -> Result<(), StoreError> {
        for category in categories {
            // '.' follows '-' in the order of bytes.
            let row = sqlx::query("SELECT MAX(idx) FROM event WHERE stream >= $1 AND stream < $2")
                .bind(format!("{category}-"))
                .bind(format!("{category}."))
                .fetch_one(&mut *connection)
                .await?;
            if let Some(index) = row.try_get::<Option<i64>, _>(0)? {
                self.note(std::iter::once((*category, unsigned(index)?)));
            }
        }
        Ok(())
    }

    /// Notes events that another program wrote.
    async fn catch_up(&self, connection: &mut Connection, from: u64, to: u64) -> Result<(), StoreError> {
        let rows = sqlx::query("SELECT stream, MAX(idx) FROM event WHERE idx >= $1 AND idx < $2 GROUP BY stream")
            .bind(signed(from))
            .bind(signed(to))
            .fetch_all(connection)
            .await?;
        for row in rows {
            let stream = crate::StreamId(row.try_get(0)?);
            self.note(std::iter::once((stream.category(), unsigned(row.try_get(1)?)?)));
        }
        Ok(())
    }
}
