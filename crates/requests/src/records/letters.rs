//! The table of letters: which went out, and which did not arrive.

use crate::model::event::{DeliveryProof, RequestEvent};
use jiff::civil::Date;
use sqlx::Row;
use store::{Connection, Migration, Recorded, StoreError};

pub(super) const MIGRATION: Migration = Migration {
    version: 4050,
    name: "letters",
    sql: "CREATE TABLE request_letter (
        stream TEXT NOT NULL,
        letter_number TEXT NOT NULL,
        notice TEXT NOT NULL,
        delivery TEXT NOT NULL,
        sent_on TEXT NOT NULL,
        dispatched_on TEXT NOT NULL DEFAULT '',
        delivered_on TEXT NOT NULL DEFAULT '',
        proof TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (stream, letter_number)
    );
    CREATE INDEX request_letter_delivered ON request_letter (delivered_on, sent_on);",
};

pub(super) async fn project(connection: &mut Connection, event: &Recorded, said: &RequestEvent) -> Result<(), StoreError> {
    let (sql, values): (&str, Vec<String>) = match said {
        RequestEvent::ReplySent(reply) => (
            "INSERT INTO request_letter (stream, letter_number, notice, delivery, sent_on) VALUES ($1, $2, $3, $4, $5)",
            vec![reply.letter_number.clone(), "reply".into(), reply.delivery.as_str().into(), reply.sent_on.to_string()],
        ),
        RequestEvent::NoticeSent(notice) => (
            "INSERT INTO request_letter (stream, letter_number, notice, delivery, sent_on) VALUES ($1, $2, $3, $4, $5)",
            vec![notice.letter_number.clone(), notice.notice.clone(), notice.delivery.as_str().into(), notice.sent_on.to_string()],
        ),
        RequestEvent::Dispatched(dispatched) => (
            "UPDATE request_letter SET dispatched_on = $3, delivery = $4 WHERE stream = $1 AND letter_number = $2",
            vec![dispatched.letter_number.clone(), dispatched.on.to_string(), dispatched.delivery.as_str().into()],
        ),
        RequestEvent::Delivered(delivered) => (
            "UPDATE request_letter SET delivered_on = $3, proof = $4 WHERE stream = $1 AND letter_number = $2",
            vec![
                delivered.letter_number.clone(),
                if delivered.proof == DeliveryProof::Returned { String::new() } else { delivered.on.to_string() },
                delivered.proof.as_str().into(),
            ],
        ),
        _ => return Ok(()),
    };
    let mut query = sqlx::query(sql).bind(event.stream.as_str());
    for value in values {
        query = query.bind(value);
    }
    query.execute(&mut *connection).await?;
    Ok(())
}

/// A letter that has not arrived, as far as anybody wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// public number of the case
    pub number: String,
    /// 文号
    pub letter_number: String,
    /// kind of notice, or `reply`
    pub notice: String,
    /// code of the way
    pub delivery: String,
    /// day of the letter
    pub sent_on: Option<Date>,
    /// it left the house
    pub dispatched_on: Option<Date>,
    /// it came back
    pub returned: bool,
}

/// Letters of an organisation's cases that were sent until a day and have not arrived, the oldest first; those that came
/// back whenever they were sent.
///
/// # Errors
/// Faults of the database.
pub async fn undelivered(connection: &mut Connection, organisation: &str, until: Date) -> Result<Vec<Undelivered>, StoreError> {
    let rows = sqlx::query(
        "SELECT number, request_letter.letter_number AS letter, notice, delivery, sent_on, dispatched_on, proof
         FROM request_letter JOIN request_case ON request_case.stream = request_letter.stream
         WHERE delivered_on = '' AND organisation = $1 AND (sent_on <= $2 OR proof = 'returned')
         ORDER BY sent_on, request_letter.letter_number LIMIT 500",
    )
    .bind(organisation)
    .bind(until.to_string())
    .fetch_all(&mut *connection)
    .await?;
    rows.iter()
        .map(|row| {
            let text = |column: &str| row.try_get::<String, _>(column);
            Ok(Undelivered {
                number: text("number")?,
                letter_number: text("letter")?,
                notice: text("notice")?,
                delivery: text("delivery")?,
                sent_on: text("sent_on")?.parse().ok(),
                dispatched_on: text("dispatched_on")?.parse().ok(),
                returned: text("proof")? == "returned",
            })
        })
        .collect()
}
