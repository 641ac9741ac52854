//! The table of closed cases: to be filed, kept, due for erasure, erased.

use crate::model::event::RequestEvent;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row, any::AnyRow};
use store::{Connection, Migration, Recorded, StoreError, StreamId};

/// The table.
pub const MIGRATION: Migration = Migration {
    version: 4120,
    name: "filing and retention",
    sql: "CREATE TABLE request_keeping (
        stream TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        organisation TEXT NOT NULL,
        closed BIGINT NOT NULL,
        archived_on TEXT NOT NULL,
        retention TEXT NOT NULL,
        until TEXT NOT NULL,
        proposed_by TEXT NOT NULL,
        proposed_on TEXT NOT NULL,
        erased_on TEXT NOT NULL,
        erased_because TEXT NOT NULL
    );
    CREATE INDEX request_keeping_organisation ON request_keeping (organisation, closed, until);",
};

/// Writes one event into the table.
///
/// # Errors
/// Faults of the database; a body that does not fit its kind.
pub async fn project(connection: &mut Connection, recorded: &Recorded) -> Result<(), StoreError> {
    let Some(event) = recorded.event::<RequestEvent>()? else { return Ok(()) };
    let (changes, values): (&'static str, Vec<String>) = match &event {
        RequestEvent::Received(received) => {
            sqlx::query(
                "INSERT INTO request_keeping (stream, number, organisation, closed, archived_on, retention, until, proposed_by, proposed_on, erased_on, erased_because)
                 VALUES ($1, $2, $3, 0, '', '', '', '', '', '', '')",
            )
            .bind(recorded.stream.as_str())
            .bind(received.number.as_str())
            .bind(received.organisation.as_str())
            .execute(&mut *connection)
            .await?;
            return Ok(());
        }
        RequestEvent::Transferred(transferred) => ("organisation = $2", vec![transferred.to.clone()]),
        RequestEvent::ReplySent(_) => ("closed = 1", Vec::new()),
        RequestEvent::ClockMoved(moved) if moved.standing.has_ended() => ("closed = 1", Vec::new()),
        RequestEvent::CorrectionOpened(_) => {
            ("closed = 0, archived_on = '', retention = '', until = '', proposed_by = '', proposed_on = ''", Vec::new())
        }
        RequestEvent::Archived(archived) => (
            "archived_on = $2, retention = $3, until = $4",
            vec![archived.on.to_string(), archived.retention.clone(), archived.until.map(|day| day.to_string()).unwrap_or_default()],
        ),
        RequestEvent::ErasureProposed(proposed) => {
            ("proposed_by = $2, proposed_on = $3", vec![proposed.person.clone(), proposed.on.to_string()])
        }
        RequestEvent::ErasureDeclined(_) => ("proposed_by = '', proposed_on = ''", Vec::new()),
        RequestEvent::Erased(erased) => {
            ("proposed_by = '', proposed_on = '', erased_on = $2, erased_because = $3", vec![erased.on.to_string(), erased.reason.clone()])
        }
        _ => return Ok(()),
    };
    let sql = format!("UPDATE request_keeping SET {changes} WHERE stream = $1");
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(recorded.stream.as_str());
    for value in values {
        query = query.bind(value);
    }
    query.execute(&mut *connection).await?;
    Ok(())
}

/// Which closed cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// closed and not filed
    ToFile,
    /// an erasure waits for a second person
    Proposed,
    /// their term of retention has passed
    Due,
    /// erased
    Erased,
}

impl Kept {
    /// every list, in order
    pub const ALL: [Kept; 4] = [Kept::ToFile, Kept::Proposed, Kept::Due, Kept::Erased];

    /// the code, also of its message `requests-kept-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Kept::ToFile => "to-file",
            Kept::Proposed => "proposed",
            Kept::Due => "due",
            Kept::Erased => "erased",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Kept> {
        Self::ALL.into_iter().find(|kept| kept.as_str() == code)
    }
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRow {
    /// stream
    pub stream: StreamId,
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// day of filing; empty before
    pub archived_on: String,
    /// last day of retention; empty: not filed, or for ever
    pub until: String,
    /// day of the proposal; empty where there is none
    pub proposed_on: String,
    /// day of the erasure; empty where there was none
    pub erased_on: String,
    /// why it was erased
    pub erased_because: String,
}

fn row(row: &AnyRow) -> Result<KeptRow, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    Ok(KeptRow {
        stream: text("stream")?.parse()?,
        number: text("number")?,
        organisation: text("organisation")?,
        archived_on: text("archived_on")?,
        until: text("until")?,
        proposed_on: text("proposed_on")?,
        erased_on: text("erased_on")?,
        erased_because: text("erased_because")?,
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT stream, number, organisation, archived_on, until, proposed_on, erased_on, erased_because FROM request_keeping ",
            $rest
        )
    };
}

/// Closed cases of an organisation.
///
/// # Errors
/// Faults of the database.
pub async fn list(
    connection: &mut AnyConnection,
    organisation: &str,
    which: Kept,
    today: Date,
    limit: u32,
) -> Result<Vec<KeptRow>, StoreError> {
    let sql = match which {
        Kept::ToFile => {
            select!("WHERE organisation = $1 AND closed = 1 AND archived_on = '' AND erased_on = '' AND $2 <> '' ORDER BY number LIMIT $3")
        }
        Kept::Proposed => select!("WHERE organisation = $1 AND proposed_on <> '' AND $2 <> '' ORDER BY proposed_on, number LIMIT $3"),
        Kept::Due => select!(
            "WHERE organisation = $1 AND closed = 1 AND until <> '' AND until < $2 AND erased_on = '' ORDER BY until, number LIMIT $3"
        ),
        Kept::Erased => select!("WHERE organisation = $1 AND erased_on <> '' AND $2 <> '' ORDER BY erased_on DESC, number LIMIT $3"),
    };
    let rows = sqlx::query(sql).bind(organisation).bind(today.to_string()).bind(i64::from(limit)).fetch_all(connection).await?;
    rows.iter().map(row).collect()
}
