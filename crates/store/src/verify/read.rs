//! Reading what is to be verified. A value of another type than it should be is a fault, not an error.

use super::faults::Faults;
use crate::{
    Connection, StoreError,
    database::{signed, unsigned},
};
use sqlx::{Any, Decode, Row, Type, any::AnyRow};

/// Entries from one index up to another, with the lowest tiles and the checkpoints that belong to them.
pub(super) struct Chunk {
    pub from: u64,
    pub to: u64,
    pub entries: Vec<(i64, Result<Entry, String>)>,
    /// Index and bytes of tiles of level 0.
    pub tiles: Vec<(i64, Result<Vec<u8>, String>)>,
    /// Number and content.
    pub checkpoints: Vec<(i64, Result<StoredCheckpoint, String>)>,
}

/// One event as its three rows tell it.
pub(super) struct Entry {
    pub stream: String,
    pub version: i64,
    pub kind: String,
    pub at: i64,
    pub actor: String,
    pub commitment: Vec<u8>,
    /// Whether there is a row of the body at all.
    pub has_body_row: bool,
    pub salt: Option<Vec<u8>>,
    pub body: Option<Vec<u8>>,
    pub leaf: Option<Vec<u8>>,
}

pub(super) struct StoredCheckpoint {
    pub size: i64,
    pub root: Vec<u8>,
    pub note: String,
}

const ENTRIES: &str = "SELECT e.idx, e.stream, e.version, e.kind, e.at, e.actor, e.body_commitment, \
                       b.idx, b.salt, b.body, l.entry FROM event e \
                       LEFT JOIN event_body b ON b.idx = e.idx LEFT JOIN ledger_leaf l ON l.idx = e.idx \
                       WHERE e.idx >= $1 AND e.idx < $2 ORDER BY e.idx";

/// The size that the head tells.
pub(super) async fn head(connection: &mut Connection, faults: &mut Faults) -> Result<u64, StoreError> {
    let rows = sqlx::query("SELECT id, size FROM log_head ORDER BY id").fetch_all(connection).await?;
    if rows.len() != 1 {
        faults.add(format!("the head has {} rows instead of one", rows.len()));
    }
    rows.first().map_or(Ok(0), |row| unsigned(row.try_get(1)?))
}

/// Rows that no entry of the log accounts for.
pub(super) async fn rows_outside(connection: &mut Connection, size: u64, faults: &mut Faults) -> Result<(), StoreError> {
    for (table, sql) in [
        ("event", "SELECT idx FROM event WHERE idx < 0 OR idx >= $1 ORDER BY idx LIMIT 100"),
        ("event_body", "SELECT idx FROM event_body WHERE idx < 0 OR idx >= $1 ORDER BY idx LIMIT 100"),
        ("ledger_leaf", "SELECT idx FROM ledger_leaf WHERE idx < 0 OR idx >= $1 ORDER BY idx LIMIT 100"),
    ] {
        for row in sqlx::query(sql).bind(signed(size)).fetch_all(&mut *connection).await? {
            let index: i64 = row.try_get(0)?;
            faults.add(format!("{table} {index}: a row beyond the log, which has {size} entries"));
        }
    }
    let tiles = sqlx::query(
        "SELECT level, idx FROM ledger_tile WHERE level < 0 OR idx < 0 OR (level = 0 AND idx >= $1) ORDER BY level, idx LIMIT 100",
    )
    .bind(signed(size.div_ceil(256)))
    .fetch_all(&mut *connection)
    .await?;
    for row in tiles {
        let (level, index): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
        faults.add(format!("tile {index} of level {level}: beyond the log, which has {size} entries"));
    }
    let checkpoints =
        sqlx::query("SELECT number FROM ledger_checkpoint WHERE number < 0 ORDER BY number LIMIT 100").fetch_all(connection).await?;
    for row in checkpoints {
        faults.add(format!("checkpoint {}: they are numbered from 0", row.try_get::<i64, _>(0)?));
    }
    Ok(())
}

/// Streams whose versions do not count from 1 without gaps.
pub(super) async fn streams_with_gaps(connection: &mut Connection, faults: &mut Faults) -> Result<(), StoreError> {
    let rows =
        sqlx::query("SELECT MIN(idx) FROM event GROUP BY stream HAVING MIN(version) <> 1 OR MAX(version) <> COUNT(*) ORDER BY 1 LIMIT 100")
            .fetch_all(connection)
            .await?;
    for row in rows {
        let index: i64 = row.try_get(0)?;
        faults.add(format!("event {index}: the versions of its stream have a gap"));
    }
    Ok(())
}

/// Entries from `from` up to `to`, the tiles over them, and the checkpoints from number `checkpoint` on whose size is
/// not beyond `to`; moves `checkpoint` past them. The last chunk takes all checkpoints that are left.
pub(super) async fn chunk(connection: &mut Connection, from: u64, to: u64, checkpoint: &mut i64, last: bool) -> Result<Chunk, StoreError> {
    let rows = sqlx::query(ENTRIES).bind(signed(from)).bind(signed(to)).fetch_all(&mut *connection).await?;
    let entries = rows.iter().map(|row| Ok((row.try_get(0)?, entry(row)))).collect::<Result<_, StoreError>>()?;
    let tiles = sqlx::query("SELECT idx, hashes FROM ledger_tile WHERE level = 0 AND idx >= $1 AND idx < $2 ORDER BY idx")
        .bind(signed(from / 256))
        .bind(signed(to.div_ceil(256)))
        .fetch_all(&mut *connection)
        .await?;
    let tiles = tiles.iter().map(|row| Ok((row.try_get(0)?, value(row, 1, "hashes")))).collect::<Result<_, StoreError>>()?;
    let bound = if last { i64::MAX } else { signed(to) };
    let stored = sqlx::query("SELECT number, size, root, note FROM ledger_checkpoint WHERE number >= $1 AND size <= $2 ORDER BY number")
        .bind(*checkpoint)
        .bind(bound)
        .fetch_all(connection)
        .await?;
    let checkpoints: Vec<(i64, _)> =
        stored.iter().map(|row| Ok((row.try_get(0)?, stored_checkpoint(row)))).collect::<Result<_, StoreError>>()?;
    if let Some((number, _)) = checkpoints.last() {
        *checkpoint = number.saturating_add(1);
    }
    Ok(Chunk { from, to, entries, tiles, checkpoints })
}

/// All tiles above level 0: level, index, bytes.
pub(super) async fn upper_tiles(connection: &mut Connection) -> Result<Vec<(i64, i64, Result<Vec<u8>, String>)>, StoreError> {
    let rows = sqlx::query("SELECT level, idx, hashes FROM ledger_tile WHERE level > 0 ORDER BY level, idx").fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, value(row, 2, "hashes")))).collect()
}

fn entry(row: &AnyRow) -> Result<Entry, String> {
    Ok(Entry {
        stream: value(row, 1, "stream")?,
        version: value(row, 2, "version")?,
        kind: value(row, 3, "kind")?,
        at: value(row, 4, "at")?,
        actor: value(row, 5, "actor")?,
        commitment: value(row, 6, "body_commitment")?,
        has_body_row: value::<Option<i64>>(row, 7, "the body's idx")?.is_some(),
        salt: value(row, 8, "salt")?,
        body: value(row, 9, "body")?,
        leaf: value(row, 10, "the leaf's entry")?,
    })
}

fn stored_checkpoint(row: &AnyRow) -> Result<StoredCheckpoint, String> {
    Ok(StoredCheckpoint { size: value(row, 1, "size")?, root: value(row, 2, "root")?, note: value(row, 3, "note")? })
}

fn value<'r, T: Decode<'r, Any> + Type<Any>>(row: &'r AnyRow, place: usize, name: &str) -> Result<T, String> {
    row.try_get(place).map_err(|_| format!("{name} is of another type than it should be"))
}
