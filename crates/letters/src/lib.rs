//! Official letters (公文): one structured value, set as HTML, DOCX and PDF.
//!
//! The layout follows the letter form (信函格式) of GB/T 9704-2012. Everything here is a pure function of the
//! letter, except that [`Fonts`] looks once for fonts and reads the ones that a PDF needs while it is set.
//! The same letter (and, for PDF, the same fonts) always gives the same bytes.

mod breaking;
mod content;
mod docx;
mod faces;
mod fonts;
mod html;
mod layout;
mod measure;
mod pdf;
pub mod template;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use docx::docx;
pub use fonts::{CHINESE_FONT_PACKAGES, FontStatus, Fonts};
pub use html::{STYLESHEET, html};
pub use pdf::pdf;

/// The `schema` of letters written by this version.
pub const SCHEMA: u32 = 1;

/// The longest letter that is set, in characters over all its fields.
pub const MAX_CHARACTERS: usize = 200_000;

/// One official letter: everything it says is in here.
///
/// It is stored sealed and rendered on demand, so the names of its fields are frozen; a change of meaning raises
/// [`SCHEMA`]. Fields hold plain text. Control characters, direction overrides and invisible characters are
/// dropped when it is rendered, and an empty field leaves its part out.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// The version of this structure, [`SCHEMA`] for new letters.
    pub schema: u32,
    /// 发文机关标志: the organ whose name stands in red at the head.
    pub issuer: String,
    /// 发文字号, such as 杭住公开〔2016〕45号.
    pub number: String,
    /// 标题. A line break in it stays a line break.
    pub title: String,
    /// 主送: to whom; the full-width colon is added.
    pub recipient: String,
    /// 正文.
    pub body: Vec<Block>,
    /// 附件: the names of what is enclosed, without number; they are numbered when there are several.
    pub attachments: Vec<String>,
    /// 发文机关署名: the organ that signs.
    pub signatory: String,
    /// 成文日期, printed as 2016年8月17日, and the only date in the files' metadata.
    pub date: Date,
    /// 附注: contact and telephone; printed in brackets under the date.
    pub contact: Option<String>,
    /// A line printed small at the top of every page, such as that the data is a demonstration's.
    pub notice: Option<String>,
}

/// One block of the body of a letter.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A paragraph, indented by two characters. A line break in it starts another paragraph.
    Paragraph(String),
    /// A heading within the body, such as 一、答复内容.
    Heading(String),
    /// A numbered list; the items carry no number of their own.
    List(Vec<String>),
}

/// Why a letter could not be set.
#[derive(thiserror::Error, Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LetterError {
    /// No font with Chinese characters was found: HTML and DOCX still work.
    #[error("no Chinese font was found; install the package {}", .packages.join(" or "))]
    NoChineseFont {
        /// Packages that bring one, by their Debian names; any one of them is enough.
        packages: &'static [&'static str],
    },
    /// No font has these characters, or none can set them one by one as this crate does.
    #[error("no installed font can set these characters: {characters}")]
    MissingCharacters {
        /// Each of them once, at most twenty.
        characters: String,
    },
    /// The letter is longer than [`MAX_CHARACTERS`].
    #[error("the letter has {characters} characters; at most {MAX_CHARACTERS} are set")]
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// A font file went away or could not be read.
    #[error("the font {path} could not be read: {reason}")]
    Font {
        /// The file.
        path: String,
        /// What the system or the font reader said.
        reason: String,
    },
    /// The PDF writer refused.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    /// The DOCX writer refused.
    #[error("the DOCX could not be written: {0}")]
    Docx(String),
}

impl LetterError {
    /// The id of the message for people, in `locales/*/letters.ftl`; its arguments are `packages` and `characters`.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::NoChineseFont { .. } => "letters-error-no-font",
            Self::MissingCharacters { .. } => "letters-error-missing-characters",
            Self::TooLong { .. } => "letters-error-too-long",
            Self::Font { .. } | Self::Pdf(_) | Self::Docx(_) => "letters-error-failed",
        }
    }
}

#[cfg(test)]
mod tests;
