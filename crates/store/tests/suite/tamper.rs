//! A hand in any column of any covered table is found, and its place is told.

use crate::{sample::capabilities, workload};
use store::{Statement, Store, testing::each_database};

/// What is done by hand, what undoes it, and what a fault about it says. Row 7 stands for any row.
const CHANGES: &[(&str, &str)] = &[
    ("UPDATE event SET idx = 100000 WHERE idx = 7", "event 7:"),
    ("UPDATE event SET stream = stream || 'x' WHERE idx = 7", "leaf 7:"),
    ("UPDATE event SET version = version + 90 WHERE idx = 7", "leaf 7:"),
    ("UPDATE event SET kind = 'other' WHERE idx = 7", "leaf 7:"),
    ("UPDATE event SET kind = '' WHERE idx = 7", "event 7:"),
    ("UPDATE event SET at = at + 1 WHERE idx = 7", "leaf 7:"),
    ("UPDATE event SET actor = 'somebody' WHERE idx = 7", "leaf 7:"),
    ("UPDATE event SET body_commitment = salt FROM event_body WHERE event_body.idx = 0 AND event.idx = 7", "event 7:"),
    ("DELETE FROM event WHERE idx = 7", "event 7:"),
    ("DELETE FROM event WHERE idx = (SELECT MAX(idx) FROM ledger_leaf)", ": missing"),
    (
        "INSERT INTO event (idx, stream, version, kind, at, actor, body_commitment) \
         SELECT 100000, 'sample-new', 1, kind, at, actor, body_commitment FROM event WHERE idx = 7",
        "event 100000:",
    ),
    (
        "INSERT INTO event (idx, stream, version, kind, at, actor, body_commitment) \
         SELECT -5, 'sample-new', 1, kind, at, actor, body_commitment FROM event WHERE idx = 7",
        "event -5:",
    ),
    ("UPDATE event_body SET idx = 100000 WHERE idx = 7", "event 7:"),
    ("UPDATE event_body SET salt = body WHERE idx = 7", "event 7:"),
    ("UPDATE event_body SET salt = NULL WHERE idx = 7", "event 7:"),
    ("UPDATE event_body SET body = salt WHERE idx = 7", "event 7:"),
    ("UPDATE event_body SET body = NULL WHERE idx = 7", "event 7:"),
    ("UPDATE event_body SET salt = NULL, body = NULL WHERE idx = 7", "event 7:"),
    ("DELETE FROM event_body WHERE idx = 7", "event 7:"),
    ("INSERT INTO event_body (idx, salt, body) SELECT 100000, salt, body FROM event_body WHERE idx = 7", "event_body 100000:"),
    ("UPDATE ledger_leaf SET idx = 100000 WHERE idx = 7", "leaf 7:"),
    ("UPDATE ledger_leaf SET entry = (SELECT body FROM event_body WHERE idx = 0) WHERE idx = 7", "leaf 7:"),
    ("DELETE FROM ledger_leaf WHERE idx = 7", "leaf 7:"),
    ("INSERT INTO ledger_leaf (idx, entry) SELECT 100000, entry FROM ledger_leaf WHERE idx = 7", "ledger_leaf 100000:"),
    ("UPDATE ledger_tile SET level = 9 WHERE level = 0 AND idx = 1", "tile 1 of level 0:"),
    ("UPDATE ledger_tile SET level = 2 WHERE level = 1 AND idx = 0", "tile 0 of level 1:"),
    ("UPDATE ledger_tile SET idx = 77 WHERE level = 0 AND idx = 1", "tile 1 of level 0:"),
    ("UPDATE ledger_tile SET hashes = (SELECT salt FROM event_body WHERE idx = 0) WHERE level = 0 AND idx = 1", "tile 1 of level 0:"),
    (
        "UPDATE ledger_tile SET hashes = (SELECT root FROM ledger_checkpoint WHERE number = 0) WHERE level = 1 AND idx = 0",
        "tile 0 of level 1:",
    ),
    ("DELETE FROM ledger_tile WHERE level = 0 AND idx = 0", "tile 0 of level 0:"),
    ("DELETE FROM ledger_tile WHERE level = 1", "tile 0 of level 1:"),
    ("INSERT INTO ledger_tile (level, idx, hashes) SELECT 3, 0, hashes FROM ledger_tile WHERE level = 1", "tile 0 of level 3:"),
    ("INSERT INTO ledger_tile (level, idx, hashes) SELECT 0, 50, hashes FROM ledger_tile WHERE level = 1", "tile 50 of level 0:"),
    ("UPDATE ledger_checkpoint SET number = 100000 WHERE number = 2", "number 2 is missing"),
    ("UPDATE ledger_checkpoint SET size = size + 1 WHERE number = 2", "checkpoint 2:"),
    ("UPDATE ledger_checkpoint SET size = 100000 WHERE number = 2", "checkpoint 2:"),
    ("UPDATE ledger_checkpoint SET root = (SELECT salt FROM event_body WHERE idx = 0) WHERE number = 2", "checkpoint 2:"),
    ("UPDATE ledger_checkpoint SET note = note || 'x' WHERE number = 2", "checkpoint 2:"),
    ("UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE number = 1) WHERE number = 2", "checkpoint 2:"),
    ("DELETE FROM ledger_checkpoint WHERE number = 0", "number 0 is missing"),
    ("DELETE FROM ledger_checkpoint WHERE number = 2", "number 2 is missing"),
    ("DELETE FROM ledger_checkpoint WHERE number = (SELECT MAX(number) FROM ledger_checkpoint)", "there is none of size"),
    (
        "INSERT INTO ledger_checkpoint (number, size, root, note) SELECT 100000, 3, root, note FROM ledger_checkpoint WHERE number = 2",
        "checkpoint 100000:",
    ),
    ("UPDATE log_head SET size = size - 1", "a row beyond the log"),
    ("UPDATE log_head SET size = size + 1", "missing"),
];

/// Changes that only SQLite lets through: values of another type than the column's.
const TYPES: &[(&str, &str)] = &[
    ("UPDATE event SET at = 'noon' WHERE idx = 7", "event 7: at"),
    ("UPDATE event SET kind = x'00' WHERE idx = 7", "event 7: kind"),
    ("UPDATE event_body SET body = CAST(body AS TEXT) WHERE idx = 7", "event 7: body"),
    ("UPDATE ledger_leaf SET entry = CAST(entry AS TEXT) WHERE idx = 7", "event 7: the leaf"),
    ("UPDATE ledger_checkpoint SET note = CAST(note AS BLOB) WHERE number = 2", "checkpoint 2: note"),
    ("UPDATE ledger_tile SET hashes = CAST('a' AS TEXT) WHERE level = 0 AND idx = 1", "tile 1 of level 0: hashes"),
];

/// Keeps and brings back what the changes touch.
const TABLES: [&str; 5] = ["event", "event_body", "ledger_leaf", "ledger_tile", "ledger_checkpoint"];
const KEEP: [&str; 6] = [
    "CREATE TABLE kept_a AS SELECT * FROM event",
    "CREATE TABLE kept_b AS SELECT * FROM event_body",
    "CREATE TABLE kept_c AS SELECT * FROM ledger_leaf",
    "CREATE TABLE kept_d AS SELECT * FROM ledger_tile",
    "CREATE TABLE kept_e AS SELECT * FROM ledger_checkpoint",
    "CREATE TABLE kept_f AS SELECT * FROM log_head",
];
const RESTORE: [&str; 12] = [
    "DELETE FROM event",
    "INSERT INTO event SELECT * FROM kept_a",
    "DELETE FROM event_body",
    "INSERT INTO event_body SELECT * FROM kept_b",
    "DELETE FROM ledger_leaf",
    "INSERT INTO ledger_leaf SELECT * FROM kept_c",
    "DELETE FROM ledger_tile",
    "INSERT INTO ledger_tile SELECT * FROM kept_d",
    "DELETE FROM ledger_checkpoint",
    "INSERT INTO ledger_checkpoint SELECT * FROM kept_e",
    "DELETE FROM log_head",
    "INSERT INTO log_head SELECT * FROM kept_f",
];

async fn by_hand(url: &str, statements: &[&'static str]) {
    use sqlx::Connection;
    let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
    for statement in statements {
        sqlx::query(*statement).execute(&mut connection).await.unwrap_or_else(|error| panic!("{statement}: {error}"));
    }
    connection.close().await.unwrap();
}

#[tokio::test]
async fn every_column_of_every_row_is_covered() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        workload::run(&store, &instance.clock, 120).await;
        let whole = store.verify().await.unwrap();
        assert!(whole.size > 256 && whole.faults.is_empty(), "{:?}", whole.faults);
        store.close().await;

        let sqlite = format!("sqlite://{}", instance.data.join("gongkai.sqlite").display());
        let url = instance.postgres.clone().unwrap_or(sqlite);
        by_hand(&url, &KEEP).await;
        let mut changes = CHANGES.to_vec();
        if instance.postgres.is_none() {
            changes.extend(TYPES);
        }
        // Verified by a store that was opened before, as a server's would be, and by one that is not opened for work.
        let store = instance.open(capabilities()).await.unwrap();
        for (change, told) in changes {
            by_hand(&url, &[change]).await;
            let faults = store.verify().await.unwrap().faults;
            assert!(faults.iter().any(|fault| fault.contains(told)), "{}: {change}: {faults:#?}", instance.database);
            assert!(faults.len() <= 10, "{change}: {faults:#?}");
            let stored = Store::verify_stored(instance.options(capabilities())).await;
            assert_eq!(stored.unwrap().faults, faults, "{change}");
            by_hand(&url, &RESTORE).await;
        }
        assert!(store.verify().await.unwrap().faults.is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn no_other_table_has_a_name_like_a_covered_one() {
    use sqlx::Row;
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let sql = if instance.postgres.is_some() {
            "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
        } else {
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        };
        let mut connection = store.read().await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&mut *connection).await.unwrap();
        let named: Vec<String> = rows
            .iter()
            .map(|row| row.get::<String, _>(0))
            .filter(|name| ["event", "ledger", "leaf", "tile", "checkpoint", "body"].iter().any(|word| name.contains(word)))
            .collect();
        assert!(named.iter().all(|name| TABLES.contains(&name.as_str())), "{named:?}");
        assert_eq!(named.len(), TABLES.len());
        drop(connection);
        // A write that fails by itself leaves the store usable.
        let wrong = Statement { sql: "INSERT INTO nowhere (a) VALUES (1)", values: Vec::new() };
        assert!(store.write(vec![wrong]).await.is_err());
        store.close().await;
    })
    .await;
}
