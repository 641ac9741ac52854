//! A configuration file: printed, checked, served.

use super::common::{Server, run, said};
use std::{fs, path::Path};

fn example() -> String {
    let (status, out, err) = said(&run(["config", "example"]));
    assert_eq!((status, err.as_str()), (0, ""));
    out
}

fn check(file: &Path) -> (i32, String, String) {
    said(&run(["config", "check", "--config", file.to_str().unwrap()]))
}

#[test]
fn the_example_is_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gongkai.toml");
    fs::write(&file, example()).unwrap();
    let (status, out, err) = check(&file);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("in order"));
}

#[test]
fn an_unknown_key_is_told_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gongkai.toml");
    let text = format!("colour = \"red\"\n{}", example());
    fs::write(&file, text).unwrap();
    let (status, _, err) = check(&file);
    assert_eq!(status, 1);
    assert!(err.contains("line 1") && err.contains("colour"), "{err}");
    let (status, out, err) = said(&run(["serve", "--config", file.to_str().unwrap()]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("line 1") && err.contains("colour"), "{err}");
}

#[test]
fn an_empty_instance_is_served() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gongkai.toml");
    fs::write(&file, example().replace("127.0.0.1:8080\"\n\n# Where", "127.0.0.1:0\"\n\n# Where")).unwrap();
    let server = Server::start(&["serve", "--config", file.to_str().unwrap()]);
    assert!(server.before.is_empty(), "{:?}", server.before);
    assert!(folder.path().join("gongkai-data/keys").is_dir(), "paths are relative to the folder of the file");

    let taken = folder.path().join("taken.toml");
    fs::write(
        &taken,
        example()
            .replace("listen = \"127.0.0.1:8080\"", &format!("listen = \"127.0.0.1:{}\"", server.port()))
            .replace("./gongkai-data", "./other"),
    )
    .unwrap();
    let (status, out, err) = said(&run(["serve", "--config", taken.to_str().unwrap()]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(err.contains("in use by another program"), "{err}");
    assert!(!folder.path().join("other").exists());

    let (status, _, err) = said(&run(["ledger", "verify", "--config", file.to_str().unwrap()]));
    assert_eq!(status, 0, "{err}");
    let (status, took, rest) = server.stop();
    assert_eq!((status, rest.as_str()), (0, ""));
    assert!(took.as_secs() < 10);

    let renamed = folder.path().join("renamed.toml");
    fs::write(&renamed, example().replace("open.example.org/ledger", "other.example.org/ledger")).unwrap();
    let (status, _, err) = said(&run(["ledger", "verify", "--config", renamed.to_str().unwrap()]));
    assert_eq!(status, 2);
    assert!(err.contains("origin"), "{err}");
}
