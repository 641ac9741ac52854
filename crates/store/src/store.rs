//! The store as everybody else sees it.

use crate::{
    Act, Done, Environment, ExecuteError, Files, Follower, OpenOptions, Statement, StoreError, Transaction, Verification,
    act::{Job, Waiting},
    follow::{self, Progress},
    lock::FolderLock,
    open::prepare,
    replay,
    sequencer::Sequencer,
    shared::Shared,
    timers, verify,
    writer::Writer,
};
use futures::future::BoxFuture;
use jiff::Timestamp;
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

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Opens, migrates, locks, checks versions; makes keys before the log begins.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], [`StoreError::Corrupt`] (a key that is missing, too),
    /// [`StoreError::Unprepared`] for one that is not exclusive, or what the disk or the database says.
    pub async fn open(options: OpenOptions) -> Result<Self, StoreError> {
        let lock = if options.exclusive {
            std::fs::create_dir_all(&options.data)?;
            Some(FolderLock::take(&options.data)?)
        } else {
            None
        };
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
    /// What the act refuses, a conflict, or a fault of the store; nothing of the act is kept then, but for
    /// [`StoreError::Uncertain`].
    pub async fn execute<A: Act>(&self, act: A) -> Result<Done<A::Answer>, ExecuteError<A::Refusal>> {
        if *self.inner.closing.borrow() {
            return Err(StoreError::Closed.into());
        }
        let (job, answer) = Waiting::new(act);
        self.inner.queue.send(job).await.map_err(|_| StoreError::Closed)?;
        // Nobody answers where the writer itself came to an end, in the middle of something.
        answer.await.unwrap_or_else(|_| Err(StoreError::Uncertain.into()))
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
