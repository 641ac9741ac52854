//! Roots, inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2), computed from tiles.

use std::collections::BTreeSet;

use crate::subtree::Range;
use crate::tile::TileSource;
use crate::{Hash, LedgerError};

/// The root of the tree of the first `size` leaves.
///
/// # Errors
/// [`LedgerError::MissingTile`] where the source lacks a tile of [`tiles_for_root`].
pub fn root_from_tiles(size: u64, source: &impl TileSource) -> Result<Hash, LedgerError> {
    Range { start: 0, end: size }.hash(source)
}

/// The hashes that lead from leaf `index` to the root of the first `size` leaves, the leaf's sibling first.
///
/// # Errors
/// [`LedgerError::IndexOutsideTree`], or [`LedgerError::MissingTile`] where the source lacks a tile of
/// [`tiles_for_inclusion`].
pub fn inclusion_proof(index: u64, size: u64, source: &impl TileSource) -> Result<Vec<Hash>, LedgerError> {
    if index >= size {
        return Err(LedgerError::IndexOutsideTree { index, size });
    }
    inclusion_ranges(index, size).into_iter().map(|range| range.hash(source)).collect()
}

/// The hashes that show that the tree of the first `new` leaves continues that of the first `old` ones. Empty
/// where the sizes are equal or `old` is 0.
///
/// # Errors
/// [`LedgerError::SizesReversed`], or [`LedgerError::MissingTile`] where the source lacks a tile of
/// [`tiles_for_consistency`].
pub fn consistency_proof(old: u64, new: u64, source: &impl TileSource) -> Result<Vec<Hash>, LedgerError> {
    if old > new {
        return Err(LedgerError::SizesReversed { old, new });
    }
    consistency_ranges(old, new).into_iter().map(|range| range.hash(source)).collect()
}

/// Level and index of the tiles that [`root_from_tiles`] reads: the tree's right edge. [`crate::Tree::from_edge`]
/// reads the same ones.
#[must_use]
pub fn tiles_for_root(size: u64) -> Vec<(u8, u64)> {
    tiles([Range { start: 0, end: size }])
}

/// Level and index of the tiles that [`inclusion_proof`] reads, without repetition; none where `index` lies
/// outside the tree.
#[must_use]
pub fn tiles_for_inclusion(index: u64, size: u64) -> Vec<(u8, u64)> {
    tiles(inclusion_ranges(index, size))
}

/// Level and index of the tiles that [`consistency_proof`] reads, without repetition.
#[must_use]
pub fn tiles_for_consistency(old: u64, new: u64) -> Vec<(u8, u64)> {
    tiles(consistency_ranges(old, new))
}

fn tiles(ranges: impl IntoIterator<Item = Range>) -> Vec<(u8, u64)> {
    let tiles: BTreeSet<_> = ranges.into_iter().flat_map(Range::nodes).map(|node| node.tile()).collect();
    tiles.into_iter().collect()
}

fn inclusion_ranges(index: u64, size: u64) -> Vec<Range> {
    let mut siblings = Vec::new();
    let mut here = Range { start: 0, end: if index < size { size } else { 0 } };
    while let Some(middle) = here.split() {
        let (left, right) = (Range { end: middle, ..here }, Range { start: middle, ..here });
        let (inside, sibling) = if index < middle { (left, right) } else { (right, left) };
        siblings.push(sibling);
        here = inside;
    }
    siblings.reverse();
    siblings
}

fn consistency_ranges(old: u64, new: u64) -> Vec<Range> {
    if old == 0 || old >= new {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut here = Range { start: 0, end: new };
    while here.end != old {
        let Some(middle) = here.split() else { break };
        let (left, right) = (Range { end: middle, ..here }, Range { start: middle, ..here });
        let (inside, sibling) = if old <= middle { (left, right) } else { (right, left) };
        ranges.push(sibling);
        here = inside;
    }
    // A subtree that starts at the first leaf is the whole old tree, whose root the verifier has.
    if here.start > 0 {
        ranges.push(here);
    }
    ranges.reverse();
    ranges
}
