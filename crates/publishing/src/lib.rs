//! Proactive disclosure: documents with their metadata, structure, versions and proofs.

pub mod acts;
pub mod decide;
pub mod import;
pub mod model;
pub mod records;

pub use import::run::{ImportError, ImportProgress, ImportSummary, ImportedDocument, RefusedLine, find_organisation, import_document, import_documents};
pub use records::capability;
