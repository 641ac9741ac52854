//! Credentials and sessions. They are rows, not events: a hash that was replaced should be gone.
//!
//! Kinds of credentials: `password` (secret: PHC string), `one-time-code` and `one-time-code-pending` (secret: the
//! reference of the sealed secret), `recovery-code` (id: keyed hash; deleted by its use).

use crate::PersonId;
use sqlx::Row;
use store::{Connection, Statement, StoreError, Value};

/// One way to prove who one is.
#[derive(Clone)]
pub(crate) struct Credential {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) last_step: i64,
}

/// All credentials of a kind.
pub(crate) async fn credentials(connection: &mut Connection, person: &PersonId, kind: &str) -> Result<Vec<Credential>, StoreError> {
    let rows = sqlx::query("SELECT id, secret, last_step FROM credential WHERE person = $1 AND kind = $2 ORDER BY id")
        .bind(person.0.as_str())
        .bind(kind)
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| Ok(Credential { id: row.try_get("id")?, secret: row.try_get("secret")?, last_step: row.try_get("last_step")? }))
        .collect()
}

/// The first credential of a kind, where there is at most one.
pub(crate) async fn credential(connection: &mut Connection, person: &PersonId, kind: &str) -> Result<Option<Credential>, StoreError> {
    Ok(credentials(connection, person, kind).await?.into_iter().next())
}

/// Keeps a credential, in place of one of the same kind and id.
pub(crate) fn put_credential(person: &PersonId, kind: &str, credential: Credential, made: i64) -> Statement {
    Statement {
        sql: "INSERT INTO credential (person, kind, id, secret, last_step, made) VALUES ($1, $2, $3, $4, $5, $6)
              ON CONFLICT (person, kind, id) DO UPDATE
              SET secret = excluded.secret, last_step = excluded.last_step, made = excluded.made",
        values: vec![
            text(&person.0),
            text(kind),
            Value::Text(credential.id),
            Value::Text(credential.secret),
            Value::Integer(credential.last_step),
            Value::Integer(made),
        ],
    }
}

/// Remembers the step of the last one-time code.
pub(crate) fn set_last_step(person: &PersonId, step: i64) -> Statement {
    Statement {
        sql: "UPDATE credential SET last_step = $2 WHERE person = $1 AND kind = 'one-time-code'",
        values: vec![text(&person.0), Value::Integer(step)],
    }
}

/// Forgets one credential.
pub(crate) fn delete_credential(person: &PersonId, kind: &str, id: &str) -> Statement {
    Statement {
        sql: "DELETE FROM credential WHERE person = $1 AND kind = $2 AND id = $3",
        values: vec![text(&person.0), text(kind), text(id)],
    }
}

/// Forgets all credentials of a kind, or of every kind.
pub(crate) fn delete_credentials_of(person: &PersonId, kind: Option<&str>) -> Statement {
    match kind {
        Some(kind) => {
            Statement { sql: "DELETE FROM credential WHERE person = $1 AND kind = $2", values: vec![text(&person.0), text(kind)] }
        }
        None => Statement { sql: "DELETE FROM credential WHERE person = $1", values: vec![text(&person.0)] },
    }
}

/// A session; instants in milliseconds since 1970.
pub(crate) struct SessionRow {
    pub(crate) person: PersonId,
    pub(crate) seen: i64,
    pub(crate) expires: i64,
}

/// By the keyed hash of its token.
pub(crate) async fn session(connection: &mut Connection, hash: &str) -> Result<Option<SessionRow>, StoreError> {
    let row = sqlx::query("SELECT person, seen, expires FROM session WHERE hash = $1").bind(hash).fetch_optional(connection).await?;
    row.map(|row| Ok(SessionRow { person: PersonId(row.try_get("person")?), seen: row.try_get("seen")?, expires: row.try_get("expires")? }))
        .transpose()
}

/// The sessions of a person, the newest first: (hash, made, seen, expires).
pub(crate) async fn sessions_of(connection: &mut Connection, person: &PersonId) -> Result<Vec<(String, i64, i64, i64)>, StoreError> {
    let rows = sqlx::query("SELECT hash, made, seen, expires FROM session WHERE person = $1 ORDER BY made DESC, hash")
        .bind(person.0.as_str())
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(|row| Ok((row.try_get("hash")?, row.try_get("made")?, row.try_get("seen")?, row.try_get("expires")?))).collect()
}

/// A new session.
pub(crate) fn insert_session(hash: &str, person: &PersonId, made: i64, expires: i64) -> Statement {
    Statement {
        sql: "INSERT INTO session (hash, person, made, seen, expires) VALUES ($1, $2, $3, $3, $4)",
        values: vec![text(hash), text(&person.0), Value::Integer(made), Value::Integer(expires)],
    }
}

/// It was used.
pub(crate) fn touch_session(hash: &str, seen: i64) -> Statement {
    Statement { sql: "UPDATE session SET seen = $2 WHERE hash = $1 AND seen < $2", values: vec![text(hash), Value::Integer(seen)] }
}

/// Ends one session.
pub(crate) fn delete_session(hash: &str) -> Statement {
    Statement { sql: "DELETE FROM session WHERE hash = $1", values: vec![text(hash)] }
}

/// Ends all sessions of a person.
pub(crate) fn delete_sessions_of(person: &PersonId) -> Statement {
    Statement { sql: "DELETE FROM session WHERE person = $1", values: vec![text(&person.0)] }
}

/// Ends all sessions of a person but one.
pub(crate) fn delete_other_sessions(person: &PersonId, hash: &str) -> Statement {
    Statement { sql: "DELETE FROM session WHERE person = $1 AND hash <> $2", values: vec![text(&person.0), text(hash)] }
}

/// Forgets sessions that have ended by age.
pub(crate) fn forget_old_sessions(now: i64) -> Statement {
    Statement { sql: "DELETE FROM session WHERE expires <= $1", values: vec![Value::Integer(now)] }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}
