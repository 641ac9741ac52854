//! Receipts, proofs, checkpoints, keys, paths and entries, made bad. None of them is believed unless it says the very
//! same; what is read is written the same way again.

mod common;

use common::{key, receipt};
use ledger::{
    Checkpoint, Envelope, LedgerError, Note, Receipt, TileAt, TlogProof, VerifierKey, canonical_json, entries_tile, parse_entries_tile,
    parse_tile, tile_bytes,
};

#[test]
fn receipts() {
    let good = receipt();
    let key = key().verifier_key();
    mutation::each_text(&[good.to_json()], 2_000, |text| match Receipt::parse(text) {
        Ok(read) => {
            assert_eq!(Receipt::parse(&read.to_json()).unwrap(), read);
            if read.verify(&key).is_ok() {
                // Left out may be only what need not be opened, and the order of nothing matters.
                assert_eq!((&read.entry, &read.body, &read.salt), (&good.entry, &good.body, &good.salt), "{text}");
                assert_eq!((read.proof.index, &read.proof.hashes), (good.proof.index, &good.proof.hashes));
                assert!(read.parts.iter().all(|part| good.parts.contains(part)));
            }
        }
        Err(LedgerError::Receipt(said)) => assert!(said.contains("line ") || said.contains("is not"), "{said}"),
        Err(LedgerError::ProofText(said)) => assert!(!said.is_empty()),
        Err(other) => panic!("{other}"),
    });
}

#[test]
fn proofs_with_their_checkpoints() {
    let proof = TlogProof { extra: Some(b"more".to_vec()), ..receipt().proof };
    let key = key().verifier_key();
    let leaf = ledger::leaf_hash(&receipt().entry);
    mutation::each_text(&[proof.to_string(), receipt().proof.to_string()], 2_000, |text| {
        let Ok(read) = text.parse::<TlogProof>() else { return };
        assert_eq!(read.to_string(), text, "one text for each proof");
        if let Ok(checkpoint) = read.verify(&leaf, &key) {
            assert_eq!((read.index, &read.hashes), (proof.index, &proof.hashes));
            assert_eq!((checkpoint.size, checkpoint.origin.as_str()), (11, common::ORIGIN));
        }
    });
}

#[test]
fn notes_and_checkpoints() {
    let checkpoint = Checkpoint { origin: common::ORIGIN.to_owned(), size: 11, root: [7; 32] };
    let note = checkpoint.sign(&key());
    let key = key().verifier_key();
    mutation::each_text(&[note], 2_000, |text| {
        if let Ok(read) = Note::parse(text) {
            assert!(read.text.ends_with('\n') && read.signatures.len() <= 100);
            if read.verify(&key).is_ok() {
                assert_eq!(read.text, checkpoint.text());
            }
        }
        if let Ok(read) = Checkpoint::open(text, &key) {
            assert_eq!(read, checkpoint);
        }
    });
    mutation::each_text(&[checkpoint.text()], 2_000, |text| {
        if let Ok(read) = Checkpoint::parse_text(text) {
            assert!(text.starts_with(&read.text()), "{text:?}");
        }
    });
}

#[test]
fn keys_and_paths_have_one_text() {
    let text = key().verifier_key().to_string();
    mutation::each_text(&[text], 3_000, |text| {
        if let Ok(read) = VerifierKey::parse(text) {
            assert_eq!(read.to_string(), text);
        }
    });
    let paths = ["tile/0/x001/234.p/7", "tile/63/000", "tile/entries/x123/x456/789.p/255"];
    mutation::each_text(&paths, 6_000, |text| {
        if let Some(at) = TileAt::parse_path(text) {
            assert_eq!(at.path(), text);
            let _ = (at.leaves(), at.is_in(u64::MAX), at.is_in(0));
        }
        if let Some(at) = TileAt::parse_entries_path(text) {
            assert_eq!(at.entries_path(), text);
            let _ = (at.leaves(), at.is_in(u64::MAX));
        }
    });
}

#[test]
fn entries_and_bundles() {
    let entry = receipt().entry;
    mutation::each_bytes(&[entry.clone(), b"{}".to_vec()], 4_000, |bytes| {
        if let Ok(read) = Envelope::parse(bytes) {
            assert_eq!(read.entry().unwrap(), bytes, "one text for each entry");
            assert_eq!(canonical_json(&serde_json::to_value(&read).unwrap()).unwrap(), bytes);
        }
    });
    let bundle = entries_tile(&[&entry, b"", &[0; 300]]).unwrap();
    let tile = tile_bytes(&[[1; 32], [2; 32]]);
    mutation::each_bytes(&[bundle, tile], 4_000, |bytes| {
        if let Ok(entries) = parse_entries_tile(bytes) {
            assert_eq!(entries_tile(&entries).unwrap(), bytes);
        }
        if let Ok(hashes) = parse_tile(bytes) {
            assert_eq!(tile_bytes(&hashes), bytes);
        }
    });
}
