//! Who signed in and who tried: rows for the auditor. They are no events: whoever guesses names must not fill the ledger.

use crate::{PersonId, SignInOutcome};
use sqlx::Row;
use store::{Connection, Statement, StoreError, Value};

/// One try; instants in milliseconds since 1970. `origin`: what stands for the network address.
pub(crate) fn insert_sign_in(id: String, at: i64, person: Option<&PersonId>, outcome: SignInOutcome, origin: String) -> Statement {
    Statement {
        sql: "INSERT INTO sign_in (id, at, person, outcome, origin) VALUES ($1, $2, $3, $4, $5)",
        values: vec![
            Value::Text(id),
            Value::Integer(at),
            person.map_or(Value::NullText, |person| Value::Text(person.0.clone())),
            Value::Text(outcome.as_str().to_owned()),
            Value::Text(origin),
        ],
    }
}

/// The newest tries: (at, person, outcome, origin).
pub(crate) async fn sign_ins(
    connection: &mut Connection,
    limit: u32,
    offset: u64,
) -> Result<Vec<(i64, Option<PersonId>, SignInOutcome, String)>, StoreError> {
    let rows = sqlx::query("SELECT at, person, outcome, origin FROM sign_in ORDER BY at DESC, id DESC LIMIT $1 OFFSET $2")
        .bind(i64::from(limit))
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    rows.into_iter()
        .map(|row| {
            let outcome: String = row.try_get("outcome")?;
            let outcome = SignInOutcome::parse(&outcome).ok_or_else(|| StoreError::Corrupt(format!("a sign-in that was {outcome}")))?;
            Ok((row.try_get("at")?, row.try_get::<Option<String>, _>("person")?.map(PersonId), outcome, row.try_get("origin")?))
        })
        .collect()
}
