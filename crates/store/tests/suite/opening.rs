//! What an opening may make and change: keys before the log begins, tables by who holds the lock, nothing beside a server.

use crate::sample::{Bare, Open, capabilities};
use std::{collections::BTreeMap, path::Path, sync::Arc};
use store::{Migration, OpenOptions, Statement, Store, StoreError, testing::each_database};

/// Every file of a folder with its content.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_file()).map(|path| (path.display().to_string(), std::fs::read(&path).unwrap())).collect()
}

#[tokio::test]
async fn a_missing_key_is_refused_and_not_made_anew() {
    each_database(|instance| async move {
        instance.open(capabilities()).await.unwrap().close().await;
        let keys = instance.data.join("keys");
        let whole = files(&keys);
        assert_eq!(whole.len(), 3);
        for (name, bytes) in &whole {
            std::fs::remove_file(name).unwrap();
            let left = files(&keys);
            let beside = OpenOptions { exclusive: false, ..instance.options(capabilities()) };
            for refused in [
                instance.open(capabilities()).await.unwrap_err(),
                Store::open(beside.clone()).await.unwrap_err(),
                Store::verify_stored(beside.clone()).await.unwrap_err(),
            ] {
                assert!(matches!(&refused, StoreError::Corrupt(what) if what.contains(name.as_str())), "{refused}");
            }
            assert_eq!(files(&keys), left);
            std::fs::write(name, bytes).unwrap();
        }
        let store = instance.open(capabilities()).await.unwrap();
        store.execute(Open::of("a")).await.unwrap();
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_log_without_its_head_gets_no_new_keys_and_no_new_head() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        store.execute(Open::of("a")).await.unwrap();
        store.write(vec![Statement::new("DELETE FROM log_head", Vec::new())]).await.ok();
        store.close().await;
        let refused = instance.open(capabilities()).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Corrupt(what) if what.contains("head")), "{refused}");
        std::fs::remove_file(instance.data.join("keys/ledger.key")).unwrap();
        assert!(matches!(instance.open(capabilities()).await, Err(StoreError::Corrupt(_))));
        assert!(!instance.data.join("keys/ledger.key").exists());
    })
    .await;
}

#[tokio::test]
async fn the_key_of_another_instance_is_noticed() {
    each_database(|instance| async move {
        instance.open(capabilities()).await.unwrap().close().await;
        std::fs::write(instance.data.join("keys/ledger.key"), "5a".repeat(32)).unwrap();
        let refused = instance.open(capabilities()).await.unwrap_err();
        assert!(matches!(&refused, StoreError::Corrupt(what) if what.contains("ledger.key")), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn beside_a_server_nothing_is_made() {
    each_database(|instance| async move {
        let beside = OpenOptions { exclusive: false, ..instance.options(capabilities()) };
        let refused = Store::open(beside.clone()).await.unwrap_err();
        assert!(matches!(refused, StoreError::Unprepared(_)), "{refused}");
        assert!(refused.to_string().contains("start it in this version"), "{refused}");
        assert!(!instance.data.exists());
        let server = instance.open(capabilities()).await.unwrap();
        server.execute(Open::of("a")).await.unwrap();
        assert_eq!(Store::verify_stored(beside).await.unwrap().size, 1);
        server.close().await;
    })
    .await;
}

/// A capability of a later version.
const LATER: Bare =
    Bare { name: "later", migrations: &[Migration { version: 9900, name: "later", sql: "CREATE TABLE later (id TEXT PRIMARY KEY);" }] };

#[tokio::test]
async fn beside_a_server_of_another_version_nothing_is_migrated() {
    each_database(|instance| async move {
        let server = instance.open(capabilities()).await.unwrap();
        let mut later = capabilities();
        later.push(Arc::new(LATER));
        let beside = OpenOptions { exclusive: false, ..instance.options(later.clone()) };
        for _ in 0..2 {
            let refused = Store::verify_stored(beside.clone()).await.unwrap_err();
            assert!(matches!(&refused, StoreError::Unprepared(what) if what.contains("9900")), "{refused}");
        }
        server.close().await;
        instance.open(later).await.unwrap().close().await;
        let earlier = OpenOptions { exclusive: false, ..instance.options(capabilities()) };
        assert!(matches!(Store::open(earlier).await, Err(StoreError::Newer { found: 9900, known: 9000 })));
    })
    .await;
}
