//! What is read of a store: events, personal parts, the ledger as outsiders see it.

use crate::{
    PartRef, Recorded, Store, StoreError, StreamId,
    database::{signed, unsigned},
    log, parts, receipts, tiles,
};
use jiff::Timestamp;
use sqlx::{Any, Row, pool::PoolConnection};

impl Store {
    /// A connection for reading.
    ///
    /// # Errors
    /// Where the database cannot be reached.
    pub async fn read(&self) -> Result<PoolConnection<Any>, StoreError> {
        self.shared().database.reader().await
    }

    /// All events of a stream.
    ///
    /// # Errors
    /// Where the database fails or a body cannot be read.
    pub async fn load(&self, stream: &StreamId) -> Result<Vec<Recorded>, StoreError> {
        let mut connection = self.read().await?;
        log::of_stream(&mut connection, stream).await
    }

    /// Events with leaf indexes from `from` on, in the order of the log, at most `limit`.
    ///
    /// # Errors
    /// Where the database fails or a body cannot be read.
    pub async fn events(&self, from: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let mut connection = self.read().await?;
        log::in_order(&mut connection, from, from.saturating_add(limit.into())).await
    }

    /// Decrypts a part; none where it was erased.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where it was changed.
    pub async fn open_part(&self, part: &PartRef) -> Result<Option<Vec<u8>>, StoreError> {
        let opened = self.open_parts(std::slice::from_ref(part)).await?;
        Ok(opened.into_iter().next().flatten())
    }

    /// Decrypts many parts (a list page), in the order in which they are given.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where one was changed.
    pub async fn open_parts(&self, parts: &[PartRef]) -> Result<Vec<Option<Vec<u8>>>, StoreError> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut connection = self.read().await?;
        let opened = parts::open(&mut connection, &self.shared().keys, parts).await?;
        Ok(opened.into_iter().map(|opened| opened.map(|(_, plain)| plain)).collect())
    }

    /// Keyed hash with a purpose label, hex; key outside the database (query codes, CSRF, session ids).
    pub fn keyed_hash(&self, purpose: &str, bytes: &[u8]) -> String {
        self.shared().keys.keyed_hash(purpose, bytes)
    }

    /// The receipt of a leaf: entry, body, proof against the newest signed head; `open` opens parts for their owner.
    ///
    /// # Errors
    /// Where there is no such leaf, or its body was erased.
    pub async fn receipt(&self, index: u64, open: &[PartRef]) -> Result<ledger::Receipt, StoreError> {
        let mut connection = self.read().await?;
        receipts::receipt(self.shared(), &mut connection, index, open).await
    }

    /// Newest signed checkpoint (note text), its size and root.
    ///
    /// # Errors
    /// None today; the signature leaves room.
    pub async fn checkpoint(&self) -> Result<(String, u64, ledger::Hash), StoreError> {
        let head = self.shared().head();
        Ok((head.note.clone(), head.size, head.root))
    }

    /// Checkpoints, newest first, for the ledger page: (size, root, instant of the last event below it), before size
    /// `before`. The one of the empty tree, which has no instant, is left out.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn checkpoints(&self, before: Option<u64>, limit: u32) -> Result<Vec<(u64, ledger::Hash, Timestamp)>, StoreError> {
        let mut connection = self.read().await?;
        let rows = sqlx::query(
            "SELECT c.size, c.root, e.at FROM ledger_checkpoint c JOIN event e ON e.idx = c.size - 1 \
             WHERE c.size < $1 ORDER BY c.size DESC LIMIT $2",
        )
        .bind(before.map_or(i64::MAX, signed))
        .bind(i64::from(limit))
        .fetch_all(&mut *connection)
        .await?;
        rows.iter()
            .map(|row| {
                let root = log::hash(&row.try_get::<Vec<u8>, _>(1)?)?;
                Ok((unsigned(row.try_get(0)?)?, root, log::instant(row.try_get(2)?)?))
            })
            .collect()
    }

    /// The verifier key line.
    pub fn verifier_key(&self) -> String {
        self.shared().verifier.to_string()
    }

    /// A hash tile or an entries tile as `tlog-tiles` serves it (`tile/0/x001/234`, `tile/entries/000.p/7`); none
    /// where it is beyond the tree.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tile(&self, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let mut connection = self.read().await?;
        tiles::serve(&self.shared().tiles, &mut connection, path, self.shared().head().size).await
    }

    /// Envelopes from an index, for the ledger page.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn envelopes(&self, from: u64, limit: u32) -> Result<Vec<(u64, ledger::Envelope)>, StoreError> {
        let mut connection = self.read().await?;
        log::envelopes(&mut connection, from, from.saturating_add(limit.into())).await
    }

    /// Last leaf index + 1 among streams of these categories (page validators).
    pub fn position(&self, categories: &[&str]) -> u64 {
        self.shared().positions.of(categories)
    }
}
