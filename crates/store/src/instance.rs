//! What an instance is, kept once and for good.

use crate::{Connection, StoreError};
use sqlx::Row;

/// Keeps the name of the log at the first opening. Every checkpoint is signed under it, so another name later would
/// make each of them unverifiable.
pub(crate) async fn keep_origin(connection: &mut Connection, wanted: &str) -> Result<(), StoreError> {
    if !wanted.is_empty() {
        sqlx::query("INSERT INTO instance (key, value) VALUES ('origin', $1) ON CONFLICT DO NOTHING")
            .bind(wanted)
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// The name of the log; `wanted` is the same or empty.
pub(crate) async fn origin(connection: &mut Connection, wanted: &str) -> Result<String, StoreError> {
    let row = sqlx::query("SELECT value FROM instance WHERE key = 'origin'").fetch_optional(connection).await?;
    let Some(row) = row else {
        return Err(StoreError::Other("the log has no name yet: name its origin".into()));
    };
    let kept: String = row.try_get(0)?;
    if wanted.is_empty() || wanted == kept {
        Ok(kept)
    } else {
        Err(StoreError::Other(format!("the log is called {kept}; its name cannot be changed to {wanted}")))
    }
}
