//! A log with its tiles, built from synthetic entries.
#![expect(dead_code, reason = "each test program uses its own part of this module")]
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic")]

use std::collections::HashMap;

use ledger::{Checkpoint, Envelope, Hash, Receipt, ReceiptPart, SigningKey, TlogProof, Tree, canonical_json, commitment};
use ledger::{encode_base64, inclusion_proof, leaf_hash};
use serde_json::json;

pub const ORIGIN: &str = "gongkai.example/ledger";

pub type Tiles = HashMap<(u8, u64), Vec<Hash>>;

/// The entry of a plain log's leaf.
pub fn entry(index: u64) -> Vec<u8> {
    index.to_be_bytes().to_vec()
}

/// A plain log of that many leaves.
pub fn log(size: u64) -> (Tree, Tiles) {
    log_of((0..size).map(|index| leaf_hash(&entry(index))))
}

/// The log of these leaves, its tiles taken after every seventh.
pub fn log_of(leaves: impl IntoIterator<Item = Hash>) -> (Tree, Tiles) {
    let (mut tree, mut tiles) = (Tree::empty(), Tiles::new());
    for leaf in leaves {
        if tree.append(leaf) % 7 == 6 {
            keep(&mut tree, &mut tiles);
        }
    }
    keep(&mut tree, &mut tiles);
    (tree, tiles)
}

/// Stores the changed tiles as a database would.
pub fn keep(tree: &mut Tree, tiles: &mut Tiles) {
    for (level, index, hashes) in tree.take_changed_tiles() {
        assert!(!hashes.is_empty() && hashes.len() <= 256);
        if let Some(before) = tiles.insert((level, index), hashes) {
            assert!(tiles[&(level, index)].starts_with(&before), "a tile only grows");
        }
    }
}

pub fn key() -> SigningKey {
    SigningKey::from_seed(ORIGIN, [7; 32]).unwrap()
}

/// The receipt of event 5 of a log of 11, with one of its two parts opened.
pub fn receipt() -> Receipt {
    let events: Vec<_> = (0..11_u8).map(event).collect();
    let (tree, tiles) = log_of(events.iter().map(|(entry, _)| leaf_hash(entry)));
    let (entry, body) = events[5].clone();
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: tree.size(), root: tree.root() };
    let proof = TlogProof {
        index: 5,
        hashes: inclusion_proof(5, tree.size(), &tiles).unwrap(),
        checkpoint_note: checkpoint.sign(&key()),
        extra: None,
    };
    let parts = vec![ReceiptPart { id: "part-name".to_owned(), salt: [0x21; 32], bytes: "演示申请人".into() }];
    Receipt { entry, salt: [5; 32], body, proof, parts }
}

fn event(place: u8) -> (Vec<u8>, Vec<u8>) {
    let reference =
        |id: &str, salt: u8, text: &str| json!({"part": id, "commitment": encode_base64(&commitment(&[salt; 32], text.as_bytes()))});
    let body = canonical_json(&json!({
        "kind": "request-submitted",
        "schema": 1,
        "data": {
            "organisation": "330100",
            "subject": "关于公开资料的申请",
            "applicant": {"name": reference("part-name", 0x21, "演示申请人"), "phone": reference("part-phone", 0x22, "000")},
        },
    }))
    .unwrap();
    let envelope = Envelope::new(
        "request-1".to_owned(),
        u64::from(place) + 1,
        "request-submitted".to_owned(),
        format!("2024-03-01T09:30:{place:02}+08:00"),
        "person-1".to_owned(),
        &commitment(&[place; 32], &body),
    );
    (envelope.entry().unwrap(), body)
}
