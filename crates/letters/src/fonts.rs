//! The fonts that there are: found once, read only while a letter is set.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use fontdb::{Database, ID, Source};

use crate::LetterError;
use crate::faces::{candidates, covers_chinese};
use crate::measure::Hand;

/// Debian's packages that bring a Chinese font which sets letters well; one is enough.
pub const CHINESE_FONT_PACKAGES: &[&str] = &["fonts-noto-cjk"];

/// Whether letters can be set as PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FontStatus {
    /// They can; this face sets the body.
    Found {
        /// Its family.
        family: String,
        /// Its file.
        path: PathBuf,
    },
    /// They cannot: no face has Chinese characters.
    Missing {
        /// Packages that bring one, any of them.
        packages: &'static [&'static str],
    },
}

/// The fonts that letters are set in.
///
/// At rest it holds names and paths, no font: files are read while a PDF is made, shared by those made at the same
/// time, and let go after.
pub struct Fonts {
    database: Database,
    files: Mutex<HashMap<PathBuf, Weak<FontFile>>>,
    status: OnceLock<FontStatus>,
}

/// The bytes of a font file.
pub(crate) type FontFile = Vec<u8>;

impl Fonts {
    /// Looks for fonts where the system keeps them.
    pub fn system() -> Self {
        let mut database = Database::new();
        database.load_system_fonts();
        Self::of(database)
    }

    /// Takes fonts only from these files and folders, folders with all that is below them. What cannot be read as a
    /// font is left out and said in the log.
    pub fn with_paths(paths: &[PathBuf]) -> Self {
        let mut database = Database::new();
        for path in paths {
            if path.is_dir() {
                database.load_fonts_dir(path);
            } else if let Err(error) = database.load_font_file(path) {
                tracing::warn!(path = %path.display(), %error, "not a font");
            }
        }
        Self::of(database)
    }

    fn of(database: Database) -> Self {
        Self { database, files: Mutex::default(), status: OnceLock::new() }
    }

    /// Whether a letter can be set as PDF, found out once.
    pub fn status(&self) -> &FontStatus {
        self.status.get_or_init(|| {
            candidates(&self.database, Hand::Body)
                .into_iter()
                .filter(|id| covers_chinese(&self.database, *id))
                .find_map(|id| {
                    let face = self.database.face(id)?;
                    let family = face.families.first()?.0.clone();
                    Some(FontStatus::Found { family, path: path_of(&face.source)?.to_owned() })
                })
                .unwrap_or(FontStatus::Missing { packages: CHINESE_FONT_PACKAGES })
        })
    }

    pub(crate) fn database(&self) -> &Database {
        &self.database
    }

    /// The whole file of a face and the face's index in it.
    pub(crate) fn read(&self, id: ID) -> Result<(Arc<FontFile>, u32), LetterError> {
        let unreadable = |path: &Path, reason: String| LetterError::Font { path: path.display().to_string(), reason };
        let face = self.database.face(id).ok_or_else(|| unreadable(Path::new(""), "unknown face".into()))?;
        let path = path_of(&face.source).ok_or_else(|| unreadable(Path::new(""), "not a file".into()))?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(path).and_then(Weak::upgrade) {
            return Ok((file, face.index));
        }
        let file = std::fs::read(path).map_err(|error| unreadable(path, error.to_string()))?;
        let file = Arc::new(file);
        files.retain(|_, file| file.strong_count() > 0);
        files.insert(path.to_owned(), Arc::downgrade(&file));
        Ok((file, face.index))
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fonts").field("faces", &self.database.len()).finish_non_exhaustive()
    }
}

fn path_of(source: &Source) -> Option<&Path> {
    match source {
        Source::File(path) => Some(path),
        Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_fonts_says_what_to_install() {
        let fonts = Fonts::with_paths(&[]);
        assert_eq!(*fonts.status(), FontStatus::Missing { packages: CHINESE_FONT_PACKAGES });
    }

    #[test]
    fn what_is_no_font_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.ttf");
        std::fs::write(&file, "not a font").unwrap();
        for path in [file, folder.path().to_owned(), folder.path().join("absent.ttc")] {
            let fonts = Fonts::with_paths(&[path]);
            assert!(matches!(fonts.status(), FontStatus::Missing { .. }));
        }
    }

    #[test]
    fn files_are_shared_while_in_use_and_then_let_go() {
        let fonts = Fonts::system();
        let FontStatus::Found { .. } = fonts.status() else {
            eprintln!("skipped: no Chinese font on this machine");
            return;
        };
        let id = candidates(fonts.database(), Hand::Body)[0];
        let (first, _) = fonts.read(id).unwrap();
        let (second, _) = fonts.read(id).unwrap();
        assert!(Arc::ptr_eq(&first, &second));
        drop((first, second));
        let files = fonts.files.lock().unwrap();
        assert!(files.values().all(|file| file.strong_count() == 0));
    }
}
