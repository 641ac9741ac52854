//! The bytes of a PDF that we wrote, packed and unpacked, searched for what was removed.

use std::collections::{BTreeSet, HashSet};
use std::io::Read;

use aho_corasick::AhoCorasick;
use encoding_rs::GBK;
use flate2::read::ZlibDecoder;
use memchr::memmem;

use crate::Leak;
use crate::text::fold;

/// Names of what a redacted file never has.
const FORBIDDEN: &[&str] = &[
    "AA",
    "AcroForm",
    "Annots",
    "Author",
    "EmbeddedFile",
    "EmbeddedFiles",
    "Encrypt",
    "Filespec",
    "JS",
    "JavaScript",
    "Keywords",
    "Launch",
    "Metadata",
    "OCProperties",
    "OpenAction",
    "Outlines",
    "PieceInfo",
    "Prev",
    "RichMedia",
    "Subject",
    "Thumb",
    "Title",
    "URI",
    "XFA",
];
/// A needle shorter than this, in bytes, is not looked for in pixels, fonts and packed data, where chance would find it.
const LONG: usize = 6;
/// The most needles.
const MOST_NEEDLES: usize = 20_000;

/// A PDF taken apart.
pub(crate) struct Parts {
    /// All outside of streams.
    syntax: Vec<u8>,
    /// Unpacked streams.
    streams: Vec<Vec<u8>>,
}

/// Takes a PDF apart.
pub(crate) fn parts(bytes: &[u8]) -> Result<Parts, Leak> {
    let mut parts = Parts { syntax: Vec::new(), streams: Vec::new() };
    let mut from = 0;
    while let Some(at) = position(&bytes[from..], b"stream") {
        let mut start = from + at + 6;
        parts.syntax.extend_from_slice(&bytes[from..start]);
        while matches!(bytes.get(start), Some(b'\r' | b'\n')) && start < from + at + 8 {
            start += 1;
        }
        let length = position(&bytes[start..], b"endstream").ok_or(Leak::Unreadable)?;
        let packed = &bytes[start..start + length];
        let mut unpacked = Vec::new();
        match ZlibDecoder::new(packed).read_to_end(&mut unpacked) {
            Ok(_) => parts.streams.push(unpacked),
            Err(_) => parts.streams.push(packed.to_vec()),
        }
        from = start + length + b"endstream".len();
    }
    parts.syntax.extend_from_slice(&bytes[from..]);
    Ok(parts)
}

fn position(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(bytes, needle)
}

impl Parts {
    /// The file is one version with nothing forbidden in it.
    pub(crate) fn examine_structure(&self) -> Result<(), Leak> {
        let found = |what: &str| Err(Leak::Structure { what: what.to_owned() });
        let count = |needle: &[u8]| memmem::find_iter(&self.syntax, needle).count();
        if count(b"startxref") != 1 || count(b"%%EOF") != 1 {
            return found("another version of itself");
        }
        if !self.syntax.trim_ascii_end().ends_with(b"%%EOF") {
            return found("something after its end");
        }
        for part in std::iter::once(&self.syntax).chain(self.streams.iter().filter(|stream| is_text(stream))) {
            for name in names(part) {
                if FORBIDDEN.contains(&name.as_str()) {
                    return found(&name);
                }
            }
        }
        Ok(())
    }

    /// Nothing that was removed is in it. `raw` is the whole file.
    pub(crate) fn examine(&self, raw: &[u8], needles: &Needles) -> Result<(), Leak> {
        let everywhere = |bytes: &[u8]| needles.everywhere.as_ref().is_some_and(|search| search.is_match(bytes));
        if everywhere(raw) || self.streams.iter().any(|stream| everywhere(stream)) {
            return Err(Leak::Bytes);
        }
        for string in strings(&self.syntax) {
            if needles.in_strings.as_ref().is_some_and(|search| search.is_match(&string)) {
                return Err(Leak::Bytes);
            }
        }
        for stream in self.streams.iter().filter(|stream| position(stream, b"begincmap").is_some()) {
            let known = mapped(stream).ok_or_else(|| Leak::Structure { what: "an unknown character table".into() })?;
            let folded = known.chars().flat_map(|c| fold(&c.to_string()).chars().collect::<Vec<_>>());
            if folded.into_iter().any(|c| needles.characters.contains(&c)) {
                return Err(Leak::Characters);
            }
        }
        Ok(())
    }
}

/// What was removed and does not also stay somewhere, ready to be searched for.
pub(crate) struct Needles {
    everywhere: Option<AhoCorasick>,
    in_strings: Option<AhoCorasick>,
    characters: HashSet<char>,
}

impl Needles {
    /// `allowed` is all text that stays, folded; `bare` a file that says nothing, whose words every file has.
    pub(crate) fn new(removed: &[String], allowed: &str, bare: &Parts) -> Self {
        let words: BTreeSet<String> = removed
            .iter()
            .filter(|word| !allowed.contains(&fold(word)))
            .flat_map(|word| [word.clone(), fold(word)])
            .filter(|word| word.chars().count() > 1)
            .take(MOST_NEEDLES)
            .collect();
        let (mut everywhere, mut in_strings) = (BTreeSet::new(), BTreeSet::new());
        for word in &words {
            let chinese = word.chars().any(|c| c >= '\u{2e80}');
            let big: Vec<u8> = word.encode_utf16().flat_map(u16::to_be_bytes).collect();
            let little: Vec<u8> = word.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let (gbk, _, unknown) = GBK.encode(word);
            let gbk = if unknown { Vec::new() } else { gbk.into_owned() };
            let plain = word.clone().into_bytes();
            if chinese {
                everywhere.extend([&plain, &big, &gbk].into_iter().filter(|bytes| bytes.len() >= 4).map(|bytes| hex(bytes)));
                everywhere.extend([&plain, &big, &little, &gbk].into_iter().filter(|bytes| bytes.len() >= LONG).cloned());
            } else if plain.len() >= LONG && word.chars().any(char::is_alphabetic) {
                everywhere.insert(plain.clone());
            }
            in_strings.extend([plain, big, little, gbk].into_iter().filter(|bytes| bytes.len() >= 3));
        }
        let said: Vec<Vec<u8>> = strings(&bare.syntax);
        let texts: Vec<&[u8]> = std::iter::once(bare.syntax.as_slice()).chain(bare.streams.iter().map(Vec::as_slice)).collect();
        everywhere.retain(|needle| !texts.iter().any(|text| contains_ignoring_case(text, needle)));
        in_strings.retain(|needle| !said.iter().any(|text| contains_ignoring_case(text, needle)));
        let stays: HashSet<char> = allowed.chars().collect();
        let characters = removed.iter().flat_map(|word| fold(word).chars().collect::<Vec<_>>()).filter(|c| !stays.contains(c)).collect();
        Self { everywhere: search(&everywhere), in_strings: search(&in_strings), characters }
    }
}

fn search(needles: &BTreeSet<Vec<u8>>) -> Option<AhoCorasick> {
    if needles.is_empty() {
        return None;
    }
    AhoCorasick::builder().ascii_case_insensitive(true).build(needles).ok()
}

fn contains_ignoring_case(text: &[u8], needle: &[u8]) -> bool {
    text.windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()).collect()
}

fn is_text(stream: &[u8]) -> bool {
    stream.len() < 1 << 20 && stream.iter().all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

/// The names in a piece of PDF syntax, without slash.
fn names(syntax: &[u8]) -> Vec<String> {
    syntax
        .split(|byte| *byte == b'/')
        .skip(1)
        .map(|rest| rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).map(|byte| char::from(*byte)).collect())
        .collect()
}

/// The strings in a piece of PDF syntax, literal and hexadecimal.
fn strings(syntax: &[u8]) -> Vec<Vec<u8>> {
    let mut strings = Vec::new();
    let mut at = 0;
    while at < syntax.len() {
        match syntax[at] {
            b'(' => {
                let (mut depth, mut string) = (1, Vec::new());
                at += 1;
                while at < syntax.len() && depth > 0 {
                    match syntax[at] {
                        b'\\' => at += 1,
                        b'(' => depth += 1,
                        b')' => depth -= 1,
                        _ => {}
                    }
                    if depth > 0 {
                        string.extend(syntax.get(at));
                    }
                    at += 1;
                }
                strings.push(string);
            }
            b'<' if syntax.get(at + 1) != Some(&b'<') => {
                let digits: Vec<u8> = syntax[at + 1..].iter().take_while(|byte| **byte != b'>').copied().collect();
                at += digits.len() + 2;
                strings.push(unhex(&digits));
            }
            b'<' => at += 2,
            _ => at += 1,
        }
    }
    strings
}

fn unhex(digits: &[u8]) -> Vec<u8> {
    let values: Vec<u8> = digits.iter().filter_map(|digit| char::from(*digit).to_digit(16)).map(|value| value as u8).collect();
    values.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

/// All characters that a ToUnicode table maps to; `None` when it is written as ours never are.
fn mapped(table: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(table);
    if text.contains("beginbfrange") {
        return None;
    }
    let mut known = String::new();
    for block in text.split("beginbfchar").skip(1) {
        let block = block.split("endbfchar").next()?;
        for line in block.lines().filter(|line| line.contains('<')) {
            let target = line.rsplit('<').next()?.trim().trim_end_matches('>');
            let bytes = unhex(target.as_bytes());
            let units = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            known.extend(char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')));
        }
    }
    Some(known)
}

/// A PNG of ours has a header, pixels and an end, and nothing else.
pub(crate) fn examine_png(bytes: &[u8]) -> Result<(), Leak> {
    let mut rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n").ok_or(Leak::Unreadable)?;
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let (kind, _) = after.split_first_chunk::<4>().ok_or(Leak::Unreadable)?;
        if ![b"IHDR", b"IDAT", b"IEND"].contains(&kind) {
            return Err(Leak::Structure { what: String::from_utf8_lossy(kind).into_owned() });
        }
        let length = u32::from_be_bytes(*length) as usize;
        rest = after.get(length + 8..).ok_or(Leak::Unreadable)?;
        if kind == b"IEND" {
            return if rest.is_empty() { Ok(()) } else { Err(Leak::Structure { what: "something after its end".into() }) };
        }
    }
    Err(Leak::Unreadable)
}
