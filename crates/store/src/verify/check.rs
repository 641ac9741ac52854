//! Recomputing: commitments, leaves, tiles, roots, signatures. Runs on a thread of its own.

use super::{
    faults::Faults,
    read::{Chunk, Entry, StoredCheckpoint},
};
use crate::{
    ActorId, StreamId,
    event::{Body, envelope},
    log::instant,
};
use ledger::{Checkpoint, Hash, Note, TILE_WIDTH, Tree, VerifierKey, commitment, leaf_hash, tile_width};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use tokio::sync::mpsc;

pub(super) struct Checker {
    size: u64,
    verifier: VerifierKey,
    tree: Tree,
    /// Tiles above level 0 as they should be.
    upper: BTreeMap<(i64, i64), Vec<u8>>,
    /// Bodies that are not there, and no later event has said so yet.
    missing: BTreeSet<u64>,
    next_number: i64,
    last_size: Option<u64>,
    faults: Faults,
}

impl Checker {
    pub(super) fn new(size: u64, verifier: VerifierKey) -> Self {
        Self {
            size,
            verifier,
            tree: Tree::empty(),
            upper: BTreeMap::new(),
            missing: BTreeSet::new(),
            next_number: 0,
            last_size: None,
            faults: Faults::default(),
        }
    }

    /// Checks chunks until there are no more.
    pub(super) fn check_all(mut self, mut chunks: mpsc::Receiver<Chunk>) -> Self {
        while let Some(chunk) = chunks.blocking_recv() {
            self.check(chunk);
        }
        self
    }

    /// What can be said only when everything has been seen.
    pub(super) fn finish(mut self, stored: Vec<(i64, i64, Result<Vec<u8>, String>)>) -> (Hash, Faults) {
        for index in std::mem::take(&mut self.missing) {
            self.faults.add(format!("event {index}: salt and body are gone, and no later event records their erasure"));
        }
        let mut expected = std::mem::take(&mut self.upper);
        for (level, index, bytes) in stored {
            let name = format!("tile {index} of level {level}");
            match (expected.remove(&(level, index)), bytes) {
                (_, Err(fault)) => self.faults.add(format!("{name}: {fault}")),
                (None, Ok(_)) => self.faults.add(format!("{name}: beyond the log, which has {} entries", self.size)),
                (Some(right), Ok(bytes)) if right != bytes => self.faults.add(format!("{name}: other hashes than the tree has")),
                (Some(_), Ok(_)) => {}
            }
        }
        for (level, index) in expected.into_keys() {
            self.faults.add(format!("tile {index} of level {level}: missing"));
        }
        if self.last_size != Some(self.size) {
            self.faults.add(format!("checkpoint: there is none of size {}", self.size));
        }
        (self.tree.root(), self.faults)
    }

    fn check(&mut self, chunk: Chunk) {
        let tiles = self.tiles(&chunk);
        let mut checkpoints = chunk.checkpoints.into_iter().peekable();
        let mut entries = chunk.entries.into_iter().peekable();
        for index in chunk.from..chunk.to {
            // Checkpoints of the size that the tree has before this leaf.
            while let Some((number, stored)) = checkpoints.next_if(|(_, stored)| self.is_due(stored, index)) {
                self.checkpoint(number, stored);
            }
            let entry = entries.next_if(|(found, _)| u64::try_from(*found) == Ok(index)).map(|(_, entry)| entry);
            let in_tile = tiles.get(&(index / 256)).and_then(|bytes| hash_in(bytes, index % 256));
            let leaf = self.entry(index, entry, in_tile);
            self.tree.append(leaf);
        }
        for (number, stored) in checkpoints {
            self.checkpoint(number, stored);
        }
        for (level, index, hashes) in self.tree.take_changed_tiles() {
            if level > 0 {
                self.upper.insert((i64::from(level), i64::try_from(index).unwrap_or(i64::MAX)), hashes.concat());
            }
        }
    }

    /// The stored tiles of level 0, where their length is right.
    fn tiles(&mut self, chunk: &Chunk) -> HashMap<u64, Vec<u8>> {
        let mut tiles = HashMap::new();
        for (index, bytes) in &chunk.tiles {
            let index = u64::try_from(*index).unwrap_or(u64::MAX);
            let width = usize::from(tile_width(0, index, self.size));
            match bytes {
                Err(fault) => self.faults.add(format!("tile {index} of level 0: {fault}")),
                Ok(bytes) if bytes.len() != width * 32 => {
                    self.faults.add(format!("tile {index} of level 0: {} bytes instead of {}", bytes.len(), width * 32));
                    tiles.insert(index, bytes.clone());
                }
                Ok(bytes) => {
                    tiles.insert(index, bytes.clone());
                }
            }
        }
        for index in chunk.from / u64::from(TILE_WIDTH)..chunk.to.div_ceil(u64::from(TILE_WIDTH)) {
            if !chunk.tiles.iter().any(|(found, _)| u64::try_from(*found) == Ok(index)) {
                self.faults.add(format!("tile {index} of level 0: missing"));
            }
        }
        tiles
    }

    /// Checks one entry; answers the leaf hash with which the tree goes on. Where rows disagree it is the one that the
    /// tile has, so that one changed row gives one fault and not one for everything after it.
    fn entry(&mut self, index: u64, entry: Option<Result<Entry, String>>, in_tile: Option<Hash>) -> Hash {
        let entry = match entry {
            None => {
                self.faults.add(format!("event {index}: missing"));
                return in_tile.unwrap_or_default();
            }
            Some(Err(fault)) => {
                self.faults.add(format!("event {index}: {fault}"));
                return in_tile.unwrap_or_default();
            }
            Some(Ok(entry)) => entry,
        };
        self.body(index, &entry);
        let from_event = match rebuilt(&entry) {
            Ok(bytes) => Some(bytes),
            Err(fault) => {
                self.faults.add(format!("event {index}: {fault}"));
                None
            }
        };
        let candidates = match (&entry.leaf, &from_event) {
            (None, _) => {
                self.faults.add(format!("leaf {index}: missing"));
                [from_event.as_deref().map(leaf_hash), None]
            }
            (Some(leaf), Some(rebuilt)) if leaf == rebuilt => [Some(leaf_hash(leaf)), None],
            (Some(leaf), _) => {
                if from_event.is_some() {
                    self.faults.add(format!("leaf {index}: not what the row of event {index} says"));
                }
                [Some(leaf_hash(leaf)), from_event.as_deref().map(leaf_hash)]
            }
        };
        let mut candidates = candidates.into_iter().flatten();
        match in_tile {
            Some(hash) => match candidates.clone().find(|candidate| *candidate == hash) {
                Some(hash) => hash,
                None => {
                    self.faults.add(format!("leaf {index}: its hash is not the one in tile {} of level 0", index / 256));
                    candidates.next().unwrap_or(hash)
                }
            },
            None => candidates.next().unwrap_or_default(),
        }
    }

    fn body(&mut self, index: u64, entry: &Entry) {
        match (&entry.salt, &entry.body) {
            (Some(salt), Some(body)) => {
                let fits = <&[u8; 32]>::try_from(salt.as_slice())
                    .is_ok_and(|salt| commitment(salt, body).as_slice() == entry.commitment.as_slice());
                if !fits {
                    self.faults.add(format!("event {index}: salt and body are not those that it commits to"));
                }
                self.note_erasures(index, body);
            }
            (None, None) if entry.has_body_row => {
                self.missing.insert(index);
            }
            (None, None) => self.faults.add(format!("event {index}: its body is missing")),
            _ => self.faults.add(format!("event {index}: one of salt and body is missing")),
        }
    }

    fn note_erasures(&mut self, index: u64, body: &[u8]) {
        // Nearly every body is passed over without being parsed.
        if !std::str::from_utf8(body).is_ok_and(|text| text.contains("\"erased\"")) {
            return;
        }
        if let Ok(body) = Body::parse(body) {
            for erased in body.erased().filter(|erased| *erased < index) {
                self.missing.remove(&erased);
            }
        }
    }

    /// Whether a checkpoint is to be looked at before the leaf at `index`: it is of that size, or nonsense.
    fn is_due(&self, stored: &Result<StoredCheckpoint, String>, index: u64) -> bool {
        let size = stored.as_ref().map_or(Some(0), |stored| u64::try_from(stored.size).ok());
        size.is_none_or(|size| size <= index || size > self.size)
    }

    fn checkpoint(&mut self, number: i64, stored: Result<StoredCheckpoint, String>) {
        let mut wrong = |what: String| self.faults.add(format!("checkpoint {number}: {what}"));
        if number != self.next_number {
            wrong(format!("number {} is missing", self.next_number));
        }
        self.next_number = number.saturating_add(1);
        let stored = match stored {
            Ok(stored) => stored,
            Err(fault) => return wrong(fault),
        };
        let size = u64::try_from(stored.size).unwrap_or(u64::MAX);
        if size > self.size {
            return wrong(format!("its size is {}, where the log has {} entries", stored.size, self.size));
        }
        if self.last_size.is_some_and(|last| size <= last) || (self.last_size.is_none() && size != 0) {
            wrong(format!("its size {size} does not follow the one before"));
        }
        self.last_size = Some(size);
        let opened = Checkpoint::open(&stored.note, &self.verifier);
        let alone = Note::parse(&stored.note).is_ok_and(|note| note.signatures.len() == 1);
        match opened {
            Err(fault) => wrong(format!("its note: {fault}")),
            Ok(opened) if opened.size != size || opened.root.as_slice() != stored.root.as_slice() || !alone => {
                wrong("its note says something else than its row".into());
            }
            Ok(_) => {}
        }
        if size == self.tree.size() {
            if stored.root.as_slice() != self.tree.root().as_slice() {
                wrong(format!("its root is not that of the first {size} entries"));
            }
        } else {
            wrong(format!("its size {size} is out of order"));
        }
    }
}

fn hash_in(tile: &[u8], place: u64) -> Option<Hash> {
    let start = usize::try_from(place).ok()? * 32;
    tile.get(start..start + 32)?.try_into().ok()
}

/// The leaf's bytes as the row of the event gives them.
fn rebuilt(entry: &Entry) -> Result<Vec<u8>, String> {
    let version = u64::try_from(entry.version).map_err(|_| "its version is negative".to_owned())?;
    let at = instant(entry.at).map_err(|error| error.to_string())?;
    let commitment = entry.commitment.as_slice().try_into().map_err(|_| "its commitment has another length".to_owned())?;
    let (stream, actor) = (StreamId(entry.stream.clone()), ActorId(entry.actor.clone()));
    envelope(&stream, version, &entry.kind, at, &actor, &commitment).entry().map_err(|error| error.to_string())
}
