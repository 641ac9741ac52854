//! Paths, tiles, notes and checkpoints against `tlog_tiles` and `signed_note`, and the vectors of the C2SP
//! specifications.

mod common;

use common::{ORIGIN, Tiles, entry, key, log};
use ledger::{
    Checkpoint, LedgerError, Note, SigningKey, TileAt, TlogProof, VerifierKey, consistency_proof, entries_tile, inclusion_proof, leaf_hash,
    parse_entries_tile, parse_tile, root_from_tiles, tile_bytes, tiles_for_consistency, tiles_for_inclusion, tiles_for_root,
};
use proptest::prelude::*;
use signed_note::{StandardSigner, StandardVerifier, VerifierList};
use tlog_tiles::{HashReader, Tile};

/// The specification leaves the tile height out of the path, the older form that the oracle writes has it.
fn their_path(path: &str) -> String {
    path.replacen("tile/entries/", "tile/8/data/", 1).replacen("tile/", if path.contains("entries") { "tile/" } else { "tile/8/" }, 1)
}

/// The tiles of a log far larger than memory: each hash is drawn from its place.
fn drawn_tile(level: u8, index: u64) -> Vec<ledger::Hash> {
    (0..256_u64).map(|place| leaf_hash(&[&[level], &(index * 256 + place).to_be_bytes()[..]].concat())).collect()
}

struct DrawnHashes;

impl HashReader for DrawnHashes {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let read = |stored: &u64| {
            let tile = Tile::from_index(8, *stored);
            tile.hash_at_index(&drawn_tile(tile.level(), tile.level_index()).concat(), *stored)
        };
        indexes.iter().map(read).collect()
    }
}

fn drawn(wanted: Vec<(u8, u64)>) -> Tiles {
    wanted.into_iter().map(|(level, index)| ((level, index), drawn_tile(level, index))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn paths_are_those_of_tlog_tiles(level in 0_u8..64, index in prop_oneof![0_u64..3000, any::<u64>()], width in 1_u16..=256) {
        let tile = TileAt { level, index, width };
        prop_assert_eq!(their_path(&tile.path()), Tile::new(8, level, index, u32::from(width), false).path());
        prop_assert_eq!(TileAt::parse_path(&tile.path()), Some(tile));
        let bundle = TileAt { level: 0, ..tile };
        prop_assert_eq!(their_path(&bundle.entries_path()), Tile::new(8, 0, index, u32::from(width), true).path());
        prop_assert_eq!(TileAt::parse_entries_path(&bundle.entries_path()), Some(bundle));
        prop_assert_eq!(TileAt::parse_path(&bundle.entries_path()), None);
    }

    #[test]
    fn only_canonical_paths_are_read(path in "tile/(entries|[0-9]{1,3})/(x?[0-9]{1,4}/){0,2}x?[0-9]{2,4}(\\.p/[0-9]{1,4})?|\\PC{0,30}") {
        if let Some(tile) = TileAt::parse_path(&path) {
            prop_assert_eq!(tile.path(), path.clone());
        }
        if let Some(tile) = TileAt::parse_entries_path(&path) {
            prop_assert_eq!(tile.entries_path(), path);
        }
    }

    #[test]
    fn proofs_of_huge_trees_are_those_of_tlog_tiles(size in 1_u64..1 << 40, index in any::<u64>(), old in any::<u64>()) {
        let (index, old) = (index % size, old % size + 1);
        let bytes = |hashes: Vec<tlog_tiles::Hash>| hashes.into_iter().map(|hash| hash.0).collect::<Vec<_>>();
        let root = root_from_tiles(size, &drawn(tiles_for_root(size))).unwrap();
        prop_assert_eq!(root, tlog_tiles::tree_hash(size, &DrawnHashes).unwrap().0);
        let proof = inclusion_proof(index, size, &drawn(tiles_for_inclusion(index, size))).unwrap();
        prop_assert_eq!(proof, bytes(tlog_tiles::prove_record(size, index, &DrawnHashes).unwrap()));
        let proof = consistency_proof(old, size, &drawn(tiles_for_consistency(old, size))).unwrap();
        prop_assert_eq!(proof, bytes(tlog_tiles::prove_tree(size, old, &DrawnHashes).unwrap()));
    }

    #[test]
    fn changed_tiles_are_those_of_tlog_tiles(old in 0_u64..900, more in 0_u64..700) {
        let (mut tree, _) = log(old);
        (old..old + more).for_each(|index| { tree.append(leaf_hash(&entry(index))); });
        let ours: Vec<_> = tree.take_changed_tiles().into_iter().map(|(level, index, hashes)| (level, index, hashes.len())).collect();
        let theirs = Tile::new_tiles(8, old, old + more);
        let theirs: Vec<_> = theirs.iter().map(|tile| (tile.level(), tile.level_index(), tile.width() as usize)).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn bundles_and_tiles_come_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..40), cut in any::<prop::sample::Index>()) {
        let entries: Vec<_> = entries.iter().map(Vec::as_slice).collect();
        let bundle = entries_tile(&entries).unwrap();
        prop_assert_eq!(parse_entries_tile(&bundle).unwrap(), entries.clone());
        let cut = cut.index(bundle.len() + 1);
        if let Ok(fewer) = parse_entries_tile(&bundle[..cut]) {
            prop_assert!(entries.starts_with(&fewer));
        }
        let _ = (parse_entries_tile(&bundle[cut..]), parse_tile(&bundle));
    }

    #[test]
    fn checkpoints_are_read_by_signed_note_and_tlog_tiles(seed in any::<[u8; 32]>(), size in 1_u64.., root in any::<[u8; 32]>()) {
        let key = SigningKey::from_seed(ORIGIN, seed).unwrap();
        let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size, root };
        let note = checkpoint.sign(&key);
        let vkey = key.verifier_key().to_string();
        let known = VerifierList::new(vec![Box::new(StandardVerifier::new(&vkey).unwrap())]);
        let theirs = signed_note::Note::from_bytes(note.as_bytes()).unwrap();
        prop_assert_eq!(theirs.verify(&known).unwrap().0.len(), 1);
        let read = tlog_tiles::Checkpoint::from_bytes(theirs.text()).unwrap();
        prop_assert_eq!((read.origin(), read.size(), read.hash().0, read.extension()), (ORIGIN, size, root, ""));
        prop_assert_eq!(read.to_bytes(), checkpoint.text().into_bytes());
        prop_assert_eq!(Checkpoint::open(&note, &vkey.parse().unwrap()).unwrap(), checkpoint);
    }

    #[test]
    fn notes_of_signed_note_are_opened(size in any::<u64>(), root in any::<[u8; 32]>(), extension in prop::option::of("[a-z ]{1,20}\n")) {
        let checkpoint = Checkpoint { origin: "PeterNeumann".to_owned(), size, root };
        let mut text = checkpoint.text();
        text.push_str(&extension.unwrap_or_default());
        let mut note = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        note.add_sigs(&[&StandardSigner::new(THEIR_SECRET).unwrap()]).unwrap();
        let note = String::from_utf8(note.to_bytes()).unwrap();
        let opened = Checkpoint::open(&note, &VerifierKey::parse(THEIR_KEY).unwrap());
        if size > 0 {
            prop_assert_eq!(opened.unwrap(), checkpoint);
        } else {
            prop_assert!(matches!(opened, Err(LedgerError::Checkpoint(_))));
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "\\PC{0,80}|(\\PC{0,20}\n){0,6}|(— \\PC{0,8} [A-Za-z0-9+/]{0,12}={0,2}\n|[0-9]{0,4}\n|\n){0,8}", bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let key = key().verifier_key();
        let _ = (Note::parse(&text), Checkpoint::open(&text, &key), Checkpoint::parse_text(&text), TlogProof::parse(&text));
        let _ = (TlogProof::parse(&format!("{}\nindex 3\n{text}", ledger::PROOF_HEADER)), VerifierKey::parse(&text));
        let _ = (VerifierKey::parse(&format!("{ORIGIN}+{text}")), parse_entries_tile(&bytes), parse_tile(&bytes));
    }

    #[test]
    fn proofs_come_back(index in any::<u64>(), hashes in prop::collection::vec(any::<[u8; 32]>(), 0..64), extra in prop::option::of(prop::collection::vec(any::<u8>(), 0..50)), cut in any::<prop::sample::Index>()) {
        let proof = TlogProof { index, hashes, checkpoint_note: "log\n1\nroot\n\n— log AAAAAAA=\n".to_owned(), extra };
        let text = proof.to_string();
        prop_assert_eq!(text.parse::<TlogProof>().unwrap(), proof);
        if let Ok(shorter) = TlogProof::parse(text.get(..cut.index(text.len())).unwrap_or_default()) {
            prop_assert!(Checkpoint::open(&shorter.checkpoint_note, &key().verifier_key()).is_err());
        }
    }
}

/// The example key of Go's note package, which `signed_note` carries on.
const THEIR_SECRET: &str = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
const THEIR_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

#[test]
fn the_same_secret_gives_the_same_key_and_signature() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let secret = THEIR_SECRET.rsplit_once("c74f20a3+").unwrap().1;
    let seed = STANDARD.decode(secret).unwrap()[1..].try_into().unwrap();
    let ours = SigningKey::from_seed("PeterNeumann", seed).unwrap();
    assert_eq!(ours.verifier_key().to_string(), THEIR_KEY);
    assert!(!format!("{ours:?}").contains("secret") && format!("{ours:?}").contains(THEIR_KEY));
    let checkpoint = Checkpoint { origin: "PeterNeumann".to_owned(), size: 3, root: [3; 32] };
    let mut theirs = signed_note::Note::new(checkpoint.text().as_bytes(), &[]).unwrap();
    theirs.add_sigs(&[&StandardSigner::new(THEIR_SECRET).unwrap()]).unwrap();
    assert_eq!(checkpoint.sign(&ours).into_bytes(), theirs.to_bytes());
}

#[test]
fn the_example_of_the_note_specification_verifies() {
    let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k").unwrap();
    let note = "This is an example message.\n\n— example.com/foo \
                Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let parsed = Note::parse(note).unwrap();
    assert_eq!(parsed.text, "This is an example message.\n");
    parsed.verify(&key).unwrap();
    assert!(matches!(Checkpoint::open(note, &key), Err(LedgerError::Checkpoint(_))));
    let other = Note::parse(&note.replace("example message", "exemplary message")).unwrap();
    assert_eq!(other.verify(&key), Err(LedgerError::Signature("example.com/foo".to_owned())));
}

#[test]
fn the_example_of_the_checkpoint_specification_is_read() {
    // The specification names no key for it.
    let note = Note::parse(
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
         — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n",
    )
    .unwrap();
    let checkpoint = Checkpoint::parse_text(&note.text).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.text(), note.text);
    assert_eq!(note.verify(&key().verifier_key()), Err(LedgerError::NotSigned(ORIGIN.to_owned())));
}

#[test]
fn the_example_of_the_proof_specification_is_read() {
    // The specification shortens the signatures; whole ones of any content stand in their place.
    let text = "c2sp.org/tlog-proof@v1\nextra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6kYXJ3aW4tYXJ\nindex 73894\n\
        gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\nB95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=\n\
        EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=\nRoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=\n\
        AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=\n\nexample.com/fancylog\n109482\n\
        sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=\n\n— example.com/fancylog hI2DJwAA\n— witness1.example mJirIgAA\n";
    let proof = TlogProof::parse(text).unwrap();
    assert_eq!((proof.index, proof.hashes.len()), (73_894, 5));
    assert!(proof.extra.as_ref().is_some_and(|extra| extra.starts_with(b"age-v1.2.1-darwin-arm64.tar.gz")));
    assert_eq!(Note::parse(&proof.checkpoint_note).unwrap().signatures.len(), 2);
    assert_eq!(proof.to_string(), text);
}

#[test]
fn paths_of_the_tiles_specification() {
    let path = |level, index, width| TileAt { level, index, width }.path();
    assert_eq!(path(0, 1_234_067, 256), "tile/0/x001/x234/067");
    assert_eq!(path(0, 1_234, 7), "tile/0/x001/234.p/7");
    assert_eq!(TileAt { level: 0, index: 5, width: 256 }.entries_path(), "tile/entries/005");
    for wrong in [
        "",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/5",
        "tile/0/0005",
        "tile/00/005",
        "tile/+1/005",
        "tile/64/005",
        "tile/256/005",
        "tile/0/005.p/",
        "tile/0/005.p/0",
        "tile/0/005.p/256",
        "tile/0/005.p/01",
        "tile/0/005.p/7/",
        "tile/0/x005",
        "tile/0/001/005",
        "tile/0/x000/005",
        "tile/0/x001/x234",
        "/tile/0/005",
        "tile/0/005.p/7.p/7",
        "tile/-1/005",
        "tile/0/x018/x446/x744/x073/x709/x551/616",
    ] {
        assert_eq!(TileAt::parse_path(wrong), None, "{wrong}");
        assert_eq!(TileAt::parse_entries_path(&wrong.replacen("/0/", "/entries/", 1)), None, "{wrong}");
    }
}

#[test]
fn which_tiles_a_tree_has() {
    let tile = |level, index, width| TileAt { level, index, width };
    for right in [tile(0, 0, 1), tile(0, 273, 112), tile(1, 0, 256), tile(1, 1, 17), tile(2, 0, 1)] {
        assert!(right.is_in(70_000), "{right:?}");
    }
    for wrong in [
        tile(0, 0, 0),
        tile(0, 273, 113),
        tile(1, 1, 18),
        tile(2, 0, 2),
        tile(3, 0, 1),
        tile(8, 0, 1),
        tile(63, 0, 1),
        tile(0, u64::MAX, 1),
    ] {
        assert!(!wrong.is_in(70_000), "{wrong:?}");
    }
    assert_eq!(tile(1, 1, 17).leaves(), Some((65_536, 65_536 + 17 * 256)));
    assert_eq!(tile(63, 1, 1).leaves(), None);
}

#[test]
fn tiles_and_bundles_have_their_limits() {
    let (_, tiles) = log(3);
    let bytes = tile_bytes(&tiles[&(0, 0)]);
    assert_eq!((bytes.len(), parse_tile(&bytes).unwrap()), (96, tiles[&(0, 0)].clone()));
    for wrong in [0, 31, 95, 257 * 32] {
        assert_eq!(parse_tile(&vec![0; wrong]), Err(LedgerError::TileBytes(wrong)));
    }
    assert_eq!(entries_tile(&[b"ab", b""]).unwrap(), [0, 2, b'a', b'b', 0, 0]);
    assert_eq!(entries_tile(&[&[0; 65_536]]), Err(LedgerError::EntryTooLong(65_536)));
    assert_eq!(parse_entries_tile(&[0; 2 * 257]), Err(LedgerError::EntryBundle));
    assert_eq!(parse_entries_tile(&[0, 2, 0]), Err(LedgerError::EntryBundle));
    assert_eq!(parse_entries_tile(&[0]), Err(LedgerError::EntryBundle));
}

#[test]
fn signatures_of_others_are_passed_over_and_a_wrong_one_of_ours_is_not() {
    let checkpoint = Checkpoint { origin: ORIGIN.to_owned(), size: 3, root: [3; 32] };
    let note = checkpoint.sign(&key());
    let ours = key().verifier_key();
    let line = note.rsplit_once("\n\n").unwrap().1;
    let witness = SigningKey::from_seed("witness.example", [8; 32]).unwrap();
    let their_line = checkpoint.sign(&witness).rsplit_once("\n\n").unwrap().1.to_owned();
    let same_name = SigningKey::from_seed(ORIGIN, [9; 32]).unwrap();
    let same_name_line = checkpoint.sign(&same_name).rsplit_once("\n\n").unwrap().1.to_owned();
    let with = |lines: &str| format!("{}\n{lines}", checkpoint.text());

    assert_eq!(Checkpoint::open(&with(&format!("{their_line}{same_name_line}{line}")), &ours), Ok(checkpoint.clone()));
    assert_eq!(Checkpoint::open(&with(&format!("{line}{line}")), &ours), Ok(checkpoint.clone()));
    assert_eq!(Checkpoint::open(&with(&same_name_line), &ours), Err(LedgerError::NotSigned(ORIGIN.to_owned())));
    let wrong = checkpoint.sign(&key()).replace("\n3\n", "\n4\n");
    assert_eq!(Checkpoint::open(&wrong, &ours), Err(LedgerError::Signature(ORIGIN.to_owned())));
    let other_text = Checkpoint { size: 4, ..checkpoint.clone() }.sign(&key());
    let wrong_line = other_text.rsplit_once("\n\n").unwrap().1;
    assert_eq!(Checkpoint::open(&with(&format!("{line}{wrong_line}")), &ours), Err(LedgerError::Signature(ORIGIN.to_owned())));
    assert!(matches!(Checkpoint::open(&with(&their_line.repeat(101)), &ours), Err(LedgerError::Note(_))));
    assert_eq!(
        Checkpoint::open(&Checkpoint { origin: "other".to_owned(), ..checkpoint }.sign(&key()), &ours),
        Err(LedgerError::Origin { found: "other".to_owned(), expected: ORIGIN.to_owned() })
    );
}

#[test]
fn malformed_notes_checkpoints_proofs_and_keys_are_refused() {
    for wrong in [
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n\n— a\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAAAAB=\n",
        "te\txt\n\n— a AAAAAAA=\n",
        "text\r\n\n— a AAAAAAA=\n",
        "text\n\n— a\u{a0}b AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\n\n",
    ] {
        assert!(matches!(Note::parse(wrong), Err(LedgerError::Note(_))), "{wrong:?}");
    }
    assert!(Note::parse("text\n\n— a AAAAAAA=\n").is_ok());
    assert!(matches!(Note::parse(&"a".repeat(1_000_001)), Err(LedgerError::Note(_))));

    let root = ledger::encode_base64(&[1; 32]);
    for wrong in [
        String::new(),
        "a\n1\n".to_owned(),
        format!("a\n1\n{root}"),
        format!("\n1\n{root}\n"),
        format!("a\n01\n{root}\n"),
        format!("a\n-1\n{root}\n"),
        format!("a\n1\n{}\n", &root[1..]),
        format!("a\n1\n{root}\n\n"),
        format!("a\n0\n{root}\n"),
        format!("a\n18446744073709551616\n{root}\n"),
    ] {
        assert!(matches!(Checkpoint::parse_text(&wrong), Err(LedgerError::Checkpoint(_))), "{wrong:?}");
    }

    let proof = |middle: &str| format!("c2sp.org/tlog-proof@v1\n{middle}\n\na\n1\n{root}\n\n— a AAAAAAA=\n");
    assert!(TlogProof::parse(&proof("index 0")).is_ok());
    for wrong in [
        "wrong".to_owned(),
        proof("index -5"),
        proof("index 05"),
        proof("index notanumber"),
        proof(""),
        proof("extra !!notbase64!!\nindex 0"),
        proof("index 0\nextra AA=="),
        proof("index 0\n!!notbase64!!"),
        proof("index 0\nAAAA"),
        proof(&format!("index 0{}", format!("\n{root}").repeat(65))),
        proof("index 0").replacen("@v1", "@v2", 1),
        "c2sp.org/tlog-proof@v1\nindex 0\n".to_owned(),
        "c2sp.org/tlog-proof@v1\nindex 0\n\n".to_owned(),
        proof("index 0\r"),
    ] {
        assert!(matches!(TlogProof::parse(&wrong), Err(LedgerError::ProofText(_))), "{wrong:?}");
    }

    let good = key().verifier_key().to_string();
    let weak = format!("a+{}", "3f4e3a8f+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for wrong in [
        String::new(),
        "a".to_owned(),
        "a+b".to_owned(),
        "a+00000000+AA==".to_owned(),
        format!("x{good}"),
        format!("{good}\n"),
        good.to_uppercase(),
        good.replacen('+', " +", 1),
        weak,
        format!("+{}", good.split_once('+').unwrap().1),
        "a+00000000+".to_owned(),
        THEIR_KEY.replace("c74f20a3", "C74F20A3"),
        THEIR_KEY.replace("c74f20a3", "+74f20a3"),
        THEIR_KEY.replace("+ARpc", "+AxPc"),
    ] {
        assert!(matches!(VerifierKey::parse(&wrong), Err(LedgerError::VerifierKey(_))), "{wrong:?}");
    }
    for wrong in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\0"] {
        assert_eq!(SigningKey::from_seed(wrong, [1; 32]).err(), Some(LedgerError::KeyName), "{wrong:?}");
    }
}
