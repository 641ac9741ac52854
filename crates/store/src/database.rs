//! The two databases: how each is opened, and the few words in which they differ.

use crate::{Connection, StoreError, error::corrupt};
use sqlx::{
    Any, AssertSqlSafe, Pool, Row,
    any::{AnyConnectOptions, AnyPoolOptions},
    pool::PoolConnection,
};
use std::{path::Path, str::FromStr, time::Duration};

/// Which of the two it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// The DDL that this database understands.
    pub(crate) fn ddl(self, text: &str) -> String {
        match self {
            // INTEGER PRIMARY KEY is the row's own place: no second index.
            Self::Sqlite => text.replace("BIGINT PRIMARY KEY", "INTEGER PRIMARY KEY").replace("{blob}", "BLOB"),
            Self::Postgres => text.replace(" TEXT", " TEXT COLLATE \"C\"").replace("{blob}", "BYTEA"),
        }
    }

    /// Begins a transaction that will write.
    pub(crate) fn begin_write(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Begins a transaction that sees one state throughout.
    pub(crate) fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// Reads the head at the start of a write, where other nodes are usual. The lock only spares work; the fence is the
    /// compare-and-set at its end.
    pub(crate) fn read_head_for_write(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("SELECT size FROM log_head WHERE id = 1 FOR UPDATE"),
        }
    }

    /// Keeps other programs from migrating at the same moment.
    pub(crate) fn lock_migrations(self) -> Option<&'static str> {
        match self {
            Self::Sqlite => None,
            Self::Postgres => Some("LOCK TABLE migration IN ACCESS EXCLUSIVE MODE"),
        }
    }

    fn session(self, reader: bool) -> &'static str {
        match (self, reader) {
            (Self::Sqlite, false) => {
                "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                 PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; \
                 PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;"
            }
            (Self::Sqlite, true) => {
                "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; \
                 PRAGMA cache_size = -4000; PRAGMA query_only = ON;"
            }
            // Nobody waits for ever for a node that was cut off within its transaction.
            (Self::Postgres, false) => {
                "SET client_min_messages = warning; SET synchronous_commit = on; SET TIME ZONE 'UTC'; \
                 SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
            }
            (Self::Postgres, true) => "SET client_min_messages = warning; SET default_transaction_read_only = on; SET TIME ZONE 'UTC';",
        }
    }
}

/// An open database: one connection that writes, several that read.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    pub kind: Kind,
    writer: Pool<Any>,
    readers: Pool<Any>,
    #[cfg(test)]
    pub faults: std::sync::Arc<crate::fault::Faults>,
}

const READERS: u32 = 4;
/// A checkpoint of the write-ahead log that also cuts the file, so that what was erased is gone from it.
const TRUNCATE_LOG: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
/// How long a write waits for another program's, in milliseconds.
const BUSY_TIMEOUT: &str = "PRAGMA busy_timeout = 10000";

impl Database {
    /// Opens the PostgreSQL at `postgres`, or the SQLite file in `folder`, which is made only where `make` says so.
    pub(crate) async fn open(folder: &Path, postgres: Option<&str>, make: bool) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let file = folder.join("gongkai.sqlite");
        let (kind, url) = match postgres {
            Some(url) => (Kind::Postgres, url.to_owned()),
            None if make || file.exists() => (Kind::Sqlite, sqlite_url(&file)?),
            None => return Err(StoreError::Unprepared(format!("there is no {}", file.display()))),
        };
        let options = AnyConnectOptions::from_str(&url)?;
        let writer = pool(kind, false, 1).connect_with(options.clone()).await?;
        let readers = pool(kind, true, READERS).connect_lazy_with(options);
        Ok(Self::new(kind, writer, readers))
    }

    fn new(kind: Kind, writer: Pool<Any>, readers: Pool<Any>) -> Self {
        Self {
            kind,
            writer,
            readers,
            #[cfg(test)]
            faults: std::sync::Arc::default(),
        }
    }

    /// An empty SQLite of its own, for a replay.
    pub(crate) async fn scratch(file: &Path) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let options = AnyConnectOptions::from_str(&sqlite_url(file)?)?;
        let writer = pool(Kind::Sqlite, false, 1).connect_with(options.clone()).await?;
        let readers = pool(Kind::Sqlite, true, 1).connect_lazy_with(options);
        Ok(Self::new(Kind::Sqlite, writer, readers))
    }

    /// The connection that writes.
    pub(crate) async fn writer(&self) -> Result<PoolConnection<Any>, StoreError> {
        #[cfg(test)]
        self.faults.at_connecting()?;
        Ok(self.writer.acquire().await?)
    }

    /// A connection that reads.
    pub(crate) async fn reader(&self) -> Result<PoolConnection<Any>, StoreError> {
        Ok(self.readers.acquire().await?)
    }

    /// Commits the transaction of that connection.
    pub(crate) async fn commit(&self, connection: &mut Connection) -> Result<(), StoreError> {
        #[cfg(test)]
        self.faults.at_commit(connection).await?;
        run(connection, "COMMIT").await
    }

    /// Leaves nothing of what was deleted in the write-ahead log; answers whether that is done. A reader that still
    /// looks at an older state prevents it; nobody waits for that.
    pub(crate) async fn forget_deleted(&self, connection: &mut Connection) -> Result<bool, StoreError> {
        if self.kind == Kind::Postgres {
            return Ok(true);
        }
        run(connection, "PRAGMA busy_timeout = 20").await?;
        let row = sqlx::query(TRUNCATE_LOG).fetch_one(&mut *connection).await;
        run(connection, BUSY_TIMEOUT).await?;
        Ok(row?.try_get::<i64, _>(0)? == 0)
    }

    /// Closes every connection; whoever still reads is not waited for long.
    pub(crate) async fn close(&self) {
        if tokio::time::timeout(Duration::from_secs(5), self.readers.close()).await.is_err() {
            tracing::warn!("a connection for reading was still in use when the store closed");
        }
        if self.kind == Kind::Sqlite
            && let Ok(mut connection) = self.writer.acquire().await
            && let Err(error) = self.forget_deleted(&mut connection).await
        {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
        self.writer.close().await;
    }
}

fn pool(kind: Kind, reader: bool, connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new()
        .max_connections(connections)
        .min_connections(0)
        .test_before_acquire(kind == Kind::Postgres && reader)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(Duration::from_secs(30))
        .after_connect(move |connection, _| {
            Box::pin(async move {
                sqlx::raw_sql(kind.session(reader)).execute(connection).await?;
                Ok(())
            })
        })
}

/// `sqlite:///absolute/path?mode=rwc`, with what a URL cannot hold escaped.
fn sqlite_url(file: &Path) -> Result<String, StoreError> {
    let file = std::path::absolute(file)?;
    let path = file.to_str().ok_or_else(|| StoreError::Other("the data folder's name is not UTF-8".into()))?;
    let mut url = String::from("sqlite://");
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'_' | b'.' | b'~' => url.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => url.push(char::from(byte)),
            _ => url.push_str(&format!("%{byte:02X}")),
        }
    }
    url.push_str("?mode=rwc");
    Ok(url)
}

/// Runs several statements of DDL.
pub(crate) async fn run_script(connection: &mut Connection, text: String) -> Result<(), StoreError> {
    sqlx::raw_sql(AssertSqlSafe(text)).execute(connection).await?;
    Ok(())
}

/// Runs a statement without values that is no query of rows (`BEGIN`, `COMMIT`).
pub(crate) async fn run(connection: &mut Connection, text: &'static str) -> Result<(), StoreError> {
    sqlx::query(text).execute(connection).await?;
    Ok(())
}

/// An integer of the database as a count or an index.
pub(crate) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| corrupt(format!("{number} where a count should stand")))
}

/// A count or an index as the database holds it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ddl_differs_in_few_words() {
        let text = "CREATE TABLE t (idx BIGINT PRIMARY KEY, a TEXT NOT NULL, b {blob})";
        assert_eq!(Kind::Sqlite.ddl(text), "CREATE TABLE t (idx INTEGER PRIMARY KEY, a TEXT NOT NULL, b BLOB)");
        assert_eq!(Kind::Postgres.ddl(text), "CREATE TABLE t (idx BIGINT PRIMARY KEY, a TEXT COLLATE \"C\" NOT NULL, b BYTEA)");
    }

    #[test]
    fn a_folder_of_any_name_makes_a_url() {
        assert_eq!(sqlite_url(Path::new("/tmp/公 开?#%")).unwrap(), "sqlite:///tmp/%E5%85%AC%20%E5%BC%80%3F%23%25?mode=rwc");
    }
}
