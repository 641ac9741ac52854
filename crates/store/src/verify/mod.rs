//! Recomputing the whole log from what is stored: every column of every row of the tables whose names hold event,
//! ledger, leaf, tile, checkpoint or body.
//!
//! Rows are read in chunks inside one snapshot; a thread of its own hashes them meanwhile. Memory is bounded: a few
//! chunks, the tiles above the lowest level (8 KB for 65 536 leaves), and the indexes of erased bodies.

mod check;
mod faults;
mod read;

use crate::{StoreError, database::run as run_statement, shared::Shared};
use check::Checker;
use faults::Faults;
use ledger::Hash;
use read::Chunk;
use tokio::sync::mpsc;

/// Result of a verification.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Leaves.
    pub size: u64,
    /// Root.
    pub root: Hash,
    /// What is wrong, each with its index where it has one.
    pub faults: Vec<String>,
}

/// How many leaves are read at once; whole tiles.
const CHUNK: u64 = 16 * 256;
/// How many chunks wait for the hashing thread.
const AHEAD: usize = 2;

/// Recomputes the whole log.
pub(crate) async fn run(shared: &Shared) -> Result<Verification, StoreError> {
    let mut connection = shared.database.reader().await?;
    run_statement(&mut connection, shared.database.kind.begin_snapshot()).await?;
    let result = in_snapshot(shared, &mut connection).await;
    run_statement(&mut connection, "ROLLBACK").await?;
    result
}

async fn in_snapshot(shared: &Shared, connection: &mut crate::Connection) -> Result<Verification, StoreError> {
    let mut faults = Faults::default();
    let size = read::head(connection, &mut faults).await?;
    read::rows_outside(connection, size, &mut faults).await?;
    read::streams_with_gaps(connection, &mut faults).await?;

    let (chunks, waiting) = mpsc::channel::<Chunk>(AHEAD);
    let checker = Checker::new(size, shared.verifier.clone());
    let checking = tokio::task::spawn_blocking(move || checker.check_all(waiting));
    let mut from = 0;
    let mut checkpoint = 0;
    loop {
        let to = size.min(from + CHUNK);
        match read::chunk(connection, from, to, &mut checkpoint, to == size).await {
            Ok(chunk) => {
                // The other side ends early only by a defect, which joining it tells.
                if chunks.send(chunk).await.is_err() {
                    break;
                }
            }
            Err(error) => {
                faults.add(format!("entries {from} to {to} cannot be read: {error}"));
                break;
            }
        }
        if to == size {
            break;
        }
        from = to;
    }
    drop(chunks);
    let checked = checking.await.map_err(|error| StoreError::Other(format!("the verification failed: {error}")))?;
    let upper = read::upper_tiles(connection).await?;
    let (root, found) = checked.finish(upper);
    faults.extend(found);
    Ok(Verification { size, root, faults: faults.into_texts() })
}
