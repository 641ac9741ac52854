//! Public files, stored under the hash of their content. A case's files are parts, never here.

use crate::{StoreError, error::corrupt, keys::hex};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// A public file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// SHA-256 of the content in hexadecimal digits.
    pub sha256: String,
    /// Number of bytes.
    pub size: u64,
    /// Told by content, never by name.
    pub media_type: String,
    /// Name as given, cleaned.
    pub name: String,
}

/// Content-addressed files in `DIR/files`. Public documents only; a case's files are parts.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    drafts: AtomicU64,
}

impl Files {
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, drafts: AtomicU64::new(0) }
    }

    /// Stores bytes; durable when it answers. The same content is stored once, and written anew where it was damaged.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<FileRef, StoreError> {
        let sha256 = hex(&Sha256::digest(bytes));
        let file = self.path(&sha256).ok_or_else(|| corrupt("a hash"))?;
        let draft = self.folder.join(format!("{}-{}.draft", std::process::id(), self.drafts.fetch_add(1, Ordering::Relaxed)));
        let content = bytes.to_vec();
        in_background(move || write_whole(&file, &draft, &content)).await?;
        Ok(FileRef { sha256, size: bytes.len() as u64, media_type: media_type(bytes).to_owned(), name: clean_name(name) })
    }

    /// Reads a file and checks its hash; none where there is no such file.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where the content is not that of the hash.
    pub async fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let Some(file) = self.path(sha256) else {
            return Ok(None);
        };
        let expected = sha256.to_owned();
        in_background(move || match fs::read(file) {
            Ok(bytes) if hex(&Sha256::digest(&bytes)) == expected => Ok(Some(bytes)),
            Ok(_) => Err(corrupt(format!("the file {expected} was changed"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await
    }

    fn path(&self, sha256: &str) -> Option<PathBuf> {
        let digits = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        digits.then(|| self.folder.join(&sha256[..2]).join(sha256))
    }
}

async fn in_background<T: Send + 'static>(work: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| StoreError::Other(error.to_string()))?
}

fn write_whole(file: &Path, draft: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let (Some(folder), Some(above)) = (file.parent(), file.parent().and_then(Path::parent)) else {
        return Err(corrupt("a file's path"));
    };
    fs::create_dir_all(folder)?;
    match fs::read(file) {
        Ok(stored) if stored == bytes => {}
        Ok(_) => {
            tracing::error!(file = %file.display(), "a stored file was damaged; it is written anew");
            write_through(file, draft, bytes)?;
        }
        Err(error) if error.kind() == ErrorKind::NotFound => write_through(file, draft, bytes)?,
        Err(error) => return Err(error.into()),
    }
    // The file's name stands in its folder, the folder's in the one above, and that one's may be new as well.
    for folder in [Some(folder), Some(above), above.parent()].into_iter().flatten() {
        fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Writes the draft to the disk and then puts it into the file's place.
fn write_through(file: &Path, draft: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = (|| {
        let mut handle = fs::File::create(draft)?;
        handle.write_all(bytes)?;
        handle.sync_all()?;
        fs::rename(draft, file)
    })();
    if written.is_err() {
        // What could not be finished is of no use; the first error is the one to tell.
        let _ = fs::remove_file(draft);
    }
    Ok(written?)
}

/// The type that the content has, whatever the name says.
fn media_type(bytes: &[u8]) -> &'static str {
    if let Some(kind) = infer::get(bytes) {
        return kind.mime_type();
    }
    let text = std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    if text { "text/plain; charset=utf-8" } else { "application/octet-stream" }
}

/// The last part of the name, without control characters and what file systems refuse, at most 120 characters.
fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last
        .chars()
        .filter(|character| !character.is_control() && !is_direction_mark(*character))
        .map(|character| if "<>:\"|?*".contains(character) { '_' } else { character })
        .collect();
    let trimmed = kept.trim().trim_start_matches('.');
    let characters: Vec<char> = trimmed.chars().collect();
    if characters.is_empty() {
        return "file".to_owned();
    }
    match trimmed.rsplit_once('.') {
        Some((_, ending)) if characters.len() > 120 && ending.chars().count() <= 10 => {
            let keep = 119 - ending.chars().count();
            format!("{}.{ending}", characters.into_iter().take(keep).collect::<String>())
        }
        _ => characters.into_iter().take(120).collect(),
    }
}

/// Marks that make a name read otherwise than it is.
fn is_direction_mark(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cleaned() {
        for (given, cleaned) in [
            ("附件1.pdf", "附件1.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\表.xlsx", "表.xlsx"),
            ("a\u{202e}fdp.exe\n", "afdp.exe"),
            ("what?.txt", "what_.txt"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(clean_name(given), cleaned, "{given:?}");
        }
        let long = clean_name(&format!("{}.pdf", "长".repeat(500)));
        assert_eq!(long.chars().count(), 120);
        assert!(long.ends_with(".pdf"));
    }

    #[test]
    fn types_are_told_by_content() {
        assert_eq!(media_type(b"%PDF-1.7\n"), "application/pdf");
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0\0"), "image/png");
        assert_eq!(media_type("政府信息公开".as_bytes()), "text/plain; charset=utf-8");
        assert_eq!(media_type(&[0, 1, 2, 255]), "application/octet-stream");
    }

    #[tokio::test]
    async fn a_file_comes_back_and_a_changed_one_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("files"));
        let stored = files.put("a.txt", b"text").await.unwrap();
        assert_eq!(files.put("b.txt", b"text").await.unwrap().sha256, stored.sha256);
        assert_eq!(files.get(&stored.sha256).await.unwrap().unwrap(), b"text");
        assert_eq!(files.get(&"0".repeat(64)).await.unwrap(), None);
        assert_eq!(files.get("../../keys/ledger.key").await.unwrap(), None);
        let path = folder.path().join("files").join(&stored.sha256[..2]).join(&stored.sha256);
        fs::write(&path, b"tExt").unwrap();
        assert!(matches!(files.get(&stored.sha256).await, Err(StoreError::Corrupt(_))));
    }

    #[tokio::test]
    async fn a_damaged_file_is_written_anew_when_its_content_comes_again() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("files"));
        let stored = files.put("a.txt", b"text").await.unwrap();
        let path = folder.path().join("files").join(&stored.sha256[..2]).join(&stored.sha256);
        for damaged in [&b"tExt"[..], b"", b"text and more"] {
            fs::write(&path, damaged).unwrap();
            assert_eq!(files.put("a.txt", b"text").await.unwrap(), stored);
            assert_eq!(files.get(&stored.sha256).await.unwrap().unwrap(), b"text");
        }
        let left: Vec<_> = fs::read_dir(folder.path().join("files")).unwrap().collect();
        assert_eq!(left.len(), 1, "no draft is left: {left:?}");
    }
}
