//! Why something could not be done, each with what to do about it.

use serde::{Deserialize, Serialize};

/// What on a page could not be drawn.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Undrawable {
    /// A font that cannot be read, or is not in the file and has no substitute.
    Font,
    /// A picture that cannot be decoded.
    Picture,
    /// Characters that no font at hand has.
    Characters,
}

impl Undrawable {
    /// A stable word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Font => "font",
            Self::Picture => "picture",
            Self::Characters => "characters",
        }
    }
}

/// Why a file could not be opened, drawn or redacted.
#[derive(Serialize, Deserialize, thiserror::Error, Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RedactionError {
    /// The PDF is encrypted; print it to a new PDF without a password, or scan it.
    #[error("the file is encrypted")]
    Encrypted,
    /// The file cannot be read; save it anew with the program that made it, or scan it.
    #[error("the file is damaged")]
    Damaged,
    /// Neither PDF nor PNG nor JPEG; convert it to PDF.
    #[error("the file is neither PDF nor PNG nor JPEG")]
    UnknownKind,
    /// The file, or what is packed in it, is larger than the limit.
    #[error("the file is larger than the limit")]
    TooLarge,
    /// The PDF has too many pages; split it.
    #[error("the file has {pages} pages, at most {limit} are handled")]
    TooManyPages {
        /// How many it has.
        pages: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// The page is too large to be drawn so that it can be read.
    #[error("page {} is too large", page + 1)]
    PageTooLarge {
        /// The page, from zero.
        page: usize,
    },
    /// Something on the page cannot be drawn, so the picture would not show all that readers of the original see.
    #[error("page {} holds something that cannot be drawn: {}", page + 1, what.as_str())]
    CannotDraw {
        /// The page, from zero.
        page: usize,
        /// What it is.
        what: Undrawable,
    },
    /// Reading or drawing took longer than allowed.
    #[error("the file takes too long to draw")]
    TooComplex,
    /// Too many files are being drawn and wait for it; try later.
    #[error("too many files are being drawn")]
    Busy,
    /// Whoever read or drew it died of it: memory, stack, or a fault of the reader.
    #[error("the file broke the process that read it")]
    Broke,
    /// No file can be read or drawn on this machine; the log says why.
    #[error("nothing can be drawn here")]
    Unavailable,
    /// There is no such page.
    #[error("there is no page {}", page + 1)]
    NoSuchPage {
        /// The page, from zero.
        page: usize,
    },
    /// The font has not all characters of a label.
    #[error("the font has not these characters: {characters}")]
    MissingCharacters {
        /// Each once, at most twenty.
        characters: String,
    },
    /// The font handed in cannot be read or has no Chinese characters.
    #[error("the font has no Chinese characters")]
    NoChineseFont,
    /// The layer was made for a document with another number of pages, or holds nothing to give out.
    #[error("the layer does not fit the document")]
    WrongLayer,
    /// The file could not be written.
    #[error("the file could not be written: {0}")]
    Write(String),
    /// The new file did not pass its own examination and was thrown away.
    #[error(transparent)]
    Leak(#[from] Leak),
}

impl RedactionError {
    /// The id of the message for people, in `locales/*/redaction.ftl`.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Encrypted => "redaction-error-encrypted",
            Self::Damaged => "redaction-error-damaged",
            Self::UnknownKind => "redaction-error-unknown-kind",
            Self::TooLarge => "redaction-error-too-large",
            Self::TooManyPages { .. } => "redaction-error-too-many-pages",
            Self::PageTooLarge { .. } => "redaction-error-page-too-large",
            Self::CannotDraw { what: Undrawable::Font, .. } => "redaction-error-font",
            Self::CannotDraw { what: Undrawable::Picture, .. } => "redaction-error-picture",
            Self::CannotDraw { what: Undrawable::Characters, .. } => "redaction-error-characters",
            Self::TooComplex => "redaction-error-too-complex",
            Self::Busy => "redaction-error-busy",
            Self::Broke => "redaction-error-broke",
            Self::Unavailable => "redaction-error-unavailable",
            Self::NoSuchPage { .. } => "redaction-error-no-such-page",
            Self::MissingCharacters { .. } => "redaction-error-missing-characters",
            Self::NoChineseFont => "redaction-error-no-font",
            Self::WrongLayer => "redaction-error-wrong-layer",
            Self::Write(_) => "redaction-error-write",
            Self::Leak(_) => "redaction-error-leak",
        }
    }

    /// The arguments of that message; pages as people count them.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooManyPages { pages, limit } => vec![("pages", pages.to_string()), ("limit", limit.to_string())],
            Self::PageTooLarge { page } | Self::CannotDraw { page, .. } | Self::NoSuchPage { page } => {
                vec![("page", (page + 1).to_string())]
            }
            Self::MissingCharacters { characters } => vec![("characters", characters.clone())],
            Self::Leak(Leak::Pixels { page } | Leak::Text { page }) => vec![("page", (page + 1).to_string())],
            _ => Vec::new(),
        }
    }
}

/// What was found in a redacted file that must not be there. It never quotes what leaked.
#[derive(Serialize, Deserialize, thiserror::Error, Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Leak {
    /// A box does not cover what is under it.
    #[error("a box on page {} of the new file is not covered", page + 1)]
    Pixels {
        /// The page of the new file, from zero.
        page: usize,
    },
    /// The text layer holds text under a box, or text that is not to stay.
    #[error("the text of page {} of the new file holds more than what stays", page + 1)]
    Text {
        /// The page of the new file, from zero.
        page: usize,
    },
    /// Removed text stands somewhere in the bytes or in an unpacked stream.
    #[error("removed text stands in the new file")]
    Bytes,
    /// A font or its character table knows a character that was removed.
    #[error("a font of the new file knows removed characters")]
    Characters,
    /// The file holds something that a redacted file never has, such as an annotation or an older version of itself.
    #[error("the new file holds {what}")]
    Structure {
        /// What it is.
        what: String,
    },
    /// The pages of the new file are not those that are to stay.
    #[error("the new file has other pages than those that stay")]
    Pages,
    /// The new file cannot be read.
    #[error("the new file cannot be read")]
    Unreadable,
}
