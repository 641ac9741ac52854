//! The table of cases: a projection of their events, and the questions that pages and API ask of it.

use crate::model::event::{RequestEvent, Side};
use crate::model::{Request, Step};
use facts::{Fact, Replied, RequestReceived};
use futures::future::BoxFuture;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row, any::AnyRow};
use store::{Capability, Connection, Migration, PartRef, Recorded, StoreError, StreamId};

const MIGRATIONS: &[Migration] = &[Migration {
    version: 4001,
    name: "cases",
    sql: "CREATE TABLE request_case (
        stream TEXT PRIMARY KEY,
        number TEXT NOT NULL UNIQUE,
        organisation TEXT NOT NULL,
        channel TEXT NOT NULL,
        applicant_kind TEXT NOT NULL,
        name_part TEXT NOT NULL,
        name_commitment TEXT NOT NULL,
        subject_part TEXT NOT NULL,
        subject_commitment TEXT NOT NULL,
        arrived_on TEXT NOT NULL,
        same_day BIGINT NOT NULL,
        awaits_requester BIGINT NOT NULL,
        awaits_organisation BIGINT NOT NULL,
        received_on TEXT NOT NULL,
        due_on TEXT NOT NULL,
        provisional BIGINT NOT NULL,
        regime TEXT NOT NULL,
        step TEXT NOT NULL,
        drafter TEXT NOT NULL,
        reviewer TEXT NOT NULL,
        outcome TEXT NOT NULL,
        replied_on TEXT NOT NULL,
        letter_number TEXT NOT NULL,
        version BIGINT NOT NULL
    );
    CREATE INDEX request_case_organisation ON request_case (organisation, step, due_on);
    CREATE INDEX request_case_due ON request_case (step, due_on);",
}];

/// A row of the table. Empty text stands for what is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// stream
    pub stream: StreamId,
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// channel's code
    pub channel: String,
    /// kind of requester
    pub applicant_kind: String,
    /// sealed name
    pub name: PartRef,
    /// sealed subject
    pub subject: PartRef,
    /// day of arrival
    pub arrived_on: Option<Date>,
    /// must be confirmed on the day of arrival
    pub same_day: bool,
    /// waits for the requester
    pub awaits_requester: bool,
    /// waits for the organisation
    pub awaits_organisation: bool,
    /// legal date of receipt
    pub received_on: Option<Date>,
    /// due
    pub due_on: Option<Date>,
    /// the due date may still move
    pub provisional: bool,
    /// which hands it is in
    pub step: Step,
    /// drafter's person id
    pub drafter: String,
    /// reviewer's person id
    pub reviewer: String,
    /// outcome's code
    pub outcome: String,
    /// day of the reply
    pub replied_on: Option<Date>,
    /// 文号 of the reply
    pub letter_number: String,
    /// version of the stream
    pub version: u64,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT stream, number, organisation, channel, applicant_kind, name_part, name_commitment, subject_part, subject_commitment, arrived_on, same_day, awaits_requester, awaits_organisation, received_on, due_on, provisional, step, drafter, reviewer, outcome, replied_on, letter_number, version FROM request_case ",
            $rest
        )
    };
}

fn case(row: &AnyRow) -> Result<Case, StoreError> {
    let text = |column: &str| row.try_get::<String, _>(column);
    let number = |column: &str| row.try_get::<i64, _>(column);
    let day = |column: &str| -> Result<Option<Date>, StoreError> {
        let value = text(column)?;
        if value.is_empty() { Ok(None) } else { value.parse().map(Some).map_err(|_| StoreError::Corrupt(format!("date `{value}`"))) }
    };
    let stream = text("stream")?;
    let step = text("step")?;
    Ok(Case {
        stream: StreamId::new("request", stream.trim_start_matches("request-")),
        number: text("number")?,
        organisation: text("organisation")?,
        channel: text("channel")?,
        applicant_kind: text("applicant_kind")?,
        name: PartRef { part: text("name_part")?, commitment: text("name_commitment")? },
        subject: PartRef { part: text("subject_part")?, commitment: text("subject_commitment")? },
        arrived_on: day("arrived_on")?,
        same_day: number("same_day")? == 1,
        awaits_requester: number("awaits_requester")? == 1,
        awaits_organisation: number("awaits_organisation")? == 1,
        received_on: day("received_on")?,
        due_on: day("due_on")?,
        provisional: number("provisional")? == 1,
        step: Step::parse(&step).ok_or_else(|| StoreError::Corrupt(format!("step `{step}`")))?,
        drafter: text("drafter")?,
        reviewer: text("reviewer")?,
        outcome: text("outcome")?,
        replied_on: day("replied_on")?,
        letter_number: text("letter_number")?,
        version: u64::try_from(number("version")?).unwrap_or_default(),
    })
}

/// The case with a public number; what cannot be a number (ASCII letters, digits, hyphens) is nobody's.
///
/// # Errors
/// Faults of the database.
pub async fn by_number(connection: &mut AnyConnection, number: &str) -> Result<Option<Case>, StoreError> {
    let plausible = (1..=80).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !plausible {
        return Ok(None);
    }
    let row = sqlx::query(select!("WHERE number = $1")).bind(number).fetch_optional(connection).await?;
    row.as_ref().map(case).transpose()
}

/// Which cases a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// not answered yet, soonest due first
    Open,
    /// every case, newest first
    All,
    /// answered, newest reply first
    Replied,
}

/// Cases of one organisation (or of all, where `organisation` is empty).
///
/// # Errors
/// Faults of the database.
pub async fn list(
    connection: &mut AnyConnection,
    organisation: &str,
    which: Which,
    limit: u32,
    offset: u64,
) -> Result<Vec<Case>, StoreError> {
    let sql = match which {
        Which::Open => select!(
            "WHERE ($1 = '' OR organisation = $1) AND step <> 'replied' ORDER BY CASE WHEN due_on = '' THEN arrived_on ELSE due_on END, number LIMIT $2 OFFSET $3"
        ),
        Which::All => select!("WHERE ($1 = '' OR organisation = $1) ORDER BY arrived_on DESC, number DESC LIMIT $2 OFFSET $3"),
        Which::Replied => {
            select!("WHERE ($1 = '' OR organisation = $1) AND step = 'replied' ORDER BY replied_on DESC, number DESC LIMIT $2 OFFSET $3")
        }
    };
    let rows = sqlx::query(sql)
        .bind(organisation)
        .bind(i64::from(limit))
        .bind(i64::try_from(offset).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
    rows.iter().map(case).collect()
}

/// How many cases there are: all, open, overdue on `today`, due within `soon`, waiting for a confirmation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// all
    pub all: u64,
    /// not answered yet
    pub open: u64,
    /// past their due date
    pub overdue: u64,
    /// due on or before `soon`
    pub soon: u64,
    /// without a clock
    pub confirming: u64,
    /// waiting for review
    pub reviewing: u64,
    /// waiting for approval
    pub approving: u64,
}

/// Counts of one organisation (or of all, where `organisation` is empty).
///
/// # Errors
/// Faults of the database.
pub async fn counts(connection: &mut AnyConnection, organisation: &str, today: Date, soon: Date) -> Result<Counts, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS total,
            CAST(COALESCE(SUM(CASE WHEN step <> 'replied' THEN 1 ELSE 0 END), 0) AS BIGINT) AS open_now,
            CAST(COALESCE(SUM(CASE WHEN step <> 'replied' AND due_on <> '' AND due_on < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
            CAST(COALESCE(SUM(CASE WHEN step <> 'replied' AND due_on >= $2 AND due_on <= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS soon,
            CAST(COALESCE(SUM(CASE WHEN step = 'confirming' THEN 1 ELSE 0 END), 0) AS BIGINT) AS confirming,
            CAST(COALESCE(SUM(CASE WHEN step = 'reviewing' THEN 1 ELSE 0 END), 0) AS BIGINT) AS reviewing,
            CAST(COALESCE(SUM(CASE WHEN step = 'approving' THEN 1 ELSE 0 END), 0) AS BIGINT) AS approving
         FROM request_case WHERE ($1 = '' OR organisation = $1)",
    )
    .bind(organisation)
    .bind(today.to_string())
    .bind(soon.to_string())
    .fetch_one(connection)
    .await?;
    let count = |column: &str| row.try_get::<i64, _>(column).map(|n| u64::try_from(n).unwrap_or_default());
    Ok(Counts {
        all: count("total")?,
        open: count("open_now")?,
        overdue: count("late")?,
        soon: count("soon")?,
        confirming: count("confirming")?,
        reviewing: count("reviewing")?,
        approving: count("approving")?,
    })
}

/// The capability's part of the store.
#[derive(Debug, Clone, Copy, Default)]
pub struct Requests;

impl Capability for Requests {
    fn name(&self) -> &'static str {
        "requests"
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    fn categories(&self) -> &'static [&'static str] {
        &["request"]
    }

    fn projections(&self) -> &'static [&'static str] {
        &["request_case"]
    }

    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let version = i64::try_from(event.version).unwrap_or(i64::MAX);
            match event.event::<RequestEvent>()? {
                Some(RequestEvent::Received(received)) => insert(connection, event, &received).await?,
                Some(RequestEvent::Confirmed(confirmed)) => {
                    let sql = match confirmed.by {
                        Side::Requester => "UPDATE request_case SET awaits_requester = 0, version = $2 WHERE stream = $1",
                        Side::Organisation => "UPDATE request_case SET awaits_organisation = 0, version = $2 WHERE stream = $1",
                    };
                    sqlx::query(sql).bind(event.stream.as_str()).bind(version).execute(connection).await?;
                }
                Some(RequestEvent::ClockStarted(clock)) => {
                    sqlx::query("UPDATE request_case SET received_on = $3, due_on = $4, provisional = $5, regime = $6, step = CASE WHEN step = 'confirming' THEN 'registered' ELSE step END, awaits_requester = 0, awaits_organisation = 0, version = $2 WHERE stream = $1")
                        .bind(event.stream.as_str()).bind(version)
                        .bind(clock.received_on.to_string()).bind(clock.due_on.to_string())
                        .bind(i64::from(clock.provisional)).bind(clock.regime.as_str())
                        .execute(connection).await?;
                }
                Some(RequestEvent::ReplyDrafted(draft)) => {
                    sqlx::query("UPDATE request_case SET step = 'drafting', drafter = $3, outcome = $4, reviewer = '', version = $2 WHERE stream = $1")
                        .bind(event.stream.as_str()).bind(version).bind(draft.drafter.as_str()).bind(draft.outcome.as_str())
                        .execute(connection).await?;
                }
                Some(RequestEvent::DraftSubmitted(_)) => step(connection, event, Step::Reviewing, "").await?,
                Some(RequestEvent::ReviewPassed(by)) => step(connection, event, Step::Approving, &by.person).await?,
                Some(RequestEvent::DraftReturned(_)) => step(connection, event, Step::Drafting, "").await?,
                Some(RequestEvent::ReplyApproved(_)) => {
                    sqlx::query("UPDATE request_case SET step = 'approved', version = $2 WHERE stream = $1")
                        .bind(event.stream.as_str())
                        .bind(version)
                        .execute(connection)
                        .await?;
                }
                Some(RequestEvent::ReplySent(reply)) => {
                    sqlx::query("UPDATE request_case SET step = 'replied', outcome = $3, replied_on = $4, letter_number = $5, version = $2 WHERE stream = $1")
                        .bind(event.stream.as_str()).bind(version)
                        .bind(reply.outcome.as_str()).bind(reply.sent_on.to_string()).bind(reply.letter_number.as_str())
                        .execute(connection).await?;
                }
                Some(RequestEvent::ContactViewed(_)) | None => {
                    sqlx::query("UPDATE request_case SET version = $2 WHERE stream = $1")
                        .bind(event.stream.as_str())
                        .bind(version)
                        .execute(connection)
                        .await?;
                }
            }
            Ok(())
        })
    }

    fn facts(&self, event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(match event.event::<RequestEvent>()? {
            Some(RequestEvent::ClockStarted(clock)) => vec![Fact::RequestReceived(RequestReceived {
                number: clock.number.clone(),
                organisation: clock.organisation.clone(),
                received_on: clock.received_on,
                due_on: clock.due_on,
            })],
            Some(RequestEvent::ReplySent(reply)) => vec![Fact::Replied(Replied {
                number: reply.number.clone(),
                organisation: reply.organisation.clone(),
                outcome: reply.outcome.clone(),
                replied_on: reply.sent_on,
                received_on: reply.received_on,
                due_on: reply.due_on,
            })],
            _ => Vec::new(),
        })
    }
}

async fn step(connection: &mut Connection, event: &Recorded, step: Step, reviewer: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE request_case SET step = $3, reviewer = $4, version = $2 WHERE stream = $1")
        .bind(event.stream.as_str())
        .bind(i64::try_from(event.version).unwrap_or(i64::MAX))
        .bind(step.as_str())
        .bind(reviewer)
        .execute(connection)
        .await?;
    Ok(())
}

async fn insert(connection: &mut Connection, event: &Recorded, received: &crate::model::event::Received) -> Result<(), StoreError> {
    let awaits = received.awaits.as_ref();
    let flag = |is: bool| i64::from(is);
    sqlx::query(
        "INSERT INTO request_case (stream, number, organisation, channel, applicant_kind, name_part, name_commitment, subject_part, subject_commitment, arrived_on, same_day, awaits_requester, awaits_organisation, received_on, due_on, provisional, regime, step, drafter, reviewer, outcome, replied_on, letter_number, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', '', 0, '', $14, '', '', '', '', '', $15)",
    )
    .bind(event.stream.as_str())
    .bind(received.number.as_str())
    .bind(received.organisation.as_str())
    .bind(crate::channel_code(received.channel))
    .bind(received.applicant.kind.as_str())
    .bind(received.applicant.name.part.as_str())
    .bind(received.applicant.name.commitment.as_str())
    .bind(received.subject.part.as_str())
    .bind(received.subject.commitment.as_str())
    .bind(received.arrived_on.to_string())
    .bind(flag(awaits.is_some_and(|a| a.same_day)))
    .bind(flag(awaits.is_some_and(|a| a.requester)))
    .bind(flag(awaits.is_some_and(|a| a.organisation)))
    .bind(if awaits.is_some() { Step::Confirming.as_str() } else { Step::Registered.as_str() })
    .bind(i64::try_from(event.version).unwrap_or(i64::MAX))
    .execute(connection)
    .await?;
    Ok(())
}

/// A case folded from its stream.
///
/// # Errors
/// Faults of the store.
pub async fn folded(store: &store::Store, stream: &StreamId) -> Result<(Request, Vec<Recorded>), StoreError> {
    let events = store.load(stream).await?;
    Ok((Request::fold(&events)?, events))
}
