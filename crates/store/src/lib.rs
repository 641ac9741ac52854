//! The database, the one write path, the feed, followers, timers, files and personal data.
//! SQLite (WAL, synchronous FULL) and PostgreSQL behind one code path (sqlx `Any`).
//!
//! A command is an [`Act`]. [`Store::execute`] hands it to the one writer, which takes all acts that wait and carries
//! them out in one database transaction: each act loads its streams, decides and says what it appends; the writer
//! projects the events through the [`Capability`] that owns their category, encrypts what was sealed, appends the
//! leaves to the tree, writes the changed tiles and the signed head, commits, and only then answers every caller.
//!
//! Erasure: [`Transaction::erase_case`] removes personal data and, where it is told to, salts and bodies. The act
//! appends an event whose data holds `"erased": [leaf index, …]`; [`Store::verify`] accepts a missing body only where
//! a later event names it so.
//!
//! Timers: an act sets one with [`Transaction::schedule`], in the same transaction as its events. When it is due,
//! [`Capability::due`] carries it out in one transaction with its removal, so that it happens once, whatever is killed
//! and however many servers look.

mod act;
mod capability;
mod database;
mod environment;
mod erasure;
mod error;
mod event;
#[cfg(test)]
mod fault;
mod files;
mod follow;
mod identifiers;
mod instance;
mod keys;
mod lock;
mod log;
mod look_up;
mod migration;
mod open;
mod parts;
mod pending;
mod reading;
mod receipts;
mod replay;
mod schema;
mod seal;
mod sequencer;
mod shared;
mod statement;
mod store;
pub mod testing;
mod tiles;
mod timers;
mod transaction;
mod verify;
mod writer;

pub use act::{Act, Done};
pub use capability::{Capability, Follower, Given, Migration, Told};
pub use environment::{Clock, Entropy, Environment, ManualClock, SeededEntropy, SystemClock, SystemEntropy};
pub use error::{ConflictOr, ExecuteError, StoreError};
pub use event::{Event, Recorded};
pub use files::{FileRef, Files};
pub use identifiers::{ActorId, PartRef, StreamId};
pub use migration::table_names;
pub use open::OpenOptions;
pub use statement::{Statement, Value};
pub use store::Store;
pub use timers::Timer;
pub use transaction::Transaction;
pub use verify::Verification;

/// A database connection of either kind.
pub type Connection = sqlx::AnyConnection;
