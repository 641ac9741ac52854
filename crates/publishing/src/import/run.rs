//! The imports that the command line calls: a file of many documents, and one document with its metadata.

use super::line::{self, BadLine};
use super::metadata::{self, BadMetadata};
use super::original;
use super::repair::{Repaired, Report, repair};
use crate::acts::{Import, Imported};
use crate::decide::{Context, Refusal};
use crate::model::Edition;
use futures::stream::{FuturesUnordered, StreamExt};
use identity::{Identity, Organisation, OrganisationId};
use std::collections::{BTreeMap, HashSet};
use std::io::BufRead;
use store::{ExecuteError, Store, StoreError};

/// Who an import acts as.
const ACTOR: &str = "system";
/// Acts that wait for a commit together.
const IN_FLIGHT: usize = 64;

/// Faults that end an import; a bad line ends nothing, it is refused.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// the file cannot be read
    #[error("the file cannot be read: {0}")]
    Read(#[from] std::io::Error),
    /// no organisation has this code or id
    #[error("no organisation has the code or id {0}")]
    UnknownOrganisation(String),
    /// the metadata cannot be used
    #[error("{0}")]
    Metadata(#[from] BadMetadata),
    /// the file holds no text that can be read
    #[error("{0}")]
    Unreadable(String),
    /// the rules of a document refuse it
    #[error("{}", told(.0))]
    Refused(Refusal),
    /// the store failed
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A refusal in the words of the form's message, behind the field's name where it is about one.
fn told(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Field { field, code } => {
            format!("{field}: {}", web::message(web::Language::English, &format!("publishing-refusal-{code}"), &[]))
        }
        other => other.to_string(),
    }
}

/// How far an import is, for a progress bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportProgress {
    /// lines done
    pub lines: u64,
    /// bytes read
    pub bytes: u64,
}

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// new documents
    pub imported: u64,
    /// imported before; nothing was changed
    pub unchanged: u64,
    /// of the new ones, those whose text was repaired
    pub repaired: u64,
    /// how often each repair was made
    pub repairs: BTreeMap<Repaired, u64>,
    /// of the new ones, places that could not be repaired: (line of the file, external id, report)
    pub unrepaired: Vec<(u64, String, Report)>,
    /// lines refused, with the id where one could be read
    pub refused: Vec<RefusedLine>,
    /// size of the tree after the last commit, for waiting until the index has followed
    pub size: u64,
}

/// A line that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// from 1
    pub line: u64,
    /// its id, where one could be read
    pub id: Option<String>,
    /// why
    pub why: BadLine,
}

/// The organisation with this id or code.
///
/// # Errors
/// Where there is none.
pub fn find_organisation(store: &Store, identity: &Identity, code: &str) -> Result<Organisation, ImportError> {
    let today = web::day_in_city(store.now());
    identity
        .organisation(&OrganisationId(code.to_owned()), today)
        .or_else(|| identity.organisations(today).into_iter().find(|organisation| organisation.code == code))
        .ok_or_else(|| ImportError::UnknownOrganisation(code.to_owned()))
}

/// Imports a file of lines (`line`). `publisher` is an organisation's id. What was imported before stays as it is.
///
/// # Errors
/// Where the file cannot be read or the store fails: what was imported until then is kept, and a second run goes on from there.
pub async fn import_documents(
    store: &Store,
    publisher: &OrganisationId,
    reader: impl BufRead,
    progress: &(dyn Fn(ImportProgress) + Sync),
) -> Result<ImportSummary, ImportError> {
    let context = Context { actor: ACTOR.to_owned(), today: web::day_in_city(store.now()) };
    let mut summary = ImportSummary::default();
    let mut seen = HashSet::new();
    let mut waiting = FuturesUnordered::new();
    let mut at = ImportProgress::default();
    for (number, bytes) in (1_u64..).zip(reader.split(b'\n')) {
        let bytes = bytes?;
        at.lines = number;
        at.bytes += bytes.len() as u64 + 1;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_start_matches('\u{FEFF}').trim();
        if text.is_empty() {
            continue;
        }
        match read_new(text, &publisher.0, &mut seen) {
            Ok(edition) => waiting.push(one(store, &context, number, edition)),
            Err(why) => summary.refused.push(RefusedLine { line: number, id: line::id_of(text), why }),
        }
        while waiting.len() >= IN_FLIGHT {
            if let Some(done) = waiting.next().await {
                take(&mut summary, done)?;
            }
        }
        progress(at);
    }
    while let Some(done) = waiting.next().await {
        take(&mut summary, done)?;
    }
    progress(at);
    summary.refused.sort_by_key(|refused| refused.line);
    summary.unrepaired.sort_by_key(|place| place.0);
    Ok(summary)
}

fn read_new(text: &str, publisher: &str, seen: &mut HashSet<String>) -> Result<Edition, BadLine> {
    let edition = line::read(text, publisher)?;
    match &edition.external_id {
        Some(id) if !seen.insert(id.clone()) => Err(BadLine::Twice),
        _ => Ok(edition),
    }
}

struct DoneLine {
    line: u64,
    id: Option<String>,
    report: Option<Report>,
    result: Result<(Imported, u64), ExecuteError<Refusal>>,
}

async fn one(store: &Store, context: &Context, line: u64, edition: Edition) -> DoneLine {
    let (id, report) = (edition.external_id.clone(), edition.repair.clone());
    let result = store.execute(Import { context: context.clone(), edition }).await.map(|done| (done.answer, done.size));
    DoneLine { line, id, report, result }
}

fn take(summary: &mut ImportSummary, done: DoneLine) -> Result<(), ImportError> {
    match done.result {
        Ok((Imported::There(_), size)) => {
            summary.unchanged += 1;
            summary.size = summary.size.max(size);
        }
        Ok((Imported::New(_), size)) => {
            summary.imported += 1;
            summary.size = summary.size.max(size);
            if let Some(report) = done.report {
                summary.repaired += u64::from(!report.done.is_empty());
                for count in &report.done {
                    *summary.repairs.entry(count.what).or_default() += u64::from(count.count);
                }
                if !report.unrepaired.is_empty() {
                    summary.unrepaired.push((done.line, done.id.unwrap_or_default(), report));
                }
            }
        }
        Err(ExecuteError::Refused(refusal)) => {
            summary.refused.push(RefusedLine { line: done.line, id: done.id, why: BadLine::Refused(told(&refusal)) });
        }
        Err(ExecuteError::Conflict { stream, .. }) => return Err(StoreError::Other(format!("{stream} changed meanwhile")).into()),
        Err(ExecuteError::Store(error)) => return Err(error.into()),
    }
    Ok(())
}

/// What an import of one document did.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedDocument {
    /// its id
    pub document: String,
    /// false where its external id was imported before and nothing was changed
    pub new: bool,
    /// repairs and what could not be repaired
    pub report: Report,
    /// size of the tree after the commit
    pub size: u64,
}

/// Imports one text file with its metadata (TOML, see `metadata`); the file itself is kept as the original.
///
/// # Errors
/// What is wrong with file or metadata, in words.
pub async fn import_document(
    store: &Store,
    identity: &Identity,
    bytes: &[u8],
    file_name: &str,
    toml: &str,
) -> Result<ImportedDocument, ImportError> {
    let metadata = metadata::read(toml)?;
    let publisher = find_organisation(store, identity, &metadata.publisher)?;
    let kind = original::media_type(bytes);
    if kind != "text/plain" && kind != "text/html" {
        return Err(ImportError::Unreadable(format!("the file is {kind}; the body of a document is taken from a text file")));
    }
    let repaired = repair(bytes);
    let original = store.files().put(file_name, bytes).await?;
    let edition = metadata.edition(
        &publisher.id.0,
        repaired.text,
        Some(repaired.report.clone()).filter(|report| !report.is_clean()),
        Some(original),
    )?;
    let context = Context { actor: ACTOR.to_owned(), today: web::day_in_city(store.now()) };
    let done = store.execute(Import { context, edition }).await.map_err(|error| match error {
        ExecuteError::Refused(refusal) => ImportError::Refused(refusal),
        ExecuteError::Conflict { stream, .. } => StoreError::Other(format!("{stream} changed meanwhile")).into(),
        ExecuteError::Store(error) => error.into(),
    })?;
    let (document, new) = match done.answer {
        Imported::New(document) => (document, true),
        Imported::There(document) => (document, false),
    };
    Ok(ImportedDocument { document, new, report: repaired.report, size: done.size })
}
