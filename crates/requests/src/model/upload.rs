//! A file as it comes from outside: what it is, is told by its content, and what is several things at once is refused.

use std::io::{Cursor, Read};

/// Bytes of one file.
pub const FILE_LIMIT: usize = 10 << 20;
/// Files with one request.
pub const FILES: usize = 5;
/// Kinds that are taken, for the control and its hint.
pub const ACCEPT: &str = ".pdf,.jpg,.jpeg,.png,.docx,.txt";
/// What an opened DOCX may come to.
const OPENED: u64 = 100 << 20;
/// Entries of a DOCX.
const ENTRIES: usize = 2_000;
/// Where marks of another kind of file are looked for at the beginning and at the end.
const HEAD: usize = 1_024;
const TAIL: usize = 65_557;

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A file whose kind was told by its content.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// name as given, cleaned
    pub name: String,
    /// told by content, never by name
    pub media_type: String,
    /// the whole
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Upload").field("media_type", &self.media_type).field("size", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// Why a file is not taken; the message is `requests-problem-<code>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFault {
    /// nothing in it
    Empty,
    /// larger than [`FILE_LIMIT`]
    TooLarge,
    /// none of the kinds that are taken
    Kind,
    /// begins as one of them and is damaged
    Damaged,
    /// is several kinds of file at once
    Several,
    /// opened, it would be far larger than it is
    Swells,
    /// holds a program
    Macros,
    /// a PDF that runs or starts something, or brings another file with it
    Active,
    /// opens only with a password
    Locked,
}

impl FileFault {
    /// the code
    pub fn code(self) -> &'static str {
        match self {
            FileFault::Empty => "file-empty",
            FileFault::TooLarge => "file-too-large",
            FileFault::Kind => "file-kind",
            FileFault::Damaged => "file-damaged",
            FileFault::Several => "file-several",
            FileFault::Swells => "file-swells",
            FileFault::Macros => "file-macros",
            FileFault::Active => "file-active",
            FileFault::Locked => "file-locked",
        }
    }
}

impl Upload {
    /// Takes a file that is a PDF, JPEG, PNG, DOCX or plain text and nothing else. A PDF is handed to officers as it came,
    /// so nothing in it may act by itself. Blocks: opens what is packed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(name: &str, bytes: &[u8]) -> Result<Upload, FileFault> {
        if bytes.is_empty() {
            return Err(FileFault::Empty);
        }
        if bytes.len() > FILE_LIMIT {
            return Err(FileFault::TooLarge);
        }
        let (media_type, ending) = kind(bytes)?;
        Ok(Upload { name: clean_name(name, ending), media_type: media_type.to_owned(), bytes: bytes.to_vec() })
    }
}

fn kind(bytes: &[u8]) -> Result<(&'static str, &'static str), FileFault> {
    let found = infer::get(bytes).map(|kind| kind.mime_type());
    match found {
        Some("application/pdf") => pdf(bytes).map(|()| ("application/pdf", "pdf")),
        Some("image/jpeg") => jpeg(bytes).map(|()| ("image/jpeg", "jpg")),
        Some("image/png") => png(bytes).map(|()| ("image/png", "png")),
        Some("application/zip" | DOCX) => docx(bytes).map(|()| (DOCX, "docx")),
        Some(_) => Err(FileFault::Kind),
        None => text(bytes).map(|media_type| (media_type, "txt")),
    }
}

fn pdf(bytes: &[u8]) -> Result<(), FileFault> {
    ends_as_pdf(bytes)?;
    alone(bytes, false)?;
    quiet(bytes)
}

/// Nothing in a PDF runs, starts something or brings another file with it.
///
/// # Errors
/// That something does; that it cannot be told.
pub fn quiet(bytes: &[u8]) -> Result<(), FileFault> {
    match redaction::is_active(bytes, redaction::Limits { seconds: 10, ..redaction::Limits::default() }) {
        Ok(false) => Ok(()),
        Ok(true) => Err(FileFault::Active),
        Err(redaction::RedactionError::Encrypted) => Err(FileFault::Locked),
        Err(_) => Err(FileFault::Swells),
    }
}

/// Behind each end of a PDF only white space stands, or what a later change adds: objects, a table, the next end.
fn ends_as_pdf(bytes: &[u8]) -> Result<(), FileFault> {
    const END: &[u8] = b"%%EOF";
    const MARKS: [&[u8]; 4] = [b"%", b"xref", b"trailer", b"startxref"];
    let mut rest = &bytes[find(bytes, END).ok_or(FileFault::Damaged)?..];
    loop {
        rest = &rest[END.len()..];
        let white = rest.iter().take_while(|byte| byte.is_ascii_whitespace() || **byte == 0).count();
        rest = &rest[white..];
        let Some(first) = rest.first() else { return Ok(()) };
        if !first.is_ascii_digit() && !MARKS.iter().any(|mark| rest.starts_with(mark)) {
            return Err(FileFault::Several);
        }
        // What was added has an end of its own, or it was cut off.
        rest = &rest[find(rest, END).ok_or(FileFault::Damaged)?..];
    }
}

fn jpeg(bytes: &[u8]) -> Result<(), FileFault> {
    if find(tail(bytes, TAIL), &[0xff, 0xd9]).is_none() {
        return Err(FileFault::Damaged);
    }
    alone(bytes, true)
}

/// A PNG is walked to its last chunk; what stands behind that is something else.
fn png(bytes: &[u8]) -> Result<(), FileFault> {
    let mut at = 8;
    loop {
        let length = bytes.get(at..at + 4).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes).ok_or(FileFault::Damaged)?;
        let name = bytes.get(at + 4..at + 8).ok_or(FileFault::Damaged)?;
        at = usize::try_from(length).ok().and_then(|length| at.checked_add(length)?.checked_add(12)).ok_or(FileFault::Damaged)?;
        if at > bytes.len() {
            return Err(FileFault::Damaged);
        }
        if name == b"IEND" {
            break;
        }
    }
    if at < bytes.len() { Err(FileFault::Several) } else { alone(bytes, true) }
}

/// Opens every entry, so that what is told to be a document is one, and no larger than it says.
fn docx(bytes: &[u8]) -> Result<(), FileFault> {
    if !bytes.starts_with(b"PK\x03\x04") || find(&bytes[..bytes.len().min(HEAD)], b"%PDF-").is_some() {
        return Err(FileFault::Several);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| FileFault::Damaged)?;
    if archive.offset() != 0 {
        return Err(FileFault::Several);
    }
    if archive.len() > ENTRIES {
        return Err(FileFault::Swells);
    }
    let (mut left, mut types, mut document) = (OPENED, false, false);
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|_| FileFault::Damaged)?;
        match entry.name() {
            "[Content_Types].xml" => types = true,
            "word/document.xml" => document = true,
            name if name.to_ascii_lowercase().ends_with("vbaproject.bin") => return Err(FileFault::Macros),
            _ => {}
        }
        let read = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink()).map_err(|_| FileFault::Damaged)?;
        left = left.checked_sub(read).ok_or(FileFault::Swells)?;
    }
    if types && document { Ok(()) } else { Err(FileFault::Kind) }
}

/// UTF-8, or else the national standard's encoding, without control characters.
fn text(bytes: &[u8]) -> Result<&'static str, FileFault> {
    if bytes.iter().any(|byte| byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)) {
        return Err(FileFault::Kind);
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok("text/plain; charset=utf-8");
    }
    match encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(_) => Ok("text/plain; charset=gb18030"),
        None => Err(FileFault::Kind),
    }
}

/// Nothing else begins or ends in it: no page, no PDF, no archive.
fn alone(bytes: &[u8], no_pdf: bool) -> Result<(), FileFault> {
    let head = bytes[..bytes.len().min(HEAD)].to_ascii_lowercase();
    let marks: [&[u8]; 4] = [b"<html", b"<!doctype html", b"<script", b"<svg"];
    if marks.iter().any(|mark| find(&head, mark).is_some()) || (no_pdf && find(&head, b"%pdf-").is_some()) {
        return Err(FileFault::Several);
    }
    let end = tail(bytes, TAIL);
    let archive = end.windows(22).enumerate().any(|(at, record)| {
        record.starts_with(b"PK\x05\x06") && at + 22 + usize::from(u16::from_le_bytes([record[20], record[21]])) == end.len()
    });
    if archive { Err(FileFault::Several) } else { Ok(()) }
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    &bytes[bytes.len().saturating_sub(length)..]
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

/// The last part of the name, without what makes it read otherwise than it is, and with the ending of its kind.
fn clean_name(name: &str, ending: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| c.is_control() || web::is_hidden(c);
    let kept: String = last.chars().filter(|c| !hidden(*c)).map(|c| if "<>:\"|?*;%".contains(c) { '_' } else { c }).collect();
    let stem = match kept.rsplit_once('.') {
        Some((stem, given)) if given.chars().count() <= 5 => stem,
        _ => kept.as_str(),
    };
    let stem: String = stem.trim().trim_start_matches('.').chars().take(100).collect();
    format!("{}.{ending}", if stem.is_empty() { "file" } else { &stem })
}

#[cfg(test)]
#[path = "upload_tests.rs"]
mod tests;
