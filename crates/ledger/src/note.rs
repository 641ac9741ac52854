//! Signed notes (C2SP signed-note): a text, an empty line, lines of signatures.

use crate::key::{SigningKey, VerifierKey, is_key_name};
use crate::{LedgerError, decode_base64, encode_base64};

/// How many signature lines are read at most; the specification asks for at least 16.
const MAX_SIGNATURES: usize = 100;

/// How long a note may be at most, in bytes.
const MAX_BYTES: usize = 1_000_000;

/// A note that was taken apart. Nothing in it may be believed before [`Note::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The signed text with its last newline.
    pub text: String,
    /// The signature lines in their order, of known and unknown keys.
    pub signatures: Vec<NoteSignature>,
}

/// A signature line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    /// Name of the key.
    pub name: String,
    /// Id of the key.
    pub id: u32,
    /// The signature, in the form of the key's type.
    pub bytes: Vec<u8>,
}

impl Note {
    /// Takes a note apart.
    ///
    /// # Errors
    /// [`LedgerError::Note`] where it does not follow the format.
    pub fn parse(note: &str) -> Result<Self, LedgerError> {
        let wrong = LedgerError::Note;
        if note.len() > MAX_BYTES {
            return Err(wrong("it is longer than a million bytes"));
        }
        if note.chars().any(|character| character < ' ' && character != '\n') {
            return Err(wrong("it holds control characters"));
        }
        let (text, lines) = note.rsplit_once("\n\n").ok_or(wrong("no empty line before the signatures"))?;
        let lines = lines.strip_suffix('\n').ok_or(wrong("no newline at its end"))?;
        if lines.split('\n').count() > MAX_SIGNATURES {
            return Err(wrong("it has more than 100 signatures"));
        }
        let signatures = lines.split('\n').map(|line| NoteSignature::parse(line).ok_or(wrong("a line is no signature")));
        Ok(Self { text: format!("{text}\n"), signatures: signatures.collect::<Result<_, _>>()? })
    }

    /// Checks that the key has signed the text. Signatures of other keys are passed over, one that bears the
    /// key's name and id must be right.
    ///
    /// # Errors
    /// [`LedgerError::NotSigned`] or [`LedgerError::Signature`].
    pub fn verify(&self, key: &VerifierKey) -> Result<(), LedgerError> {
        let mut signed = false;
        for signature in self.signatures.iter().filter(|signature| signature.name == key.name() && signature.id == key.id()) {
            if !key.verifies(&self.text, &signature.bytes) {
                return Err(LedgerError::Signature(key.name().to_owned()));
            }
            signed = true;
        }
        if signed { Ok(()) } else { Err(LedgerError::NotSigned(key.name().to_owned())) }
    }
}

impl NoteSignature {
    fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix("— ")?.split_once(' ')?;
        let bytes = decode_base64(signature)?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        if !is_key_name(name) || bytes.is_empty() {
            return None;
        }
        Some(Self { name: name.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
    }
}

/// The note of a text that ends with a newline, signed by one key.
pub(crate) fn sign_note(text: &str, key: &SigningKey) -> String {
    let mut signature = key.verifier_key().id().to_be_bytes().to_vec();
    signature.extend_from_slice(&key.sign(text));
    format!("{text}\n— {} {}\n", key.name(), encode_base64(&signature))
}
