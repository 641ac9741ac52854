//! How many tasks run at once, and how many wait for their turn.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::Ended;

#[derive(Debug)]
pub(crate) struct Queue {
    at_once: usize,
    most_waiting: usize,
    wait: Duration,
    line: Mutex<Line>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    running: usize,
    waiting: usize,
}

/// A place among those that run, given back by its drop.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Queue);

impl Queue {
    pub(crate) fn new(at_once: usize, most_waiting: usize, wait: Duration) -> Self {
        Self { at_once: at_once.max(1), most_waiting, wait, line: Mutex::default(), moved: Condvar::new() }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a place.
    pub(crate) fn turn(&self) -> Result<Turn<'_>, Ended> {
        let mut line = self.line();
        if line.running >= self.at_once {
            if line.waiting >= self.most_waiting {
                return Err(Ended::Busy);
            }
            line.waiting += 1;
            let waited = self.moved.wait_timeout_while(line, self.wait, |line| line.running >= self.at_once);
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
            line.waiting -= 1;
            if line.running >= self.at_once {
                return Err(Ended::Busy);
            }
        }
        line.running += 1;
        Ok(Turn(self))
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.line().running -= 1;
        self.0.moved.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_place_waits_a_while_and_whoever_comes_after_is_told_at_once() {
        let queue = Queue::new(1, 1, Duration::from_millis(300));
        let first = queue.turn().expect("a place is free");
        std::thread::scope(|scope| {
            let second = scope.spawn(|| queue.turn().map(drop));
            while queue.line().waiting == 0 {
                std::thread::yield_now();
            }
            assert_eq!(queue.turn().map(drop), Err(Ended::Busy));
            assert_eq!(second.join().expect("it ends"), Err(Ended::Busy), "nobody left in time");
            let third = scope.spawn(|| queue.turn().map(drop));
            while queue.line().waiting == 0 {
                std::thread::yield_now();
            }
            drop(first);
            assert_eq!(third.join().expect("it ends"), Ok(()));
        });
        assert!(queue.turn().is_ok());
    }
}
