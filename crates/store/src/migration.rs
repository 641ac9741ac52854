//! Bringing a database to the present version, and refusing one of a newer program.

use crate::{
    Capability, Connection, Environment, Migration, StoreError,
    database::{Kind, run, run_script},
    schema,
};
use sqlx::Row;
use std::{collections::BTreeMap, sync::Arc};

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (version BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
/// Words that a capability's tables may not hold in their names: what verification covers is the store's alone.
const RESERVED: [&str; 6] = ["event", "ledger", "leaf", "tile", "checkpoint", "body"];

/// Every step of the store and of the capabilities, oldest first.
pub(crate) fn all(capabilities: &[Arc<dyn Capability>]) -> Result<Vec<Migration>, StoreError> {
    let mut steps = BTreeMap::new();
    for step in schema::MIGRATIONS {
        steps.insert(step.version, *step);
    }
    for capability in capabilities {
        for step in capability.migrations() {
            if let Some(table) = reserved_table(step.sql) {
                return Err(StoreError::Other(format!(
                    "{}: a table may not be called {table}; names with {} are the log's",
                    capability.name(),
                    RESERVED.join(", ")
                )));
            }
            if steps.insert(step.version, *step).is_some() {
                return Err(StoreError::Other(format!("{}: migration {} exists twice", capability.name(), step.version)));
            }
        }
    }
    Ok(steps.into_values().collect())
}

fn tables(sql: &str) -> impl Iterator<Item = &str> {
    sql.split("CREATE TABLE").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().trim_start_matches("IF NOT EXISTS").trim_start();
        rest.split(|character: char| character.is_whitespace() || character == '(').next()
    })
}

fn reserved_table(sql: &str) -> Option<&str> {
    tables(sql).find(|name| RESERVED.iter().any(|word| name.to_ascii_lowercase().contains(word)))
}

/// Names of every table that the store and these capabilities make, for those who take an instance away.
///
/// # Errors
/// Where the capabilities' migrations contradict each other.
pub fn table_names(capabilities: &[Arc<dyn Capability>]) -> Result<Vec<String>, StoreError> {
    let steps = all(capabilities)?;
    Ok([TABLE].into_iter().chain(steps.iter().map(|step| step.sql)).flat_map(tables).map(str::to_owned).collect())
}

/// Brings the database to the version of `steps`, all or nothing.
pub(crate) async fn run_all(
    connection: &mut Connection,
    kind: Kind,
    steps: &[Migration],
    environment: &Environment,
) -> Result<(), StoreError> {
    // Two programs that make the table at the same moment: PostgreSQL lets one of them fail.
    if run_script(connection, kind.ddl(TABLE)).await.is_err() {
        run_script(connection, kind.ddl(TABLE)).await?;
    }
    let missing = missing(connection, steps).await?;
    if missing.is_empty() {
        return Ok(());
    }
    run(connection, kind.begin_write()).await?;
    let done = apply(connection, kind, steps, environment).await;
    run(connection, if done.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
    done
}

/// Refuses a database that is not exactly of the version of `steps`, and changes nothing.
pub(crate) async fn check(connection: &mut Connection, steps: &[Migration]) -> Result<(), StoreError> {
    match missing(connection, steps).await {
        Ok(missing) if missing.is_empty() => Ok(()),
        Ok(missing) => {
            let names: Vec<_> = missing.iter().map(|step| format!("{} ({})", step.version, step.name)).collect();
            Err(StoreError::Unprepared(format!("the database lacks steps that this program needs: {}", names.join(", "))))
        }
        // There is no table of migrations.
        Err(StoreError::Database(sqlx::Error::Database(_))) => Err(StoreError::Unprepared("the database holds no instance yet".into())),
        Err(error) => Err(error),
    }
}

async fn apply(connection: &mut Connection, kind: Kind, steps: &[Migration], environment: &Environment) -> Result<(), StoreError> {
    if let Some(lock) = kind.lock_migrations() {
        run(connection, lock).await?;
    }
    for step in missing(connection, steps).await? {
        run_script(connection, kind.ddl(step.sql)).await?;
        sqlx::query("INSERT INTO migration (version, name, applied_at) VALUES ($1, $2, $3)")
            .bind(step.version)
            .bind(step.name)
            .bind(environment.now().as_millisecond())
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// Steps that the database has not seen yet; an error where it has seen one that is not among them.
async fn missing(connection: &mut Connection, steps: &[Migration]) -> Result<Vec<Migration>, StoreError> {
    let rows = sqlx::query("SELECT version FROM migration ORDER BY version").fetch_all(connection).await?;
    let applied: Vec<i64> = rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
    let known = steps.last().map_or(0, |step| step.version);
    if let Some(found) = applied.iter().rev().find(|version| steps.iter().all(|step| step.version != **version)) {
        return Err(StoreError::Newer { found: *found, known });
    }
    Ok(steps.iter().filter(|step| !applied.contains(&step.version)).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_capabilities_keep_off_the_names_of_the_log() {
        assert_eq!(reserved_table("CREATE TABLE document_body (id TEXT)"), Some("document_body"));
        assert_eq!(reserved_table("CREATE TABLE a (event TEXT); CREATE TABLE IF NOT EXISTS Leaflet(x TEXT)"), Some("Leaflet"));
        assert_eq!(reserved_table("CREATE TABLE document (body TEXT, event BIGINT); CREATE INDEX event_a ON a (b);"), None);
    }
}
