//! A case as one file that needs no program of ours to be read: a ZIP of documents and proofs with their checksums.

pub mod index;
pub mod office;
pub mod requester;

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// Name of the list of checksums, in the form that `sha256sum -c` reads.
pub const SUMS: &str = "SHA256SUMS";

/// A file of an archive.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// path within the archive, folders with `/`
    pub path: String,
    /// content
    pub bytes: Vec<u8>,
}

impl Entry {
    /// both
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Entry {
        Entry { path: path.into(), bytes: bytes.into() }
    }
}

impl std::fmt::Debug for Entry {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Entry").field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why an archive cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveFault {
    /// two files of one path
    #[error("an archive names a file twice")]
    Twice,
    /// the writer
    #[error(transparent)]
    Zip(#[from] zip::result::ZipError),
    /// the writer
    #[error(transparent)]
    Write(#[from] std::io::Error),
}

/// Packs files and adds their checksums. The same files and day give the same bytes.
///
/// # Errors
/// Two files of one path; one that is too large for a ZIP.
pub fn pack(entries: &[Entry], day: Date) -> Result<Vec<u8>, ArchiveFault> {
    let mut seen = BTreeSet::from([SUMS]);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = DateTime::from_date_and_time(u16::try_from(day.year()).unwrap_or(1980), part(day.month()), part(day.day()), 0, 0, 0);
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(stored.unwrap_or_default());
    let mut sums = String::new();
    for entry in entries {
        if !seen.insert(&entry.path) {
            return Err(ArchiveFault::Twice);
        }
        let _ = writeln!(sums, "{}  {}", hex(&Sha256::digest(&entry.bytes)), entry.path);
        writer.start_file(entry.path.as_str(), options)?;
        writer.write_all(&entry.bytes)?;
    }
    writer.start_file(SUMS, options)?;
    writer.write_all(sums.as_bytes())?;
    Ok(writer.finish()?.into_inner())
}

fn part(number: i8) -> u8 {
    u8::try_from(number).unwrap_or(1)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name that every system can store: no path, no control or reserved characters, at most 80 characters; its ending stays.
pub fn file_name(name: &str) -> String {
    let reserved = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || web::is_hidden(c);
    let clean: String = name.chars().map(|c| if reserved(c) { '_' } else { c }).collect();
    let clean = clean.trim_matches(['.', ' ']);
    let cut = clean.chars().count().saturating_sub(80);
    let shown: String = if cut == 0 { clean.to_owned() } else { clean.chars().skip(cut).collect() };
    if shown.is_empty() { "file".to_owned() } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn what_is_packed_comes_out_and_its_checksums_fit() {
        let entries = [Entry::new("README.txt", "读我"), Entry::new("letters/1.html", vec![7; 10_000])];
        let day = jiff::civil::date(2026, 11, 24);
        let packed = pack(&entries, day).unwrap();
        assert_eq!(packed, pack(&entries, day).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
        let mut read = |name: &str| {
            let mut bytes = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        };
        let sums = String::from_utf8(read(SUMS)).unwrap();
        for entry in &entries {
            assert_eq!(read(&entry.path), entry.bytes);
            assert!(sums.contains(&format!("{}  {}\n", hex(&Sha256::digest(&entry.bytes)), entry.path)));
        }
        assert!(matches!(pack(&[entries[0].clone(), entries[0].clone()], day), Err(ArchiveFault::Twice)));
        assert!(matches!(pack(&[Entry::new(SUMS, "")], day), Err(ArchiveFault::Twice)));
    }

    proptest::proptest! {
        #[test]
        fn a_name_leads_nowhere_else(name in ".{0,200}") {
            let name = file_name(&name);
            proptest::prop_assert!(!name.is_empty() && name.chars().count() <= 80 && !name.contains(['/', '\\', '\0']) && name != "..");
        }
    }
}
