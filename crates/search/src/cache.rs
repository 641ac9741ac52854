//! Answers of the newest state of the index, kept while nothing changes: public pages ask the same again and again.

use crate::{Hits, Query};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Answers that are kept; about 20 kB each at most.
const KEPT: usize = 128;

#[derive(Default)]
struct Kept {
    answers: HashMap<Query, Arc<Hits>>,
    order: VecDeque<Query>,
    generation: u64,
}

/// A small cache, emptied with each commit.
#[derive(Default)]
pub struct Cache(Mutex<Kept>);

impl Cache {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn get(&self, query: &Query) -> Option<Arc<Hits>> {
        self.kept().answers.get(query).cloned()
    }

    /// Which state an answer that is worked out from now on belongs to.
    pub fn generation(&self) -> u64 {
        self.kept().generation
    }

    pub fn put(&self, query: Query, answer: Arc<Hits>, generation: u64) {
        let mut kept = self.kept();
        if kept.generation != generation || answer.hits.len() > 50 || kept.answers.contains_key(&query) {
            return;
        }
        if kept.order.len() >= KEPT
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.answers.remove(&oldest);
        }
        kept.order.push_back(query.clone());
        kept.answers.insert(query, answer);
    }

    pub fn clear(&self) {
        let mut kept = self.kept();
        *kept = Kept { generation: kept.generation + 1, ..Kept::default() };
    }
}
