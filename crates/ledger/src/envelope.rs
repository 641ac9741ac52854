//! The public envelope of an event: what a leaf of the tree is.

use serde::{Deserialize, Serialize};

use crate::{Hash, LedgerError, MAX_SAFE_INTEGER, commitment, decode_hash, encode_base64};

/// The longest entry that fits an entry bundle, whose length prefix has 16 bits (tlog-tiles, "Log entries").
pub const MAX_ENTRY_BYTES: usize = u16::MAX as usize;

/// What everyone may know of an event. Its canonical JSON is the entry that the tree commits to.
///
/// Names and other personal data never stand here: `actor` and `stream` are opaque identifiers.
// The fields are declared in the order in which RFC 8785 sorts their names; `entry` relies on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// Who caused the event: an opaque identifier.
    pub actor: String,
    /// When it happened, RFC 3339 with offset.
    pub at: String,
    /// Base64 of the salted commitment to the event's body ([`commitment`]).
    pub body: String,
    /// What kind of event it is; a neutral kind where the real one may not be known yet.
    pub kind: String,
    /// The stream that the event belongs to: an opaque identifier.
    pub stream: String,
    /// Version of the envelope's format: 1.
    pub v: u32,
    /// Place of the event within its stream, counted from 1 without gaps.
    pub version: u64,
}

impl Envelope {
    /// An envelope of format 1 around the commitment to an event's body.
    #[must_use]
    pub fn new(stream: String, version: u64, kind: String, at: String, actor: String, body: &Hash) -> Self {
        Self { actor, at, body: encode_base64(body), kind, stream, v: 1, version }
    }

    /// The canonical bytes (RFC 8785) that are the leaf's entry.
    ///
    /// # Errors
    /// [`LedgerError::Envelope`] where a field is not what its description says, [`LedgerError::EntryTooLong`]
    /// where the entry would not fit an entry bundle.
    pub fn entry(&self) -> Result<Vec<u8>, LedgerError> {
        self.check()?;
        let entry = serde_json::to_vec(self).map_err(|error| LedgerError::Envelope(error.to_string()))?;
        if entry.len() > MAX_ENTRY_BYTES { Err(LedgerError::EntryTooLong(entry.len())) } else { Ok(entry) }
    }

    /// Reads an entry.
    ///
    /// # Errors
    /// Refuses missing, repeated and unknown members, fields that are not what their description says, and
    /// bytes that are not the canonical form.
    pub fn parse(entry: &[u8]) -> Result<Self, LedgerError> {
        let envelope: Self = serde_json::from_slice(entry).map_err(|error| LedgerError::Envelope(error.to_string()))?;
        if envelope.entry()? == entry { Ok(envelope) } else { Err(LedgerError::NotCanonical("the entry")) }
    }

    /// The commitment to the body.
    ///
    /// # Errors
    /// [`LedgerError::Envelope`] where `body` is not base64 of 32 bytes.
    pub fn commitment(&self) -> Result<Hash, LedgerError> {
        decode_hash(&self.body).ok_or_else(|| LedgerError::Envelope("body is not base64 of 32 bytes".to_owned()))
    }

    /// Whether salt and body are those that this envelope commits to.
    #[must_use]
    pub fn commits_to(&self, salt: &[u8; 32], body: &[u8]) -> bool {
        self.commitment().is_ok_and(|expected| expected == commitment(salt, body))
    }

    fn check(&self) -> Result<(), LedgerError> {
        let wrong = |what: &str| Err(LedgerError::Envelope(what.to_owned()));
        if self.v != 1 {
            return Err(LedgerError::Envelope(format!("format {} is unknown", self.v)));
        }
        if self.version == 0 || self.version > MAX_SAFE_INTEGER {
            return wrong("version must count from 1 to 2^53 - 1");
        }
        if self.stream.is_empty() || self.kind.is_empty() || self.actor.is_empty() {
            return wrong("stream, kind and actor must not be empty");
        }
        if !is_rfc3339(&self.at) {
            return wrong("at is no RFC 3339 instant with offset");
        }
        self.commitment().map(|_| ())
    }
}

/// `YYYY-MM-DDThh:mm:ss[.fraction](Z|±hh:mm)`, a real instant. The calendar library alone reads more forms than
/// RFC 3339 has.
fn is_rfc3339(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((date, rest)) = bytes.split_at_checked(19) else {
        return false;
    };
    let date_fits =
        date.iter().zip(b"0000-00-00T00:00:00").all(|(byte, form)| if *form == b'0' { byte.is_ascii_digit() } else { byte == form });
    let offset = match rest.split_first() {
        Some((b'.', rest)) => {
            let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 || digits > 9 {
                return false;
            }
            rest.get(digits..).unwrap_or_default()
        }
        _ => rest,
    };
    let offset_fits = match offset {
        b"Z" => true,
        [b'+' | b'-', a, b, b':', c, d] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    date_fits && offset_fits && text.parse::<jiff::Timestamp>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical_json;
    use proptest::prelude::*;

    fn sample() -> Envelope {
        Envelope::new(
            "request-7f".to_owned(),
            3,
            "request-replied".to_owned(),
            "2024-03-01T09:30:00+08:00".to_owned(),
            "person-2c".to_owned(),
            &commitment(&[9; 32], b"{}"),
        )
    }

    #[test]
    fn the_entry_is_frozen() {
        let entry = sample().entry().unwrap();
        assert_eq!(
            String::from_utf8(entry.clone()).unwrap(),
            "{\"actor\":\"person-2c\",\"at\":\"2024-03-01T09:30:00+08:00\",\
             \"body\":\"zP/77eEojvet16ZoubLWjb3zAHk7iPr09hyLYdkX5IU=\",\"kind\":\"request-replied\",\
             \"stream\":\"request-7f\",\"v\":1,\"version\":3}"
        );
        assert_eq!(Envelope::parse(&entry).unwrap(), sample());
        assert!(sample().commits_to(&[9; 32], b"{}"));
        assert!(!sample().commits_to(&[9; 32], b"[]"));
    }

    #[test]
    fn other_bytes_for_the_same_envelope_are_refused() {
        let entry = String::from_utf8(sample().entry().unwrap()).unwrap();
        let spaced = entry.replacen(':', ": ", 1);
        let escaped = entry.replacen("person", "p\\u0065rson", 1);
        let exponent = entry.replacen("\"version\":3", "\"version\":3.0", 1);
        let repeated = entry.replacen("\"v\":1", "\"v\":1,\"v\":1", 1);
        let unknown = entry.replacen("\"v\":1", "\"v\":1,\"w\":1", 1);
        let missing = entry.replacen("\"v\":1,", "", 1);
        let trailing = format!("{entry}\n");
        let array = "[\"a\",\"2024-03-01T09:30:00Z\",\"\",\"k\",\"s\",1,1]".to_owned();
        for wrong in [spaced, escaped, exponent, repeated, unknown, missing, trailing, array] {
            assert!(Envelope::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn fields_are_checked() {
        let wrong = [
            Envelope { v: 2, ..sample() },
            Envelope { version: 0, ..sample() },
            Envelope { version: MAX_SAFE_INTEGER + 1, ..sample() },
            Envelope { stream: String::new(), ..sample() },
            Envelope { kind: String::new(), ..sample() },
            Envelope { actor: String::new(), ..sample() },
            Envelope { body: "AA==".to_owned(), ..sample() },
        ];
        for envelope in wrong {
            assert!(matches!(envelope.entry(), Err(LedgerError::Envelope(_))), "{envelope:?}");
        }
        let long = Envelope { stream: "s".repeat(MAX_ENTRY_BYTES), ..sample() };
        assert!(matches!(long.entry(), Err(LedgerError::EntryTooLong(_))));
    }

    #[test]
    fn instants_are_rfc_3339() {
        for right in ["2024-03-01T09:30:00Z", "2024-03-01T09:30:00.123456789Z", "2024-02-29T23:59:59.5-03:30"] {
            assert!(is_rfc3339(right), "{right}");
        }
        let wrong = [
            "",
            "2024-03-01",
            "2024-03-01T09:30:00",
            "2024-03-01 09:30:00Z",
            "20240301T093000Z",
            "2024-03-01T09:30:00z",
            "2024-02-30T09:30:00Z",
            "2024-03-01T25:30:00Z",
            "2024-03-01T09:30:00+0800",
            "2024-03-01T09:30:00.Z",
            "2024-03-01T09:30:00Z[UTC]",
            "2024-03-01T09:30:00,5Z",
            "2024-03-01T09:30:00+08:00 ",
            "２024-03-01T09:30:00Z",
        ];
        for text in wrong {
            assert!(!is_rfc3339(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_entry_is_the_canonical_form(stream in "\\PC{1,20}|[\\x00-\\x7f]{1,20}", kind in ".{1,12}", version in 1..=MAX_SAFE_INTEGER) {
            let envelope = Envelope { stream, kind, version, ..sample() };
            let entry = envelope.entry().unwrap();
            prop_assert_eq!(&entry, &canonical_json(&serde_json::to_value(&envelope).unwrap()).unwrap());
            prop_assert_eq!(Envelope::parse(&entry).unwrap(), envelope);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in "\\PC{0,40}") {
            let _ = Envelope::parse(&bytes);
            let _ = is_rfc3339(&at);
        }
    }
}
