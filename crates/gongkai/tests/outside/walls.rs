//! The walls of the house, as cargo sees them.

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeSet;

const FOUNDATIONS: [&str; 13] =
    ["calendar", "law", "ledger", "facts", "store", "identity", "web", "letters", "search", "inbox", "mail", "sandbox", "redaction"];
const CAPABILITIES: [&str; 5] = ["publishing", "requests", "portal", "administration", "desk"];
/// They decide and compute; they never wait for anything.
const PURE: [&str; 4] = ["calendar", "law", "ledger", "facts"];
const WAITING: [&str; 12] =
    ["sqlx", "tokio", "axum", "hyper", "reqwest", "getrandom", "tantivy", "futures", "tower", "store", "identity", "web"];
/// Only tests need them.
const FOR_TESTS: [&str; 1] = ["mutation"];
/// Banned by `deny.toml` too, which is not always run.
const BANNED: [&str; 4] = ["zhconv", "openssl", "native-tls", "ring"];

fn workspace() -> Metadata {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    MetadataCommand::new().manifest_path(root).no_deps().exec().unwrap()
}

fn package<'a>(workspace: &'a Metadata, name: &str) -> &'a Package {
    workspace.packages.iter().find(|package| package.name.as_str() == name).unwrap_or_else(|| panic!("no crate {name}"))
}

fn needs(package: &Package, tests_too: bool) -> BTreeSet<&str> {
    package
        .dependencies
        .iter()
        .filter(|needed| tests_too || needed.kind == DependencyKind::Normal)
        .map(|needed| needed.name.as_str())
        .collect()
}

#[test]
fn foundations_know_no_capability() {
    let workspace = workspace();
    for name in FOUNDATIONS {
        for needed in needs(package(&workspace, name), true) {
            assert!(!CAPABILITIES.contains(&needed) && needed != "gongkai", "{name} needs {needed}");
        }
    }
}

#[test]
fn capabilities_do_not_know_each_other() {
    let workspace = workspace();
    for name in CAPABILITIES {
        for needed in needs(package(&workspace, name), true) {
            assert!(!CAPABILITIES.contains(&needed) && needed != "gongkai", "{name} needs {needed}");
        }
    }
}

#[test]
fn what_is_pure_waits_for_nothing() {
    let workspace = workspace();
    for name in PURE {
        for needed in needs(package(&workspace, name), false) {
            assert!(!WAITING.contains(&needed), "{name} needs {needed}");
        }
    }
}

#[test]
fn what_is_for_tests_needs_nothing() {
    let workspace = workspace();
    for name in FOR_TESTS {
        assert!(needs(package(&workspace, name), true).is_empty(), "{name}");
    }
}

#[test]
fn every_crate_is_a_foundation_a_capability_the_binary_or_for_tests() {
    let workspace = workspace();
    let known: BTreeSet<&str> = FOUNDATIONS.into_iter().chain(CAPABILITIES).chain(["gongkai", "bench"]).chain(FOR_TESTS).collect();
    let there: BTreeSet<&str> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(there, known);
    for package in &workspace.packages {
        for needed in needs(package, true) {
            assert!(!BANNED.contains(&needed), "{} needs {needed}", package.name);
        }
        for needed in needs(package, false) {
            assert!(!FOR_TESTS.contains(&needed), "{} is shipped with {needed}", package.name);
        }
    }
}
