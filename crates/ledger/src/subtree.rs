//! Ranges of leaves, cut into perfect subtrees, read from tiles.

use crate::tile::{TILE_WIDTH, TileSource};
use crate::{Hash, LedgerError, node_hash};

/// A perfect subtree: 2^height leaves, the `index`-th of that height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Node {
    height: u32,
    index: u64,
}

/// Where a node's value is read: `span` consecutive hashes of one tile.
struct Place {
    level: u8,
    tile: u64,
    start: u16,
    span: u16,
}

impl Node {
    fn place(self) -> Place {
        // A height is below 64, a position within a tile below 256: the conversions lose nothing.
        let level = (self.height / 8) as u8;
        let span = 1_u16 << (self.height % 8);
        let first = self.index << (self.height % 8);
        Place { level, tile: first / u64::from(TILE_WIDTH), start: (first % u64::from(TILE_WIDTH)) as u16, span }
    }

    /// Level and index of the tile that this node is read from.
    pub(crate) fn tile(self) -> (u8, u64) {
        let place = self.place();
        (place.level, place.tile)
    }

    fn hash(self, source: &impl TileSource) -> Result<Hash, LedgerError> {
        let place = self.place();
        let end = place.start + place.span;
        let missing = LedgerError::MissingTile { level: place.level, index: place.tile, width: end };
        let hashes = source.tile(place.level, place.tile).and_then(|hashes| hashes.get(usize::from(place.start)..usize::from(end)));
        hashes.map(perfect_root).ok_or(missing)
    }
}

/// The root of a perfect subtree over hashes whose number is a power of two.
pub(crate) fn perfect_root(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.chunks_exact(2).map(|pair| node_hash(&pair[0], &pair[1])).collect();
    }
    row.first().copied().unwrap_or(crate::EMPTY_ROOT)
}

/// The root over perfect subtrees in the order of their leaves, greatest first: RFC 6962's MTH.
pub(crate) fn root_of_peaks(peaks: impl DoubleEndedIterator<Item = Hash>) -> Option<Hash> {
    peaks.rev().reduce(|right, left| node_hash(&left, &right))
}

/// The leaves from `start` to before `end`: a subtree of RFC 6962, so `start` is a multiple of the greatest power
/// of two that is not greater than the number of leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl Range {
    /// The perfect subtrees that the range consists of, greatest first.
    pub(crate) fn nodes(self) -> impl Iterator<Item = Node> {
        let mut start = self.start;
        std::iter::from_fn(move || {
            let height = self.end.checked_sub(start)?.checked_ilog2()?;
            let node = Node { height, index: start >> height };
            start += 1 << height;
            Some(node)
        })
    }

    /// The hash over the range.
    pub(crate) fn hash(self, source: &impl TileSource) -> Result<Hash, LedgerError> {
        let peaks = self.nodes().map(|node| node.hash(source)).collect::<Result<Vec<_>, _>>()?;
        Ok(root_of_peaks(peaks.into_iter()).unwrap_or(crate::EMPTY_ROOT))
    }

    /// Where RFC 6962 splits the range: after the greatest power of two less than the number of leaves. `None`
    /// for a range of fewer than two leaves.
    pub(crate) fn split(self) -> Option<u64> {
        let leaves = self.end - self.start;
        if leaves < 2 { None } else { Some(self.start + (1 << (leaves - 1).ilog2())) }
    }
}
