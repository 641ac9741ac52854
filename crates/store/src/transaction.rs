//! The inside of one write.

use crate::{
    ActorId, ConflictOr, Connection, Event, Given, PartRef, Recorded, Statement, StoreError, StreamId,
    database::unsigned,
    event::{NewEvent, Place},
    log, parts,
    pending::{Batch, Said, Sealed},
    shared::Shared,
    statement::refuse_nul,
};
use jiff::Timestamp;
use sqlx::Row;

/// The inside of one write. What is written is buffered until the act has said yes; a refusal leaves no trace.
pub struct Transaction<'c> {
    pub(crate) connection: &'c mut Connection,
    pub(crate) shared: &'c Shared,
    pub(crate) batch: &'c mut Batch,
    /// Size of the log before this act.
    size: u64,
    pub(crate) said: Said,
    now: Timestamp,
}

impl<'c> Transaction<'c> {
    pub(crate) fn new(connection: &'c mut Connection, shared: &'c Shared, batch: &'c mut Batch, size: u64) -> Self {
        let now = shared.environment.now();
        Self { connection, shared, batch, size, said: Said::default(), now }
    }

    /// What the act has said.
    pub(crate) fn into_said(self) -> Said {
        self.said
    }

    /// The instant of this act, in whole milliseconds.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// A new opaque id (26 characters, lower-case letters and digits).
    pub fn new_id(&mut self) -> String {
        let id = self.shared.environment.new_id();
        self.said.fresh.push(id.clone());
        id
    }

    /// Random bytes from the store's entropy.
    pub fn random<const N: usize>(&mut self) -> [u8; N] {
        self.shared.environment.random()
    }

    /// Keyed hash with a purpose label, as [`crate::Store::keyed_hash`].
    pub fn keyed_hash(&self, purpose: &str, bytes: &[u8]) -> String {
        self.shared.keys.keyed_hash(purpose, bytes)
    }

    /// All events of a stream, what this act appended included.
    ///
    /// # Errors
    /// Where the database fails or a body cannot be read.
    pub async fn load(&mut self, stream: &StreamId) -> Result<Vec<Recorded>, StoreError> {
        let mut events = match self.known_version(stream) {
            Some(0) => Vec::new(),
            _ => log::of_stream(self.connection, stream).await?,
        };
        if let Some(places) = self.batch.by_stream.get(stream) {
            // Some may have been written already, in the middle of the batch.
            let from = events.last().map_or(0, |event| event.version);
            let unwritten = places.iter().filter_map(|place| self.batch.events.get(*place)).map(|event| &event.recorded);
            events.extend(unwritten.filter(|event| event.version > from).cloned());
        }
        if !self.said.versions.contains_key(stream) {
            let version = events.last().map_or(0, |event| event.version);
            self.batch.versions.insert(stream.clone(), version);
        }
        let own = self.said.events.iter().map(|event| &event.recorded);
        events.extend(own.filter(|event| event.stream == *stream).cloned());
        Ok(events)
    }

    /// Version of a stream, 0 where it does not exist.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn version(&mut self, stream: &StreamId) -> Result<u64, StoreError> {
        if let Some(version) = self.known_version(stream) {
            return Ok(version);
        }
        let version = log::version(self.connection, stream).await?;
        self.batch.versions.insert(stream.clone(), version);
        Ok(version)
    }

    fn known_version(&self, stream: &StreamId) -> Option<u64> {
        let known = self.said.versions.get(stream).or_else(|| self.batch.versions.get(stream)).copied();
        known.or_else(|| self.said.fresh.iter().any(|id| id == stream.id()).then_some(0))
    }

    /// Appends events; `expected` is the version the decision was made on, else `Conflict`.
    ///
    /// # Errors
    /// [`ConflictOr::Conflict`] where the stream is at another version; [`StoreError::Nul`] for text with NUL.
    pub async fn append<E: Event>(&mut self, stream: &StreamId, expected: u64, actor: &ActorId, events: &[E]) -> Result<(), ConflictOr> {
        if stream.category() != E::CATEGORY {
            return Err(StoreError::Other(format!("{stream} holds no events of {}", E::CATEGORY)).into());
        }
        self.shared.owner(E::CATEGORY)?;
        let found = self.version(stream).await?;
        if found != expected {
            return Err(ConflictOr::Conflict { stream: stream.0.clone(), expected, found });
        }
        for (version, event) in (expected + 1..).zip(events) {
            let index = self.size + self.said.events.len() as u64;
            let place = Place { index, stream, version, at: self.now, actor };
            self.said.events.push(NewEvent::new(&place, event, self.shared.environment.random())?);
            self.said.versions.insert(stream.clone(), version);
        }
        Ok(())
    }

    /// Has the capability that owns the stream write down that work of it is given to a person
    /// ([`crate::Capability::hand_over`]); false where it keeps nothing of the kind.
    ///
    /// # Errors
    /// Where no capability owns the stream, and those of the capability.
    pub async fn hand_over(&mut self, given: &Given) -> Result<bool, ConflictOr> {
        let owner = self.shared.owner(given.stream.category())?.clone();
        owner.hand_over(self, given).await
    }

    /// The next number of a gap-free series, from 1.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn next_in_series(&mut self, series: &str) -> Result<u64, StoreError> {
        refuse_nul(series, "the name of a series")?;
        let known = self.said.series.get(series).or_else(|| self.batch.series.get(series)).copied();
        let number = match known {
            Some(next) => next,
            None => {
                let row = sqlx::query("SELECT next FROM series WHERE name = $1").bind(series).fetch_optional(&mut *self.connection).await?;
                row.map_or(Ok(1), |row| unsigned(row.try_get(0)?))?
            }
        };
        self.said.series.insert(series.to_owned(), number + 1);
        Ok(number)
    }

    /// Claims `key` in `scope` with a value; answers the earlier value where it was claimed before.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claim(&mut self, scope: &str, key: &str, value: &str) -> Result<Option<String>, StoreError> {
        let earlier = self.claimed(scope, key).await?;
        if earlier.is_none() {
            refuse_nul(value, "a claim")?;
            self.said.claims.insert((scope.to_owned(), key.to_owned()), value.to_owned());
        }
        Ok(earlier)
    }

    /// The value with which `key` in `scope` was claimed, where it was.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn claimed(&mut self, scope: &str, key: &str) -> Result<Option<String>, StoreError> {
        refuse_nul(scope, "a claim")?;
        refuse_nul(key, "a claim")?;
        let place = (scope.to_owned(), key.to_owned());
        if let Some(value) = self.said.claims.get(&place).or_else(|| self.batch.claims.get(&place)) {
            return Ok(Some(value.clone()));
        }
        let row = sqlx::query("SELECT value FROM claim WHERE scope = $1 AND key = $2")
            .bind(scope)
            .bind(key)
            .fetch_optional(&mut *self.connection)
            .await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?)
    }

    /// Seals personal data under the key of `case` (one key per stream) and answers the reference for the event body.
    ///
    /// # Errors
    /// None today; the signature leaves room.
    pub fn seal(&mut self, case: &StreamId, bytes: &[u8]) -> Result<PartRef, StoreError> {
        let salt = self.random::<32>();
        let part = self.shared.environment.new_id();
        let commitment = ledger::encode_base64(&ledger::commitment(&salt, bytes));
        self.said.sealed.push(Sealed { case: case.clone(), part: part.clone(), salt, plain: bytes.to_vec() });
        Ok(PartRef { part, commitment })
    }

    /// Decrypts a part (also one sealed in this act); none where erased.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it was changed.
    pub async fn open_part(&mut self, part: &PartRef) -> Result<Option<Vec<u8>>, StoreError> {
        let own = self.said.sealed.iter().find(|sealed| sealed.part == part.part);
        if let Some(sealed) = own.or_else(|| self.batch.plain.get(&part.part)) {
            return Ok(Some(sealed.plain.clone()));
        }
        let opened = parts::open(self.connection, &self.shared.keys, std::slice::from_ref(part)).await?;
        Ok(opened.into_iter().next().flatten().map(|(_, plain)| plain))
    }

    /// The connection, to ask projections (reads only). It shows what earlier acts projected, not this one.
    pub fn connection(&mut self) -> &mut Connection {
        self.connection
    }

    /// A write outside of events (credentials, sessions), in this transaction, carried out when the act has said yes.
    pub fn also(&mut self, statement: Statement) {
        self.said.also.push(statement);
    }
}

impl std::fmt::Debug for Transaction<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Transaction").field("size", &self.size).finish_non_exhaustive()
    }
}
