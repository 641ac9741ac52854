//! What can be wrong with something that claims to be part of a ledger.

/// Why a ledger object was refused. The message is for operators and developers, in English; pages choose
/// their own words by the variant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The bytes are no envelope of version 1.
    #[error("the entry is no envelope: {0}")]
    Envelope(String),
    /// An entry is longer than the 65535 bytes that an entry bundle can hold.
    #[error("the entry has {0} bytes, more than the 65535 that fit an entry bundle")]
    EntryTooLong(usize),
    /// JSON that RFC 8785 cannot express without loss.
    #[error("the JSON has no canonical form: {0}")]
    Json(String),
    /// Bytes that mean the same as their canonical form and are not equal to it.
    #[error("{0} is not in canonical form (RFC 8785)")]
    NotCanonical(&'static str),

    /// A tile that is needed was not there, or held too few hashes.
    #[error("tile {index} of level {level} is missing or has fewer than {width} hashes")]
    MissingTile {
        /// Level of the tile.
        level: u8,
        /// Index of the tile within its level.
        index: u64,
        /// How many hashes it must have.
        width: u16,
    },
    /// A tile at the right edge holds more hashes than the tree's size allows.
    #[error("tile {index} of level {level} has {found} hashes where a tree of that size has {expected}")]
    TileWidth {
        /// Level of the tile.
        level: u8,
        /// Index of the tile within its level.
        index: u64,
        /// How many hashes it should have.
        expected: u16,
        /// How many it has.
        found: usize,
    },
    /// Bytes that are no tile: not one to 256 hashes.
    #[error("{0} bytes are no tile of one to 256 hashes")]
    TileBytes(usize),
    /// Bytes that are no entry bundle.
    #[error("the entry bundle ends inside an entry or holds more than 256")]
    EntryBundle,

    /// A leaf index at or beyond the tree's size.
    #[error("there is no leaf {index} in a tree of size {size}")]
    IndexOutsideTree {
        /// Index that was asked for.
        index: u64,
        /// Size of the tree.
        size: u64,
    },
    /// A consistency proof towards a smaller tree.
    #[error("a tree of size {old} is no earlier state of a tree of size {new}")]
    SizesReversed {
        /// Size of the tree called older.
        old: u64,
        /// Size of the tree called newer.
        new: u64,
    },
    /// The inclusion proof does not lead from the leaf to the root.
    #[error("the inclusion proof does not lead from the leaf to the root")]
    Inclusion,
    /// The consistency proof does not show that one tree continues the other.
    #[error("the consistency proof does not show that the newer tree continues the older one")]
    Consistency,

    /// A signing key's name that the note format does not allow.
    #[error("a key's name must not be empty nor hold spaces, control characters or plus signs")]
    KeyName,
    /// A text that is no Ed25519 verifier key.
    #[error("the verifier key is malformed: {0}")]
    VerifierKey(&'static str),
    /// A text that is no signed note.
    #[error("the signed note is malformed: {0}")]
    Note(&'static str),
    /// A note that the expected key has not signed.
    #[error("the note carries no signature of the key {0}")]
    NotSigned(String),
    /// A signature line of the expected key whose signature is wrong.
    #[error("the signature of {0} is wrong")]
    Signature(String),
    /// A signed text that is no checkpoint.
    #[error("the checkpoint is malformed: {0}")]
    Checkpoint(&'static str),
    /// A checkpoint of another log.
    #[error("the checkpoint is of the log {found}, expected was {expected}")]
    Origin {
        /// Origin line of the checkpoint.
        found: String,
        /// Name of the key that it was checked against.
        expected: String,
    },

    /// A text that is no `tlog-proof`.
    #[error("the proof is malformed: {0}")]
    ProofText(&'static str),
    /// A file that is no receipt.
    #[error("the file is no receipt: {0}")]
    Receipt(String),
    /// An event body that is not canonical JSON of `kind`, `schema` and `data`.
    #[error("the body is no event body: {0}")]
    Body(String),
    /// Salt and body do not match the commitment in the envelope.
    #[error("salt and body do not match the commitment in the entry")]
    BodyCommitment,
    /// The body names a part in a way that cannot be read, or one part twice with different commitments.
    #[error("the body's reference to the part {0} cannot be read or contradicts another one")]
    PartReference(String),
    /// A part that the body does not name.
    #[error("the body knows no part {0}")]
    UnknownPart(String),
    /// Salt and bytes of a part do not match its commitment in the body.
    #[error("salt and bytes of the part {0} do not match the commitment in the body")]
    PartCommitment(String),
}
