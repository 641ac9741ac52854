//! How an instance is opened, and what may be made and changed by that.

use crate::{
    Capability, Environment, StoreError,
    database::Database,
    instance,
    keys::Keys,
    log, migration,
    shared::{Head, Positions, Shared},
    tiles::TileCache,
};
use sqlx::{Any, pool::PoolConnection};
use std::{path::PathBuf, sync::Arc};
use tokio::sync::watch;

/// How to open an instance.
#[derive(Clone)]
pub struct OpenOptions {
    /// Folder of keys, files, index, and of `gongkai.sqlite` where SQLite is used; made where it is missing.
    pub data: PathBuf,
    /// A PostgreSQL URL; none: SQLite in the data folder.
    pub postgres: Option<String>,
    /// Name of the log in checkpoints, for example `open.hangzhou.example/ledger`. It is kept at the first opening and
    /// cannot be changed later; empty: the one that is kept.
    pub origin: String,
    /// Clock and randomness.
    pub environment: Environment,
    /// Identity, publishing, requests …
    pub capabilities: Vec<Arc<dyn Capability>>,
    /// Hold the data folder's exclusive lock (a server, an import), and make what is missing. Without it, beside a
    /// server, everything must have been made by a program of this version.
    pub exclusive: bool,
}

impl std::fmt::Debug for OpenOptions {
    /// Without the database's URL, which may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OpenOptions").field("data", &self.data).field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Database and keys, before anything is read of the log. Who holds the folder's lock migrates the database and, before
/// the log begins, makes keys; several servers on one PostgreSQL hold one folder each, and the first of them migrates.
/// Who stands beside a server changes nothing.
pub(crate) async fn prepare(options: OpenOptions) -> Result<(Shared, PoolConnection<Any>), StoreError> {
    let steps = migration::all(&options.capabilities)?;
    let database = Database::open(&options.data, options.postgres.as_deref(), options.exclusive).await?;
    let mut connection = database.writer().await?;
    if options.exclusive {
        migration::run_all(&mut connection, database.kind, &steps, &options.environment).await?;
        instance::keep_origin(&mut connection, &options.origin).await?;
    } else {
        migration::check(&mut connection, &steps).await?;
    }
    let origin = instance::origin(&mut connection, &options.origin).await?;
    let begins = options.exclusive && !log::is_begun(&mut connection).await?;
    let keys = Keys::open(&options.data, &origin, begins.then_some(&options.environment))?;
    let shared = Shared {
        environment: options.environment,
        verifier: keys.ledger.verifier_key(),
        keys,
        origin,
        database,
        capabilities: options.capabilities,
        head: watch::Sender::new(Arc::new(Head::default())),
        tiles: TileCache::default(),
        positions: Positions::default(),
    };
    Ok((shared, connection))
}
