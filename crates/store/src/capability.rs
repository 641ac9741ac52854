//! What a capability brings to the store, and who follows the feed.

use crate::{Connection, Recorded, Store, StoreError, StreamId};
use facts::Fact;
use futures::future::BoxFuture;
use jiff::Timestamp;

/// DDL of one step: one SQL text for both databases, `{blob}` stands for BLOB / BYTEA.
/// Columns are BIGINT, TEXT, `{blob}` only; text sorts by bytes on both.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Unique over the program: store 1000…, identity 2000…, publishing 3000…, requests 4000…
    pub version: i64,
    /// What it does.
    pub name: &'static str,
    /// Text; statements end with `;`.
    pub sql: &'static str,
}

/// What a capability brings to the store.
pub trait Capability: Send + Sync + 'static {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Its tables' DDL.
    fn migrations(&self) -> &'static [Migration];

    /// Stream categories that it owns.
    fn categories(&self) -> &'static [&'static str];

    /// Tables that are nothing but a fold of its events (compared and rebuilt by replay).
    fn projections(&self) -> &'static [&'static str];

    /// Writes one event into them. It may read what earlier events left in projections, and nothing else.
    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>>;

    /// What others may know of this event.
    ///
    /// # Errors
    /// Where the event's body cannot be read.
    fn facts(&self, event: &Recorded) -> Result<Vec<Fact>, StoreError>;

    /// A timer that came due. What it does must be an act that asks [`crate::Transaction::timer`] whether the timer
    /// still stands: on several nodes, or after a kill, it may be called again before the first call has told.
    /// The timer is removed when this succeeds and has not set it anew.
    fn on_timer<'a>(
        &'a self,
        _store: &'a Store,
        _stream: &'a StreamId,
        _name: &'a str,
        _command: serde_json::Value,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
}

/// A fact on the feed.
#[derive(Debug, Clone)]
pub struct Told {
    /// Leaf index.
    pub index: u64,
    /// Instant of the event.
    pub at: Timestamp,
    /// The fact.
    pub fact: Fact,
}

/// Somebody who follows the feed with a cursor of its own.
pub trait Follower: Send + Sync + 'static {
    /// Its name.
    fn name(&self) -> &'static str;

    /// Next leaf index it wants; kept durably by the follower together with its effect.
    fn cursor(&self) -> BoxFuture<'_, Result<u64, StoreError>>;

    /// Takes facts up to (not including) leaf index `next`, and keeps `next` as its cursor; idempotent.
    fn take<'a>(&'a self, told: Vec<Told>, next: u64) -> BoxFuture<'a, Result<(), StoreError>>;
}
