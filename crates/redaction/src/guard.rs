//! Foreign formats are read and drawn on threads of their own, with a deep stack and a limit of time.
//!
//! This is the one place where panics of the readers are caught.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use crate::RedactionError;

/// Deep enough for every nesting that the readers allow.
const STACK: usize = 128 << 20;
/// So many threads that ran out of time may still be running.
const MOST_ABANDONED: usize = 4;

static ABANDONED: AtomicUsize = AtomicUsize::new(0);

/// What unwinds when the time is over; no panic, so nothing is printed.
struct OutOfTime;

/// Until when a piece of work may run.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// For tests of what is run elsewhere.
    #[cfg(test)]
    pub(crate) fn far() -> Self {
        Self(Instant::now() + Duration::from_secs(600))
    }

    /// Ends the work when the time is over. To be called only inside [`within`].
    pub(crate) fn check(self) {
        if Instant::now() >= self.0 {
            self.give_up();
        }
    }

    /// Ends the work, as its time would not do. To be called only inside [`within`].
    pub(crate) fn give_up(self) -> ! {
        resume_unwind(Box::new(OutOfTime))
    }
}

/// How many works that ran out of time are still running.
#[cfg(test)]
pub(crate) fn abandoned() -> usize {
    ABANDONED.load(Ordering::SeqCst)
}

const RUNNING: u8 = 0;
const ENDED: u8 = 1;
const LEFT: u8 = 2;

/// Runs work that may panic, overflow or never end.
///
/// # Errors
/// The work's own, [`RedactionError::Damaged`] when it panicked, [`RedactionError::TooComplex`] when the time was
/// over, [`RedactionError::Busy`] when too many such works still run.
pub(crate) fn within<T: Send + 'static>(
    seconds: u32,
    work: impl FnOnce(Deadline) -> Result<T, RedactionError> + Send + 'static,
) -> Result<T, RedactionError> {
    if ABANDONED.load(Ordering::Relaxed) >= MOST_ABANDONED {
        return Err(RedactionError::Busy);
    }
    let limit = Duration::from_secs(u64::from(seconds.max(1)));
    let deadline = Deadline(Instant::now() + limit);
    let state = Arc::new(AtomicU8::new(RUNNING));
    let (sender, receiver) = sync_channel(1);
    let thread = {
        let state = state.clone();
        std::thread::Builder::new().name("redaction".into()).stack_size(STACK).spawn(move || {
            let result = catch_unwind(AssertUnwindSafe(|| work(deadline)));
            let result = result.unwrap_or_else(|payload| {
                Err(if payload.is::<OutOfTime>() { RedactionError::TooComplex } else { RedactionError::Damaged })
            });
            if state.swap(ENDED, Ordering::SeqCst) == LEFT {
                ABANDONED.fetch_sub(1, Ordering::SeqCst);
            }
            // Nobody listens any more when the time was over.
            let _ = sender.send(result);
        })
    };
    thread.map_err(|_| RedactionError::Busy)?;
    match receiver.recv_timeout(limit + Duration::from_millis(500)) {
        Ok(result) => result,
        Err(_) => {
            ABANDONED.fetch_add(1, Ordering::SeqCst);
            if state.swap(LEFT, Ordering::SeqCst) == ENDED {
                ABANDONED.fetch_sub(1, Ordering::SeqCst);
            }
            Err(RedactionError::TooComplex)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panics_and_endless_work_end() {
        assert_eq!(within::<()>(5, |_| panic!("as a reader might")), Err(RedactionError::Damaged));
        assert_eq!(within(5, |_| Ok(7)), Ok(7));
        let endless = within::<()>(1, |deadline| {
            loop {
                deadline.check();
            }
        });
        assert_eq!(endless, Err(RedactionError::TooComplex));
    }
}
