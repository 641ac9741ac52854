//! Redaction (区分处理): what may not be disclosed is taken out of a file, and the file shows that it was and why.
//!
//! A redacted file is a new one: every page is a picture of the page with the boxes painted into its pixels, and
//! under the picture lies the text of what stays, so that it can be searched and read aloud. Nothing of the
//! original file is carried over: no fonts, metadata, annotations, attachments, bookmarks, forms, scripts,
//! thumbnails or earlier versions. [`redact`] proves that on its own output with [`check`] before it answers.
//!
//! Pure: bytes in, bytes out; the font is handed in. What a file asks of its readers is reckoned before (`unpack`,
//! `inside`, `codecs`, `cost`), yet a drawing that has begun cannot be stopped, and where memory or the stack ends, the
//! program does. So a server does not open a file itself: it asks a [`Drawer`], which has all of it done in a process of
//! its own. All functions block.
//!
//! Pages count from zero in code; people are told `page + 1`.

mod active;
mod area;
mod check;
mod codecs;
mod cost;
mod device;
mod document;
mod drawer;
mod error;
mod face;
mod guard;
mod inside;
mod layer;
mod needles;
mod phrases;
mod picture;
mod sheets;
mod text;
mod unpack;
mod work;
mod write;

pub use active::is_active;
pub use area::{Area, PageSize};
pub use check::check;
pub use document::{Document, Kind, Limits};
pub use drawer::Drawer;
pub use error::{Leak, RedactionError, Undrawable};
pub use face::Face;
pub use layer::{BoxStyle, DraftLayer, Flag, LONGEST_LABEL, Layer, LayerFault, Mark, SCHEMA, SummaryRow, summary};
pub use phrases::Phrase;
pub use text::{Found, PageText, Place, TextState};
pub use work::{Facts, Sheet, answer};
pub use write::{Redacted, redact};

#[cfg(test)]
mod tests;
