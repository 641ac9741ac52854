//! Personal data stands nowhere in the clear.

use crate::{
    sample::{Open, capabilities},
    workload::{self, NAMES},
};
use sqlx::Row;
use std::path::{Path, PathBuf};
use store::testing::{each_database, on_sqlite};

/// Files below a folder that hold these bytes.
pub fn files_with(folder: &Path, wanted: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, wanted));
        } else if std::fs::read(&path).unwrap().windows(wanted.len()).any(|window| window == wanted) {
            found.push(path);
        }
    }
    found
}

#[tokio::test]
async fn no_file_of_the_data_folder_holds_personal_data_in_the_clear() {
    on_sqlite(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        workload::run(&store, &instance.clock, 20).await;
        for open in [true, false] {
            for name in NAMES {
                assert_eq!(files_with(&instance.data, name.as_bytes()), Vec::<PathBuf>::new(), "{name}, open: {open}");
            }
            // The search itself works: what is public is found.
            assert!(!files_with(&instance.data, b"note 1").is_empty());
            if open {
                store.close().await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_column_of_the_database_holds_personal_data_in_the_clear() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        workload::run(&store, &instance.clock, 8).await;
        let mut connection = store.read().await.unwrap();
        for (sql, expected) in [
            ("SELECT cipher FROM personal_part", 7),
            ("SELECT wrapped FROM personal_key", 7),
            ("SELECT body FROM event_body WHERE body IS NOT NULL", 8),
        ] {
            let rows = sqlx::query(sql).fetch_all(&mut *connection).await.unwrap();
            assert!(rows.len() >= expected, "{sql}: {}", rows.len());
            for row in rows {
                let bytes: Vec<u8> = row.get(0);
                for name in NAMES {
                    assert!(!bytes.windows(name.len()).any(|window| window == name.as_bytes()));
                }
            }
        }
        drop(connection);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_name_gives_other_bytes_in_every_case() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        for _ in 0..3 {
            store.execute(Open::of(NAMES[0])).await.unwrap();
        }
        assert_eq!(store.look_up("name", NAMES[0]).await.unwrap().len(), 3);
        let mut connection = store.read().await.unwrap();
        let rows = sqlx::query("SELECT cipher FROM personal_part").fetch_all(&mut *connection).await.unwrap();
        let distinct: std::collections::BTreeSet<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
        assert_eq!(distinct.len(), 3);
        drop(connection);
        store.close().await;
    })
    .await;
}
