//! The index on disk: opened, filled from the feed, emptied. The cursor stands in the commit itself.

use crate::SearchError;
use crate::cache::Cache;
use crate::schema::Fields;
use facts::Fact;
use futures::future::BoxFuture;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{StoreError, Told};
use tantivy::{Index, IndexReader, IndexWriter, ReloadPolicy, Term};

/// Format of what stands on disk: our fields and folding, then the engine's version. Another one is thrown away.
pub const FORMAT: &str = "2 tantivy 0.27";
/// Memory of the one indexing thread, in bytes, while something is being indexed.
const WRITER_MEMORY: usize = 32_000_000;
/// The writer, its threads and the dictionary go after this long without work.
const IDLE: Duration = Duration::from_secs(20);
/// A cursor without anything to index is kept durably every so many leaves; what is read again changes nothing.
const CURSOR_STEP: u64 = 4096;

/// What all clones share.
pub struct Inner {
    pub fields: Fields,
    pub reader: IndexReader,
    pub cache: Cache,
    index: Index,
    /// somebody else writes it
    read_only: bool,
    writer: Mutex<Option<IndexWriter>>,
    cursor: AtomicU64,
    durable: AtomicU64,
    /// counts what is done, so that idleness is told from work
    work: AtomicU64,
    /// a task waits for idleness
    watched: AtomicBool,
}

impl Inner {
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        let fields = Fields::new();
        let index = match open_index(dir, &fields) {
            Ok(index) => index,
            Err(why) => {
                // In a new folder nothing is lost.
                if dir.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
                    tracing::warn!(%why, "the search index is built anew");
                }
                make_index(dir, &fields)?
            }
        };
        Self::new(fields, index, false)
    }

    pub fn open_to_read(dir: &Path) -> Result<Self, SearchError> {
        let fields = Fields::new();
        let index = open_index(dir, &fields)?;
        Self::new(fields, index, true)
    }

    fn new(fields: Fields, index: Index, read_only: bool) -> Result<Self, SearchError> {
        let payload = index.load_metas()?.payload;
        let cursor = payload.and_then(|cursor| cursor.parse().ok()).unwrap_or(0);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(16).try_into()?;
        Ok(Inner {
            fields,
            reader,
            cache: Cache::default(),
            index,
            read_only,
            writer: Mutex::new(None),
            cursor: cursor.into(),
            durable: cursor.into(),
            work: 0.into(),
            watched: false.into(),
        })
    }

    pub fn cursor(&self) -> u64 {
        self.cursor.load(SeqCst)
    }

    fn writer(&self) -> MutexGuard<'_, Option<IndexWriter>> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Indexes facts and keeps the cursor in the same commit.
    fn take(&self, told: &[Told], next: u64) -> Result<(), SearchError> {
        let mut guard = self.writer();
        let mut changed = false;
        for Told { index, fact, .. } in told {
            let document = match fact {
                Fact::Published(published) => &published.document,
                Fact::Withdrawn(withdrawn) => &withdrawn.document,
                Fact::RequestReceived(_)
                | Fact::Replied(_)
                | Fact::ReplyCorrected(_)
                | Fact::DisputeOpened(_)
                | Fact::DisputeDecided(_) => continue,
            };
            changed = true;
            let writer = self.open_writer(&mut guard)?;
            writer.delete_term(Term::from_field_text(self.fields.id, document));
            if let Fact::Published(published) = fact {
                writer.add_document(self.fields.document(published, *index)?)?;
            }
        }
        if changed || next >= self.durable.load(SeqCst) + CURSOR_STEP {
            self.commit(&mut guard, next)?;
        }
        self.cursor.store(next, SeqCst);
        Ok(())
    }

    fn open_writer<'a>(&self, guard: &'a mut Option<IndexWriter>) -> Result<&'a mut IndexWriter, SearchError> {
        match guard {
            Some(writer) => Ok(writer),
            _ if self.read_only => Err(SearchError("it was opened to be read only".into())),
            empty => Ok(empty.insert(self.index.writer_with_num_threads(1, WRITER_MEMORY)?)),
        }
    }

    fn commit(&self, guard: &mut Option<IndexWriter>, next: u64) -> Result<(), SearchError> {
        let committed = self.try_commit(guard, next);
        if committed.is_err() {
            // A writer that failed half way may hold what was not committed: the next take begins with a fresh one.
            *guard = None;
        }
        committed
    }

    fn try_commit(&self, guard: &mut Option<IndexWriter>, next: u64) -> Result<(), SearchError> {
        let writer = self.open_writer(guard)?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&next.to_string());
        commit.commit()?;
        self.durable.store(next, SeqCst);
        self.reader.reload()?;
        self.cache.clear();
        Ok(())
    }

    /// Empties the index; the follower begins again at 0.
    pub fn clear(&self) -> Result<(), SearchError> {
        let mut guard = self.writer();
        self.open_writer(&mut guard)?.delete_all_documents()?;
        self.commit(&mut guard, 0)?;
        self.cursor.store(0, SeqCst);
        Ok(())
    }

    /// Lets merges end, and gives the memory of the writer and of the dictionary back. Whoever wants to write waits
    /// until the writer that rests has let go of the index.
    fn rest(&self) -> Result<(), SearchError> {
        let mut guard = self.writer();
        crate::words::release();
        if let Some(writer) = guard.take() {
            writer.wait_merging_threads()?;
            self.reader.reload()?;
        }
        Ok(())
    }
}

/// Notes that something is done, and sees to it that what it loaded is given back after a while without more.
/// Call inside the async runtime.
pub fn busy(inner: &Arc<Inner>) {
    inner.work.fetch_add(1, SeqCst);
    if inner.watched.swap(true, SeqCst) {
        return;
    }
    let inner = Arc::downgrade(inner);
    tokio::spawn(async move {
        let mut seen = None;
        loop {
            tokio::time::sleep(IDLE).await;
            let Some(inner) = inner.upgrade() else { return };
            let work = inner.work.load(SeqCst);
            if seen == Some(work) {
                // What begins from here on is watched by a task of its own.
                inner.watched.store(false, SeqCst);
                if let Err(error) = blocking(move || inner.rest()).await {
                    tracing::warn!(%error, "the search index could not come to rest");
                }
                return;
            }
            seen = Some(work);
        }
    });
}

/// The index as it stands, where it is of this version.
fn open_index(dir: &Path, fields: &Fields) -> Result<Index, SearchError> {
    let found = std::fs::read_to_string(dir.join("format")).unwrap_or_default();
    if found.trim() != FORMAT {
        let found = if found.is_empty() { "missing" } else { found.trim() };
        return Err(SearchError(format!("its format is {found}, not {FORMAT}")));
    }
    let index = Index::open_in_dir(dir.join("index"))?;
    if index.schema() == fields.schema { Ok(index) } else { Err(SearchError("it has other fields".into())) }
}

/// An empty index in place of whatever is there.
fn make_index(dir: &Path, fields: &Fields) -> Result<Index, SearchError> {
    let (folder, format) = (dir.join("index"), dir.join("format"));
    for gone in [&format, &folder] {
        remove(gone)?;
    }
    std::fs::create_dir_all(&folder)?;
    let index = Index::create_in_dir(&folder, fields.schema.clone())?;
    std::fs::write(&format, format!("{FORMAT}\n"))?;
    Ok(index)
}

fn remove(path: &PathBuf) -> Result<(), SearchError> {
    let removed = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// The index as a follower of the feed.
pub struct Follower(pub Arc<Inner>);

impl store::Follower for Follower {
    fn name(&self) -> &'static str {
        "search"
    }

    fn cursor(&self) -> BoxFuture<'_, Result<u64, StoreError>> {
        Box::pin(async { Ok(self.0.cursor()) })
    }

    fn take<'a>(&'a self, told: Vec<Told>, next: u64) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            busy(&self.0);
            let inner = self.0.clone();
            blocking(move || inner.take(&told, next)).await.map_err(|error| StoreError::Other(error.to_string()))
        })
    }
}

/// Runs blocking work off the async threads.
pub async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, SearchError> + Send + 'static) -> Result<T, SearchError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| SearchError(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use facts::{Published, Validity};
    use jiff::Timestamp;

    fn told(index: u64) -> Told {
        let published = Published {
            document: format!("D{index}"),
            external_id: None,
            title: "关于供水的通知".into(),
            number: None,
            index_number: None,
            issuer: "市政府".into(),
            publisher: "hz".into(),
            made_on: None,
            published_on: None,
            status: Validity::InForce,
            url: format!("/documents/D{index}"),
            passages: Vec::new(),
        };
        Told { index, at: Timestamp::UNIX_EPOCH, fact: Fact::Published(published) }
    }

    #[test]
    fn writing_waits_for_a_writer_that_comes_to_rest() {
        let folder = tempfile::tempdir().unwrap();
        let inner = Inner::open(folder.path()).unwrap();
        std::thread::scope(|scope| {
            let resting = scope.spawn(|| (0..100).try_for_each(|_| inner.rest()));
            for index in 0..40 {
                inner.take(&[told(index)], index + 1).unwrap();
            }
            resting.join().unwrap().unwrap();
        });
        assert_eq!(inner.cursor(), 40);
        assert_eq!(inner.reader.searcher().num_docs(), 40);
    }
}
