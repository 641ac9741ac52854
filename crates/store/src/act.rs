//! Commands as the one write path takes them.

use crate::{ExecuteError, StoreError, StreamId, Transaction};
use futures::{FutureExt, future::BoxFuture};
use std::panic::AssertUnwindSafe;
use tokio::sync::oneshot;

/// One command, carried out inside the write transaction: loads streams, folds, decides, appends.
/// It may run again (a retry after another node won), so it must not have effects of its own.
pub trait Act: Send + Sync + 'static {
    /// What it answers.
    type Answer: Send + 'static;
    /// Why it may refuse.
    type Refusal: std::error::Error + Send + 'static;

    /// Does it.
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Self::Answer, ExecuteError<Self::Refusal>>>;
}

/// What was done, durable by now.
#[derive(Debug, Clone)]
pub struct Done<A> {
    /// The act's answer.
    pub answer: A,
    /// What was appended, in order: (leaf index, stream, version).
    pub appended: Vec<(u64, StreamId, u64)>,
    /// Tree size that is committed and signed.
    pub size: u64,
}

/// What an act appended: (leaf index, stream, version).
pub(crate) type Appended = Vec<(u64, StreamId, u64)>;

/// How an act ended inside the transaction.
pub(crate) enum Ran {
    /// It said yes: keep what it wrote.
    Yes,
    /// It refused, met a conflict or failed by itself: nothing of it stays.
    No,
    /// The database failed under it: the transaction can no longer be trusted.
    Failed(StoreError),
}

/// An act that waits, its types forgotten.
pub(crate) trait Job: Send {
    /// Runs it, and keeps its answer.
    fn run<'a>(&'a mut self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Ran>;
    /// Tells the caller what it answered: durable now, or refused.
    fn acknowledge(self: Box<Self>, appended: Appended, size: u64);
    /// Tells the caller that the store failed.
    fn fail(self: Box<Self>, error: StoreError);
}

type Outcome<A> = Result<Done<<A as Act>::Answer>, ExecuteError<<A as Act>::Refusal>>;

/// An act with the caller that waits for it.
pub(crate) struct Waiting<A: Act> {
    act: A,
    result: Option<Result<A::Answer, ExecuteError<A::Refusal>>>,
    reply: oneshot::Sender<Outcome<A>>,
}

impl<A: Act> Waiting<A> {
    pub(crate) fn new(act: A) -> (Box<Self>, oneshot::Receiver<Outcome<A>>) {
        let (reply, answer) = oneshot::channel();
        (Box::new(Self { act, result: None, reply }), answer)
    }
}

impl<A: Act> Job for Waiting<A> {
    fn run<'a>(&'a mut self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Ran> {
        Box::pin(async move {
            // A defect in one command must not end the writer, on which all others depend.
            let ran = AssertUnwindSafe(async { self.act.run(tx).await }).catch_unwind().await;
            match ran {
                // The database itself failed: on PostgreSQL nothing more can be done in this transaction.
                Ok(Err(ExecuteError::Store(error @ (StoreError::Database(_) | StoreError::DiskFull)))) => Ran::Failed(error),
                Ok(result) => {
                    let yes = result.is_ok();
                    self.result = Some(result);
                    if yes { Ran::Yes } else { Ran::No }
                }
                Err(_) => {
                    let error = StoreError::Other("the command failed; nothing of it was kept".into());
                    self.result = Some(Err(error.into()));
                    Ran::No
                }
            }
        })
    }

    fn acknowledge(self: Box<Self>, appended: Appended, size: u64) {
        let outcome = match self.result {
            Some(Ok(answer)) => Ok(Done { answer, appended, size }),
            Some(Err(error)) => Err(error),
            None => Err(StoreError::Closed.into()),
        };
        // A caller that went away no longer wants to know.
        let _ = self.reply.send(outcome);
    }

    fn fail(self: Box<Self>, error: StoreError) {
        let _ = self.reply.send(Err(error.into()));
    }
}
