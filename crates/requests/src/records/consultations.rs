//! What organisations of this instance are asked: a projection, so that the one that is asked finds it.

use crate::model::event::{Answer, PartyKind, RequestEvent, Term};
use identity::{OrganisationId, Role};
use inbox::{Item, Key, Urgency, Words};
use jiff::civil::Date;
use sqlx::Row;
use sqlx::any::AnyRow;
use store::{Connection, Migration, PartRef, Recorded, StoreError, StreamId};

pub(super) const MIGRATION: Migration = Migration {
    version: 4010,
    name: "what organisations are asked",
    sql: "CREATE TABLE request_consultation (
        id TEXT PRIMARY KEY,
        stream TEXT NOT NULL,
        asked TEXT NOT NULL,
        kind TEXT NOT NULL,
        asked_on TEXT NOT NULL,
        until_on TEXT NOT NULL,
        answered_on TEXT NOT NULL,
        answer TEXT NOT NULL,
        question_part TEXT NOT NULL,
        question_commitment TEXT NOT NULL
    );
    CREATE INDEX request_consultation_asked ON request_consultation (asked, answered_on, asked_on);
    CREATE INDEX request_consultation_stream ON request_consultation (stream);",
};

/// What an organisation of this instance is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedOf {
    /// id of the consultation
    pub id: String,
    /// the case of the one that asks
    pub stream: StreamId,
    /// its number
    pub number: String,
    /// the organisation that asks
    pub organisation: OrganisationId,
    /// the organisation that is asked
    pub asked: OrganisationId,
    /// as what it is asked
    pub kind: PartyKind,
    /// since when
    pub asked_on: Date,
    /// by when an answer is awaited, where a term runs
    pub until: Option<Date>,
    /// when it was answered
    pub answered_on: Option<Date>,
    /// what was answered
    pub answer: Option<Answer>,
    /// the case waits for nothing more
    pub ended: bool,
    /// what is asked
    pub question: PartRef,
}

impl AskedOf {
    /// An answer is still awaited.
    pub fn is_open(&self) -> bool {
        self.answered_on.is_none() && !self.ended
    }
}

/// One event of a case into the table, and into the work of the one that is asked.
pub(super) async fn project(connection: &mut Connection, event: &Recorded, said: &RequestEvent) -> Result<(), StoreError> {
    match said {
        RequestEvent::Consulted(consulted) => {
            let Some(asked) = &consulted.organisation else { return Ok(()) };
            let until = consulted.until.map(|until| until.to_string()).unwrap_or_default();
            sqlx::query(
                "INSERT INTO request_consultation (id, stream, asked, kind, asked_on, until_on, answered_on, answer, question_part, question_commitment)
                 VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8)",
            )
            .bind(consulted.id.as_str())
            .bind(event.stream.as_str())
            .bind(asked.as_str())
            .bind(consulted.kind.as_str())
            .bind(consulted.on.to_string())
            .bind(until)
            .bind(consulted.question.part.as_str())
            .bind(consulted.question.commitment.as_str())
            .execute(&mut *connection)
            .await?;
            put(connection, &consulted.id).await
        }
        RequestEvent::ConsultationDelivered(delivered) => match delivered.until {
            Some(until) => until_on(connection, &delivered.id, until).await,
            None => Ok(()),
        },
        RequestEvent::TermSet(set) => match &set.term {
            Term::Consultation(id) => until_on(connection, id, set.until).await,
            _ => Ok(()),
        },
        RequestEvent::ConsultationAnswered(answered) => {
            sqlx::query("UPDATE request_consultation SET answered_on = $2, answer = $3 WHERE id = $1")
                .bind(answered.id.as_str())
                .bind(answered.on.to_string())
                .bind(answered.answer.as_str())
                .execute(&mut *connection)
                .await?;
            inbox::done(connection, &key(&answered.id)).await
        }
        RequestEvent::ReplySent(_) => end(connection, event).await,
        RequestEvent::ClockMoved(moved) if moved.standing.has_ended() => end(connection, event).await,
        _ => Ok(()),
    }
}

async fn until_on(connection: &mut Connection, id: &str, until: Date) -> Result<(), StoreError> {
    sqlx::query("UPDATE request_consultation SET until_on = $2 WHERE id = $1")
        .bind(id)
        .bind(until.to_string())
        .execute(&mut *connection)
        .await?;
    put(connection, id).await
}

/// Nothing is awaited any more of whom the case asked.
async fn end(connection: &mut Connection, event: &Recorded) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT id FROM request_consultation WHERE stream = $1 AND answered_on = ''")
        .bind(event.stream.as_str())
        .fetch_all(&mut *connection)
        .await?;
    for row in rows {
        inbox::done(connection, &key(&row.try_get::<String, _>("id")?)).await?;
    }
    Ok(())
}

/// One case may ask one organisation several things: each has an item of its own.
fn key(id: &str) -> Key {
    Key::new(&StreamId::new("request", id), "consultation")
}

async fn put(connection: &mut Connection, id: &str) -> Result<(), StoreError> {
    let Some(asked) = one(connection, id).await? else { return Ok(()) };
    let item = Item {
        key: key(id),
        organisation: asked.asked,
        role: Role::CaseOfficer,
        holder: None,
        title: Words::new("requests-item-consultation").with("number", &asked.number),
        url: format!("/office/consultations/{id}"),
        started_on: asked.asked_on,
        due_on: asked.until,
        urgency: Urgency::Ordinary,
    };
    inbox::put(connection, &item).await
}

const SELECT: &str = "SELECT c.id, c.stream, r.number, r.organisation, r.step, c.asked, c.kind, c.asked_on, c.until_on, c.answered_on, c.answer, c.question_part, c.question_commitment FROM request_consultation c JOIN request_case r ON r.stream = c.stream";

/// A consultation by its id; none where no organisation of this instance is asked.
///
/// # Errors
/// Faults of the database.
pub async fn one(connection: &mut Connection, id: &str) -> Result<Option<AskedOf>, StoreError> {
    // What is no id is nobody's; a database would refuse some of it.
    if !id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(None);
    }
    let row = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.id = $1"))).bind(id).fetch_optional(connection).await?;
    row.as_ref().map(read).transpose()
}

/// What an organisation is asked, what is open first, soonest first; at most so many.
///
/// # Errors
/// Faults of the database.
pub async fn asked_of(connection: &mut Connection, asked: &OrganisationId, limit: u32) -> Result<Vec<AskedOf>, StoreError> {
    let order = "CASE WHEN c.answered_on = '' AND r.step NOT IN ('replied', 'ended') THEN 0 ELSE 1 END, CASE WHEN c.until_on = '' THEN '9999-12-31' ELSE c.until_on END, c.asked_on, c.id";
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.asked = $1 ORDER BY {order} LIMIT $2")))
        .bind(asked.0.as_str())
        .bind(i64::from(limit))
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

/// How many answers an organisation owes.
///
/// # Errors
/// Faults of the database.
pub async fn owed(connection: &mut Connection, asked: &OrganisationId) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS owed FROM request_consultation c JOIN request_case r ON r.stream = c.stream
         WHERE c.asked = $1 AND c.answered_on = '' AND r.step NOT IN ('replied', 'ended')",
    )
    .bind(asked.0.as_str())
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>("owed")?.cast_unsigned())
}

fn read(row: &AnyRow) -> Result<AskedOf, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let day = |column: &str| -> Result<Option<Date>, StoreError> {
        let value = text(column)?;
        if value.is_empty() { Ok(None) } else { value.parse().map(Some).map_err(|_| StoreError::Corrupt(format!("date `{value}`"))) }
    };
    let kind = text("kind")?;
    Ok(AskedOf {
        id: text("id")?,
        stream: text("stream")?.parse()?,
        number: text("number")?,
        organisation: OrganisationId(text("organisation")?),
        asked: OrganisationId(text("asked")?),
        kind: PartyKind::parse(&kind).ok_or_else(|| StoreError::Corrupt(format!("kind `{kind}` of a consultation")))?,
        asked_on: day("asked_on")?.ok_or_else(|| StoreError::Corrupt("a consultation without its day".into()))?,
        until: day("until_on")?,
        answered_on: day("answered_on")?,
        answer: Answer::parse(&text("answer")?),
        ended: matches!(text("step")?.as_str(), "replied" | "ended"),
        question: PartRef { part: text("question_part")?, commitment: text("question_commitment")? },
    })
}
