//! A PostgreSQL before the store opens it: whether it holds an instance, and emptying it.

use crate::failure::Failure;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

async fn connect(url: &str) -> Result<AnyConnection, Failure> {
    sqlx::any::install_default_drivers();
    AnyConnection::connect(url).await.map_err(|error| Failure::fault(format!("the PostgreSQL cannot be reached: {error}")))
}

/// Our tables that are there.
///
/// # Errors
/// Where the database cannot be reached.
pub async fn tables(url: &str) -> Result<Vec<String>, Failure> {
    let ours = store::table_names(&crate::wiring::capabilities())?;
    let mut connection = connect(url).await?;
    let rows =
        sqlx::query("SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = current_schema()").fetch_all(&mut connection).await?;
    let there = rows.iter().map(|row| row.try_get::<String, _>(0)).collect::<Result<Vec<_>, _>>()?;
    connection.close().await?;
    Ok(there.into_iter().filter(|name| ours.contains(name)).collect())
}

/// Drops our tables and no others.
///
/// # Errors
/// Where the database cannot be reached or refuses.
pub async fn clear(url: &str) -> Result<(), Failure> {
    let tables = tables(url).await?;
    if tables.is_empty() {
        return Ok(());
    }
    let mut connection = connect(url).await?;
    // The names are those of our own migrations.
    sqlx::raw_sql(AssertSqlSafe(format!("DROP TABLE {}", tables.join(", ")))).execute(&mut connection).await?;
    connection.close().await?;
    Ok(())
}
