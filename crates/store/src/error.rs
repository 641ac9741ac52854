//! What can go wrong with the store.

use std::io;

/// Faults of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or cannot be reached.
    #[error("the database cannot be used now: {0}")]
    Database(sqlx::Error),
    /// No room; nothing was written.
    #[error("the disk is full; nothing was written")]
    DiskFull,
    /// What is stored is not what was written.
    #[error("what is stored cannot be read: {0}")]
    Corrupt(String),
    /// Written by a newer program.
    #[error("the data folder is of a newer version ({found}); this program knows up to {known}")]
    Newer {
        /// The migration that this program does not know.
        found: i64,
        /// The newest one that it knows.
        known: i64,
    },
    /// The lock is held by this process.
    #[error("another program (process {0}) is using this data folder")]
    InUse(u32),
    /// A file could not be read or written.
    #[error("{0}")]
    Io(io::Error),
    /// The store is shutting down.
    #[error("the store is shutting down")]
    Closed,
    /// The connection broke during a commit, and what came of it cannot be read.
    #[error("the connection to the database broke: it is unknown whether this was stored; look before trying again")]
    Uncertain,
    /// A command beside a server found something that only a server may make or change.
    #[error("{0}; stop the server and start it in this version, or use the version that it has")]
    Unprepared(String),
    /// Text with U+0000, which PostgreSQL cannot hold; names where it stood.
    #[error("text with a NUL character is refused ({0})")]
    Nul(&'static str),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// SQLite's extended result codes that mean "no room": FULL, and failed writes of database, log or shared memory.
const SQLITE_NO_ROOM: [&str; 5] = ["13", "778", "1034", "1546", "4874"];
/// PostgreSQL's SQLSTATE `disk_full`.
const POSTGRES_NO_ROOM: &str = "53100";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(fault)
                if fault.code().is_some_and(|code| SQLITE_NO_ROOM.contains(&code.as_ref()) || code == POSTGRES_NO_ROOM) =>
            {
                Self::DiskFull
            }
            sqlx::Error::PoolClosed => Self::Closed,
            _ => Self::Database(error),
        }
    }
}

impl From<io::Error> for StoreError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl StoreError {
    /// The same fault once more, for each of several that it met together.
    pub(crate) fn again(&self) -> Self {
        match self {
            Self::DiskFull => Self::DiskFull,
            Self::Closed => Self::Closed,
            Self::Uncertain => Self::Uncertain,
            Self::Unprepared(what) => Self::Unprepared(what.clone()),
            Self::Nul(place) => Self::Nul(place),
            Self::InUse(process) => Self::InUse(*process),
            Self::Newer { found, known } => Self::Newer { found: *found, known: *known },
            Self::Corrupt(what) => Self::Corrupt(what.clone()),
            other => Self::Other(other.to_string()),
        }
    }

    /// Whether a unique key stood in the way.
    pub(crate) fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Database(sqlx::Error::Database(fault)) if fault.is_unique_violation())
    }
}

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError<R: std::error::Error> {
    /// The rules refuse it.
    #[error("{0}")]
    Refused(R),
    /// Somebody else changed the stream.
    #[error("changed meanwhile: {stream} is at {found}, not {expected}")]
    Conflict {
        /// The stream.
        stream: String,
        /// The version that the decision was made on.
        expected: u64,
        /// The present version.
        found: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Result of `append` that `?` turns into `ExecuteError<R>` of any refusal type.
#[derive(Debug, thiserror::Error)]
pub enum ConflictOr {
    /// Somebody else changed the stream.
    #[error("changed meanwhile: {stream} is at {found}, not {expected}")]
    Conflict {
        /// The stream.
        stream: String,
        /// The version that the decision was made on.
        expected: u64,
        /// The present version.
        found: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl<R: std::error::Error> From<ConflictOr> for ExecuteError<R> {
    fn from(error: ConflictOr) -> Self {
        match error {
            ConflictOr::Conflict { stream, expected, found } => Self::Conflict { stream, expected, found },
            ConflictOr::Store(error) => Self::Store(error),
        }
    }
}

/// Shorthand for bytes or rows that do not fit.
pub(crate) fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}
