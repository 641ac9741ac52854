//! The words of the field: a document, what happens to it, and how it stands.

mod content;
mod event;
mod state;

pub use content::{Content, Edition, Mode};
pub use event::DocumentEvent;
pub use state::{Document, Draft, Public, Stage, Step};

use store::StreamId;

/// Category of a document's stream.
pub const CATEGORY: &str = "document";

/// The stream of a document.
#[must_use]
pub fn stream(document: &str) -> StreamId {
    StreamId::new(CATEGORY, document)
}
