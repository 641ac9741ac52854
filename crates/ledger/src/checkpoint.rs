//! Checkpoints (C2SP tlog-checkpoint): the signed head of the tree.

use crate::encoding::decode_decimal;
use crate::key::{SigningKey, VerifierKey};
use crate::note::{Note, sign_note};
use crate::{EMPTY_ROOT, Hash, LedgerError, decode_hash, encode_base64};

/// The head of a log at one size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log it is: the name of the log's key. One line, not empty.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root hash at that size.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed: origin, size and root, each on a line.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, encode_base64(&self.root))
    }

    /// The signed note of this checkpoint.
    #[must_use]
    pub fn sign(&self, key: &SigningKey) -> String {
        sign_note(&self.text(), key)
    }

    /// Reads a checkpoint from a signed note and believes it, because the log's key has signed it.
    ///
    /// Signatures of keys other than `key` are passed over; extension lines are allowed and ignored.
    ///
    /// # Errors
    /// Where the note or the checkpoint is malformed, the signature is missing or wrong, or the origin is not
    /// the key's name.
    pub fn open(note: &str, key: &VerifierKey) -> Result<Self, LedgerError> {
        let note = Note::parse(note)?;
        note.verify(key)?;
        let checkpoint = Self::parse_text(&note.text)?;
        if checkpoint.origin == key.name() {
            Ok(checkpoint)
        } else {
            Err(LedgerError::Origin { found: checkpoint.origin, expected: key.name().to_owned() })
        }
    }

    /// Reads the text of a checkpoint, without any signature.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`] where it does not follow the format.
    pub fn parse_text(text: &str) -> Result<Self, LedgerError> {
        let wrong = LedgerError::Checkpoint;
        let lines: Vec<_> = text.strip_suffix('\n').ok_or(wrong("no newline at its end"))?.split('\n').collect();
        if lines.iter().any(|line| line.is_empty()) {
            return Err(wrong("an empty line"));
        }
        let [origin, size, root, ..] = lines.as_slice() else {
            return Err(wrong("fewer than three lines"));
        };
        let size = decode_decimal(size).ok_or(wrong("the size is no decimal"))?;
        let root = decode_hash(root).ok_or(wrong("the root is not base64 of 32 bytes"))?;
        if size == 0 && root != EMPTY_ROOT {
            return Err(wrong("an empty tree has the hash of nothing as its root"));
        }
        Ok(Self { origin: (*origin).to_owned(), size, root })
    }
}
