//! Reading the log: events of a stream, events in order, envelopes.

use crate::{
    ActorId, Connection, Recorded, StoreError, StreamId,
    database::{signed, unsigned},
    error::corrupt,
    event::{Body, envelope},
};
use jiff::Timestamp;
use ledger::{Envelope, Hash};
use sqlx::{Row, any::AnyRow};

/// Columns that [`recorded`] reads, in its order.
macro_rules! events_where {
    ($condition:literal) => {
        concat!(
            "SELECT e.idx, e.stream, e.version, e.kind, e.at, e.actor, b.body ",
            "FROM event e JOIN event_body b ON b.idx = e.idx WHERE ",
            $condition
        )
    };
}

const OF_STREAM: &str = events_where!("e.stream = $1 ORDER BY e.version");
const IN_ORDER: &str = events_where!("e.idx >= $1 AND e.idx < $2 ORDER BY e.idx");
const ENVELOPES: &str = "SELECT idx, stream, version, kind, at, actor, body_commitment FROM event \
                         WHERE idx >= $1 AND idx < $2 ORDER BY idx";

/// All events of a stream.
pub(crate) async fn of_stream(connection: &mut Connection, stream: &StreamId) -> Result<Vec<Recorded>, StoreError> {
    let rows = sqlx::query(OF_STREAM).bind(stream.as_str()).fetch_all(connection).await?;
    rows.iter().map(recorded).collect()
}

/// Events with indexes from `from` up to `to`.
pub(crate) async fn in_order(connection: &mut Connection, from: u64, to: u64) -> Result<Vec<Recorded>, StoreError> {
    let rows = sqlx::query(IN_ORDER).bind(signed(from)).bind(signed(to)).fetch_all(connection).await?;
    rows.iter().map(recorded).collect()
}

/// Version of a stream, 0 where it does not exist.
pub(crate) async fn version(connection: &mut Connection, stream: &StreamId) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT version FROM event WHERE stream = $1 ORDER BY version DESC LIMIT 1")
        .bind(stream.as_str())
        .fetch_optional(connection)
        .await?;
    row.map_or(Ok(0), |row| unsigned(row.try_get(0)?))
}

/// The size of the log as it is committed.
pub(crate) async fn size(connection: &mut Connection) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT size FROM log_head WHERE id = 1").fetch_one(connection).await?;
    unsigned(row.try_get(0)?)
}

/// Whether anything was ever written, be it the signed head of the empty log.
pub(crate) async fn is_begun(connection: &mut Connection) -> Result<bool, StoreError> {
    for sql in ["SELECT id FROM log_head LIMIT 1", "SELECT number FROM ledger_checkpoint LIMIT 1", "SELECT idx FROM event LIMIT 1"] {
        if sqlx::query(sql).fetch_optional(&mut *connection).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Envelopes with indexes from `from` up to `to`.
pub(crate) async fn envelopes(connection: &mut Connection, from: u64, to: u64) -> Result<Vec<(u64, Envelope)>, StoreError> {
    let rows = sqlx::query(ENVELOPES).bind(signed(from)).bind(signed(to)).fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let index = unsigned(row.try_get(0)?)?;
            let stream = StreamId(row.try_get(1)?);
            let kind: String = row.try_get(3)?;
            let commitment = hash(&row.try_get::<Vec<u8>, _>(6)?)?;
            let version = unsigned(row.try_get(2)?)?;
            Ok((index, envelope(&stream, version, &kind, instant(row.try_get(4)?)?, &ActorId(row.try_get(5)?), &commitment)))
        })
        .collect()
}

fn recorded(row: &AnyRow) -> Result<Recorded, StoreError> {
    let body: Option<Vec<u8>> = row.try_get(6)?;
    let public_kind: String = row.try_get(3)?;
    let (kind, schema, body) = match body {
        Some(bytes) => {
            let body = Body::parse(&bytes)?;
            (body.kind, body.schema, Some(body.data))
        }
        None => (public_kind, 0, None),
    };
    Ok(Recorded {
        index: unsigned(row.try_get(0)?)?,
        stream: StreamId(row.try_get(1)?),
        version: unsigned(row.try_get(2)?)?,
        kind,
        at: instant(row.try_get(4)?)?,
        actor: ActorId(row.try_get(5)?),
        schema,
        body,
    })
}

/// An instant from its milliseconds.
pub(crate) fn instant(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(corrupt)
}

/// A hash from its bytes.
pub(crate) fn hash(bytes: &[u8]) -> Result<Hash, StoreError> {
    bytes.try_into().map_err(|_| corrupt("a hash of another length"))
}
