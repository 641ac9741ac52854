//! The table of disputes: a projection of their events, and what is asked of it.

use super::model::{Appearance, DisputeEvent, DisputeKind, DisputeResult, Instance, TermKind};
use facts::{DisputeDecided, DisputeOpened, Fact};
use jiff::civil::Date;
use sqlx::{AnyConnection, Row, any::AnyRow};
use store::{Connection, Migration, Recorded, StoreError, StreamId};

/// The table.
pub const MIGRATION: Migration = Migration {
    version: 4110,
    name: "disputes",
    sql: "CREATE TABLE request_dispute (
        stream TEXT PRIMARY KEY,
        case_stream TEXT NOT NULL,
        number TEXT NOT NULL,
        organisation TEXT NOT NULL,
        kind TEXT NOT NULL,
        instance TEXT NOT NULL,
        body TEXT NOT NULL,
        after_reconsideration BIGINT NOT NULL,
        notified_on TEXT NOT NULL,
        next_what TEXT NOT NULL,
        next_on TEXT NOT NULL,
        decided_on TEXT NOT NULL,
        result TEXT NOT NULL,
        appearance TEXT NOT NULL,
        hearings BIGINT NOT NULL,
        heads BIGINT NOT NULL,
        deputies BIGINT NOT NULL,
        nobody BIGINT NOT NULL,
        erased BIGINT NOT NULL,
        version BIGINT NOT NULL
    );
    CREATE INDEX request_dispute_organisation ON request_dispute (organisation, next_on);
    CREATE INDEX request_dispute_case ON request_dispute (case_stream);",
};

/// Writes one event into the table, and the work that follows from it.
///
/// # Errors
/// Faults of the database; a body that does not fit its kind.
pub async fn project(connection: &mut Connection, recorded: &Recorded) -> Result<(), StoreError> {
    let version = i64::try_from(recorded.version).unwrap_or(i64::MAX);
    let stream = recorded.stream.as_str();
    let event: Option<DisputeEvent> = recorded.event()?;
    if let Some(DisputeEvent::Opened(opened)) = &event {
        sqlx::query(
            "INSERT INTO request_dispute (stream, case_stream, number, organisation, kind, instance, body, after_reconsideration, notified_on, next_what, next_on, decided_on, result, appearance, hearings, heads, deputies, nobody, erased, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', '', '', 0, 0, 0, 0, 0, $10)",
        )
        .bind(stream)
        .bind(opened.case.as_str())
        .bind(opened.number.as_str())
        .bind(opened.organisation.as_str())
        .bind(opened.kind.as_str())
        .bind(opened.instance.map_or("", Instance::as_str))
        .bind(opened.body.as_str())
        .bind(i64::from(opened.after_reconsideration))
        .bind(opened.notified_on.to_string())
        .bind(version)
        .execute(&mut *connection)
        .await?;
    }
    if let Some(next) = event.as_ref().and_then(DisputeEvent::next) {
        sqlx::query("UPDATE request_dispute SET next_what = $2, next_on = $3 WHERE stream = $1")
            .bind(stream)
            .bind(next.map_or("", |next| next.what.as_str()))
            .bind(next.map(|next| next.on.to_string()).unwrap_or_default())
            .execute(&mut *connection)
            .await?;
    }
    match &event {
        Some(DisputeEvent::Heard(heard)) => {
            let flag = |who: Appearance| i64::from(heard.appearance == who);
            sqlx::query(
                "UPDATE request_dispute SET appearance = $2, hearings = hearings + 1, heads = heads + $3, deputies = deputies + $4, nobody = nobody + $5 WHERE stream = $1",
            )
            .bind(stream)
            .bind(heard.appearance.as_str())
            .bind(flag(Appearance::Head))
            .bind(flag(Appearance::Deputy))
            .bind(flag(Appearance::Nobody))
            .execute(&mut *connection)
            .await?;
        }
        Some(DisputeEvent::Decided(decided)) => {
            sqlx::query("UPDATE request_dispute SET decided_on = $2, result = $3 WHERE stream = $1")
                .bind(stream)
                .bind(decided.on.to_string())
                .bind(decided.result.as_str())
                .execute(&mut *connection)
                .await?;
        }
        Some(DisputeEvent::Erased(_)) => {
            sqlx::query("UPDATE request_dispute SET erased = 1 WHERE stream = $1").bind(stream).execute(&mut *connection).await?;
        }
        _ => {}
    }
    sqlx::query("UPDATE request_dispute SET version = $2 WHERE stream = $1").bind(stream).bind(version).execute(&mut *connection).await?;
    match &event {
        Some(event) => super::items::project(connection, recorded, event).await,
        None => Ok(()),
    }
}

/// What others may know of an event.
///
/// # Errors
/// A body that does not fit its kind.
pub fn facts(recorded: &Recorded) -> Result<Vec<Fact>, StoreError> {
    let dispute = recorded.stream.id().to_owned();
    Ok(match recorded.event()? {
        Some(DisputeEvent::Opened(opened)) => vec![Fact::DisputeOpened(DisputeOpened {
            dispute,
            number: opened.number.clone(),
            organisation: opened.organisation.clone(),
            litigation: opened.kind == DisputeKind::Litigation,
            after_reconsideration: opened.after_reconsideration,
            instance: opened.instance.map_or("", Instance::as_str).to_owned(),
            notified_on: opened.notified_on,
        })],
        Some(DisputeEvent::Decided(decided)) => vec![Fact::DisputeDecided(DisputeDecided {
            dispute,
            number: decided.number.clone(),
            organisation: decided.organisation.clone(),
            litigation: decided.kind == DisputeKind::Litigation,
            after_reconsideration: decided.after_reconsideration,
            result: decided.result.as_str().to_owned(),
            decided_on: decided.on,
        })],
        _ => Vec::new(),
    })
}

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeRow {
    /// stream
    pub stream: StreamId,
    /// stream of the case
    pub case: StreamId,
    /// public number of the case
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// before whom
    pub kind: DisputeKind,
    /// of a court
    pub instance: Option<Instance>,
    /// name of the body
    pub body: String,
    /// it goes to court after a reconsideration
    pub after_reconsideration: bool,
    /// the day on which the organ received the papers
    pub notified_on: Option<Date>,
    /// what comes next
    pub next: Option<(TermKind, Date)>,
    /// day of the decision
    pub decided_on: Option<Date>,
    /// how it ended; none: 尚未审结
    pub result: Option<DisputeResult>,
    /// who appeared last
    pub appearance: Option<Appearance>,
}

fn row(row: &AnyRow) -> Result<DisputeRow, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let corrupt = |what: &str| StoreError::Corrupt(format!("a dispute's {what}"));
    let day = |column: &str| -> Result<Option<Date>, StoreError> {
        let value = text(column)?;
        if value.is_empty() { Ok(None) } else { value.parse().map(Some).map_err(|_| corrupt(column)) }
    };
    let next = TermKind::parse(&text("next_what")?).zip(day("next_on")?);
    Ok(DisputeRow {
        stream: text("stream")?.parse()?,
        case: text("case_stream")?.parse()?,
        number: text("number")?,
        organisation: text("organisation")?,
        kind: DisputeKind::parse(&text("kind")?).ok_or_else(|| corrupt("kind"))?,
        instance: Instance::parse(&text("instance")?),
        body: text("body")?,
        after_reconsideration: row.try_get::<i64, _>("after_reconsideration")? == 1,
        notified_on: day("notified_on")?,
        next,
        decided_on: day("decided_on")?,
        result: DisputeResult::parse(&text("result")?),
        appearance: Appearance::parse(&text("appearance")?),
    })
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT stream, case_stream, number, organisation, kind, instance, body, after_reconsideration, notified_on, next_what, next_on, decided_on, result, appearance FROM request_dispute ",
            $rest
        )
    };
}

/// The disputes of a case, oldest first.
///
/// # Errors
/// Faults of the database.
pub async fn of_case(connection: &mut AnyConnection, case: &StreamId) -> Result<Vec<DisputeRow>, StoreError> {
    let rows =
        sqlx::query(select!("WHERE case_stream = $1 ORDER BY notified_on, stream")).bind(case.as_str()).fetch_all(connection).await?;
    rows.iter().map(row).collect()
}

/// One dispute.
///
/// # Errors
/// Faults of the database.
pub async fn by_stream(connection: &mut AnyConnection, stream: &StreamId) -> Result<Option<DisputeRow>, StoreError> {
    let found = sqlx::query(select!("WHERE stream = $1")).bind(stream.as_str()).fetch_optional(connection).await?;
    found.as_ref().map(row).transpose()
}

/// Disputes of an organisation (of all, where it is empty): open ones and those whose term of appeal runs, soonest first;
/// with `all` the others behind them, newest first.
///
/// # Errors
/// Faults of the database.
pub async fn list(
    connection: &mut AnyConnection,
    organisation: &str,
    all: bool,
    today: Date,
    limit: u32,
) -> Result<Vec<DisputeRow>, StoreError> {
    let sql = if all {
        select!(
            "WHERE ($1 = '' OR organisation = $1) ORDER BY CASE WHEN decided_on = '' OR next_on >= $2 THEN 0 ELSE 1 END, CASE WHEN decided_on = '' OR next_on >= $2 THEN CASE WHEN next_on = '' THEN '9999' ELSE next_on END ELSE '' END, decided_on DESC, stream LIMIT $3"
        )
    } else {
        select!(
            "WHERE ($1 = '' OR organisation = $1) AND (decided_on = '' OR next_on >= $2) ORDER BY CASE WHEN next_on = '' THEN '9999' ELSE next_on END, stream LIMIT $3"
        )
    };
    let rows = sqlx::query(sql).bind(organisation).bind(today.to_string()).bind(i64::from(limit)).fetch_all(connection).await?;
    rows.iter().map(row).collect()
}

/// How often a body's head appeared, and how its disputes ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counted {
    /// organisation's id
    pub organisation: String,
    /// all
    pub all: u64,
    /// 结果维持, 结果纠正, 其他结果, 尚未审结
    pub results: [u64; 4],
    /// hearings that were held
    pub hearings: u64,
    /// at which the head appeared
    pub heads: u64,
    /// at which a deputy did
    pub deputies: u64,
    /// at which nobody did
    pub nobody: u64,
}

/// Counts of every organisation that has disputes, or of one.
///
/// # Errors
/// Faults of the database.
pub async fn counted(connection: &mut AnyConnection, organisation: &str) -> Result<Vec<Counted>, StoreError> {
    let rows = sqlx::query(
        "SELECT organisation, COUNT(*) AS total,
            CAST(COALESCE(SUM(CASE WHEN result = 'upheld' THEN 1 ELSE 0 END), 0) AS BIGINT) AS upheld,
            CAST(COALESCE(SUM(CASE WHEN result = 'corrected' THEN 1 ELSE 0 END), 0) AS BIGINT) AS corrected,
            CAST(COALESCE(SUM(CASE WHEN result = 'other' THEN 1 ELSE 0 END), 0) AS BIGINT) AS other,
            CAST(COALESCE(SUM(CASE WHEN result = '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS pending,
            CAST(COALESCE(SUM(hearings), 0) AS BIGINT) AS held,
            CAST(COALESCE(SUM(heads), 0) AS BIGINT) AS led,
            CAST(COALESCE(SUM(deputies), 0) AS BIGINT) AS deputised,
            CAST(COALESCE(SUM(nobody), 0) AS BIGINT) AS unattended
         FROM request_dispute WHERE ($1 = '' OR organisation = $1) GROUP BY organisation ORDER BY organisation",
    )
    .bind(organisation)
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let count = |column: &str| row.try_get::<i64, _>(column).map(|n| u64::try_from(n).unwrap_or_default());
            Ok(Counted {
                organisation: row.try_get("organisation")?,
                all: count("total")?,
                results: [count("upheld")?, count("corrected")?, count("other")?, count("pending")?],
                hearings: count("held")?,
                heads: count("led")?,
                deputies: count("deputised")?,
                nobody: count("unattended")?,
            })
        })
        .collect()
}
