//! Proactive disclosure: documents with their metadata, structure, versions and proofs.
//!
//! # Rooms
//! `model` holds the words, `decide` the rules (pure), `acts` the commands as the store carries them out, `records` the
//! table, `pages` and `api` what people and programs see, `import` what makes a document of an old site's text.
//!
//! Each public event holds the whole page as it stands after it, so that one receipt proves one page.

pub mod acts;
pub mod api;
pub mod decide;
pub mod import;
pub mod model;
pub mod pages;
pub mod records;

pub use import::run::{
    ImportError, ImportProgress, ImportSummary, ImportedDocument, RefusedLine, find_organisation, import_document, import_documents,
};
pub use pages::{rail, samples};
pub use records::capability;

/// Pages and API of this capability.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
