//! Files that the program reads at its start, made bad; and what is laid before its commands.

use gongkai::configuration::{Configuration, EXAMPLE};
use gongkai::record::{Kind, Record};

#[test]
fn the_configuration() {
    let every: String = EXAMPLE.lines().map(|line| line.strip_prefix("#: ").unwrap_or(line)).collect::<Vec<_>>().join("\n");
    let (mut accepted, mut refused) = (0, 0);
    mutation::each_text(&[every.as_str(), EXAMPLE], 3_000, |text| match Configuration::parse(text) {
        Ok(configuration) => {
            accepted += 1;
            assert!(configuration.base_url.starts_with("http") && !configuration.origin.contains(char::is_whitespace));
            assert!(configuration.limits.challenge_bits <= 24 && configuration.limits.look_ups_per_minute > 0);
        }
        Err(words) => {
            refused += 1;
            // How deep a file may nest is told of the whole.
            assert!(words.contains("line ") || words.contains(": ") || words == "recursion limit\n", "{words:?}");
        }
    });
    assert!(accepted > 300 && refused > 300, "{accepted} accepted, {refused} refused");
}

#[test]
fn the_record_of_an_instance() {
    let folder = tempfile::tempdir().unwrap();
    let record = Record { origin: "a.example/ledger".into(), database: Kind::Sqlite, demo: true, loaded: false };
    record.write(folder.path()).unwrap();
    let file = folder.path().join("instance.toml");
    let good = std::fs::read(&file).unwrap();
    mutation::each_bytes(&[good], 600, |bytes| {
        std::fs::write(&file, bytes).unwrap();
        match Record::read(folder.path()) {
            Ok(Some(read)) => {
                read.write(folder.path()).unwrap();
                assert_eq!(Record::read(folder.path()).unwrap(), Some(read));
            }
            Ok(None) => panic!("it is there"),
            Err(fault) => assert!(fault.words().contains("instance.toml"), "{}", fault.words()),
        }
    });
}

/// A receipt is checked with nothing but itself and the key: whatever the file holds, the answer is one of three.
#[test]
fn receipts_before_the_command_line() {
    let receipt = include_bytes!("../../../ledger/tests/vectors/receipt.json");
    let key = include_str!("../../../ledger/tests/vectors/receipt.vkey");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("receipt.json");
    for case in 0..30 {
        std::fs::write(&file, mutation::bytes(&[receipt], case)).unwrap();
        let output = crate::common::run(["ledger", "verify", "--receipt", file.to_str().unwrap(), "--key", key.trim()]);
        let (status, out, err) = crate::common::said(&output);
        assert!(
            (status == 0 && out.starts_with("proved: ")) || (status != 0 && out.is_empty() && !err.contains("panicked")),
            "case {case}: {status} {out} {err}"
        );
        let clock = crate::common::said(&crate::common::run(["clock", file.to_str().unwrap()]));
        assert!(clock.0 != 0 && clock.1.is_empty() && !clock.2.contains("panicked"), "case {case}: {clock:?}");
    }
}
