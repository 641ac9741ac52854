//! The ledger's mathematics: envelopes of events, the RFC 6962 Merkle tree over them, C2SP tiles, signed
//! checkpoints, inclusion proofs, and receipts that anyone can verify offline.
//!
//! Pure: no database, clock, randomness, file or network. Callers pass bytes in and store the bytes that come
//! out; keys and salts are handed in. The formats are those of
//! [tlog-tiles](https://c2sp.org/tlog-tiles), [tlog-checkpoint](https://c2sp.org/tlog-checkpoint),
//! [signed-note](https://c2sp.org/signed-note) and [tlog-proof](https://c2sp.org/tlog-proof), so that existing
//! verifiers work with the log; only the receipt file, a JSON wrapper round them, is ours.

mod canonical;
mod checkpoint;
mod encoding;
mod envelope;
mod error;
mod hash;
mod key;
mod note;
mod proof;
mod proof_text;
mod receipt;
mod subtree;
mod tile;
mod tree;
mod verify;

pub use canonical::{MAX_SAFE_INTEGER, canonical_json};
pub use checkpoint::Checkpoint;
pub use encoding::{decode_base64, decode_hash, encode_base64};
pub use envelope::{Envelope, MAX_ENTRY_BYTES};
pub use error::LedgerError;
pub use hash::{EMPTY_ROOT, Hash, commitment, leaf_hash, node_hash};
pub use key::{SigningKey, VerifierKey};
pub use note::{Note, NoteSignature};
pub use proof::{consistency_proof, inclusion_proof, root_from_tiles, tiles_for_consistency, tiles_for_inclusion, tiles_for_root};
pub use proof_text::{PROOF_HEADER, TlogProof};
pub use receipt::{PartReference, Receipt, ReceiptPart, VerifiedReceipt, part_references};
pub use tile::{TILE_WIDTH, TileAt, TileSource, entries_tile, parse_entries_tile, parse_tile, tile_bytes, tile_width};
pub use tree::Tree;
pub use verify::{verify_consistency, verify_inclusion};
