//! C2SP tlog-tiles: tiles of 256 hashes, their paths, and entry bundles.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hash::BuildHasher;

use crate::{Hash, LedgerError, MAX_ENTRY_BYTES};

/// How many hashes a full tile holds.
pub const TILE_WIDTH: u16 = 256;

/// The highest level that a tile's path may name.
const MAX_LEVEL: u8 = 63;

/// A tile: the `width` first hashes of tile `index` in `level`. A hash of level L stands for 256^L leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileAt {
    /// Level, 0 to 63; level 0 holds leaf hashes.
    pub level: u8,
    /// Index within the level.
    pub index: u64,
    /// Number of hashes, 1 to 256.
    pub width: u16,
}

impl TileAt {
    /// The path of a tile of hashes below the log's prefix, like `tile/0/x001/234.p/7`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("tile/{}/{}", self.level, index_path(self.index, self.width))
    }

    /// Reads a path of [`TileAt::path`]; `None` for any other text, an entry bundle's path too.
    #[must_use]
    pub fn parse_path(path: &str) -> Option<Self> {
        let (level, rest) = path.strip_prefix("tile/")?.split_once('/')?;
        let level = u8::try_from(crate::encoding::decode_decimal(level)?).ok()?;
        let (index, width) = parse_index_path(rest)?;
        (level <= MAX_LEVEL).then_some(Self { level, index, width })
    }

    /// The path of the bundle that holds the entries of a level 0 tile, like `tile/entries/x001/234.p/7`.
    #[must_use]
    pub fn entries_path(&self) -> String {
        format!("tile/entries/{}", index_path(self.index, self.width))
    }

    /// Reads a path of [`TileAt::entries_path`]; the tile has level 0.
    #[must_use]
    pub fn parse_entries_path(path: &str) -> Option<Self> {
        let (index, width) = parse_index_path(path.strip_prefix("tile/entries/")?)?;
        Some(Self { level: 0, index, width })
    }

    /// Whether a tree of `size` leaves has that many hashes there.
    #[must_use]
    pub fn is_in(&self, size: u64) -> bool {
        self.width >= 1 && self.width <= tile_width(self.level, self.index, size)
    }

    /// Index of the first leaf that the tile stands for, and of the first that it no longer stands for; `None`
    /// where that exceeds 64 bits.
    #[must_use]
    pub fn leaves(&self) -> Option<(u64, u64)> {
        let each = 1_u64.checked_shl(8 * u32::from(self.level))?;
        let start = self.index.checked_mul(u64::from(TILE_WIDTH))?;
        let end = start.checked_add(u64::from(self.width))?;
        Some((start.checked_mul(each)?, end.checked_mul(each)?))
    }
}

/// How many hashes tile `index` of `level` has in a tree of `size` leaves: 0 to 256.
#[must_use]
pub fn tile_width(level: u8, index: u64, size: u64) -> u16 {
    let hashes = size.checked_shr(8 * u32::from(level)).unwrap_or(0);
    let before = index.saturating_mul(u64::from(TILE_WIDTH));
    u16::try_from(hashes.saturating_sub(before).min(u64::from(TILE_WIDTH))).unwrap_or(TILE_WIDTH)
}

fn index_path(index: u64, width: u16) -> String {
    let mut groups = vec![index % 1000];
    let mut rest = index / 1000;
    while rest > 0 {
        groups.push(rest % 1000);
        rest /= 1000;
    }
    let mut path = String::new();
    for (place, group) in groups.iter().enumerate().rev() {
        let _ = if place == 0 { write!(path, "{group:03}") } else { write!(path, "x{group:03}/") };
    }
    if width < TILE_WIDTH {
        let _ = write!(path, ".p/{width}");
    }
    path
}

fn parse_index_path(path: &str) -> Option<(u64, u16)> {
    let (digits, width) = match path.split_once(".p/") {
        Some((digits, width)) => (digits, u16::try_from(crate::encoding::decode_decimal(width)?).ok()?),
        None => (path, TILE_WIDTH),
    };
    if width == 0 || (path.len() != digits.len() && width >= TILE_WIDTH) {
        return None;
    }
    let mut index = 0_u64;
    let mut groups = digits.split('/').peekable();
    while let Some(group) = groups.next() {
        let group = if groups.peek().is_some() { group.strip_prefix('x')? } else { group };
        if group.len() != 3 || !group.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        index = index.checked_mul(1000)?.checked_add(group.parse().ok()?)?;
    }
    let canonical = index_path(index, width) == path;
    canonical.then_some((index, width))
}

/// Where hashes are read from: level L, tile N holds up to 256 hashes of 256^L leaves each.
pub trait TileSource {
    /// The hashes of a tile, as many as there are; more than a proof needs do no harm.
    fn tile(&self, level: u8, index: u64) -> Option<&[Hash]>;
}

impl<S: BuildHasher> TileSource for HashMap<(u8, u64), Vec<Hash>, S> {
    fn tile(&self, level: u8, index: u64) -> Option<&[Hash]> {
        self.get(&(level, index)).map(Vec::as_slice)
    }
}

impl TileSource for BTreeMap<(u8, u64), Vec<Hash>> {
    fn tile(&self, level: u8, index: u64) -> Option<&[Hash]> {
        self.get(&(level, index)).map(Vec::as_slice)
    }
}

/// A tile as served: its hashes one after the other.
#[must_use]
pub fn tile_bytes(hashes: &[Hash]) -> Vec<u8> {
    hashes.concat()
}

/// The hashes of a tile's bytes.
///
/// # Errors
/// [`LedgerError::TileBytes`] where they are not one to 256 hashes.
pub fn parse_tile(bytes: &[u8]) -> Result<Vec<Hash>, LedgerError> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    if !rest.is_empty() || hashes.is_empty() || hashes.len() > usize::from(TILE_WIDTH) {
        return Err(LedgerError::TileBytes(bytes.len()));
    }
    Ok(hashes.to_vec())
}

/// An entry bundle: each entry after its length as a big-endian 16-bit number.
///
/// # Errors
/// [`LedgerError::EntryTooLong`] where an entry does not fit; none that [`crate::Envelope::entry`] wrote.
pub fn entries_tile(entries: &[&[u8]]) -> Result<Vec<u8>, LedgerError> {
    let mut bundle = Vec::with_capacity(entries.iter().map(|entry| entry.len() + 2).sum());
    for entry in entries {
        let length = u16::try_from(entry.len()).map_err(|_| LedgerError::EntryTooLong(entry.len()))?;
        bundle.extend_from_slice(&length.to_be_bytes());
        bundle.extend_from_slice(entry);
    }
    Ok(bundle)
}

/// The entries of a bundle.
///
/// # Errors
/// [`LedgerError::EntryBundle`] where it ends inside an entry or holds more than 256.
pub fn parse_entries_tile(bundle: &[u8]) -> Result<Vec<&[u8]>, LedgerError> {
    const _: () = assert!(MAX_ENTRY_BYTES == u16::MAX as usize);
    let mut entries = Vec::new();
    let mut rest = bundle;
    while !rest.is_empty() {
        let (length, after) = rest.split_first_chunk::<2>().ok_or(LedgerError::EntryBundle)?;
        let (entry, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length))).ok_or(LedgerError::EntryBundle)?;
        if entries.len() == usize::from(TILE_WIDTH) {
            return Err(LedgerError::EntryBundle);
        }
        entries.push(entry);
        rest = after;
    }
    Ok(entries)
}
