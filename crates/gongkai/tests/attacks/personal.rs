//! What a thief of the data folder or of the database would find: no personal data in the clear.

use crate::portal::{
    Portal,
    world::{self, HERE},
};
use identity::Role;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use std::{fs, path::Path};

const REASON: &str = "隐秘查看理由（演示）";

fn secrets() -> Vec<&'static str> {
    let mut secrets = world::OF_CASES.to_vec();
    secrets.extend([REASON, world::PASSWORD, "clerk-housing（演示）", "87654321"]);
    secrets
}

fn search(place: &str, bytes: &[u8]) {
    for secret in secrets() {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} stands in {place}");
    }
}

fn folder(path: &Path) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { folder(&path) } else { search(&path.display().to_string(), &fs::read(&path).unwrap()) }
    }
}

/// Every row of every table as text; bytes as they are.
async fn database(url: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.unwrap();
    let tables =
        sqlx::query("SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'").fetch_all(&mut connection).await.unwrap();
    assert!(tables.len() > 8, "{}", tables.len());
    let mut rows = 0;
    for table in tables {
        let table: String = table.get(0);
        let sql = format!("SELECT CAST(t AS TEXT) FROM \"{table}\" t");
        for row in sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap() {
            let text: String = row.get(0);
            let text = text.replace("\"\"", "\"");
            search(&table, text.as_bytes());
            let hex: String = text.to_ascii_lowercase();
            for secret in secrets() {
                let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
                assert!(!hex.contains(&digits), "{secret} stands in {table}, as bytes");
            }
            rows += 1;
        }
    }
    assert!(rows > 100, "{rows}");
    connection.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_personal_stands_in_the_clear() {
    store::testing::each_database(|instance| async move {
        let portal = Portal::open(&instance.data, instance.postgres.as_deref()).await;
        let places = world::whole(&portal).await;
        let officer = portal.sign_in(&world::sign_in(Role::CaseOfficer, HERE)).await;
        // What opens a requester's identity is given only for a reason that is written down: no other way from the case.
        let case = portal.get(&officer, &places.fill("/office/requests/{fresh}")).await.text();
        assert!(!case.contains("/requests/receipts/") && !case.contains(world::IDENTITY));
        let size = portal.size().await;
        let looked = portal.post(&officer, &places.fill("/office/requests/{fresh}/contact"), &[("contact_reason", REASON)]).await;
        assert!(looked.text().contains(world::IDENTITY), "{}", looked.text());
        assert_eq!(portal.size().await, size + 1, "the look stands in the ledger");
        let nobody = portal.anybody().await;
        for number in 0..portal.size().await / 50 + 1 {
            let page = portal.get(&nobody, &format!("/ledger/entries?from={}", number * 50)).await;
            search("the ledger's page", page.text().as_bytes());
        }
        for (index, envelope) in portal.app.store.envelopes(0, 10_000).await.unwrap() {
            search(&format!("entry {index}"), format!("{envelope:?}").as_bytes());
        }
        portal.app.store.close().await;
        folder(&instance.data);
        if let Some(url) = &instance.postgres {
            database(url).await;
        }
    })
    .await;
}
