//! The store as everybody else sees it.

use crate::{
    Act, Capability, Done, Environment, ExecuteError, Files, Follower, PartRef, Recorded, Statement, StoreError, StreamId, Transaction,
    Verification,
    act::{Job, Waiting},
    database::{Database, signed, unsigned},
    follow::{self, Progress},
    instance,
    keys::Keys,
    lock::FolderLock,
    log, migration, parts, receipts, replay,
    sequencer::Sequencer,
    shared::{Head, Positions, Shared},
    tiles::{self, TileCache},
    timers, verify,
    writer::Writer,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
use sqlx::{Any, Row, pool::PoolConnection};
use std::{
    collections::HashMap,
    convert::Infallible,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

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
    /// Hold the data folder's exclusive lock (a server, an import).
    pub exclusive: bool,
}

impl std::fmt::Debug for OpenOptions {
    /// Without the database's URL, which may hold a password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OpenOptions").field("data", &self.data).field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// How many acts may wait before callers do.
const QUEUE: usize = 4096;
/// How long background work may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

/// A store that background work does not keep alive.
#[derive(Clone)]
pub(crate) struct WeakStore(Weak<Inner>);

impl WeakStore {
    pub(crate) fn upgrade(&self) -> Option<Store> {
        self.0.upgrade().map(|inner| Store { inner })
    }
}

struct Inner {
    shared: Arc<Shared>,
    queue: mpsc::Sender<Box<dyn Job>>,
    closing: watch::Sender<bool>,
    /// Told when the writer has ended.
    writer: Mutex<Option<oneshot::Receiver<()>>>,
    background: Mutex<Vec<JoinHandle<()>>>,
    followers: Mutex<HashMap<String, Progress>>,
    lock: Mutex<Option<FolderLock>>,
    files: Files,
    data: PathBuf,
}

/// Database and keys, before anything is read of the log.
async fn prepare(options: OpenOptions) -> Result<(Shared, PoolConnection<Any>), StoreError> {
    let steps = migration::all(&options.capabilities)?;
    let database = Database::open(&options.data, options.postgres.as_deref()).await?;
    let mut connection = database.writer().await?;
    migration::run_all(&mut connection, database.kind, &steps, &options.environment).await?;
    let origin = instance::origin(&mut connection, &options.origin).await?;
    let keys = Keys::open(&options.data, &origin, &options.environment)?;
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

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Opens, migrates, locks, checks versions; makes keys on first use.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Corrupt`], or what the disk or the database says.
    pub async fn open(options: OpenOptions) -> Result<Self, StoreError> {
        std::fs::create_dir_all(&options.data)?;
        let lock = if options.exclusive { Some(FolderLock::take(&options.data)?) } else { None };
        let files = Files::new(options.data.join("files"));
        let data = options.data.clone();
        let (shared, mut connection) = prepare(options).await?;
        let shared = Arc::new(shared);
        let sequencer = Sequencer::open(&mut connection, &shared).await?;
        for capability in &shared.capabilities {
            shared.positions.read(&mut connection, capability.categories()).await?;
        }
        let (queue, waiting) = mpsc::channel(QUEUE);
        let closing = watch::Sender::new(false);
        let writer = Writer::new(shared.clone(), sequencer, connection).start(waiting, closing.subscribe())?;
        Ok(Self {
            inner: Arc::new(Inner {
                shared,
                queue,
                closing,
                writer: Mutex::new(Some(writer)),
                background: Mutex::default(),
                followers: Mutex::default(),
                lock: Mutex::new(lock),
                files,
                data,
            }),
        })
    }

    /// Recomputes the log of an instance that is not opened for work: also answers where its newest rows were changed
    /// so that no server could go on from them.
    ///
    /// # Errors
    /// Where the database cannot be read at all; what is wrong in it stands in the answer.
    pub async fn verify_stored(options: OpenOptions) -> Result<Verification, StoreError> {
        let (shared, connection) = prepare(options).await?;
        drop(connection);
        let verification = verify::run(&shared).await;
        shared.database.close().await;
        verification
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.inner.shared
    }

    fn weak(&self) -> WeakStore {
        WeakStore(Arc::downgrade(&self.inner))
    }

    /// Carries out an act in the next group commit; answers only after it is durable.
    ///
    /// # Errors
    /// What the act refuses, a conflict, or a fault of the store; nothing of the act is kept then.
    pub async fn execute<A: Act>(&self, act: A) -> Result<Done<A::Answer>, ExecuteError<A::Refusal>> {
        if *self.inner.closing.borrow() {
            return Err(StoreError::Closed.into());
        }
        let (job, answer) = Waiting::new(act);
        self.inner.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        answer.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// A write outside of events (sessions), on its own.
    ///
    /// # Errors
    /// Where the database refuses; nothing is written then.
    pub async fn write(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        match self.execute(Plain(statements)).await {
            Ok(_) => Ok(()),
            Err(ExecuteError::Store(error)) => Err(error),
            Err(ExecuteError::Refused(never)) => match never {},
            Err(conflict @ ExecuteError::Conflict { .. }) => Err(StoreError::Other(conflict.to_string())),
        }
    }

    /// The clock that was handed in, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        self.shared().environment.now()
    }

    /// Clock and entropy.
    pub fn environment(&self) -> &Environment {
        &self.shared().environment
    }

    /// A connection for reading.
    ///
    /// # Errors
    /// Where the database cannot be reached.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        self.shared().database.reader().await
    }

    /// All events of a stream.
    ///
    /// # Errors
    /// Where the database fails or a body cannot be read.
    pub async fn load(&self, stream: &StreamId) -> Result<Vec<Recorded>, StoreError> {
        let mut connection = self.read().await?;
        log::of_stream(&mut connection, stream).await
    }

    /// Events with leaf indexes from `from` on, in the order of the log, at most `limit`.
    ///
    /// # Errors
    /// Where the database fails or a body cannot be read.
    pub async fn events(&self, from: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let mut connection = self.read().await?;
        log::in_order(&mut connection, from, from.saturating_add(limit.into())).await
    }

    /// Decrypts a part; none where it was erased.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it was changed.
    pub async fn open_part(&self, part: &PartRef) -> Result<Option<Vec<u8>>, StoreError> {
        let opened = self.open_parts(std::slice::from_ref(part)).await?;
        Ok(opened.into_iter().next().flatten())
    }

    /// Decrypts many parts (a list page), in the order in which they are given.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one was changed.
    pub async fn open_parts(&self, parts: &[PartRef]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut connection = self.read().await?;
        let opened = parts::open(&mut connection, &self.shared().keys, parts).await?;
        Ok(opened.into_iter().map(|opened| opened.map(|(_, plain)| plain)).collect())
    }

    /// Streams whose `field` holds exactly this normalised value.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn look_up(&self, field: &str, normalised: &str) -> Result<Vec<StreamId>, StoreError> {
        let mut connection = self.read().await?;
        let rows = sqlx::query("SELECT case_stream FROM personal_hash WHERE field = $1 AND hash = $2 ORDER BY case_stream")
            .bind(field)
            .bind(self.shared().keys.look_up_hash(field, normalised))
            .fetch_all(&mut *connection)
            .await?;
        rows.iter().map(|row| Ok(StreamId(row.try_get(0)?))).collect()
    }

    /// Keyed hash with a purpose label, hex; key outside the database (query codes, CSRF, session ids).
    pub fn keyed_hash(&self, purpose: &str, bytes: &[u8]) -> String {
        self.shared().keys.keyed_hash(purpose, bytes)
    }

    /// The receipt of a leaf: entry, body, proof against the newest signed head; `open` opens parts for their owner.
    ///
    /// # Errors
    /// Where there is no such leaf, or its body was erased.
    pub async fn receipt(&self, index: u64, open: &[PartRef]) -> Result<ledger::Receipt, StoreError> {
        let mut connection = self.read().await?;
        receipts::receipt(self.shared(), &mut connection, index, open).await
    }

    /// Newest signed checkpoint (note text), its size and root.
    ///
    /// # Errors
    /// None today; the signature leaves room.
    pub async fn checkpoint(&self) -> Result<(String, u64, ledger::Hash), StoreError> {
        let head = self.shared().head();
        Ok((head.note.clone(), head.size, head.root))
    }

    /// Checkpoints, newest first, for the ledger page: (size, root, instant of the last event below it), before size
    /// `before`. The one of the empty tree, which has no instant, is left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn checkpoints(&self, before: Option<u64>, limit: u32) -> Result<Vec<(u64, ledger::Hash, Timestamp)>, StoreError> {
        let mut connection = self.read().await?;
        let rows = sqlx::query(
            "SELECT c.size, c.root, e.at FROM ledger_checkpoint c JOIN event e ON e.idx = c.size - 1 \
             WHERE c.size < $1 ORDER BY c.size DESC LIMIT $2",
        )
        .bind(before.map_or(i64::MAX, signed))
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
        rows.iter()
            .map(|row| {
                let root = log::hash(&row.try_get::<Vec<u8>, _>(1)?)?;
                Ok((unsigned(row.try_get(0)?)?, root, log::instant(row.try_get(2)?)?))
            })
            .collect()
    }

    /// The verifier key line.
    pub fn verifier_key(&self) -> String {
        self.shared().verifier.to_string()
    }

    /// A hash tile or an entries tile as `tlog-tiles` serves it (`tile/0/x001/234`, `tile/entries/000.p/7`); none
    /// where it is beyond the tree.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tile(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut connection = self.read().await?;
        tiles::serve(&self.shared().tiles, &mut connection, path, self.shared().head().size).await
    }

    /// Envelopes from an index, for the ledger page.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn envelopes(&self, from: u64, limit: u32) -> Result<Vec<(u64, ledger::Envelope)>, StoreError> {
        let mut connection = self.read().await?;
        log::envelopes(&mut connection, from, from.saturating_add(limit.into())).await
    }

    /// Recomputes the whole log from what is stored; faults name the index.
    ///
    /// # Errors
    /// Where the database cannot be read at all; what is wrong in it stands in the answer.
    pub async fn verify(&self) -> Result<Verification, StoreError> {
        verify::run(self.shared()).await
    }

    /// Folds all events into empty projections and tells which tables differ.
    ///
    /// # Errors
    /// Where the events cannot be read or folded.
    pub async fn check_projections(&self) -> Result<Vec<String>, StoreError> {
        replay::check(self.shared(), &self.inner.data).await
    }

    /// Last leaf index + 1 among streams of these categories (page validators).
    pub fn position(&self, categories: &[&str]) -> u64 {
        self.shared().positions.of(categories)
    }

    /// Starts a follower in the background; it wakes at each commit.
    pub fn follow(&self, follower: Arc<dyn Follower>) {
        let progress = watch::Sender::new(0);
        let name = follower.name().to_owned();
        locked(&self.inner.followers).insert(name, Progress { cursor: progress.subscribe() });
        let task = follow::run(self.weak(), follower, progress, self.inner.closing.subscribe());
        locked(&self.inner.background).push(tokio::spawn(task));
    }

    /// Waits until that follower's cursor has reached `size`.
    ///
    /// # Errors
    /// Where nobody of that name follows, or the store closes before.
    pub async fn caught_up(&self, follower: &str, size: u64) -> Result<(), StoreError> {
        let progress = locked(&self.inner.followers).get(follower).cloned();
        let Some(mut progress) = progress else {
            return Err(StoreError::Other(format!("nobody called {follower} follows the feed")));
        };
        progress.cursor.wait_for(|cursor| *cursor >= size).await.map(|_| ()).map_err(|_| StoreError::Closed)
    }

    /// Starts timers in the background.
    pub fn run_timers(&self) {
        let task = timers::run(self.weak(), self.inner.closing.subscribe());
        locked(&self.inner.background).push(tokio::spawn(task));
    }

    /// Fires every timer that is due now, once; answers how many (tests, commands that move the clock).
    ///
    /// # Errors
    /// Where timers cannot be read.
    pub async fn fire_due_timers(&self) -> Result<usize, StoreError> {
        timers::fire_due(self, &mut HashMap::new()).await
    }

    /// Content-addressed public files.
    pub fn files(&self) -> &Files {
        &self.inner.files
    }

    /// Finishes what is in hand and releases the lock. What comes later is answered with [`StoreError::Closed`].
    pub async fn close(&self) {
        self.inner.closing.send_replace(true);
        let background = std::mem::take(&mut *locked(&self.inner.background));
        for mut task in background {
            if tokio::time::timeout(PATIENCE, &mut task).await.is_err() {
                task.abort();
            }
        }
        let writer = locked(&self.inner.writer).take();
        if let Some(writer) = writer
            && writer.await.is_err()
        {
            tracing::error!("the writer ended before its time");
        }
        self.shared().database.close().await;
        drop(locked(&self.inner.lock).take());
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Store").field("size", &self.shared().head().size).finish_non_exhaustive()
    }
}

/// Statements without events.
struct Plain(Vec<Statement>);

impl Act for Plain {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            for statement in &self.0 {
                tx.also(statement.clone());
            }
            Ok(())
        })
    }
}
