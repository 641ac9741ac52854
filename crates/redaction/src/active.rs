//! What in a PDF acts by itself or hides another file. A redacted file carries none of it over; an original that is kept
//! and handed on as it came would.

use hayro::hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object};
use hayro::hayro_syntax::{LoadPdfError, Pdf};

use crate::guard::{Deadline, within};
use crate::unpack::unpacks_within;
use crate::{Limits, RedactionError};

/// Actions that run something, send something, or open another file (ISO 32000-1, 12.6.4).
const ACTIONS: [&[u8]; 7] = [b"JavaScript", b"Launch", b"ImportData", b"SubmitForm", b"GoToE", b"Rendition", b"RichMediaExecute"];
/// Actions with which a file may open: they show a place in it, or do what a reader has a button for.
const QUIET: [&[u8]; 2] = [b"GoTo", b"Named"];
/// Keys of what holds another file, or a form that is a program (ISO 32000-1, 7.7.4, 7.11.4, 12.7.8).
const KEYS: [&[u8]; 2] = [b"EmbeddedFiles", b"XFA"];
/// Kinds of object that are another file, or play one.
const KINDS: [&[u8]; 5] = [b"EmbeddedFile", b"FileAttachment", b"RichMedia", b"Movie", b"3D"];
/// Names that are looked for in the bytes as well, whatever the table of objects says: readers differ in what they find.
const NAMES: [&[u8]; 5] = [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia"];
/// The longest of them, and some.
const LONGEST_NAME: usize = 64;

/// Whether a PDF holds scripts, starts something, or brings other files with it. A file that cannot be read is searched
/// as bytes alone.
///
/// # Errors
/// `Encrypted` where it opens only with a password; `TooLarge`, `TooComplex`, `Busy`.
pub fn is_active(bytes: &[u8], limits: Limits) -> Result<bool, RedactionError> {
    if names(bytes) {
        return Ok(true);
    }
    let bytes = bytes.to_vec();
    match within(limits.seconds, move |deadline| examined(bytes, limits, deadline)) {
        Err(RedactionError::Damaged) => Ok(false),
        other => other,
    }
}

fn examined(bytes: Vec<u8>, limits: Limits, deadline: Deadline) -> Result<bool, RedactionError> {
    unpacks_within(&bytes, limits.unpacked, deadline)?;
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => RedactionError::Encrypted,
        LoadPdfError::Invalid => RedactionError::Damaged,
    })?;
    for object in pdf.objects() {
        deadline.check();
        let mut waiting = vec![object];
        while let Some(object) = waiting.pop() {
            let acts = match &object {
                Object::Dict(dict) => acts(dict),
                Object::Stream(stream) => acts(stream.dict()),
                _ => false,
            };
            if acts {
                return Ok(true);
            }
            match object {
                Object::Dict(dict) => waiting.extend(direct(&dict)),
                Object::Stream(stream) => waiting.extend(direct(stream.dict())),
                Object::Array(array) => waiting.extend(items(&array)),
                _ => {}
            }
        }
    }
    Ok(false)
}

/// What stands in it; what it refers to is examined where it stands.
fn direct<'a>(dict: &Dict<'a>) -> Vec<Object<'a>> {
    dict.entries().filter_map(|(_, value)| here(value)).collect()
}

fn items<'a>(array: &Array<'a>) -> Vec<Object<'a>> {
    array.raw_iter().filter_map(here).collect()
}

fn here(object: MaybeRef<Object<'_>>) -> Option<Object<'_>> {
    match object {
        MaybeRef::NotRef(object) => Some(object),
        MaybeRef::Ref(_) => None,
    }
}

fn acts(dict: &Dict<'_>) -> bool {
    let is = |key: &[u8], wanted: &[&[u8]]| dict.get::<Name<'_>>(key).is_some_and(|name| wanted.contains(&&*name));
    is(b"S", &ACTIONS)
        || is(b"Type", &KINDS)
        || is(b"Subtype", &KINDS)
        || KEYS.iter().any(|key| dict.contains_key(key))
        || (dict.contains_key(b"EF") && (dict.contains_key(b"F") || dict.contains_key(b"UF")))
        || dict
            .get::<Dict<'_>>(b"OpenAction")
            .is_some_and(|action| action.get::<Name<'_>>(b"S").is_some_and(|kind| !QUIET.contains(&&*kind)))
}

/// Whether one of the names stands in the bytes, however it is spelt.
fn names(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'/', rest) {
        rest = &rest[at + 1..];
        let regular = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let length = rest.iter().take(LONGEST_NAME).take_while(|byte| regular(byte)).count();
        if Name::new(&rest[..length]).is_some_and(|name| NAMES.contains(&&*name)) {
            return true;
        }
    }
    false
}
