//! A full disk: nothing is acknowledged, nothing is lost, and writing goes on when there is room.

use crate::sample::{Add, NEW_SESSION, Open, capabilities, session};
use store::{ExecuteError, Statement, StoreError, testing::on_sqlite};

/// SQLite's own limit gives the very error of a full disk.
const NO_ROOM: &str = "PRAGMA max_page_count = 1";
const ROOM: &str = "PRAGMA max_page_count = 1073741823";

fn statement(sql: &'static str) -> Statement {
    Statement { sql, values: Vec::new() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_and_outlived() {
    on_sqlite(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let before = store.checkpoint().await.unwrap();
        let long = "n".repeat(100_000);
        for _ in 0..8 {
            // Lowered to the size that the file has: the next page is one too many. The limit is the connection's, and
            // a connection whose transaction ended by itself is given up: it is set before each call.
            store.write(vec![statement(NO_ROOM)]).await.unwrap();
            let result = store.execute(Add::note(&stream, &long)).await;
            assert!(matches!(result, Err(ExecuteError::Store(StoreError::DiskFull))), "{result:?}");
        }
        assert_eq!(store.checkpoint().await.unwrap(), before);
        assert_eq!(store.load(&stream).await.unwrap().len(), 1);
        assert!(store.verify().await.unwrap().faults.is_empty());

        store.write(vec![statement(ROOM)]).await.unwrap();
        assert_eq!(store.execute(Add::note(&stream, &long)).await.unwrap().answer, 2);
        store.write(vec![session(NEW_SESSION, "s")]).await.unwrap();
        assert!(store.verify().await.unwrap().faults.is_empty());
        assert!(store.check_projections().await.unwrap().is_empty());
        store.close().await;
    })
    .await;
}
