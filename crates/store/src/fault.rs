//! Faults that unit tests put in: a connection that breaks at a commit, a database that cannot be reached after it.

use crate::{Connection, StoreError, database::run};
use std::{
    io,
    sync::{Mutex, PoisonError},
};

/// On which side of the commit the connection breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    BeforeCommit,
    AfterCommit,
}

/// What goes wrong next; each fault once.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    commit: Mutex<Option<Broken>>,
    refusals: Mutex<u32>,
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Faults {
    /// Breaks the next commit, and refuses so many connections after that.
    pub(crate) fn set(&self, commit: Broken, refusals: u32) {
        *locked(&self.commit) = Some(commit);
        *locked(&self.refusals) = refusals;
    }

    pub(crate) fn at_connecting(&self) -> Result<(), StoreError> {
        let mut left = locked(&self.refusals);
        if *left == 0 {
            return Ok(());
        }
        *left -= 1;
        Err(sqlx::Error::Io(io::Error::from(io::ErrorKind::ConnectionRefused)).into())
    }

    pub(crate) async fn at_commit(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let fault = locked(&self.commit).take();
        let Some(fault) = fault else { return Ok(()) };
        run(connection, if fault == Broken::AfterCommit { "COMMIT" } else { "ROLLBACK" }).await?;
        Err(sqlx::Error::Io(io::Error::from(io::ErrorKind::ConnectionReset)).into())
    }
}
