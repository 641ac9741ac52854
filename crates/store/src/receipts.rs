//! Receipts: an event with the proof that it is in the log.

use crate::{Connection, PartRef, StoreError, database::signed, error::corrupt, parts, shared::Shared};
use ledger::{Receipt, ReceiptPart, TlogProof, inclusion_proof, tiles_for_inclusion};
use sqlx::Row;

const LEAF: &str = "SELECT l.entry, b.salt, b.body FROM ledger_leaf l JOIN event_body b ON b.idx = l.idx WHERE l.idx = $1";

/// The receipt of a leaf against the newest signed head; `open` opens parts for their owner.
pub(crate) async fn receipt(shared: &Shared, connection: &mut Connection, index: u64, open: &[PartRef]) -> Result<Receipt, StoreError> {
    let head = shared.head();
    if index >= head.size {
        return Err(StoreError::Other(format!("there is no entry {index}; the log has {}", head.size)));
    }
    let row = sqlx::query(LEAF)
        .bind(signed(index))
        .fetch_optional(&mut *connection)
        .await?
        .ok_or_else(|| corrupt(format!("entry {index} is missing")))?;
    let (Some(salt), Some(body)) = (row.try_get::<Option<Vec<u8>>, _>(1)?, row.try_get::<Option<Vec<u8>>, _>(2)?) else {
        return Err(StoreError::Other(format!("the body of entry {index} was erased; its proof stays, a receipt has nothing to show")));
    };
    let tiles = shared.tiles.load(connection, &tiles_for_inclusion(index, head.size), head.size).await?;
    let hashes = inclusion_proof(index, head.size, &tiles).map_err(corrupt)?;
    let opened = if open.is_empty() { Vec::new() } else { parts::open(connection, &shared.keys, open).await? };
    let parts = open
        .iter()
        .zip(opened)
        .filter_map(|(part, opened)| opened.map(|(salt, bytes)| ReceiptPart { id: part.part.clone(), salt, bytes }))
        .collect();
    Ok(Receipt {
        entry: row.try_get(0)?,
        salt: salt.try_into().map_err(|_| corrupt(format!("the salt of entry {index}")))?,
        body,
        proof: TlogProof { index, hashes, checkpoint_note: head.note.clone(), extra: None },
        parts,
    })
}
