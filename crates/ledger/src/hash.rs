//! RFC 6962 section 2.1 hashing and the salted commitments of event bodies.

use sha2::{Digest, Sha256};

/// A SHA-256 hash.
pub type Hash = [u8; 32];

/// The root of a tree without leaves: SHA-256 of nothing (RFC 6962 section 2.1).
pub const EMPTY_ROOT: Hash = [
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
    0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
];

/// The hash of a leaf: `SHA-256(0x00 ‖ entry)`.
#[must_use]
pub fn leaf_hash(entry: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(entry).finalize().into()
}

/// The hash of an inner node: `SHA-256(0x01 ‖ left ‖ right)`.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The commitment to bytes under a salt of 32 random bytes: `SHA-256(salt ‖ bytes)`.
///
/// Without the salt it tells nothing of the bytes, so erasing salt and bytes leaves a leaf that still proves
/// its place and no longer says what it was about.
#[must_use]
pub fn commitment(salt: &[u8; 32], body: &[u8]) -> Hash {
    Sha256::new().chain_update(salt).chain_update(body).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(hash: &Hash) -> String {
        hash.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_empty_root_is_the_hash_of_nothing() {
        assert_eq!(EMPTY_ROOT, <Hash>::from(Sha256::digest([])));
    }

    #[test]
    fn hashes_of_the_certificate_transparency_reference_tree() {
        // From the tests of Google's certificate-transparency implementation.
        assert_eq!(hex(&leaf_hash(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        assert_eq!(hex(&node_hash(&leaf_hash(b""), &leaf_hash(b"\0"))), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
    }

    #[test]
    fn a_commitment_depends_on_salt_and_bytes() {
        let open = commitment(&[1; 32], b"body");
        assert_ne!(open, commitment(&[2; 32], b"body"));
        assert_ne!(open, commitment(&[1; 32], b"bodY"));
        let mut plain = vec![1; 32];
        plain.extend_from_slice(b"body");
        assert_eq!(open, <Hash>::from(Sha256::digest(plain)));
    }
}
