//! Databases for tests: SQLite always, PostgreSQL where `GONGKAI_TEST_POSTGRES_URL` names one.

use crate::{Capability, Environment, ManualClock, OpenOptions, SeededEntropy, Store, StoreError, SystemEntropy, keys::hex};
use futures::FutureExt;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Connection as _};
use std::{
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The variable that names a PostgreSQL for tests: a URL whose role may create databases.
pub const POSTGRES_VARIABLE: &str = "GONGKAI_TEST_POSTGRES_URL";
/// Where the clocks of test instances stand at first.
pub const START: &str = "2016-08-17T01:00:00Z";

/// An empty instance on one of the databases. Folder and database go when the test ends.
#[derive(Clone)]
pub struct TestInstance {
    /// `SQLite` or `PostgreSQL`.
    pub database: &'static str,
    /// The data folder.
    pub data: PathBuf,
    /// URL of the PostgreSQL database that was made for this test.
    pub postgres: Option<String>,
    /// The instance's clock, at [`START`].
    pub clock: Arc<ManualClock>,
    /// Clock and seeded entropy. The same for every opening of this instance, so that no salt comes twice.
    pub environment: Environment,
}

impl TestInstance {
    /// How to open it with these capabilities.
    pub fn options(&self, capabilities: Vec<Arc<dyn Capability>>) -> OpenOptions {
        OpenOptions {
            data: self.data.clone(),
            postgres: self.postgres.clone(),
            origin: "test.example/ledger".to_owned(),
            environment: self.environment.clone(),
            capabilities,
            exclusive: true,
        }
    }

    /// Opens it with these capabilities.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open(&self, capabilities: Vec<Arc<dyn Capability>>) -> Result<Store, StoreError> {
        Store::open(self.options(capabilities)).await
    }
}

/// A new folder below the system's place for temporary files; removed when dropped.
#[derive(Debug)]
pub struct TestFolder(PathBuf);

impl TestFolder {
    /// Makes one.
    ///
    /// # Errors
    /// Where none can be made.
    pub fn new() -> Result<Self, StoreError> {
        let path = std::env::temp_dir().join(format!("gongkai-test-{}", unique()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TestFolder {
    fn drop(&mut self) {
        // What stays behind is in the place for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The URL of the PostgreSQL for tests, where there is one.
#[expect(clippy::disallowed_methods, reason = "tests are told of a PostgreSQL by the environment")]
pub fn postgres_url() -> Option<String> {
    std::env::var(POSTGRES_VARIABLE).ok().filter(|url| !url.is_empty())
}

/// Runs a test on an empty SQLite instance, and on an empty PostgreSQL one where there is one; says so where it was
/// skipped.
///
/// # Panics
/// Where the test does, or where no instance can be made.
pub async fn each_database<F, T>(test: F)
where
    F: Fn(TestInstance) -> T,
    T: Future<Output = ()>,
{
    on_sqlite(&test).await;
    match postgres_url() {
        Some(url) => on_postgres(&url, &test).await,
        None => println!("skipped on PostgreSQL: {POSTGRES_VARIABLE} is not set"),
    }
}

/// Runs a test on an empty SQLite instance.
///
/// # Panics
/// Where the test does, or where no instance can be made.
pub async fn on_sqlite<F, T>(test: F)
where
    F: Fn(TestInstance) -> T,
    T: Future<Output = ()>,
{
    let folder = TestFolder::new().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
    test(instance("SQLite", folder.path(), None)).await;
}

/// Runs a test on a new database in the PostgreSQL at `url`.
///
/// # Panics
/// Where the test does, or where no database can be made.
pub async fn on_postgres<F, T>(url: &str, test: F)
where
    F: Fn(TestInstance) -> T,
    T: Future<Output = ()>,
{
    let folder = TestFolder::new().unwrap_or_else(|error| panic!("no folder for a test: {error}"));
    let name = format!("gongkai_test_{}", unique());
    administer(url, format!("CREATE DATABASE {name}")).await;
    let ran = AssertUnwindSafe(test(instance("PostgreSQL", folder.path(), Some(with_database(url, &name))))).catch_unwind().await;
    administer(url, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    if let Err(panic) = ran {
        resume_unwind(panic);
    }
}

fn instance(database: &'static str, folder: &Path, postgres: Option<String>) -> TestInstance {
    let start: Timestamp = START.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let clock = Arc::new(ManualClock::new(start));
    let environment = Environment { clock: clock.clone(), entropy: Arc::new(SeededEntropy::new(7)) };
    TestInstance { database, data: folder.join("data"), postgres, clock, environment }
}

async fn administer(url: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut connection = sqlx::AnyConnection::connect(url)
        .await
        .unwrap_or_else(|error| panic!("{POSTGRES_VARIABLE} names no PostgreSQL that can be reached: {error}"));
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut connection)
        .await
        .unwrap_or_else(|error| panic!("the PostgreSQL for tests refused: {error}"));
}

/// The same server, another database.
fn with_database(url: &str, name: &str) -> String {
    let (rest, query) = url.split_once('?').map_or((url, None), |(rest, query)| (rest, Some(query)));
    let start = rest.find("://").map_or(0, |place| place + 3);
    let server = rest[start..].find('/').map_or(rest, |slash| &rest[..start + slash]);
    match query {
        Some(query) => format!("{server}/{name}?{query}"),
        None => format!("{server}/{name}"),
    }
}

fn unique() -> String {
    use crate::Entropy;
    let mut bytes = [0; 8];
    SystemEntropy.fill(&mut bytes);
    hex(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_turned_to_another_database() {
        assert_eq!(with_database("postgres://u:p@h:5432/postgres", "t"), "postgres://u:p@h:5432/t");
        assert_eq!(with_database("postgres://u@h", "t"), "postgres://u@h/t");
        assert_eq!(with_database("postgres://u@h/a?sslmode=disable", "t"), "postgres://u@h/t?sslmode=disable");
    }
}
