//! Full text over published documents: the index, the tokenizer, the query. Follows the feed.
//!
//! Text is folded (traditional to simplified, half width, lower case) and cut into dictionary words and pairs of
//! characters; document numbers are kept whole in one form. A first ranking comes from the index, the best of it is
//! ranked again by title, phrase and the passage that answers.

mod ask;
mod cache;
mod fold;
mod index;
mod needle;
mod numbers;
mod rank;
mod schema;
mod snippet;
mod words;

pub use words::{words_asked, words_to_index};

use facts::Validity;
use jiff::civil::Date;
use std::path::Path;
use std::sync::Arc;

/// The index. Cheap to clone. A `store::Follower` named `search`.
#[derive(Clone)]
pub struct Search(Arc<index::Inner>);

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Query {
    /// text as typed; empty: everything. Characters beyond 256 are not looked at.
    pub text: String,
    /// issuer as printed (exact)
    pub issuer: Option<String>,
    /// publisher's organisation id
    pub publisher: Option<String>,
    /// published on or after
    pub from: Option<Date>,
    /// published on or before
    pub to: Option<Date>,
    /// validity
    pub status: Option<Validity>,
    /// order; without text always by date
    pub sort: Sort,
    /// hits to skip
    pub offset: usize,
    /// at most; 0: only the total
    pub limit: usize,
}

/// Order of hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// what answers best first
    #[default]
    Relevance,
    /// newest first, by date of publication, else of making
    Date,
}

/// A hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// the document's id
    pub document: String,
    /// the id it had where it was imported from
    pub external_id: Option<String>,
    /// title
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// 索引号
    pub index_number: Option<String>,
    /// issuer as printed
    pub issuer: String,
    /// the publishing organisation's id
    pub publisher: String,
    /// 成文日期
    pub made_on: Option<Date>,
    /// 发布日期
    pub published_on: Option<Date>,
    /// validity
    pub status: Validity,
    /// page, percent-encoded
    pub url: String,
    /// plain text around the best match, at most 120 characters
    pub snippet: String,
    /// character ranges in `snippet` (Unicode scalar values), rising, apart from each other
    pub highlights: Vec<(usize, usize)>,
    /// ranges in `title`
    pub title_highlights: Vec<(usize, usize)>,
    /// the clause that answers
    pub anchor: Option<String>,
}

/// Hits with the number of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Hits {
    /// those asked for
    pub hits: Vec<Hit>,
    /// how many match
    pub total: usize,
}

/// Faults of the index.
#[derive(Debug, thiserror::Error)]
#[error("the search index: {0}")]
pub struct SearchError(pub String);

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        SearchError(error.to_string())
    }
}
impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        SearchError(error.to_string())
    }
}
impl From<serde_json::Error> for SearchError {
    fn from(error: serde_json::Error) -> Self {
        SearchError(error.to_string())
    }
}

impl Search {
    /// Opens or makes the index in a folder; one of another format version is thrown away and filled anew from the feed.
    ///
    /// # Errors
    /// The folder cannot be read or written.
    pub fn open(dir: &Path) -> Result<Search, SearchError> {
        Ok(Search(Arc::new(index::Inner::open(dir)?)))
    }

    /// Opens the index beside a server that writes it. Nothing is made, changed or thrown away.
    ///
    /// # Errors
    /// There is no index, it is of another format version, or it cannot be read.
    pub fn open_to_read(dir: &Path) -> Result<Search, SearchError> {
        Ok(Search(Arc::new(index::Inner::open_to_read(dir)?)))
    }

    /// Asks; blocking: call in `spawn_blocking`, or use [`Search::find`]. Without text everything that passes the other
    /// conditions is found, newest first; a text of which nothing is known to the index finds nothing.
    ///
    /// # Errors
    /// The index cannot be read. Whatever is typed as text is no error.
    pub fn query(&self, query: &Query) -> Result<Hits, SearchError> {
        if let Some(known) = self.0.cache.get(query) {
            return Ok((*known).clone());
        }
        let generation = self.0.cache.generation();
        let hits = ask::ask(&self.0, query)?;
        self.0.cache.put(query.clone(), Arc::new(hits.clone()), generation);
        Ok(hits)
    }

    /// [`Search::query`] off the async threads.
    ///
    /// # Errors
    /// The index cannot be read.
    pub async fn find(&self, query: Query) -> Result<Hits, SearchError> {
        if let Some(known) = self.0.cache.get(&query) {
            return Ok((*known).clone());
        }
        index::busy(&self.0);
        let search = self.clone();
        index::blocking(move || search.query(&query)).await
    }

    /// Throws the index away; the follower fills it again.
    ///
    /// # Errors
    /// The index cannot be written, or another program is writing it.
    pub fn clear(&self) -> Result<(), SearchError> {
        self.0.clear()
    }

    /// As a follower of the feed.
    pub fn follower(&self) -> Arc<dyn store::Follower> {
        Arc::new(index::Follower(self.0.clone()))
    }
}
