//! Verification of inclusion and consistency proofs (RFC 9162 sections 2.1.3.2 and 2.1.4.2, which spell out the
//! algorithms for the proofs of RFC 6962).

use crate::{EMPTY_ROOT, Hash, LedgerError, node_hash};

/// Checks that `leaf` is leaf `index` of the tree with that size and root.
///
/// # Errors
/// [`LedgerError::IndexOutsideTree`] or [`LedgerError::Inclusion`].
pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, root: &Hash, proof: &[Hash]) -> Result<(), LedgerError> {
    if index >= size {
        return Err(LedgerError::IndexOutsideTree { index, size });
    }
    let mut walk = Walk { node: index, last: size - 1 };
    let mut hash = *leaf;
    for sibling in proof {
        hash = match walk.up().ok_or(LedgerError::Inclusion)? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    if walk.last == 0 && hash == *root { Ok(()) } else { Err(LedgerError::Inclusion) }
}

/// Checks that the tree with size and root `new` continues the one with size and root `old`: it holds the same
/// leaves in the same order, and after them only more.
///
/// # Errors
/// [`LedgerError::SizesReversed`] or [`LedgerError::Consistency`].
pub fn verify_consistency(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> Result<(), LedgerError> {
    if old > new {
        return Err(LedgerError::SizesReversed { old, new });
    }
    let trivial = old == 0 || old == new;
    if trivial {
        let old_root_fits = if old == new { old_root == new_root } else { *old_root == EMPTY_ROOT };
        let new_root_fits = new > 0 || *new_root == EMPTY_ROOT;
        return if proof.is_empty() && old_root_fits && new_root_fits { Ok(()) } else { Err(LedgerError::Consistency) };
    }
    // The first common node: the old root itself where the old tree is a perfect one.
    let (start, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(LedgerError::Consistency)?;
        (first, rest)
    };
    let shared = (old - 1).trailing_ones();
    let mut walk = Walk { node: shift(old - 1, shared), last: shift(new - 1, shared) };
    let (mut old_hash, mut new_hash) = (*start, *start);
    for sibling in rest {
        match walk.up().ok_or(LedgerError::Consistency)? {
            Side::Left => {
                old_hash = node_hash(sibling, &old_hash);
                new_hash = node_hash(sibling, &new_hash);
            }
            Side::Right => new_hash = node_hash(&new_hash, sibling),
        }
    }
    if walk.last == 0 && old_hash == *old_root && new_hash == *new_root { Ok(()) } else { Err(LedgerError::Consistency) }
}

/// On which side of the path the next sibling stands.
enum Side {
    Left,
    Right,
}

/// The way from a node to the root: index of the node and of the last node in its row.
struct Walk {
    node: u64,
    last: u64,
}

impl Walk {
    /// One sibling further up; `None` at the root. A node without a right sibling is passed up unhashed.
    fn up(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let left = self.node & 1 == 1 || self.node == self.last;
        let rows = if left && self.node & 1 == 0 { self.node.trailing_zeros() } else { 0 };
        self.node = shift(shift(self.node, rows), 1);
        self.last = shift(shift(self.last, rows), 1);
        Some(if left { Side::Left } else { Side::Right })
    }
}

fn shift(number: u64, rows: u32) -> u64 {
    number.checked_shr(rows).unwrap_or(0)
}
