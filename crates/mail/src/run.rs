//! Carrying the queue: beside the timers of the store, which a slow server must not hold up.

use crate::{Mailbox, MailboxError, Smtp};
use inbox::{could_not, lease, sent};
use std::time::Duration;
use store::{Store, StoreError};
use tokio::{sync::watch::Sender, task::JoinHandle};

/// How often the queue is looked at.
const POLL: Duration = Duration::from_secs(2);
/// How often the mailbox of what came back is looked through.
const LOOK: Duration = Duration::from_secs(30);
/// What is in hand at the end may take so long.
const GRACE: Duration = Duration::from_secs(2);

/// Hands over every mail that is due now; answers how many the server took.
///
/// # Errors
/// Where the database fails. What was on lease goes again when the lease is over.
pub async fn deliver_due(store: &Store, smtp: &Smtp) -> Result<usize, StoreError> {
    let mut bytes = [0; 16];
    store.environment().entropy.fill(&mut bytes);
    let worker: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut delivered = 0;
    while let Some(outgoing) = lease(store, &worker).await? {
        match smtp.send(&outgoing).await {
            Ok(()) => {
                sent(store, &outgoing.id).await?;
                delivered += 1;
            }
            Err(failure) => {
                tracing::warn!(mail = outgoing.id, ?failure, "an e-mail did not go out");
                could_not(store, &outgoing.id, &failure).await?;
            }
        }
    }
    Ok(delivered)
}

/// The carrier at work.
#[derive(Debug)]
pub struct Running {
    stop: Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Ends it: what is in hand is given a few seconds.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        if tokio::time::timeout(GRACE, &mut self.task).await.is_err() {
            self.task.abort();
        }
    }
}

/// Carries the queue until it is stopped or the store closes.
pub fn run(store: Store, smtp: Smtp) -> Running {
    repeat(POLL, move || {
        let (store, smtp) = (store.clone(), smtp.clone());
        async move {
            match deliver_due(&store, &smtp).await {
                Err(StoreError::Closed) => return false,
                Err(error) => tracing::error!(%error, "the queue of e-mail could not be read; trying again"),
                Ok(_) => {}
            }
            true
        }
    })
}

/// Looks for mail that came back until it is stopped or the store closes.
pub fn watch(store: Store, mailbox: Mailbox) -> Running {
    repeat(LOOK, move || {
        let (store, mailbox) = (store.clone(), mailbox.clone());
        async move {
            match mailbox.look(&store).await {
                Err(MailboxError::Store(StoreError::Closed)) => return false,
                Err(error) => tracing::error!(%error, "mail.returned could not be looked through; trying again"),
                Ok(_) => {}
            }
            true
        }
    })
}

/// Does the work again and again, until it answers that it is over.
fn repeat<Work: Future<Output = bool> + Send>(pause: Duration, work: impl Fn() -> Work + Send + 'static) -> Running {
    let stop = Sender::new(false);
    let mut stopped = stop.subscribe();
    let task = tokio::spawn(async move {
        while work().await {
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stopped.wait_for(|stopped| *stopped) => return,
            }
        }
    });
    Running { stop, task }
}
