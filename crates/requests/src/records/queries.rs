//! The questions that pages and API ask of the table of cases.

use crate::model::Step;
use crate::model::event::Standing;
use jiff::civil::Date;
use sqlx::{AnyConnection, Row, any::AnyRow};
use store::{PartRef, StoreError, StreamId};

/// A row of the table. Empty text stands for what is not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// stream
    pub stream: StreamId,
    /// public number
    pub number: String,
    /// organisation's id
    pub organisation: String,
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
    /// legal date of receipt
    pub received_on: Option<Date>,
    /// due
    pub due_on: Option<Date>,
    /// which hands it is in
    pub step: Step,
    /// where the clock stands
    pub standing: Standing,
    /// the officer who has it; empty where nobody does
    pub holder: String,
    /// day of the reply
    pub replied_on: Option<Date>,
    /// code of the way by which it came
    pub channel: String,
    /// waits for the organisation
    pub awaits_organisation: bool,
    /// row of the closed list; empty where there is none yet
    pub outcome: String,
    /// 文号 of the reply; empty where there is none yet
    pub letter_number: String,
    /// the day on which it had been due when it was asked about only after it
    pub missed_on: Option<Date>,
}

/// Columns of a case.
pub(super) const COLUMNS: &str = "stream, number, organisation, applicant_kind, name_part, name_commitment, subject_part, subject_commitment, arrived_on, same_day, awaits_requester, received_on, due_on, step, standing, holder, replied_on, channel, awaits_organisation, outcome, letter_number, missed_on";

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT stream, number, organisation, applicant_kind, name_part, name_commitment, subject_part, subject_commitment, arrived_on, same_day, awaits_requester, received_on, due_on, step, standing, holder, replied_on, channel, awaits_organisation, outcome, letter_number, missed_on FROM request_case ",
            $rest
        )
    };
}

pub(super) fn case(row: &AnyRow) -> Result<Case, StoreError> {
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
        applicant_kind: text("applicant_kind")?,
        name: PartRef { part: text("name_part")?, commitment: text("name_commitment")? },
        subject: PartRef { part: text("subject_part")?, commitment: text("subject_commitment")? },
        arrived_on: day("arrived_on")?,
        same_day: number("same_day")? == 1,
        awaits_requester: number("awaits_requester")? == 1,
        received_on: day("received_on")?,
        due_on: day("due_on")?,
        step: Step::parse(&step).ok_or_else(|| StoreError::Corrupt(format!("step `{step}`")))?,
        standing: Standing::parse(&text("standing")?).unwrap_or_default(),
        holder: text("holder")?,
        replied_on: day("replied_on")?,
        channel: text("channel")?,
        awaits_organisation: number("awaits_organisation")? == 1,
        outcome: text("outcome")?,
        letter_number: text("letter_number")?,
        missed_on: day("missed_on")?,
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
    /// not answered yet, soonest due first; last those whose clock stands still
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
            "WHERE ($1 = '' OR organisation = $1) AND step NOT IN ('replied', 'ended') ORDER BY CASE WHEN standing = 'running' THEN 0 ELSE 1 END, CASE WHEN due_on = '' THEN arrived_on ELSE due_on END, number LIMIT $2 OFFSET $3"
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
    /// asked about only after they had been due, whatever became of them
    pub missed: u64,
}

/// Counts of one organisation (or of all, where `organisation` is empty).
///
/// # Errors
/// Faults of the database.
pub async fn counts(connection: &mut AnyConnection, organisation: &str, today: Date, soon: Date) -> Result<Counts, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS total,
            CAST(COALESCE(SUM(CASE WHEN step NOT IN ('replied', 'ended') THEN 1 ELSE 0 END), 0) AS BIGINT) AS open_now,
            CAST(COALESCE(SUM(CASE WHEN step NOT IN ('replied', 'ended') AND due_on <> '' AND due_on < $2 THEN 1 ELSE 0 END), 0) AS BIGINT) AS late,
            CAST(COALESCE(SUM(CASE WHEN step NOT IN ('replied', 'ended') AND due_on >= $2 AND due_on <= $3 THEN 1 ELSE 0 END), 0) AS BIGINT) AS soon,
            CAST(COALESCE(SUM(CASE WHEN step = 'confirming' THEN 1 ELSE 0 END), 0) AS BIGINT) AS confirming,
            CAST(COALESCE(SUM(CASE WHEN missed_on <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) AS missed
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
        missed: count("missed")?,
    })
}
