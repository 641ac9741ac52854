//! The file that stands behind a document: what kinds are taken, told by content and never by name.

/// Most bytes of a file.
pub const LARGEST: usize = 20 * 1024 * 1024;

/// Kinds that are taken: media type and the ending of a download.
const TAKEN: [(&str, &str); 11] = [
    ("application/pdf", "pdf"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
    ("application/msword", "doc"),
    ("application/vnd.ms-excel", "xls"),
    ("text/plain", "txt"),
    ("text/html", "html"),
    ("image/png", "png"),
    ("image/jpeg", "jpg"),
    ("image/gif", "gif"),
    ("image/tiff", "tif"),
];

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadFile {
    /// over [`LARGEST`]
    #[error("the file is larger than 20 MB")]
    TooLarge,
    /// nothing in it
    #[error("the file is empty")]
    Empty,
    /// another kind
    #[error("the file's content is none of PDF, Word, Excel, text, HTML, picture")]
    Kind,
}
impl BadFile {
    /// the last part of its message id
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "file-too-large",
            Self::Empty => "file-empty",
            Self::Kind => "file-kind",
        }
    }
}

/// Checks an uploaded file.
///
/// # Errors
/// Why it is refused.
pub fn check(bytes: &[u8]) -> Result<(), BadFile> {
    if bytes.is_empty() {
        return Err(BadFile::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(BadFile::TooLarge);
    }
    if ending(media_type(bytes)).is_some() { Ok(()) } else { Err(BadFile::Kind) }
}

/// The ending of a download of this media type; none where it is not taken.
#[must_use]
pub fn ending(media_type: &str) -> Option<&'static str> {
    TAKEN.iter().find(|(taken, _)| *taken == media_type).map(|(_, ending)| *ending)
}

/// Media type by content.
#[must_use]
pub fn media_type(bytes: &[u8]) -> &'static str {
    if let Some(kind) = infer::get(bytes) {
        return kind.mime_type();
    }
    let text = super::decode::decode(bytes).text;
    let odd = text.chars().filter(|c| *c == '\u{FFFD}' || (c.is_control() && !c.is_whitespace() && *c != '\u{FEFF}')).count();
    if odd * 50 > text.chars().count() { "application/octet-stream" } else { "text/plain" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_content() {
        assert_eq!(check(b"%PDF-1.7\n"), Ok(()));
        assert_eq!(check("第一条 甲".as_bytes()), Ok(()));
        assert_eq!(check(b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8"), Err(BadFile::Kind));
        assert_eq!(check(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"), Err(BadFile::Kind));
        assert_eq!(check(b""), Err(BadFile::Empty));
        assert_eq!(check(&vec![b'a'; LARGEST + 1]), Err(BadFile::TooLarge));
        let gb = encoding_rs::GB18030.encode("第一条 为了保障公民、法人和其他组织依法获取政府信息").0.into_owned();
        assert_eq!(media_type(&gb), "text/plain");
    }
}
