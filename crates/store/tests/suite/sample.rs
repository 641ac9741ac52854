//! A small capability: cases with notes and a person's name.

use facts::{Fact, Withdrawn};
use futures::{FutureExt, future::BoxFuture};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{convert::Infallible, sync::Arc};
use store::{
    Act, ActorId, Capability, ConflictOr, Connection, Event, ExecuteError, Migration, PartRef, Recorded, Statement, StoreError, StreamId,
    Timer, Transaction,
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum Sample {
    Opened { number: u64, name: PartRef },
    Noted { text: String },
    Withheld { reason: String },
    Reminded,
    Erased { erased: Vec<u64> },
}

impl Event for Sample {
    const CATEGORY: &'static str = "sample";
    fn public_kind(&self) -> Option<&'static str> {
        matches!(self, Self::Withheld { .. }).then_some("changed")
    }
}

#[derive(Debug, thiserror::Error)]
#[error("refused: {0}")]
pub struct Refused(pub &'static str);

#[derive(Debug)]
pub struct Samples;

pub fn capabilities() -> Vec<Arc<dyn Capability>> {
    vec![Arc::new(Samples)]
}

impl Capability for Samples {
    fn name(&self) -> &'static str {
        "samples"
    }
    fn migrations(&self) -> &'static [Migration] {
        &[Migration {
            version: 9000,
            name: "samples",
            sql: "CREATE TABLE sample_case (id TEXT PRIMARY KEY, number BIGINT, notes BIGINT NOT NULL, last TEXT); \
                  CREATE TABLE sample_session (id TEXT PRIMARY KEY);",
        }]
    }
    fn categories(&self) -> &'static [&'static str] {
        &["sample"]
    }
    fn projections(&self) -> &'static [&'static str] {
        &["sample_case"]
    }
    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            match event.event::<Sample>()? {
                Some(Sample::Opened { number, .. }) => {
                    sqlx::query("INSERT INTO sample_case (id, number, notes, last) VALUES ($1, $2, 0, NULL)")
                        .bind(event.stream.id())
                        .bind(i64::try_from(number).unwrap())
                        .execute(connection)
                        .await?;
                }
                Some(Sample::Noted { text }) => {
                    sqlx::query("UPDATE sample_case SET notes = notes + 1, last = $2 WHERE id = $1")
                        .bind(event.stream.id())
                        .bind(text)
                        .execute(connection)
                        .await?;
                }
                // A fold that meets an erased body shows that it was erased; so does the live one.
                Some(Sample::Erased { .. }) | None => {
                    sqlx::query(
                        "INSERT INTO sample_case (id, number, notes, last) VALUES ($1, NULL, 0, NULL) \
                         ON CONFLICT (id) DO UPDATE SET number = NULL, notes = 0, last = NULL",
                    )
                    .bind(event.stream.id())
                    .execute(connection)
                    .await?;
                }
                Some(Sample::Withheld { .. } | Sample::Reminded) => {}
            }
            Ok(())
        }
        .boxed()
    }
    fn facts(&self, event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(match event.event::<Sample>()? {
            Some(Sample::Noted { text }) => vec![Fact::Withdrawn(Withdrawn { document: text })],
            _ => Vec::new(),
        })
    }
    fn due<'a>(&'a self, tx: &'a mut Transaction<'_>, timer: &'a Timer) -> BoxFuture<'a, Result<(), ConflictOr>> {
        async move {
            if timer.command == json!("fail") {
                return Err(StoreError::Other("told to fail".into()).into());
            }
            let version = tx.version(&timer.stream).await?;
            tx.append(&timer.stream, version, &ActorId::system(), &[Sample::Reminded]).await?;
            if let Some(hours) = timer.command.as_i64() {
                let again = timer.at + jiff::SignedDuration::from_hours(hours);
                tx.schedule(&timer.stream, &timer.name, again, timer.command.clone())?;
            }
            Ok(())
        }
        .boxed()
    }
}

/// Opens a case: a number from a series, a name sealed and found again, a claim.
#[derive(Debug, Clone)]
pub struct Open {
    pub name: String,
    pub key: Option<String>,
    /// When a reminder is due, set with the event.
    pub remind: Option<Timestamp>,
    pub refuse: bool,
}

impl Open {
    pub fn of(name: &str) -> Self {
        Self { name: name.to_owned(), key: None, remind: None, refuse: false }
    }
}

impl Act for Open {
    type Answer = (StreamId, u64);
    type Refusal = Refused;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Self::Answer, ExecuteError<Refused>>> {
        async move {
            let stream = StreamId::new("sample", &tx.new_id());
            let number = tx.next_in_series("sample").await?;
            if let Some(key) = &self.key
                && let Some(earlier) = tx.claim("key", key, stream.as_str()).await?
            {
                let stream: StreamId = earlier.parse()?;
                let opened = tx.load(&stream).await?[0].event::<Sample>()?;
                let Some(Sample::Opened { number, .. }) = opened else { panic!("the first event opens") };
                return Ok((stream, number));
            }
            let name = tx.seal(&stream, self.name.as_bytes())?;
            tx.index_for_look_up(&stream, "name", &self.name)?;
            tx.append(&stream, 0, &ActorId::system(), &[Sample::Opened { number, name }]).await?;
            if let Some(at) = self.remind {
                tx.schedule(&stream, "remind", at, json!({}))?;
            }
            if self.refuse {
                return Err(ExecuteError::Refused(Refused("told to")));
            }
            Ok((stream, number))
        }
        .boxed()
    }
}

/// Adds events to a case, at the version expected or at whatever it is.
#[derive(Debug, Clone)]
pub struct Add {
    pub stream: StreamId,
    pub expected: Option<u64>,
    pub events: Vec<Sample>,
}

impl Add {
    pub fn note(stream: &StreamId, text: &str) -> Self {
        Self { stream: stream.clone(), expected: None, events: vec![Sample::Noted { text: text.to_owned() }] }
    }
}

impl Act for Add {
    type Answer = u64;
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<u64, ExecuteError<Infallible>>> {
        async move {
            let found = tx.load(&self.stream).await?.len() as u64;
            let expected = self.expected.unwrap_or(found);
            tx.append(&self.stream, expected, &ActorId::system(), &self.events).await?;
            Ok(tx.version(&self.stream).await?)
        }
        .boxed()
    }
}

/// Erases a case and its bodies.
#[derive(Debug, Clone)]
pub struct Erase {
    pub stream: StreamId,
    pub recorded: bool,
}

impl Act for Erase {
    type Answer = Vec<u64>;
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Vec<u64>, ExecuteError<Infallible>>> {
        async move {
            let events = tx.load(&self.stream).await?;
            let erased: Vec<u64> = events.iter().map(|event| event.index).collect();
            tx.erase_case(&self.stream, &erased).await?;
            if self.recorded {
                let event = Sample::Erased { erased: erased.clone() };
                tx.append(&self.stream, events.len() as u64, &ActorId::system(), &[event]).await?;
            }
            Ok(erased)
        }
        .boxed()
    }
}

/// Sets a timer on a case.
#[derive(Debug, Clone)]
pub struct Schedule {
    pub stream: StreamId,
    pub name: &'static str,
    pub at: Timestamp,
    pub command: serde_json::Value,
}

impl Act for Schedule {
    type Answer = ();
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        async move { Ok(tx.schedule(&self.stream, self.name, self.at, self.command.clone())?) }.boxed()
    }
}

/// A write outside of events with a text of the test's choice.
pub fn session(sql: &'static str, id: &str) -> Statement {
    Statement::new(sql, vec![id.into()])
}

pub const NEW_SESSION: &str = "INSERT INTO sample_session (id) VALUES ($1)";

/// A capability that brings tables and nothing else.
pub struct Bare {
    pub name: &'static str,
    pub migrations: &'static [Migration],
}

impl Capability for Bare {
    fn name(&self) -> &'static str {
        self.name
    }
    fn migrations(&self) -> &'static [Migration] {
        self.migrations
    }
    fn categories(&self) -> &'static [&'static str] {
        &[]
    }
    fn projections(&self) -> &'static [&'static str] {
        &[]
    }
    fn project<'a>(&'a self, _: &'a mut Connection, _: &'a Recorded) -> futures::future::BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Ok(()) })
    }
    fn facts(&self, _: &Recorded) -> Result<Vec<facts::Fact>, StoreError> {
        Ok(Vec::new())
    }
}
