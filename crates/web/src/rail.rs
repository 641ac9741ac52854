//! The office rail, composed from what each capability brings.

use crate::{App, Tone, Visit, WebError};
use futures::future::BoxFuture;
use std::collections::BTreeMap;
use store::StreamId;

/// A group of the office rail.
#[derive(Debug, Clone)]
pub struct RailGroup {
    /// heading, translated
    pub title: String,
    /// its links
    pub entries: Vec<RailEntry>,
}

/// A link of the office rail.
#[derive(Debug, Clone)]
pub struct RailEntry {
    /// words, translated
    pub label: String,
    /// path without language prefix
    pub href: String,
    /// how many wait there
    pub count: Option<u64>,
    /// colour of the count
    pub tone: Tone,
}

/// What a matter is about, as a list shows it to a person who may see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matter {
    /// what is wanted
    pub subject: String,
    /// who asks, masked where it is a person
    pub who: String,
}

/// What a capability puts into the rail for a person, and what it says of its matters on that person's list of work.
pub trait RailSource: Send + Sync {
    /// its groups; empty where the person has nothing to do there
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>>;

    /// what those of these streams that are its own, and that the person may see, are about
    fn matters<'a>(
        &'a self,
        _app: &'a App,
        _visit: &'a Visit,
        _streams: &'a [StreamId],
    ) -> BoxFuture<'a, Result<BTreeMap<StreamId, Matter>, WebError>> {
        Box::pin(async { Ok(BTreeMap::new()) })
    }
}
