//! The baseline of requests: the same rows into a copy of the same database, with all callers that wait in one
//! transaction, and nothing else. What a request changes (counters, the newest tile, the head) is changed once in each
//! transaction.

use crate::rows::{self, Cell, Written};
use anyhow::{Context, bail};
use sqlx::{AssertSqlSafe, Row, SqliteConnection};
use std::{collections::HashMap, path::Path, sync::Arc};
use tokio::sync::{mpsc, oneshot};

/// As the product's writer.
const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
     PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000;";
/// How many callers go into one transaction at most.
const BATCH: usize = 1000;
/// Few sizes of statements, so that all stay prepared.
const CHUNKS: [usize; 7] = [64, 32, 16, 8, 4, 2, 1];
/// Length from which a word is an id.
const ID: usize = 20;

/// The one writer; the database stays open until it is dropped.
pub struct BareCommit {
    queue: mpsc::Sender<oneshot::Sender<()>>,
}

impl BareCommit {
    pub async fn open(file: &Path, written: Written) -> anyhow::Result<Self> {
        let mut connection = rows::open(file).await?;
        sqlx::raw_sql(PRAGMAS).execute(&mut connection).await?;
        let mut keys = HashMap::new();
        for new in &written.new {
            if let Some((column, next)) = next_key(&mut connection, &new.table).await? {
                keys.insert(new.table.clone(), (column, next));
            }
        }
        let (queue, waiting) = mpsc::channel(4096);
        let writer = Writer { connection, written, keys, serial: 10_000, random: 1 };
        let runtime = tokio::runtime::Handle::current();
        std::thread::Builder::new().name("bare-writer".into()).spawn(move || runtime.block_on(writer.work(waiting)))?;
        Ok(Self { queue })
    }

    /// Writes the rows of one request; answers when they are durable.
    pub async fn one(self: Arc<Self>) -> anyhow::Result<()> {
        let (reply, answer) = oneshot::channel();
        self.queue.send(reply).await.ok().context("the bare writer has ended")?;
        answer.await.context("the bare commit failed")
    }
}

/// The column that is the row's own place, and its next value.
async fn next_key(connection: &mut SqliteConnection, table: &str) -> anyhow::Result<Option<(String, i64)>> {
    let columns = sqlx::query("SELECT name FROM pragma_table_info($1) WHERE pk > 0 AND type = 'INTEGER'")
        .bind(table)
        .fetch_all(&mut *connection)
        .await?;
    let all: i64 =
        sqlx::query("SELECT COUNT(*) FROM pragma_table_info($1) WHERE pk > 0").bind(table).fetch_one(&mut *connection).await?.try_get(0)?;
    let [column] = columns.as_slice() else { return Ok(None) };
    if all != 1 {
        return Ok(None);
    }
    let next: i64 =
        sqlx::query(AssertSqlSafe(format!("SELECT COALESCE(MAX(rowid), -1) + 1 FROM {table}"))).fetch_one(connection).await?.try_get(0)?;
    Ok(Some((column.try_get(0)?, next)))
}

struct Writer {
    connection: SqliteConnection,
    written: Written,
    keys: HashMap<String, (String, i64)>,
    serial: u64,
    random: u64,
}

impl Writer {
    async fn work(mut self, mut waiting: mpsc::Receiver<oneshot::Sender<()>>) {
        while let Some(first) = waiting.recv().await {
            let mut callers = vec![first];
            while callers.len() < BATCH {
                match waiting.try_recv() {
                    Ok(caller) => callers.push(caller),
                    Err(_) => break,
                }
            }
            if let Err(fault) = self.commit(callers.len()).await {
                // The callers learn that it failed by their answer's end.
                let _ = crate::say(&format!("the bare commit failed: {fault:#}"));
                return;
            }
            for caller in callers {
                // A caller that went away no longer wants to know.
                let _ = caller.send(());
            }
        }
    }

    async fn commit(&mut self, requests: usize) -> anyhow::Result<()> {
        let mut tables: Vec<Vec<Vec<Cell>>> = vec![Vec::new(); self.written.new.len()];
        for _ in 0..requests {
            self.serial += 1;
            let mut ids = HashMap::new();
            for (place, rows) in tables.iter_mut().enumerate() {
                for row in 0..self.written.new[place].rows.len() {
                    rows.push(self.row(place, row, &mut ids));
                }
            }
        }
        sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await?;
        for (new, rows) in self.written.new.iter().zip(tables) {
            insert(&mut self.connection, &new.table, &new.columns, rows).await?;
        }
        for changed in &self.written.changed {
            let names: Vec<String> = changed.cells.iter().zip(1..).map(|((column, _), place)| format!("{column} = ${place}")).collect();
            let text = format!("UPDATE {} SET {} WHERE rowid = {}", changed.table, names.join(", "), changed.row);
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (_, cell) in &changed.cells {
                query = match cell.clone() {
                    Cell::Null => query.bind(None::<i64>),
                    Cell::Integer(number) => query.bind(number.saturating_add_unsigned(self.serial)),
                    Cell::Text(text) => query.bind(text),
                    Cell::Bytes(mut bytes) => {
                        for (byte, new) in bytes.iter_mut().zip(self.serial.to_le_bytes()) {
                            *byte = new;
                        }
                        query.bind(bytes)
                    }
                };
            }
            if query.execute(&mut self.connection).await?.rows_affected() != 1 {
                bail!("{} has no row {}", changed.table, changed.row);
            }
        }
        sqlx::query("COMMIT").execute(&mut self.connection).await?;
        Ok(())
    }

    /// A row of one request, with keys and ids of its own.
    fn row(&mut self, place: usize, row: usize, ids: &mut HashMap<String, String>) -> Vec<Cell> {
        let new = &self.written.new[place];
        let mut key = self.keys.get_mut(&new.table);
        let mut cells = Vec::with_capacity(new.columns.len());
        for (column, (cell, varies)) in new.columns.iter().zip(&new.rows[row]) {
            cells.push(match (&mut key, cell) {
                (Some((name, next)), _) if name == column => {
                    *next += 1;
                    Cell::Integer(*next - 1)
                }
                (_, Cell::Text(text)) if *varies => Cell::Text(another(text, self.serial, &mut self.random, ids)),
                _ => cell.clone(),
            });
        }
        cells
    }
}

/// A text of the same length: ids in it become other ids (the same ones within one request), and where there is none
/// its last part becomes a serial number.
fn another(text: &str, serial: u64, random: &mut u64, ids: &mut HashMap<String, String>) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    if parts.iter().all(|part| part.len() < ID) {
        let before = text.rsplit_once('-').map_or("", |(before, _)| before);
        return format!("{before}-{serial:05}");
    }
    let parts: Vec<String> = parts
        .into_iter()
        .map(|part| {
            if part.len() < ID {
                part.to_owned()
            } else {
                ids.entry(part.to_owned()).or_insert_with(|| random_id(part.len(), random)).clone()
            }
        })
        .collect();
    parts.join("-")
}

fn random_id(length: usize, random: &mut u64) -> String {
    (0..length)
        .map(|_| {
            // splitmix64
            *random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = (*random ^ (*random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            char::from(b"0123456789abcdef"[(mixed >> 60) as usize])
        })
        .collect()
}

async fn insert(connection: &mut SqliteConnection, table: &str, columns: &[String], rows: Vec<Vec<Cell>>) -> anyhow::Result<()> {
    let mut rows = rows.into_iter();
    while let Some(size) = CHUNKS.into_iter().find(|size| *size <= rows.len()) {
        let mut place = 0;
        let groups: Vec<String> = (0..size)
            .map(|_| {
                let places: Vec<String> = columns
                    .iter()
                    .map(|_| {
                        place += 1;
                        format!("${place}")
                    })
                    .collect();
                format!("({})", places.join(","))
            })
            .collect();
        let mut query = sqlx::query(AssertSqlSafe(format!("INSERT INTO {table} ({}) VALUES {}", columns.join(","), groups.join(","))));
        for cell in rows.by_ref().take(size).flatten() {
            query = match cell {
                Cell::Null => query.bind(None::<i64>),
                Cell::Integer(number) => query.bind(number),
                Cell::Text(text) => query.bind(text),
                Cell::Bytes(bytes) => query.bind(bytes),
            };
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_change_together_and_keep_their_length() {
        let (mut random, mut ids) = (1, HashMap::new());
        let stream = another("request-0123456789abcdefghjkmnpqrs", 7, &mut random, &mut ids);
        let actor = another("requester-0123456789abcdefghjkmnpqrs", 7, &mut random, &mut ids);
        assert_eq!(stream.len(), 34);
        assert_ne!(stream, "request-0123456789abcdefghjkmnpqrs");
        assert_eq!(stream.strip_prefix("request-"), actor.strip_prefix("requester-"));
        assert_eq!(another("HZ-HOUSING-2026-00003", 7, &mut random, &mut ids), "HZ-HOUSING-2026-00007");
    }
}
