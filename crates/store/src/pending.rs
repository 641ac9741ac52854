//! What has been said but not yet been written: of one act, and of the acts of a batch that said yes.

use crate::{
    Connection, StoreError, StreamId,
    database::signed,
    erasure::Erasure,
    event::NewEvent,
    statement::{Statement, Value, insert_rows},
};
use std::collections::{BTreeMap, HashMap};

/// Personal data on its way into the database, in the clear in memory only.
#[derive(Debug, Clone)]
pub(crate) struct Sealed {
    pub case: StreamId,
    pub part: String,
    pub salt: [u8; 32],
    pub plain: Vec<u8>,
}

/// A timer that is set (instant in milliseconds, command) or cleared.
pub(crate) type TimerChange = Option<(i64, String)>;

/// What one act has said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub events: Vec<NewEvent>,
    /// Version of each stream that it appended to.
    pub versions: HashMap<StreamId, u64>,
    pub claims: BTreeMap<(String, String), String>,
    /// Next number of each series that it drew from.
    pub series: BTreeMap<String, u64>,
    pub sealed: Vec<Sealed>,
    /// Field, hash, case.
    pub hashes: Vec<(&'static str, String, StreamId)>,
    pub timers: BTreeMap<(StreamId, String), TimerChange>,
    pub also: Vec<Statement>,
    pub erasures: Vec<Erasure>,
    /// Ids of parts that are deleted by themselves.
    pub forgotten: Vec<String>,
    /// Ids that were made here, so that a stream of such an id cannot exist yet.
    pub fresh: Vec<String>,
}

/// What the acts of a batch have said so far; their projections stand in the open transaction already.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub events: Vec<NewEvent>,
    /// Versions of streams, read or written in this transaction.
    pub versions: HashMap<StreamId, u64>,
    pub by_stream: HashMap<StreamId, Vec<usize>>,
    pub claims: BTreeMap<(String, String), String>,
    pub series: BTreeMap<String, u64>,
    pub timers: BTreeMap<(StreamId, String), TimerChange>,
    /// Plain parts by id, for later acts of the batch.
    pub plain: HashMap<String, Sealed>,
    /// Keys of cases that this batch made or read.
    pub keys: HashMap<StreamId, [u8; 32]>,
    /// Whether something was erased, so that what is left of it on disk must be cleared.
    pub erased: bool,
    rows: Rows,
    /// How many events have been written already, in the middle of the batch.
    written: usize,
}

/// Rows ready for the database.
#[derive(Debug, Default)]
struct Rows {
    parts: Vec<[Value; 3]>,
    keys: Vec<[Value; 2]>,
    hashes: Vec<[Value; 3]>,
    claims: Vec<[Value; 3]>,
}

impl Batch {
    /// Takes over what an act has said. Its parts and its projections are done elsewhere.
    pub(crate) fn merge(&mut self, said: Said) {
        for event in said.events {
            self.by_stream.entry(event.recorded.stream.clone()).or_default().push(self.events.len());
            self.events.push(event);
        }
        self.versions.extend(said.versions);
        for ((scope, key), value) in said.claims {
            self.rows.claims.push([scope.as_str().into(), key.as_str().into(), value.as_str().into()]);
            self.claims.insert((scope, key), value);
        }
        self.series.extend(said.series);
        self.timers.extend(said.timers);
        for (field, hash, case) in said.hashes {
            self.rows.hashes.push([field.into(), hash.into(), case.0.into()]);
        }
        for part in said.sealed {
            self.plain.insert(part.part.clone(), part);
        }
    }

    /// A part, encrypted.
    pub(crate) fn add_part(&mut self, part: &Sealed, cipher: Vec<u8>) {
        self.rows.parts.push([part.part.as_str().into(), part.case.as_str().into(), cipher.into()]);
    }

    /// A new key of a case, wrapped.
    pub(crate) fn add_key(&mut self, case: &StreamId, wrapped: Vec<u8>) {
        self.rows.keys.push([case.as_str().into(), wrapped.into()]);
    }

    /// Forgets in memory what an erasure deletes.
    pub(crate) fn forget_case(&mut self, case: &StreamId) {
        self.plain.retain(|_, part| part.case != *case);
        self.keys.remove(case);
        self.erased = true;
    }

    /// Forgets in memory a part that is deleted.
    pub(crate) fn forget_part(&mut self, part: &str) {
        self.plain.remove(part);
        self.erased = true;
    }

    /// Forgets in memory the body of an event that this batch itself appended.
    pub(crate) fn forget_body(&mut self, index: u64) {
        if let Some(event) = self.events.iter_mut().find(|event| event.recorded.index == index) {
            event.recorded.body = None;
            event.recorded.schema = 0;
            event.recorded.kind.clone_from(&event.public_kind);
        }
    }

    /// Writes everything that has not been written, in few statements.
    pub(crate) async fn write(&mut self, connection: &mut Connection) -> Result<(), StoreError> {
        let new = &self.events[self.written..];
        let mut events = Vec::with_capacity(new.len());
        let mut bodies = Vec::with_capacity(new.len());
        let mut leaves = Vec::with_capacity(new.len());
        for event in new {
            let recorded = &event.recorded;
            let index = Value::Integer(signed(recorded.index));
            events.push([
                index.clone(),
                recorded.stream.as_str().into(),
                recorded.version.into(),
                event.public_kind.as_str().into(),
                recorded.at.as_millisecond().into(),
                recorded.actor.0.as_str().into(),
                event.commitment.to_vec().into(),
            ]);
            bodies.push([index.clone(), event.salt.to_vec().into(), event.body.clone().into()]);
            leaves.push([index, event.entry.clone().into()]);
        }
        self.written = self.events.len();
        insert_rows(connection, "INSERT INTO event (idx, stream, version, kind, at, actor, body_commitment) VALUES", events, "").await?;
        insert_rows(connection, "INSERT INTO event_body (idx, salt, body) VALUES", bodies, "").await?;
        insert_rows(connection, "INSERT INTO ledger_leaf (idx, entry) VALUES", leaves, "").await?;
        let rows = std::mem::take(&mut self.rows);
        insert_rows(connection, "INSERT INTO personal_key (case_stream, wrapped) VALUES", rows.keys, "").await?;
        insert_rows(connection, "INSERT INTO personal_part (id, case_stream, cipher) VALUES", rows.parts, "").await?;
        insert_rows(connection, "INSERT INTO personal_hash (field, hash, case_stream) VALUES", rows.hashes, " ON CONFLICT DO NOTHING")
            .await?;
        insert_rows(connection, "INSERT INTO claim (scope, key, value) VALUES", rows.claims, "").await?;
        Ok(())
    }

    /// Writes what only its last state matters of: counters and timers. Once, at the end of the batch.
    pub(crate) async fn write_last(&mut self, connection: &mut Connection) -> Result<(), StoreError> {
        let series = self.series.iter().map(|(name, next)| [name.as_str().into(), (*next).into()]).collect();
        insert_rows(connection, "INSERT INTO series (name, next) VALUES", series, " ON CONFLICT (name) DO UPDATE SET next = excluded.next")
            .await?;
        let mut set = Vec::new();
        for ((stream, name), change) in std::mem::take(&mut self.timers) {
            match change {
                Some((at, command)) => set.push([stream.0.into(), name.into(), at.into(), command.into()]),
                None => {
                    Statement::new("DELETE FROM timer WHERE stream = $1 AND name = $2", vec![stream.0.into(), name.into()])
                        .run(connection)
                        .await?;
                }
            }
        }
        insert_rows(
            connection,
            "INSERT INTO timer (stream, name, at, command) VALUES",
            set,
            " ON CONFLICT (stream, name) DO UPDATE SET at = excluded.at, command = excluded.command",
        )
        .await?;
        Ok(())
    }
}
