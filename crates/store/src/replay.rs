//! Folding all events into empty projections, beside the ones in use.

use crate::{Connection, StoreError, database::Database, log, migration, shared::Shared};
use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Column, Row, TypeInfo, ValueRef, any::AnyRow};
use std::path::{Path, PathBuf};

/// How many events are read at once.
const BATCH: u64 = 1000;

/// Replays the log into an empty SQLite and answers the names of the tables that differ. The live side is read in one
/// state, so this may run beside a server.
pub(crate) async fn check(shared: &Shared, folder: &Path) -> Result<Vec<String>, StoreError> {
    let file = folder.join(format!("replay-{}.sqlite", shared.environment.new_id()));
    let scratch = Database::scratch(&file).await?;
    let result = compare(shared, &scratch).await;
    scratch.close().await;
    remove(&file);
    result
}

async fn compare(shared: &Shared, scratch: &Database) -> Result<Vec<String>, StoreError> {
    let mut replayed = scratch.writer().await?;
    let steps = migration::all(&shared.capabilities)?;
    migration::run_all(&mut replayed, scratch.kind, &steps, &shared.environment).await?;
    let mut live = shared.database.reader().await?;
    crate::database::run(&mut live, shared.database.kind.begin_snapshot()).await?;
    let result = replay_and_compare(shared, &mut live, &mut replayed).await;
    crate::database::run(&mut live, "ROLLBACK").await?;
    result
}

async fn replay_and_compare(shared: &Shared, live: &mut Connection, replayed: &mut Connection) -> Result<Vec<String>, StoreError> {
    let size = log::size(live).await?;
    crate::database::run(replayed, "BEGIN").await?;
    let mut from = 0;
    while from < size {
        let to = size.min(from + BATCH);
        for event in log::in_order(live, from, to).await? {
            shared.owner(event.stream.category())?.project(replayed, &event).await?;
        }
        from = to;
    }
    crate::database::run(replayed, "COMMIT").await?;
    let mut different = Vec::new();
    for table in shared.capabilities.iter().flat_map(|capability| capability.projections()) {
        if digest(live, table).await? != digest(replayed, table).await? {
            different.push((*table).to_owned());
        }
    }
    Ok(different)
}

/// The number of rows and the sum of their hashes, whatever their order.
async fn digest(connection: &mut Connection, table: &str) -> Result<(u64, [u64; 4]), StoreError> {
    let mut rows = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch(connection);
    let (mut count, mut sum) = (0, [0_u64; 4]);
    while let Some(row) = rows.try_next().await? {
        let hash: [u8; 32] = hash_row(&row)?;
        let (words, _) = hash.as_chunks::<8>();
        for (sum, word) in sum.iter_mut().zip(words) {
            *sum = sum.wrapping_add(u64::from_be_bytes(*word));
        }
        count += 1;
    }
    Ok((count, sum))
}

fn hash_row(row: &AnyRow) -> Result<[u8; 32], StoreError> {
    let mut hash = Sha256::new();
    for column in row.columns() {
        let place = column.ordinal();
        let value = row.try_get_raw(place)?;
        hash.update((column.name().len() as u64).to_be_bytes());
        hash.update(column.name());
        if value.is_null() {
            hash.update([0]);
            continue;
        }
        let kind = value.type_info().into_owned();
        let (mark, bytes) = match kind.name() {
            "BIGINT" | "INTEGER" | "SMALLINT" => (1, row.try_get::<i64, _>(place)?.to_be_bytes().to_vec()),
            "TEXT" => (2, row.try_get::<String, _>(place)?.into_bytes()),
            "BLOB" => (3, row.try_get::<Vec<u8>, _>(place)?),
            other => {
                return Err(StoreError::Other(format!("{}: columns of type {other} are not used", column.name())));
            }
        };
        hash.update([mark]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(&bytes);
    }
    Ok(hash.finalize().into())
}

fn remove(file: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = file.as_os_str().to_owned();
        name.push(ending);
        // Most of them do not exist.
        let _ = std::fs::remove_file(PathBuf::from(name));
    }
}
