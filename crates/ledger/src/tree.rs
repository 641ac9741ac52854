//! The growing tree: its right edge in memory, and the tiles that growth changes.

use crate::subtree::{perfect_root, root_of_peaks};
use crate::tile::{TILE_WIDTH, TileSource, tile_width};
use crate::{EMPTY_ROOT, Hash, LedgerError, node_hash};

/// A tile as it stands after an append: level, index within the level, hashes.
type ChangedTile = (u8, u64, Vec<Hash>);

/// The right edge of a tree, enough to append leaves and to know the root. It takes memory for at most 255 hashes
/// of each level, whatever the size.
///
/// Cloning is cheap: append to a clone, and keep it when the transaction that stores its tiles has committed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    size: u64,
    /// Perfect subtrees from the left, height and root of each; the heights fall.
    peaks: Vec<(u32, Hash)>,
    /// The partial tile at the right end of each level.
    edge: Vec<Vec<Hash>>,
    /// Tiles that have become full since they were last taken.
    filled: Vec<ChangedTile>,
    /// For each level of `edge`, whether it has grown since it was last taken.
    grown: Vec<bool>,
}

impl Tree {
    /// A tree without leaves.
    #[must_use]
    pub fn empty() -> Self {
        Self::default()
    }

    /// The tree of `size` leaves, from the partial tiles at its right edge
    /// ([`tiles_for_root`](crate::tiles_for_root) names them).
    ///
    /// # Errors
    /// [`LedgerError::MissingTile`] where a tile is missing or too short, [`LedgerError::TileWidth`] where one
    /// holds more hashes than a tree of that size has: then size and tiles come from different states.
    pub fn from_edge(size: u64, source: &impl TileSource) -> Result<Self, LedgerError> {
        let mut tree = Self { size, ..Self::default() };
        let levels = if size == 0 { 0 } else { (size.ilog2() / 8) as u8 + 1 };
        for level in 0..levels {
            let index = (size >> (8 * u32::from(level))) / u64::from(TILE_WIDTH);
            let width = tile_width(level, index, size);
            let hashes = source.tile(level, index).unwrap_or_default();
            if hashes.len() < usize::from(width) {
                return Err(LedgerError::MissingTile { level, index, width });
            }
            if hashes.len() > usize::from(width) {
                return Err(LedgerError::TileWidth { level, index, expected: width, found: hashes.len() });
            }
            tree.edge.push(hashes.to_vec());
            tree.grown.push(false);
        }
        for (level, tile) in (0..u32::from(levels)).zip(&tree.edge).rev() {
            let mut rest = tile.as_slice();
            while let Some(height) = rest.len().checked_ilog2() {
                let (subtree, after) = rest.split_at(1 << height);
                tree.peaks.push((8 * level + height, perfect_root(subtree)));
                rest = after;
            }
        }
        Ok(tree)
    }

    /// Number of leaves.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The root hash (RFC 6962); [`EMPTY_ROOT`] without leaves.
    #[must_use]
    pub fn root(&self) -> Hash {
        root_of_peaks(self.peaks.iter().map(|(_, hash)| *hash)).unwrap_or(EMPTY_ROOT)
    }

    /// Appends a leaf by its hash ([`leaf_hash`](crate::leaf_hash)) and answers its index.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size;
        self.size += 1;
        let (mut height, mut hash) = (0, leaf);
        self.place(height, hash);
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == height) {
            hash = node_hash(&left, &hash);
            height += 1;
            self.place(height, hash);
        }
        self.peaks.push((height, hash));
        index
    }

    /// The tiles that have changed since this was last asked: each that has become full, and each partial one
    /// that has grown, with all its hashes.
    pub fn take_changed_tiles(&mut self) -> Vec<(u8, u64, Vec<Hash>)> {
        let mut changed = std::mem::take(&mut self.filled);
        for (level, (tile, grown)) in (0_u8..).zip(self.edge.iter().zip(&mut self.grown)) {
            if std::mem::take(grown) && !tile.is_empty() {
                changed.push((level, (self.size >> (8 * u32::from(level))) / u64::from(TILE_WIDTH), tile.clone()));
            }
        }
        changed.sort_unstable_by_key(|(level, index, _)| (*level, *index));
        changed
    }

    /// Enters a new perfect subtree into the tile that holds hashes of its height, if there is one.
    fn place(&mut self, height: u32, hash: Hash) {
        if !height.is_multiple_of(8) {
            return;
        }
        let level = (height / 8) as u8;
        let slot = usize::from(level);
        if slot == self.edge.len() {
            self.edge.push(Vec::with_capacity(usize::from(TILE_WIDTH)));
            self.grown.push(false);
        }
        self.edge[slot].push(hash);
        self.grown[slot] = true;
        if self.edge[slot].len() == usize::from(TILE_WIDTH) {
            let index = (self.size >> height) / u64::from(TILE_WIDTH) - 1;
            self.filled.push((level, index, std::mem::take(&mut self.edge[slot])));
            self.grown[slot] = false;
        }
    }
}
