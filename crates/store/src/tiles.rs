//! Tiles of the tree: kept near for receipts, read from the database, served as `tlog-tiles`.

use crate::{Connection, StoreError, database::signed, error::corrupt};
use ledger::{Hash, TILE_WIDTH, TileAt, tile_bytes, tile_width};
use sqlx::Row;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Level and index within it.
pub(crate) type TileName = (u8, u64);

/// Tiles in memory: full ones, which never change, and the newest of each level. 8 KB each at most.
#[derive(Debug, Default)]
pub(crate) struct TileCache {
    tiles: Mutex<HashMap<TileName, Vec<Hash>>>,
}

/// About 4 MB.
const KEPT: usize = 512;

impl TileCache {
    /// Keeps tiles as they stand after a commit.
    pub(crate) fn keep(&self, changed: impl IntoIterator<Item = (u8, u64, Vec<Hash>)>) {
        let mut tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        for (level, index, hashes) in changed {
            if tiles.len() >= KEPT {
                tiles.clear();
            }
            tiles.insert((level, index), hashes);
        }
    }

    /// Forgets everything (another program has written).
    pub(crate) fn clear(&self) {
        self.tiles.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A tile with at least `width` hashes.
    fn get(&self, name: TileName, width: u16) -> Option<Vec<Hash>> {
        let tiles = self.tiles.lock().unwrap_or_else(PoisonError::into_inner);
        tiles.get(&name).filter(|hashes| hashes.len() >= usize::from(width)).cloned()
    }

    /// These tiles with the hashes that a tree of `size` leaves has in them, from memory or from the database.
    pub(crate) async fn load(
        &self,
        connection: &mut Connection,
        names: &[TileName],
        size: u64,
    ) -> Result<HashMap<TileName, Vec<Hash>>, StoreError> {
        let mut found = HashMap::with_capacity(names.len());
        for name in names {
            let width = tile_width(name.0, name.1, size);
            let mut hashes = match self.get(*name, width) {
                Some(hashes) => hashes,
                None => {
                    let Some(hashes) = read(connection, *name).await? else {
                        continue;
                    };
                    if hashes.len() == usize::from(TILE_WIDTH) {
                        self.keep([(name.0, name.1, hashes.clone())]);
                    }
                    hashes
                }
            };
            // Without its later hashes a tile is what it was when the tree had this size.
            hashes.truncate(usize::from(width));
            found.insert(*name, hashes);
        }
        Ok(found)
    }
}

async fn read(connection: &mut Connection, (level, index): TileName) -> Result<Option<Vec<Hash>>, StoreError> {
    let row = sqlx::query("SELECT hashes FROM ledger_tile WHERE level = $1 AND idx = $2")
        .bind(i64::from(level))
        .bind(signed(index))
        .fetch_optional(connection)
        .await?;
    row.map(|row| {
        let bytes: Vec<u8> = row.try_get(0)?;
        ledger::parse_tile(&bytes).map_err(|error| corrupt(format!("tile {index} of level {level}: {error}")))
    })
    .transpose()
}

/// A tile of hashes or of entries as `tlog-tiles` serves it; none where the path is none or lies beyond the tree.
pub(crate) async fn serve(cache: &TileCache, connection: &mut Connection, path: &str, size: u64) -> Result<Option<Vec<u8>>, StoreError> {
    if let Some(at) = TileAt::parse_entries_path(path) {
        return if at.is_in(size) { entries(connection, at).await.map(Some) } else { Ok(None) };
    }
    let Some(at) = TileAt::parse_path(path).filter(|at| at.is_in(size)) else {
        return Ok(None);
    };
    let name = (at.level, at.index);
    let tiles = cache.load(connection, &[name], size).await?;
    Ok(tiles.get(&name).and_then(|hashes| hashes.get(..usize::from(at.width))).map(tile_bytes))
}

async fn entries(connection: &mut Connection, at: TileAt) -> Result<Vec<u8>, StoreError> {
    let (from, to) = at.leaves().ok_or_else(|| corrupt("a tile beyond the tree"))?;
    let rows = sqlx::query("SELECT entry FROM ledger_leaf WHERE idx >= $1 AND idx < $2 ORDER BY idx")
        .bind(signed(from))
        .bind(signed(to))
        .fetch_all(connection)
        .await?;
    let entries: Vec<Vec<u8>> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    if entries.len() != usize::from(at.width) {
        return Err(corrupt(format!("{} entries from leaf {from} where {} should stand", entries.len(), at.width)));
    }
    let entries: Vec<&[u8]> = entries.iter().map(Vec::as_slice).collect();
    ledger::entries_tile(&entries).map_err(corrupt)
}
