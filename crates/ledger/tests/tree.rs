//! The tree against `ct-merkle`, an independent implementation of RFC 6962, and against published vectors.

mod common;

use common::{Tiles, entry, keep, log, log_of};
use ct_merkle::digest::Output;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use ledger::{
    EMPTY_ROOT, Hash, LedgerError, Tree, consistency_proof, decode_hash, inclusion_proof, leaf_hash, root_from_tiles, tile_width,
    tiles_for_consistency, tiles_for_inclusion, tiles_for_root, verify_consistency, verify_inclusion,
};
use proptest::prelude::*;
use sha2::Sha256;

fn oracle(size: u64) -> MemoryBackedTree<Sha256, Vec<u8>> {
    let mut tree = MemoryBackedTree::new();
    (0..size).for_each(|index| tree.push(entry(index)));
    tree
}

fn their_root(root: &Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(Output::<Sha256>::from(*root), size)
}

/// Only the tiles that were asked for: whatever else a proof read would be missing.
fn only(tiles: &Tiles, wanted: &[(u8, u64)]) -> Tiles {
    wanted.iter().filter_map(|at| Some((*at, tiles.get(at)?.clone()))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn roots_and_proofs_are_those_of_ct_merkle(size in 1_u64..1400, index in any::<prop::sample::Index>(), old in any::<prop::sample::Index>()) {
        let (index, old) = (index.index(size as usize) as u64, old.index(size as usize) as u64 + 1);
        let (tree, tiles) = log(size);
        let theirs = oracle(size);
        let root = tree.root();
        prop_assert_eq!(root.to_vec(), theirs.root().as_bytes().to_vec());
        prop_assert_eq!(root_from_tiles(size, &only(&tiles, &tiles_for_root(size))).unwrap(), root);

        let proof = inclusion_proof(index, size, &only(&tiles, &tiles_for_inclusion(index, size))).unwrap();
        prop_assert_eq!(proof.concat(), theirs.prove_inclusion(index as usize).as_bytes().to_vec());
        verify_inclusion(&leaf_hash(&entry(index)), index, size, &root, &proof).unwrap();
        let as_theirs = InclusionProof::try_from_bytes(proof.concat()).unwrap();
        their_root(&root, size).verify_inclusion(&entry(index), index, &as_theirs).unwrap();

        let old_root = root_from_tiles(old, &tiles).unwrap();
        prop_assert_eq!(old_root.to_vec(), oracle(old).root().as_bytes().to_vec());
        let proof = consistency_proof(old, size, &only(&tiles, &tiles_for_consistency(old, size))).unwrap();
        prop_assert_eq!(proof.concat(), theirs.prove_consistency((size - old) as usize).as_bytes().to_vec());
        verify_consistency(old, &old_root, size, &root, &proof).unwrap();
        let as_theirs = ConsistencyProof::try_from_bytes(proof.concat()).unwrap();
        their_root(&root, size).verify_consistency(&their_root(&old_root, old), &as_theirs).unwrap();
    }

    #[test]
    fn a_tree_that_stopped_goes_on_from_its_edge(size in 0_u64..1100, more in 0_u64..600) {
        let (mut tree, mut tiles) = log(size);
        let mut resumed = Tree::from_edge(size, &only(&tiles, &tiles_for_root(size))).unwrap();
        prop_assert_eq!(resumed.size(), size);
        prop_assert_eq!(resumed.root(), tree.root());
        prop_assert!(resumed.take_changed_tiles().is_empty());
        for index in size..size + more {
            let leaf = leaf_hash(&entry(index));
            prop_assert_eq!(resumed.append(leaf), index);
            tree.append(leaf);
            prop_assert_eq!(resumed.root(), tree.root());
        }
        keep(&mut resumed, &mut tiles);
        prop_assert_eq!(tiles, log(size + more).1);
    }

    #[test]
    fn every_other_claim_is_refused(size in 1_u64..600, index in any::<prop::sample::Index>(), bit in 0_usize..256, place in any::<prop::sample::Index>()) {
        let index = index.index(size as usize) as u64;
        let (tree, tiles) = log(size);
        let (root, leaf) = (tree.root(), leaf_hash(&entry(index)));
        let proof = inclusion_proof(index, size, &tiles).unwrap();
        let flipped = |hash: &Hash| { let mut hash = *hash; hash[bit / 8] ^= 1 << (bit % 8); hash };
        prop_assert_eq!(verify_inclusion(&flipped(&leaf), index, size, &root, &proof), Err(LedgerError::Inclusion));
        prop_assert_eq!(verify_inclusion(&leaf, index, size, &flipped(&root), &proof), Err(LedgerError::Inclusion));
        for other in (0..size).filter(|other| *other != index) {
            prop_assert!(verify_inclusion(&leaf, other, size, &root, &proof).is_err(), "as leaf {}", other);
        }
        if !proof.is_empty() {
            let place = place.index(proof.len());
            let mut wrong = proof.clone();
            wrong[place] = flipped(&wrong[place]);
            prop_assert!(verify_inclusion(&leaf, index, size, &root, &wrong).is_err());
            wrong.remove(place);
            prop_assert!(verify_inclusion(&leaf, index, size, &root, &wrong).is_err());
        }
        let mut longer = proof;
        longer.push(root);
        prop_assert!(verify_inclusion(&leaf, index, size, &root, &longer).is_err());

        let old = index + 1;
        let old_root = root_from_tiles(old, &tiles).unwrap();
        let proof = consistency_proof(old, size, &tiles).unwrap();
        prop_assert!(verify_consistency(old, &flipped(&old_root), size, &root, &proof).is_err());
        prop_assert!(verify_consistency(old, &old_root, size, &flipped(&root), &proof).is_err());
        if !proof.is_empty() {
            let place = place.index(proof.len());
            let mut wrong = proof.clone();
            wrong[place] = flipped(&wrong[place]);
            prop_assert!(verify_consistency(old, &old_root, size, &root, &wrong).is_err());
            wrong.remove(place);
            prop_assert!(verify_consistency(old, &old_root, size, &root, &wrong).is_err());
        }
        let mut longer = proof;
        longer.push(root);
        prop_assert!(verify_consistency(old, &old_root, size, &root, &longer).is_err());
    }

    #[test]
    fn no_size_makes_it_panic(index in any::<u64>(), old in any::<u64>(), size in any::<u64>(), proof in prop::collection::vec(any::<Hash>(), 0..70)) {
        let empty = Tiles::new();
        prop_assert!(verify_inclusion(&EMPTY_ROOT, index, size, &EMPTY_ROOT, &proof).is_err());
        prop_assert!(verify_consistency(old, &EMPTY_ROOT, size, &[0; 32], &proof).is_err());
        let _ = (tiles_for_root(size), tiles_for_inclusion(index, size), tiles_for_consistency(old, size));
        let _ = (inclusion_proof(index, size, &empty), consistency_proof(old, size, &empty), root_from_tiles(size, &empty));
        prop_assert!(Tree::from_edge(size.max(1), &empty).is_err());
    }
}

#[test]
fn every_small_tree_in_full() {
    for size in 1..=70_u64 {
        let (tree, tiles) = log(size);
        let theirs = oracle(size);
        for index in 0..size {
            let proof = inclusion_proof(index, size, &tiles).unwrap();
            assert_eq!(proof.concat(), theirs.prove_inclusion(index as usize).as_bytes());
            verify_inclusion(&leaf_hash(&entry(index)), index, size, &tree.root(), &proof).unwrap();
            let (old, old_root) = (index + 1, root_from_tiles(index + 1, &tiles).unwrap());
            let proof = consistency_proof(old, size, &tiles).unwrap();
            assert_eq!(proof.concat(), theirs.prove_consistency((size - old) as usize).as_bytes());
            verify_consistency(old, &old_root, size, &tree.root(), &proof).unwrap();
        }
    }
}

#[test]
fn the_reference_tree_of_certificate_transparency() {
    let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let bytes = |hex: &str| (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect::<Vec<_>>();
    let hashes: Vec<_> = leaves.iter().map(|leaf| leaf_hash(&bytes(leaf))).collect();
    let mut tree = Tree::empty();
    assert_eq!(tree.root(), EMPTY_ROOT);
    for (leaf, root) in hashes.iter().zip(roots) {
        tree.append(*leaf);
        assert_eq!(tree.root().to_vec(), bytes(root));
    }
    let (_, tiles) = log_of(hashes);
    assert_eq!(
        inclusion_proof(5, 8, &tiles).unwrap().concat(),
        bytes(
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b\
             ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0\
             d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
        )
    );
    assert_eq!(
        consistency_proof(6, 8, &tiles).unwrap().concat(),
        bytes(
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a\
             ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0\
             d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
        )
    );
}

#[test]
fn proofs_of_a_real_log_hold() {
    let vector: serde_json::Value = serde_json::from_str(include_str!("vectors/argon2020.json")).unwrap();
    let hash = |name: &str| decode_hash(vector[name].as_str().unwrap()).unwrap();
    let hashes = |name: &str| -> Vec<Hash> {
        vector[name].as_array().unwrap().iter().map(|hash| decode_hash(hash.as_str().unwrap()).unwrap()).collect()
    };
    let (size, root) = (vector["size"].as_u64().unwrap(), hash("root"));
    verify_inclusion(&hash("leaf"), 10_000, size, &root, &hashes("inclusion")).unwrap();
    verify_consistency(vector["old_size"].as_u64().unwrap(), &hash("old_root"), size, &root, &hashes("consistency")).unwrap();
    assert!(verify_inclusion(&hash("leaf"), 10_001, size, &root, &hashes("inclusion")).is_err());
}

#[test]
fn tiles_of_the_example_in_the_specification() {
    // tlog-tiles, "Partial Tiles": a tree of size 70,000.
    let (tree, tiles) = log(70_000);
    let full = |level: u8| tiles.iter().filter(|((at, _), hashes)| *at == level && hashes.len() == 256).count();
    assert_eq!((full(0), full(1), full(2)), (273, 1, 0));
    assert_eq!(tiles[&(0, 273)].len(), 112);
    assert_eq!(tiles[&(1, 1)].len(), 17);
    assert_eq!(tiles[&(2, 0)].len(), 1);
    assert_eq!(tiles.len(), 273 + 1 + 1 + 1 + 1);
    for ((level, index), hashes) in &tiles {
        assert_eq!(usize::from(tile_width(*level, *index, 70_000)), hashes.len());
    }
    assert_eq!(Tree::from_edge(70_000, &tiles).unwrap().root(), tree.root());

    let (_, tiles) = log(256);
    assert_eq!((tiles[&(0, 0)].len(), tiles[&(1, 0)].len(), tiles.len()), (256, 1, 2));
}

#[test]
fn trivial_and_impossible_consistency() {
    let (tree, tiles) = log(9);
    let root = tree.root();
    verify_consistency(9, &root, 9, &root, &[]).unwrap();
    verify_consistency(0, &EMPTY_ROOT, 9, &root, &[]).unwrap();
    verify_consistency(0, &EMPTY_ROOT, 0, &EMPTY_ROOT, &[]).unwrap();
    assert_eq!(consistency_proof(0, 9, &tiles).unwrap(), Vec::<Hash>::new());
    assert_eq!(consistency_proof(9, 9, &tiles).unwrap(), Vec::<Hash>::new());
    assert_eq!(consistency_proof(10, 9, &tiles), Err(LedgerError::SizesReversed { old: 10, new: 9 }));
    assert_eq!(verify_consistency(10, &root, 9, &root, &[]), Err(LedgerError::SizesReversed { old: 10, new: 9 }));
    for (old, old_root, new, new_root, proof) in [
        (0, root, 9, root, vec![]),
        (0, EMPTY_ROOT, 9, root, vec![root]),
        (0, root, 0, root, vec![]),
        (9, EMPTY_ROOT, 9, root, vec![]),
        (9, root, 9, root, vec![root]),
        (5, root, 9, root, vec![]),
    ] {
        assert_eq!(verify_consistency(old, &old_root, new, &new_root, &proof), Err(LedgerError::Consistency));
    }
}

#[test]
fn an_edge_that_does_not_fit_the_size_is_refused() {
    let (_, tiles) = log(300);
    assert_eq!(Tree::from_edge(299, &tiles), Err(LedgerError::TileWidth { level: 0, index: 1, expected: 43, found: 44 }));
    assert_eq!(Tree::from_edge(301, &tiles), Err(LedgerError::MissingTile { level: 0, index: 1, width: 45 }));
    assert_eq!(inclusion_proof(300, 300, &tiles), Err(LedgerError::IndexOutsideTree { index: 300, size: 300 }));
    assert_eq!(inclusion_proof(3, 302, &tiles), Err(LedgerError::MissingTile { level: 0, index: 1, width: 46 }));
    assert_eq!(Tree::from_edge(0, &Tiles::new()).unwrap(), Tree::empty());
}

#[test]
fn a_batch_can_be_tried_on_a_clone() {
    let (tree, _) = log(255);
    let mut trial = tree.clone();
    trial.append(leaf_hash(b"one"));
    trial.append(leaf_hash(b"two"));
    let changed: Vec<_> = trial.take_changed_tiles().iter().map(|(level, index, hashes)| (*level, *index, hashes.len())).collect();
    assert_eq!(changed, [(0, 0, 256), (0, 1, 1), (1, 0, 1)]);
    assert_eq!((tree.size(), tree.root()), (255, log(255).0.root()));
}
