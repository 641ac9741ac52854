//! Receipts: what they prove, and that nothing can be changed in one.

mod common;

use common::{key, receipt};
use ledger::{LedgerError, PartReference, Receipt, SigningKey, VerifierKey, canonical_json, commitment, encode_base64};
use ledger::{leaf_hash, part_references};
use proptest::prelude::*;
use serde_json::json;

fn check(text: &str) -> Result<ledger::VerifiedReceipt, LedgerError> {
    Receipt::parse(text)?.verify(&key().verifier_key())
}

#[test]
fn a_receipt_proves_event_body_and_parts() {
    let receipt = receipt();
    assert_eq!(Receipt::parse(&receipt.to_json()).unwrap(), receipt);
    let verified = receipt.verify(&key().verifier_key()).unwrap();
    assert_eq!((verified.index, verified.size, verified.origin.as_str()), (5, 11, common::ORIGIN));
    assert_eq!((verified.envelope.stream.as_str(), verified.envelope.version), ("request-1", 6));
    assert_eq!(verified.body["data"]["subject"], "关于公开资料的申请");
    assert_eq!(verified.parts, receipt.parts);
    assert_eq!(verified.sealed_parts, ["part-phone"]);
}

/// Frozen: receipts of today must be readable and verifiable by every later version.
#[test]
fn the_frozen_receipt_still_verifies() {
    let frozen = include_str!("vectors/receipt.json");
    let vkey = include_str!("vectors/receipt.vkey");
    assert_eq!(frozen, receipt().to_json());
    assert_eq!(vkey, key().verifier_key().to_string());
    Receipt::parse(frozen).unwrap().verify(&VerifierKey::parse(vkey).unwrap()).unwrap();
}

#[test]
fn every_flipped_bit_is_noticed() {
    let good = receipt().to_json();
    for place in 0..good.len() {
        for bit in 0..8 {
            let mut bytes = good.clone().into_bytes();
            bytes[place] ^= 1 << bit;
            let outcome = String::from_utf8(bytes).map(|text| (check(&text).is_err(), text));
            assert!(outcome.is_err() || outcome.as_ref().is_ok_and(|(refused, _)| *refused), "bit {bit} of byte {place}: {outcome:?}");
        }
    }
}

#[test]
fn every_truncation_and_every_lost_byte_is_noticed() {
    let good = receipt().to_json();
    for (place, _) in good.char_indices() {
        assert!(check(&good[..place]).is_err(), "cut at {place}");
        let mut shorter = good.clone();
        shorter.remove(place);
        assert!(check(&shorter).is_err(), "without byte {place}");
    }
}

#[test]
fn each_lie_is_called_by_its_name() {
    let key = key().verifier_key();
    let refused = |change: fn(&mut Receipt)| {
        let mut changed = receipt();
        change(&mut changed);
        changed.verify(&key).unwrap_err()
    };
    assert_eq!(refused(|receipt| receipt.salt[0] ^= 1), LedgerError::BodyCommitment);
    assert_eq!(refused(|receipt| receipt.body.push(b' ')), LedgerError::BodyCommitment);
    assert_eq!(refused(|receipt| receipt.proof.index = 4), LedgerError::Inclusion);
    assert_eq!(refused(|receipt| receipt.proof.index = 11), LedgerError::IndexOutsideTree { index: 11, size: 11 });
    assert_eq!(refused(|receipt| receipt.proof.hashes.clear()), LedgerError::Inclusion);
    assert!(matches!(refused(|receipt| receipt.entry.clear()), LedgerError::Envelope(_)));
    assert!(matches!(refused(|receipt| receipt.proof.checkpoint_note.clear()), LedgerError::Note(_)));
    assert_eq!(refused(|receipt| receipt.parts[0].bytes.clear()), LedgerError::PartCommitment("part-name".to_owned()));
    assert_eq!(refused(|receipt| receipt.parts[0].salt[31] ^= 1), LedgerError::PartCommitment("part-name".to_owned()));
    assert_eq!(refused(|receipt| receipt.parts[0].id = "part-phone".to_owned()), LedgerError::PartCommitment("part-phone".to_owned()));
    assert_eq!(refused(|receipt| receipt.parts[0].id = "other".to_owned()), LedgerError::UnknownPart("other".to_owned()));
    assert!(matches!(refused(|receipt| receipt.parts.extend(receipt.parts.clone())), LedgerError::Receipt(_)));
    let stranger = SigningKey::from_seed(common::ORIGIN, [8; 32]).unwrap().verifier_key();
    assert_eq!(receipt().verify(&stranger), Err(LedgerError::NotSigned(common::ORIGIN.to_owned())));
}

#[test]
fn a_body_is_canonical_json_of_kind_schema_and_data() {
    for wrong in [
        &b"{\"kind\":\"k\",\"schema\":1,\"data\":{}}"[..],
        b"{\"data\":{},\"kind\":\"k\",\"schema\":1} ",
        b"{\"data\":{},\"kind\":\"k\"}",
        b"[]",
        b"",
        b"\xff",
        b"{\"data\":{},\"kind\":\"k\",\"more\":1,\"schema\":1}",
        b"{\"data\":{\"a\":1,\"a\":2},\"kind\":\"k\",\"schema\":1}",
    ] {
        let (receipt, key) = receipt_of(wrong);
        let error = receipt.verify(&key).unwrap_err();
        assert!(matches!(error, LedgerError::Body(_) | LedgerError::NotCanonical(_)), "{}: {error}", String::from_utf8_lossy(wrong));
    }
    let (receipt, key) = receipt_of(b"{\"data\":null,\"kind\":\"k\",\"schema\":1}");
    receipt.verify(&key).unwrap();
}

/// A receipt of a log of one event with that body.
#[expect(clippy::unwrap_used, reason = "a helper of tests may panic")]
fn receipt_of(body: &[u8]) -> (Receipt, VerifierKey) {
    let mut receipt = receipt();
    let mut envelope = ledger::Envelope::parse(&receipt.entry).unwrap();
    envelope.body = encode_base64(&commitment(&receipt.salt, body));
    receipt.entry = envelope.entry().unwrap();
    receipt.body = body.to_vec();
    receipt.parts.clear();
    let checkpoint = ledger::Checkpoint { origin: common::ORIGIN.to_owned(), size: 1, root: leaf_hash(&receipt.entry) };
    receipt.proof = ledger::TlogProof { index: 0, hashes: vec![], checkpoint_note: checkpoint.sign(&key()), extra: None };
    (receipt, key().verifier_key())
}

#[test]
fn an_erased_body_leaves_the_proof_valid() {
    let receipt = receipt();
    let checkpoint = receipt.proof.verify(&leaf_hash(&receipt.entry), &key().verifier_key()).unwrap();
    assert_eq!(checkpoint.size, 11);
}

#[test]
fn part_references_are_found_anywhere_once_and_without_contradiction() {
    let commitment = |byte: u8| encode_base64(&[byte; 32]);
    let body = json!({"a": [1, {"part": "x", "commitment": commitment(1)}], "b": {"c": {"part": "y", "commitment": commitment(2), "mask": "张*"}},
        "d": {"part": "x", "commitment": commitment(1)}, "e": {"part": "no reference"}, "f": {"commitment": "nor this"}});
    let found = part_references(&body).unwrap();
    let expected = [("x", 1), ("y", 2)].map(|(id, byte)| PartReference { id: id.to_owned(), commitment: [byte; 32] });
    assert_eq!(found, expected);
    for wrong in [
        json!([{"part": "x", "commitment": commitment(1)}, {"part": "x", "commitment": commitment(2)}]),
        json!({"part": "x", "commitment": "AAAA"}),
        json!({"part": 1, "commitment": commitment(1)}),
        json!({"part": "x", "commitment": null}),
    ] {
        assert!(matches!(part_references(&wrong), Err(LedgerError::PartReference(_))), "{wrong}");
    }
}

#[test]
fn a_file_that_is_no_receipt_is_told_why() {
    let told = |change: fn(&mut serde_json::Value)| {
        let mut value = receipt().to_value();
        change(&mut value);
        Receipt::parse(&value.to_string()).unwrap_err().to_string()
    };
    assert!(told(|value| value["more"] = json!(1)).contains("unknown field `more`"));
    assert!(told(|value| *value = json!({})).contains("missing field `entry`"));
    assert!(told(|value| value["entry"] = json!("A")).contains("entry is not standard base64"));
    assert!(told(|value| value["salt"] = json!("AAAA")).contains("salt is not base64 of 32 bytes"));
    assert!(told(|value| value["parts"][0]["bytes"] = json!("*")).contains("parts[0].bytes is not standard base64"));
    assert!(told(|value| value["parts"][0]["more"] = json!(1)).contains("unknown field `more`"));
    assert!(told(|value| value["proof"] = json!("proof")).contains("the proof is malformed"));
    assert!(matches!(Receipt::parse("%PDF-1.7"), Err(LedgerError::Receipt(_))));
    assert!(matches!(Receipt::parse(&"[".repeat(100_000)), Err(LedgerError::Receipt(_))));
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in "\\PC{0,200}", entry in "[A-Za-z0-9+/]{0,40}={0,2}", proof in "\\PC{0,60}|(\\PC{0,20}\n){0,5}") {
        prop_assert!(check(&text).is_err());
        let file = json!({"entry": entry, "salt": encode_base64(&[1; 32]), "body": entry, "proof": proof, "parts": []}).to_string();
        prop_assert!(check(&file).is_err());
    }

    #[test]
    fn no_splice_is_believed(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), length in 0_usize..40, noise in "\\PC{0,6}") {
        let good: Vec<char> = receipt().to_json().chars().collect();
        let (from, to) = (from.index(good.len()), to.index(good.len()));
        let mut spliced = good.clone();
        let piece: Vec<char> = good[from..(from + length).min(good.len())].iter().copied().chain(noise.chars()).collect();
        spliced.splice(to..(to + length).min(good.len()), piece);
        let text: String = spliced.iter().collect();
        if spliced != good && check(&text).is_ok() {
            // White space between members is all that may differ.
            prop_assert_eq!(Receipt::parse(&text).unwrap(), receipt());
        }
    }

    #[test]
    fn receipts_come_back(entry in prop::collection::vec(any::<u8>(), 0..80), salt in any::<[u8; 32]>(), ids in prop::collection::vec("\\PC{0,9}", 0..3)) {
        let mut receipt = receipt();
        receipt.parts = ids.into_iter().map(|id| ledger::ReceiptPart { id, salt, bytes: entry.clone() }).collect();
        (receipt.body, receipt.entry, receipt.salt) = (entry.clone(), entry, salt);
        prop_assert_eq!(Receipt::parse(&receipt.to_json()).unwrap(), receipt);
    }

    #[test]
    fn canonical_json_is_a_fixed_point(text in "\\PC{0,20}", number in any::<f64>(), integer in -9_007_199_254_740_991_i64..=9_007_199_254_740_991) {
        let value = json!({&text: [number, integer, &text, null, {"b": 1, "a": &text}]});
        // A double that would be written as an unsafe integer is refused; `canonical.rs` tests that.
        prop_assume!(!(9_007_199_254_740_992.0..1e21).contains(&number.abs()));
        let bytes = canonical_json(&value).unwrap();
        let again: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(canonical_json(&again).unwrap(), bytes);
    }
}
