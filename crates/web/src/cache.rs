//! Rendered public pages, bounded in bytes.

use axum::http::HeaderValue;
use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// A rendered page.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// what it was rendered from
    pub position: u64,
    /// of its content, so that it outlives a restart
    pub etag: HeaderValue,
    pub bytes: Bytes,
    pub gzip: Bytes,
}

/// Two generations: what is asked for moves to the young one; when that is full, the old one is forgotten.
#[derive(Default)]
struct Generations {
    young: HashMap<String, Arc<Rendered>>,
    old: HashMap<String, Arc<Rendered>>,
    young_bytes: usize,
}

/// Rendered pages by (uri, language, type size), bounded in bytes. Cheap to clone.
#[derive(Clone, Default)]
pub struct PageCache {
    generations: Arc<Mutex<Generations>>,
}

/// Of each of the two generations.
const LIMIT: usize = 16 << 20;

impl PageCache {
    fn lock(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn find(&self, key: &str, position: u64) -> Option<Arc<Rendered>> {
        let mut generations = self.lock();
        if let Some(page) = generations.young.get(key) {
            return (page.position == position).then(|| page.clone());
        }
        let (key, page) = generations.old.remove_entry(key)?;
        if page.position != position {
            return None;
        }
        generations.insert(key, page.clone());
        Some(page)
    }

    pub(crate) fn keep(&self, key: String, page: Arc<Rendered>) {
        self.lock().insert(key, page);
    }
}

impl Generations {
    fn insert(&mut self, key: String, page: Arc<Rendered>) {
        let size = |page: &Rendered| page.bytes.len() + page.gzip.len() + 512;
        self.young_bytes += size(&page) + key.len();
        if let Some(before) = self.young.insert(key, page) {
            self.young_bytes -= size(&before).min(self.young_bytes);
        }
        if self.young_bytes > LIMIT {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(position: u64, size: usize) -> Arc<Rendered> {
        Arc::new(Rendered { position, etag: HeaderValue::from_static("W/\"x\""), bytes: Bytes::from(vec![0; size]), gzip: Bytes::new() })
    }

    #[test]
    fn a_page_of_another_position_is_not_found() {
        let cache = PageCache::default();
        cache.keep("/".into(), page(3, 10));
        assert!(cache.find("/", 3).is_some());
        assert!(cache.find("/", 4).is_none());
        assert!(cache.find("/en", 3).is_none());
    }

    #[test]
    fn stays_within_its_bounds_and_keeps_what_is_asked_for() {
        let cache = PageCache::default();
        cache.keep("/often".into(), page(1, 1000));
        for number in 0..200 {
            cache.keep(format!("/{number}"), page(1, 1 << 20));
            assert!(cache.find("/often", 1).is_some());
        }
        let generations = cache.lock();
        let bytes: usize = generations.young.values().chain(generations.old.values()).map(|page| page.bytes.len()).sum();
        assert!(bytes <= 2 * (LIMIT + (1 << 20)));
    }
}
