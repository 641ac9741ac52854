//! What must be the same on both databases, and with every opening.

use crate::{
    sample::{Bare, capabilities},
    workload,
};
use sqlx::Row;
use std::{collections::BTreeSet, sync::Mutex};
use store::{Migration, Statement, StoreError, testing::each_database};

#[tokio::test]
async fn the_same_workload_gives_the_same_root() {
    let roots = Mutex::new(Vec::new());
    each_database(|instance| {
        let roots = &roots;
        async move {
            let store = instance.open(capabilities()).await.unwrap();
            workload::run(&store, &instance.clock, 40).await;
            let checkpoint = store.checkpoint().await.unwrap();
            assert!(checkpoint.1 > 100);
            assert!(store.verify().await.unwrap().faults.is_empty());
            assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
            let earlier = store.checkpoints(None, 100).await.unwrap();
            roots.lock().unwrap().push((checkpoint, earlier));
            store.close().await;
        }
    })
    .await;
    let roots = roots.into_inner().unwrap();
    assert!(roots.iter().all(|root| *root == roots[0]), "{roots:?}");
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let schemas = Mutex::new(Vec::new());
    each_database(|instance| {
        let schemas = &schemas;
        async move {
            let store = instance.open(capabilities()).await.unwrap();
            let mut connection = store.read().await.unwrap();
            let sql = if instance.postgres.is_some() {
                "SELECT CAST(table_name AS TEXT), CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_schema = 'public'"
            } else {
                "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            };
            let rows = sqlx::query(sql).fetch_all(&mut *connection).await.unwrap();
            let columns: BTreeSet<(String, String)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
            assert!(columns.contains(&("event".into(), "body_commitment".into())));
            schemas.lock().unwrap().push(columns);
            drop(connection);
            store.close().await;
        }
    })
    .await;
    let schemas = schemas.into_inner().unwrap();
    assert!(schemas.iter().all(|schema| *schema == schemas[0]), "{schemas:?}");
}

#[tokio::test]
async fn a_folder_of_a_newer_program_is_refused_and_left_alone() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let newer = "INSERT INTO migration (version, name, applied_at) VALUES (9001, 'later', 0)";
        store.write(vec![Statement { sql: newer, values: Vec::new() }]).await.unwrap();
        store.close().await;
        match instance.open(capabilities()).await {
            Err(StoreError::Newer { found: 9001, known: 9000 }) => {}
            other => panic!("{other:?}"),
        }
    })
    .await;
}

#[tokio::test]
async fn a_hand_in_a_projection_is_noticed() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        workload::run(&store, &instance.clock, 6).await;
        let changed = "UPDATE sample_case SET notes = notes + 1 WHERE number = 4";
        store.write(vec![Statement { sql: changed, values: Vec::new() }]).await.unwrap();
        assert_eq!(store.check_projections().await.unwrap(), ["sample_case"]);
        store.close().await;
        let left: Vec<_> = std::fs::read_dir(&instance.data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("replay")), "{left:?}");
    })
    .await;
}

const GREEDY: Bare =
    Bare { name: "greedy", migrations: &[Migration { version: 9500, name: "", sql: "CREATE TABLE my_events (id TEXT PRIMARY KEY);" }] };

#[tokio::test]
async fn a_capability_may_not_name_a_table_like_the_log() {
    let folder = store::testing::TestFolder::new().unwrap();
    let options = store::OpenOptions {
        data: folder.path().to_owned(),
        postgres: None,
        origin: "test.example/ledger".into(),
        environment: store::Environment::system(),
        capabilities: vec![std::sync::Arc::new(GREEDY)],
        exclusive: true,
    };
    let refused = store::Store::open(options).await.unwrap_err().to_string();
    assert!(refused.contains("my_events"), "{refused}");
}
