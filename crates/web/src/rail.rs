//! The office rail, composed from what each capability brings.

use crate::{App, Tone, Visit, WebError};
use futures::future::BoxFuture;

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

/// What a capability puts into the rail for a person.
pub trait RailSource: Send + Sync {
    /// its groups; empty where the person has nothing to do there
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>>;
}
