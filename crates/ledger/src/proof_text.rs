//! The text form of an inclusion proof (C2SP tlog-proof), with the checkpoint that it leads to.

use std::fmt;
use std::str::FromStr;

use crate::encoding::decode_decimal;
use crate::key::VerifierKey;
use crate::{Checkpoint, Hash, LedgerError, decode_base64, decode_hash, encode_base64, verify_inclusion};

/// The first line of a proof.
pub const PROOF_HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof has at most one hash for each bit of the index.
const MAX_HASHES: usize = 64;

/// An offline-verifiable proof that an entry is in the log. Files of it end in `.tlog-proof`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    /// Index of the leaf, counted from 0.
    pub index: u64,
    /// The inclusion proof, the leaf's sibling first.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint, word for word.
    pub checkpoint_note: String,
    /// Data that the application adds. Nothing authenticates it.
    pub extra: Option<Vec<u8>>,
}

impl TlogProof {
    /// Reads a proof. Nothing in it may be believed before [`TlogProof::verify`].
    ///
    /// # Errors
    /// [`LedgerError::ProofText`] where it does not follow the format.
    pub fn parse(text: &str) -> Result<Self, LedgerError> {
        let wrong = LedgerError::ProofText;
        let (head, note) = text.split_once("\n\n").ok_or(wrong("no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(PROOF_HEADER) {
            return Err(wrong("the first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => Some(line.strip_prefix("extra ").and_then(decode_base64).ok_or(wrong("the extra data is not base64"))?),
            None => None,
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decode_decimal);
        let index = index.ok_or(wrong("no line with the index"))?;
        let mut hashes = Vec::new();
        for line in lines {
            if hashes.len() == MAX_HASHES {
                return Err(wrong("more than 64 hashes"));
            }
            hashes.push(decode_hash(line).ok_or(wrong("a hash is not base64 of 32 bytes"))?);
        }
        if note.is_empty() {
            return Err(wrong("no checkpoint"));
        }
        Ok(Self { index, hashes, checkpoint_note: note.to_owned(), extra })
    }

    /// Checks that the log of that key holds the entry with this leaf hash at the proof's index, and answers the
    /// checkpoint that says so.
    ///
    /// # Errors
    /// What is wrong with the checkpoint, its signature or the inclusion proof.
    pub fn verify(&self, leaf: &Hash, key: &VerifierKey) -> Result<Checkpoint, LedgerError> {
        let checkpoint = Checkpoint::open(&self.checkpoint_note, key)?;
        verify_inclusion(leaf, self.index, checkpoint.size, &checkpoint.root, &self.hashes)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{PROOF_HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(formatter, "extra {}", encode_base64(extra))?;
        }
        writeln!(formatter, "index {}", self.index)?;
        for hash in &self.hashes {
            writeln!(formatter, "{}", encode_base64(hash))?;
        }
        write!(formatter, "\n{}", self.checkpoint_note)
    }
}

impl FromStr for TlogProof {
    type Err = LedgerError;

    fn from_str(text: &str) -> Result<Self, LedgerError> {
        Self::parse(text)
    }
}
