//! What a capability brings to the store, and who follows the feed.

use crate::{ActorId, ConflictOr, Connection, Recorded, StoreError, StreamId, Timer, Transaction};
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

    /// Work that follows from one of its streams is given to a person. A capability that keeps who has the matter writes
    /// that down itself, in the same transaction, and answers true; false: it is of the work alone.
    ///
    /// # Errors
    /// Where the database fails; where another act was faster.
    fn hand_over<'a>(&'a self, _tx: &'a mut Transaction<'_>, _given: &'a Given) -> BoxFuture<'a, Result<bool, ConflictOr>> {
        Box::pin(async { Ok(false) })
    }

    /// Carries out a timer that came due: loads its stream, decides, appends, as an act does. In the same transaction
    /// the timer is removed, unless this has set it anew: it happens once in effect, after a kill and on several
    /// servers too. It may run again where its transaction was not committed, so it must not have effects of its own.
    ///
    /// A timer whose matter was settled meanwhile is nothing to do, not an error. After an error nothing of it is
    /// kept, and it is tried again half a minute later.
    fn due<'a>(&'a self, _tx: &'a mut Transaction<'_>, timer: &'a Timer) -> BoxFuture<'a, Result<(), ConflictOr>> {
        Box::pin(async { Err(StoreError::Other(format!("{} carries out no timers, but one is set: {}", self.name(), timer.name)).into()) })
    }
}

/// Work that is given to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The stream from which it follows.
    pub stream: StreamId,
    /// Kind of work, as its capability calls it.
    pub work: String,
    /// Who does it from now on: a person's id.
    pub to: String,
    /// Who gives it.
    pub by: ActorId,
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
