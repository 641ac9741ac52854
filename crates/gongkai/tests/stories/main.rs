//! Whole ways of a request, each told once and played twice: by headless Chromium on SQLite, with axe on every new kind
//! of page, and by a plain HTTP client on PostgreSQL. The clock stands where the story says, so months pass in seconds.

#![expect(clippy::unwrap_used, reason = "a test that meets what it does not expect has failed")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../browser/driver.rs"]
#[expect(dead_code, reason = "the browser's own tests use more gestures than the stories")]
mod driver;
mod stage;

mod arrival;
mod gestures;
mod keys;
#[path = "../../../requests/tests/requests/materials/original.rs"]
mod original;

mod clarified;
mod extended;
mod lapsed;
mod overridden;
mod plain;
mod silent;

mod counter;
mod court;
mod erasure;
mod fax;
mod fee;
mod letter;
mod redaction;
mod transfer;
mod withdrawal;

/// Two tests of each story, named after it.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod browser_sqlite {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                crate::stage::browser_sqlite(async |stage| crate::$story::$story(stage).await).await;
            })*
        }
        mod http_postgres {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $story() {
                crate::stage::http_postgres(async |stage| crate::$story::$story(stage).await).await;
            })*
        }
    };
}

stories![
    plain, clarified, lapsed, extended, overridden, silent, transfer, fee, redaction, counter, letter, fax, court, erasure, withdrawal
];
