//! Commands that need no instance: answers, exit status, and that JSON stands alone.

use super::common::{run, said};
use serde_json::Value;

fn json(arguments: &str) -> Value {
    let (status, out, err) = said(&run(arguments.split(' ')));
    assert_eq!((status, err.as_str()), (0, ""), "{arguments}");
    serde_json::from_str(&out).unwrap_or_else(|error| panic!("{arguments}: {error}: {out}"))
}

#[test]
fn due_dates() {
    // received, organisation, extended; due, working days, regime; every day from the calendars of law/calendars
    let table = [
        ("2016-08-17", "", false, "2016-09-07", 15, "2007"),
        ("2016-08-17", "330100", false, "2016-09-11", 15, "2007"),
        ("2016-08-17", "330106", false, "2016-09-11", 15, "2007"),
        ("2016-08-17", "330122", false, "2016-09-07", 15, "2007"),
        ("2016-08-17", "330185", false, "2016-09-07", 15, "2007"),
        ("2016-08-17", "110000", false, "2016-09-07", 15, "2007"),
        ("2019-05-14", "", false, "2019-06-04", 15, "2007"),
        ("2019-05-15", "", false, "2019-06-13", 20, "2019"),
        ("2019-09-20", "330100", false, "2019-10-23", 20, "2019"),
        ("2020-01-20", "", false, "2020-02-25", 20, "2019"),
        ("2026-02-10", "", false, "2026-03-16", 20, "2019"),
        ("2016-08-17", "", true, "2016-09-29", 30, "2007"),
        ("2024-03-01", "", true, "2024-04-28", 40, "2019"),
    ];
    for (received, organisation, extended, due, days, regime) in table {
        let mut arguments = format!("due --received {received} --json");
        if !organisation.is_empty() {
            arguments += &format!(" --organisation {organisation}");
        }
        if extended {
            arguments += " --extended";
        }
        let answer = json(&arguments);
        let members: Vec<&str> = answer.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["received", "due", "working_days", "regime", "article", "provisional"]);
        assert_eq!(answer["received"], received);
        assert_eq!(
            (answer["due"].as_str(), answer["working_days"].as_u64(), answer["regime"].as_str()),
            (Some(due), Some(days), Some(regime)),
            "{arguments}"
        );
        assert!(answer["article"].as_str().is_some_and(|article| article.contains('条')), "{answer}");
        assert_eq!(answer["provisional"], false, "{arguments}");
    }
    assert_eq!(json("due --received 2026-12-20 --json")["provisional"], true);
}

#[test]
fn remedies() {
    for (on, outcome, kind, first) in [
        ("2024-01-01", "3.1", "department", true),
        ("2023-12-31", "3.1", "department", false),
        ("2024-01-01", "1", "department", false),
        ("2024-01-01", "3.7", "vertical-department", true),
        ("2016-09-01", "4.1", "city-government", false),
    ] {
        let answer = json(&format!("remedies --on {on} --outcome {outcome} --organisation-kind {kind} --json"));
        let remedies = answer["remedies"].as_array().unwrap();
        assert!(!remedies.is_empty());
        for remedy in remedies {
            let members: Vec<&str> = remedy.as_object().unwrap().keys().map(String::as_str).collect();
            assert_eq!(members, ["kind", "authority", "within", "after", "first", "article", "confirmed"]);
        }
        let reconsideration = remedies.iter().find(|remedy| remedy["kind"] == "reconsideration").unwrap();
        assert_eq!(reconsideration["first"], first, "{on} {outcome} {kind}");
        assert_eq!(reconsideration["within"]["count"], 60);
    }
}

#[test]
fn laws() {
    let (status, out, err) = said(&run(["law", "check"]));
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.starts_with("in order: "), "{out}");
    let shown = json("law show --on 2016-08-17 --json");
    assert_eq!(shown["on"], "2016-08-17");
    let rules = shown["rules"].as_array().unwrap();
    assert!(rules.len() > 20);
    assert!(rules.iter().all(|rule| rule["sources"].as_array().is_some_and(|sources| !sources.is_empty())));
    assert!(said(&run(["law", "show", "--on", "2016-08-17"])).1.contains("第二十四条"));

    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("outcomes.toml"), "[[outcome]]\ncolour = \"red\"\n").unwrap();
    let (status, out, err) = said(&run(["law", "check", folder.path().to_str().unwrap()]));
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(err.contains("outcomes.toml:2"), "{err}");
}

#[test]
fn templates() {
    let (status, out, err) = said(&run(["templates", "check"]));
    assert_eq!(status, 0, "{err}");
    assert!(out.starts_with("in order: "), "{out}");
}

#[test]
fn misuse_ends_with_two_and_words() {
    let nowhere = tempfile::tempdir().unwrap();
    let nowhere = nowhere.path().join("none");
    let nowhere = nowhere.to_str().unwrap();
    for arguments in [
        "due --received 2008-04-30",
        "due --received 2008-04-30 --json",
        "due --received 2016-13-01",
        "due --received tomorrow",
        "due",
        "due --received 2016-08-17 --organisation 33010",
        "due --received 2016-08-17 --organisation 999999",
        "due --received 2016-08-17 --organisation hz-housing",
        "due --received 2016-08-17 --colour red",
        "remedies --on 2024-01-01 --outcome 9.9 --organisation-kind department",
        "remedies --on 2024-01-01 --outcome 1 --organisation-kind ministry",
        "law check {none}",
        "law show --on never",
        "ledger verify --data {none}",
        "ledger verify --receipt {none} --key a",
        "ledger verify --receipt {none}",
        "search query x --data {none}",
        "search rebuild --data {none}",
        "import documents {none} --data {none}",
        "import document {none} --metadata {none} --data {none}",
        "serve --config {none}",
        "serve",
        "config check --config {none}",
        "clock x.json",
        "dance",
        "",
    ] {
        let filled = arguments.replace("{none}", nowhere);
        let (status, out, err) = said(&run(filled.split(' ').filter(|part| !part.is_empty())));
        assert_eq!((status, out.as_str()), (2, ""), "{arguments}: {err}");
        assert!(!err.trim().is_empty(), "{arguments}");
    }
    assert!(!std::path::Path::new(nowhere).exists(), "a command that found no instance must not make one");
}

#[test]
fn what_the_server_starts_itself_is_told_as_such_and_ends_without_a_task() {
    let (status, out, _) = said(&run(["draw", "--help"]));
    assert!(status == 0 && out.contains("Internal"), "{out}");
    assert!(said(&run(["--help"])).1.contains("`draw`"));
    let (status, out, err) = said(&run(["draw"]));
    assert_eq!((status, out.as_str()), (2, ""));
    assert!(!err.trim().is_empty());
}

#[test]
fn help_is_no_misuse() {
    for arguments in [["--help"], ["--version"]] {
        let (status, out, err) = said(&run(arguments));
        assert_eq!((status, err.as_str()), (0, ""));
        assert!(out.contains("gongkai"));
    }
}
