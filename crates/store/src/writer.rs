//! The one writer: takes all acts that wait, carries them out in one transaction, and answers when it is durable.

use crate::{
    StoreError,
    act::{Appended, Job, Ran},
    database::{Kind, run, signed, unsigned},
    pending::Batch,
    sequencer::Sequencer,
    shared::Shared,
    transaction::Transaction,
};
use sqlx::{Any, Row, pool::PoolConnection};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot, watch};

/// How many acts go into one transaction at most.
const BATCH: usize = 1000;
/// How often a batch begins again because another node was faster.
const ATTEMPTS: usize = 20;

/// Why a batch was not committed.
pub(crate) enum Failure {
    /// Nothing was committed, and it may be tried again from the newest head: another node was faster, or the
    /// connection broke in time.
    Again,
    /// The store failed.
    Store(StoreError),
    /// The connection broke while the commit was under way: it may have happened.
    Unsettled(Box<Unsettled>),
}

/// A batch of which it is not known whether it was committed.
pub(crate) struct Unsettled {
    error: StoreError,
    appended: Vec<Appended>,
    batch: Batch,
}

impl<E: Into<StoreError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Store(error.into())
    }
}

/// The one writer.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    sequencer: Sequencer,
    connection: Option<PoolConnection<Any>>,
    /// Another program was seen to write: the state must be read again.
    stale: bool,
    /// Something was erased and may still stand in the write-ahead log.
    to_forget: bool,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, sequencer: Sequencer, connection: PoolConnection<Any>) -> Self {
        Self { shared, sequencer, connection: Some(connection), stale: false, to_forget: false }
    }

    /// Starts it. With SQLite it has a thread of its own: each statement is a word with SQLite's thread, and the way
    /// over the runtime's scheduler would cost more than the statement.
    pub(crate) fn start(
        self,
        queue: mpsc::Receiver<Box<dyn Job>>,
        closing: watch::Receiver<bool>,
    ) -> Result<oneshot::Receiver<()>, StoreError> {
        let (ended, end) = oneshot::channel();
        let kind = self.shared.database.kind;
        let work = async move {
            self.work(queue, closing).await;
            // Nobody has to wait for it.
            let _ = ended.send(());
        };
        match kind {
            Kind::Postgres => drop(tokio::spawn(work)),
            Kind::Sqlite => {
                let runtime = tokio::runtime::Handle::current();
                std::thread::Builder::new().name("store-writer".into()).spawn(move || runtime.block_on(work))?;
            }
        }
        Ok(end)
    }

    /// Works until the store closes; what waits by then is still carried out.
    async fn work(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>, mut closing: watch::Receiver<bool>) {
        loop {
            let first = tokio::select! {
                job = queue.recv() => job,
                () = ends(&mut closing) => {
                    queue.close();
                    queue.recv().await
                }
            };
            let Some(first) = first else { break };
            let mut jobs = vec![first];
            while jobs.len() < BATCH {
                match queue.try_recv() {
                    Ok(job) => jobs.push(job),
                    Err(_) => break,
                }
            }
            metrics::histogram!("gongkai_store_batch_acts").record(u32::try_from(jobs.len()).unwrap_or(u32::MAX));
            self.carry_out(jobs).await;
        }
    }

    /// Carries out a batch and answers each act. Where one act makes the whole fail, each is tried alone.
    async fn carry_out(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        match self.until_settled(&mut jobs).await {
            Ok((appended, size)) => answer(jobs, appended, size),
            Err(error) if jobs.len() == 1 || matches!(error, StoreError::DiskFull | StoreError::Uncertain) => fail(jobs, error),
            Err(error) => {
                tracing::warn!(%error, acts = jobs.len(), "a batch failed; each act is tried alone");
                for job in jobs {
                    let mut alone = vec![job];
                    match self.until_settled(&mut alone).await {
                        Ok((appended, size)) => answer(alone, appended, size),
                        Err(error) => fail(alone, error),
                    }
                }
            }
        }
    }

    /// Tries until the batch is committed or has failed for good.
    async fn until_settled(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(Vec<Appended>, u64), StoreError> {
        let mut reconnected = false;
        for _ in 0..ATTEMPTS {
            match self.attempt(jobs).await {
                Ok(done) => return Ok(done),
                Err(Failure::Again) => self.stale = true,
                Err(Failure::Store(error)) if is_broken(&error) && !reconnected => {
                    tracing::warn!(%error, "the connection to the database broke; trying once more");
                    reconnected = true;
                }
                Err(Failure::Store(error)) if error.is_unique_violation() && self.was_overtaken().await? => {
                    self.stale = true;
                }
                Err(Failure::Store(error)) => return Err(error),
                Err(Failure::Unsettled(unsettled)) => return Err(unsettled.error),
            }
        }
        Err(StoreError::Other("other nodes kept writing; please try again".into()))
    }

    async fn attempt(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<(Vec<Appended>, u64), Failure> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.shared.database.writer().await?,
        };
        match self.in_transaction(&mut connection, jobs).await {
            Ok((appended, batch)) => {
                let size = self.finish(&mut connection, batch).await;
                self.connection = Some(connection);
                Ok((appended, size))
            }
            Err(Failure::Unsettled(unsettled)) => {
                connection.close_on_drop();
                drop(connection);
                self.settle(*unsettled).await
            }
            Err(failure) => {
                self.sequencer.abandon();
                // A full disk may have ended the transaction by itself; then there is nothing to roll back, and the
                // connection is not to be trusted.
                match run(&mut connection, "ROLLBACK").await {
                    Ok(()) => self.connection = Some(connection),
                    Err(_) => connection.close_on_drop(),
                }
                Err(failure)
            }
        }
    }

    /// The transaction from its beginning to its commit.
    async fn in_transaction(
        &mut self,
        connection: &mut PoolConnection<Any>,
        jobs: &mut [Box<dyn Job>],
    ) -> Result<(Vec<Appended>, Batch), Failure> {
        let kind = self.shared.database.kind;
        run(connection, kind.begin_write()).await?;
        if let Some(read_head) = kind.read_head_for_write() {
            let row = sqlx::query(read_head).fetch_one(&mut **connection).await?;
            self.stale |= unsigned(row.try_get(0)?)? != self.sequencer.size();
        }
        if self.stale {
            self.sequencer.restore(connection, &self.shared).await?;
            self.stale = false;
        }
        let mut batch = Batch::default();
        let mut all = Vec::with_capacity(jobs.len());
        for job in jobs {
            let size = self.sequencer.size() + batch.events.len() as u64;
            let mut tx = Transaction::new(&mut *connection, &self.shared, &mut batch, size);
            match job.run(&mut tx).await {
                Ran::Yes => {
                    let said = tx.into_said();
                    all.push(self.sequencer.keep(connection, &self.shared, &mut batch, said).await?);
                }
                Ran::No => all.push(Vec::new()),
                Ran::Failed(error) => return Err(error.into()),
            }
        }
        batch.write(connection).await?;
        batch.write_last(connection).await?;
        self.sequencer.append(connection, &self.shared, &batch).await?;
        match self.shared.database.commit(connection).await {
            Ok(()) => Ok((all, batch)),
            Err(error) if is_broken(&error) => Err(Failure::Unsettled(Box::new(Unsettled { error, appended: all, batch }))),
            Err(error) => Err(error.into()),
        }
    }

    /// After the commit: what was appended becomes visible, and what was erased is cleared from the disk.
    async fn finish(&mut self, connection: &mut PoolConnection<Any>, batch: Batch) -> u64 {
        self.to_forget |= batch.erased;
        let size = self.sequencer.commit(&self.shared, &batch);
        if self.to_forget {
            match self.shared.database.forget_deleted(connection).await {
                Ok(done) => self.to_forget = !done,
                Err(error) => {
                    tracing::warn!(%error, "the write-ahead log could not be emptied after an erasure")
                }
            }
        }
        size
    }

    /// The connection broke during a commit: looks whether it happened. What cannot be known is not tried again.
    async fn settle(&mut self, unsettled: Unsettled) -> Result<(Vec<Appended>, u64), Failure> {
        let Unsettled { error, appended, batch } = unsettled;
        self.sequencer.abandon();
        self.stale = true;
        // Without events there is no trace to look for.
        let stored = match batch.events.first() {
            Some(first) => self.is_stored(first.recorded.index, &first.entry).await,
            None => Err(StoreError::Uncertain),
        };
        match stored {
            Ok(true) => {
                tracing::warn!(%error, "the connection to the database broke after a commit; what it held is stored");
                self.to_forget |= batch.erased;
                Ok((appended, self.sequencer.size()))
            }
            Ok(false) => {
                tracing::warn!(%error, "the connection to the database broke before a commit; trying again");
                Err(Failure::Again)
            }
            Err(unknown) => {
                tracing::error!(%error, %unknown, "the connection to the database broke during a commit, and what came of it is unknown");
                Err(Failure::Store(StoreError::Uncertain))
            }
        }
    }

    /// Whether the leaf at `index` is this one; no other has the same salted commitment. Looks under the lock of
    /// writers: a commit that the database is still carrying out has ended by then.
    async fn is_stored(&mut self, index: u64, entry: &[u8]) -> Result<bool, StoreError> {
        let mut connection = self.shared.database.writer().await?;
        let stored = self.look_for(&mut connection, index, entry).await;
        if stored.is_ok() {
            self.connection = Some(connection);
            self.stale = false;
        } else {
            connection.close_on_drop();
        }
        stored
    }

    async fn look_for(&mut self, connection: &mut PoolConnection<Any>, index: u64, entry: &[u8]) -> Result<bool, StoreError> {
        let kind = self.shared.database.kind;
        run(connection, kind.begin_write()).await?;
        if let Some(read_head) = kind.read_head_for_write() {
            sqlx::query(read_head).fetch_one(&mut **connection).await?;
        }
        self.sequencer.restore(connection, &self.shared).await?;
        let row = sqlx::query("SELECT entry FROM ledger_leaf WHERE idx = $1").bind(signed(index)).fetch_optional(&mut **connection).await?;
        let stored = row.map(|row| row.try_get::<Vec<u8>, _>(0)).transpose()?;
        run(connection, "ROLLBACK").await?;
        Ok(stored.is_some_and(|stored| stored == entry))
    }

    /// Whether another node has written since the last attempt began.
    async fn was_overtaken(&mut self) -> Result<bool, StoreError> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.shared.database.writer().await?,
        };
        let size = crate::log::size(&mut connection).await;
        self.connection = Some(connection);
        Ok(size? != self.sequencer.size())
    }
}

/// Waits until the store closes or is gone.
async fn ends(closing: &mut watch::Receiver<bool>) {
    // An error means that nobody is left who could close it: the same.
    let _ = closing.wait_for(|closing| *closing).await;
}

/// Whether it is the connection rather than the statement that failed.
fn is_broken(error: &StoreError) -> bool {
    matches!(error, StoreError::Database(sqlx::Error::Io(_) | sqlx::Error::Protocol(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_)))
        || matches!(error, StoreError::Database(sqlx::Error::Database(fault))
        if fault.code().is_some_and(|code| code.starts_with("57P") || code.starts_with("08")))
}

fn answer(jobs: Vec<Box<dyn Job>>, appended: Vec<Appended>, size: u64) {
    for (job, appended) in jobs.into_iter().zip(appended) {
        job.acknowledge(appended, size);
    }
}

fn fail(mut jobs: Vec<Box<dyn Job>>, error: StoreError) {
    let last = jobs.pop();
    for job in jobs {
        job.fail(error.again());
    }
    if let Some(job) = last {
        job.fail(error);
    }
}

#[cfg(test)]
mod tests;
