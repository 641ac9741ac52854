//! Foreign formats are read and drawn on a thread with a deep stack, and asked on their way whether their time is over.
//!
//! That a reader which never asks is ended, and one which fills the memory dies alone, is up to the process that all of
//! it runs in: see `drawer`. This is the one place where panics of the readers are caught.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

use crate::RedactionError;

/// Deep enough for every nesting that the readers allow.
const STACK: usize = 128 << 20;

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

/// Runs work that may panic or take too long, and waits for it.
///
/// # Errors
/// The work's own, [`RedactionError::Damaged`] when it panicked, [`RedactionError::TooComplex`] when it found its time
/// over, [`RedactionError::Broke`] when there is no room for its stack.
pub(crate) fn within<T: Send>(seconds: u32, work: impl FnOnce(Deadline) -> Result<T, RedactionError> + Send) -> Result<T, RedactionError> {
    let deadline = Deadline(Instant::now() + Duration::from_secs(u64::from(seconds.max(1))));
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().name("redaction".into()).stack_size(STACK).spawn_scoped(scope, || {
            catch_unwind(AssertUnwindSafe(|| work(deadline)))
                .unwrap_or_else(|payload| Err(if payload.is::<OutOfTime>() { RedactionError::TooComplex } else { RedactionError::Damaged }))
        });
        let thread = thread.map_err(|_| RedactionError::Broke)?;
        thread.join().unwrap_or(Err(RedactionError::Damaged))
    })
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
