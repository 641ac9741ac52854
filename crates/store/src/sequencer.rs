//! Gives events their places in the tree: projections, personal data, leaves, tiles, the signed head.

use crate::{
    Connection, StoreError, StreamId,
    act::Appended,
    database::{run, signed},
    error::corrupt,
    pending::{Batch, Said},
    seal,
    shared::{Head, Shared, newest_checkpoint},
    statement::{Statement, Value, insert_rows},
    writer::Failure,
};
use ledger::{Checkpoint, Hash, Tree, leaf_hash, tile_bytes, tiles_for_root};
use sqlx::Row;
use std::collections::HashMap;

/// How many keys of cases are kept in memory.
const CASE_KEYS: usize = 10_000;
const MILLISECONDS_PER_MINUTE: i64 = 60_000;

/// The tree as committed, and as it will be when the transaction in hand commits.
pub(crate) struct Sequencer {
    tree: Tree,
    /// The newest stored checkpoint.
    checkpoint: Stored,
    next: Option<Next>,
    case_keys: HashMap<StreamId, [u8; 32]>,
}

#[derive(Debug, Clone)]
struct Stored {
    number: u64,
    /// The minute of the last event below it; none for the empty tree.
    minute: Option<i64>,
}

struct Next {
    tree: Tree,
    checkpoint: Stored,
    head: Head,
    tiles: Vec<(u8, u64, Vec<Hash>)>,
}

impl Sequencer {
    /// The state that is stored; signs the empty tree where nothing is.
    pub(crate) async fn open(connection: &mut Connection, shared: &Shared) -> Result<Self, StoreError> {
        sign_empty_tree(connection, shared).await?;
        if let Some((_, head)) = newest_checkpoint(connection).await? {
            Checkpoint::open(&head.note, &shared.verifier).map_err(|error| {
                corrupt(format!("the newest checkpoint was not signed with the key in keys/ledger.key ({error}); put that key back"))
            })?;
        }
        let mut sequencer =
            Self { tree: Tree::empty(), checkpoint: Stored { number: 0, minute: None }, next: None, case_keys: HashMap::new() };
        sequencer.restore(connection, shared).await?;
        Ok(sequencer)
    }

    /// Number of leaves that are committed.
    pub(crate) fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Reads the state again: at the start, or because another node has written.
    pub(crate) async fn restore(&mut self, connection: &mut Connection, shared: &Shared) -> Result<(), StoreError> {
        shared.tiles.clear();
        self.case_keys.clear();
        let size = crate::log::size(connection).await?;
        let (number, head) = newest_checkpoint(connection).await?.ok_or_else(|| corrupt("no checkpoint"))?;
        let edge = shared.tiles.load(connection, &tiles_for_root(size), size).await?;
        let tree = Tree::from_edge(size, &edge).map_err(corrupt)?;
        if head.size != size || head.root != tree.root() {
            return Err(corrupt("the newest checkpoint is not that of the tree; run `gongkai ledger verify`"));
        }
        shared.tiles.keep(edge.into_iter().map(|((level, index), hashes)| (level, index, hashes)));
        let minute = match size.checked_sub(1) {
            Some(last) => {
                let row = sqlx::query("SELECT at FROM event WHERE idx = $1").bind(signed(last)).fetch_one(&mut *connection).await?;
                Some(row.try_get::<i64, _>(0)?.div_euclid(MILLISECONDS_PER_MINUTE))
            }
            None => None,
        };
        self.tree = tree;
        self.checkpoint = Stored { number, minute };
        self.next = None;
        shared.refresh(connection).await
    }

    /// Takes over what an act has said: projects its events, encrypts its parts, erases what it erases.
    pub(crate) async fn keep(
        &mut self,
        connection: &mut Connection,
        shared: &Shared,
        batch: &mut Batch,
        mut said: Said,
    ) -> Result<Appended, StoreError> {
        for event in &said.events {
            shared.owner(event.recorded.stream.category())?.project(connection, &event.recorded).await?;
        }
        for statement in std::mem::take(&mut said.also) {
            statement.values.iter().try_for_each(Value::check)?;
            statement.run(connection).await?;
        }
        for part in &said.sealed {
            let fresh = said.fresh.iter().any(|id| id == part.case.id());
            let key = self.case_key(connection, shared, batch, &part.case, fresh).await?;
            let nonce = shared.environment.random();
            let cipher = seal::encrypt_part(&key, part.case.as_str(), &part.part, nonce, &part.salt, &part.plain)?;
            batch.add_part(part, cipher);
        }
        let erasures = std::mem::take(&mut said.erasures);
        let forgotten = std::mem::take(&mut said.forgotten);
        if let Some(erasure) = erasures.iter().find(|erasure| !erasure.is_recorded_in(&said.events)) {
            let words = "must be recorded by an event in the same act, which names the bodies if any go";
            return Err(StoreError::Other(format!("the erasure of {} {words}", erasure.case)));
        }
        let appended =
            said.events.iter().map(|event| (event.recorded.index, event.recorded.stream.clone(), event.recorded.version)).collect();
        batch.merge(said);
        if !erasures.is_empty() || !forgotten.is_empty() {
            // What this batch itself sealed must be there to be deleted.
            batch.write(connection).await?;
        }
        for part in forgotten {
            Statement::new("DELETE FROM personal_part WHERE id = $1", vec![part.as_str().into()]).run(connection).await?;
            batch.forget_part(&part);
        }
        for erasure in erasures {
            self.case_keys.remove(&erasure.case);
            erasure.carry_out(connection, batch).await?;
        }
        Ok(appended)
    }

    async fn case_key(
        &mut self,
        connection: &mut Connection,
        shared: &Shared,
        batch: &mut Batch,
        case: &StreamId,
        fresh: bool,
    ) -> Result<[u8; 32], StoreError> {
        if let Some(key) = batch.keys.get(case).or_else(|| self.case_keys.get(case)) {
            return Ok(*key);
        }
        // A case of an id that was made just now has no key yet.
        let row = if fresh {
            None
        } else {
            sqlx::query("SELECT wrapped FROM personal_key WHERE case_stream = $1").bind(case.as_str()).fetch_optional(connection).await?
        };
        let key = match row {
            Some(row) => shared.keys.unwrap(case.as_str(), &row.try_get::<Vec<u8>, _>(0)?)?,
            None => {
                let key = shared.environment.random::<32>();
                batch.add_key(case, shared.keys.wrap(case.as_str(), &key, shared.environment.random())?);
                key
            }
        };
        batch.keys.insert(case.clone(), key);
        Ok(key)
    }

    /// Appends the batch's leaves: tiles, signed checkpoint, and the head by compare-and-set on its old size.
    pub(crate) async fn append(&mut self, connection: &mut Connection, shared: &Shared, batch: &Batch) -> Result<(), Failure> {
        let Some(last) = batch.events.last() else {
            return Ok(());
        };
        let mut tree = self.tree.clone();
        for event in &batch.events {
            tree.append(leaf_hash(&event.entry));
        }
        let tiles = tree.take_changed_tiles();
        let rows =
            tiles.iter().map(|(level, index, hashes)| [i64::from(*level).into(), (*index).into(), tile_bytes(hashes).into()]).collect();
        insert_rows(
            connection,
            "INSERT INTO ledger_tile (level, idx, hashes) VALUES",
            rows,
            " ON CONFLICT (level, idx) DO UPDATE SET hashes = excluded.hashes",
        )
        .await?;

        let (size, root) = (tree.size(), tree.root());
        let note = Checkpoint { origin: shared.origin.clone(), size, root }.sign(&shared.keys.ledger);
        let minute = Some(last.recorded.at.as_millisecond().div_euclid(MILLISECONDS_PER_MINUTE));
        // One checkpoint a minute is kept, and the newest: a signature for each commit for ever would cost more than
        // the events. Any older head can be shown to lead to a later one from the tiles.
        let number = if self.checkpoint.minute == minute { self.checkpoint.number } else { self.checkpoint.number + 1 };
        Statement::new(
            "INSERT INTO ledger_checkpoint (number, size, root, note) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (number) DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note",
            vec![number.into(), size.into(), root.to_vec().into(), note.as_str().into()],
        )
        .run(connection)
        .await?;
        let moved = Statement::new("UPDATE log_head SET size = $1 WHERE id = 1 AND size = $2", vec![size.into(), self.tree.size().into()])
            .run(connection)
            .await?;
        if moved != 1 {
            return Err(Failure::Again);
        }
        self.next = Some(Next { tree, checkpoint: Stored { number, minute }, head: Head { size, root, note }, tiles });
        Ok(())
    }

    /// The transaction is committed: its head leaves the process. Answers the size.
    pub(crate) fn commit(&mut self, shared: &Shared, batch: &Batch) -> u64 {
        if self.case_keys.len() + batch.keys.len() > CASE_KEYS {
            self.case_keys.clear();
        }
        self.case_keys.extend(batch.keys.iter().map(|(case, key)| (case.clone(), *key)));
        if let Some(next) = self.next.take() {
            self.tree = next.tree;
            self.checkpoint = next.checkpoint;
            shared.tiles.keep(next.tiles);
            shared.positions.note(batch.events.iter().map(|event| (event.recorded.stream.category(), event.recorded.index)));
            metrics::counter!("gongkai_store_events_total").increment(batch.events.len() as u64);
            shared.publish(next.head);
        }
        self.tree.size()
    }

    /// The transaction is not committed, as far as is known: the tree stays as it was.
    pub(crate) fn abandon(&mut self) {
        self.next = None;
    }
}

/// A log without entries has a signed head too. Two servers that begin at once write the same rows.
async fn sign_empty_tree(connection: &mut Connection, shared: &Shared) -> Result<(), StoreError> {
    if sqlx::query("SELECT size FROM log_head WHERE id = 1").fetch_optional(&mut *connection).await?.is_some() {
        return Ok(());
    }
    if crate::log::is_begun(connection).await? {
        return Err(corrupt("the head of the log is gone; run `gongkai ledger verify`"));
    }
    let root = Tree::empty().root();
    let note = Checkpoint { origin: shared.origin.clone(), size: 0, root }.sign(&shared.keys.ledger);
    let checkpoint = Statement::new(
        "INSERT INTO ledger_checkpoint (number, size, root, note) VALUES (0, 0, $1, $2) ON CONFLICT DO NOTHING",
        vec![root.to_vec().into(), note.into()],
    );
    let head = Statement::new("INSERT INTO log_head (id, size) VALUES (1, 0) ON CONFLICT DO NOTHING", Vec::new());
    run(connection, shared.database.kind.begin_write()).await?;
    for statement in [checkpoint, head] {
        if let Err(error) = statement.run(connection).await {
            run(connection, "ROLLBACK").await?;
            return Err(error);
        }
    }
    run(connection, "COMMIT").await
}
