//! `gongkai clock`: what it prints, and its exit status.

use super::common::{run, said};
use serde_json::{Value, json};
use std::ffi::OsString;

/// Status, standard output and standard error of a clock of this text.
fn clock(text: &str, json: bool) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.json");
    std::fs::write(&file, text).unwrap();
    let mut arguments = vec![OsString::from("clock"), file.into_os_string()];
    arguments.extend(json.then(|| OsString::from("--json")));
    said(&run(arguments))
}

fn case(as_of: &str, events: &Value) -> String {
    json!({"organisation": "330100", "received_on": "2024-03-01", "as_of": as_of, "events": events}).to_string()
}

#[test]
fn as_outsiders_read_it() {
    let events = json!([
        {"on": "2024-03-05", "kind": "clarification-requested", "until": "2024-03-26"},
        {"on": "2024-03-20", "kind": "clarified"},
        {"on": "2024-03-25", "kind": "third-party-consulted", "delivered_on": "2024-03-28"},
        {"on": "2024-04-10", "kind": "third-party-answered"},
        {"on": "2024-04-12", "kind": "extended", "working_days": 20},
        {"on": "2024-04-15", "kind": "body-consulted"},
        {"on": "2024-04-18", "kind": "body-answered"},
    ]);
    let (status, out, err) = clock(&case("2024-05-10", &events), true);
    assert_eq!((status, err.as_str()), (0, ""));
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&answer["regime"], &answer["status"], &answer["due_on"]), (&json!("2019"), &json!("running"), &json!("2024-06-06")));
    assert_eq!((&answer["provisional"], &answer["warnings"]), (&json!(false), &json!([])));
    let counted: u64 =
        answer["segments"].as_array().unwrap().iter().filter(|s| s["counts"] == true).filter_map(|s| s["working_days"].as_u64()).sum();
    assert_eq!(counted, 40);
    for member in ["from", "to", "working_days", "counts", "article", "why"] {
        assert!(answer["segments"][0].get(member).is_some(), "{member}");
    }
    let (status, out, err) = clock(&case("2024-05-10", &events), false);
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("2024-06-06 届满") && out.contains("第三十三条第三款") && out.contains("延长的期限"), "{out}");
}

#[test]
fn a_pause_and_a_warning() {
    let events = json!([
        {"on": "2024-03-14", "kind": "clarification-requested", "until": "2024-03-26"},
        {"on": "2024-03-18", "kind": "clarified"},
        {"on": "2024-03-20", "kind": "body-consulted"},
    ]);
    let (_, out, _) = clock(&case("2024-03-22", &events), true);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&answer["status"], &answer["due_on"], &answer["left"]), (&json!("paused"), &Value::Null, &json!(18)));
    assert_eq!((&answer["warnings"][0]["on"], &answer["warnings"][0]["rule"]), (&json!("2024-03-14"), &json!("clarification-2019")));
    assert!(answer["warnings"][0]["message"].as_str().unwrap().contains("2024-03-12"));
}

#[test]
fn faults_have_status_two_and_name_event_and_rule() {
    let one = |event: Value| case("2024-06-28", &json!([{"on": "2024-03-04", "kind": "body-consulted"}, event]));
    let table = [
        (one(json!({"on": "2024-03-05", "kind": "extended", "working_days": 21})), "events[1]", "extension-term-2019"),
        (one(json!({"on": "2024-03-05", "kind": "third-party-answered"})), "events[1]", "clock-record"),
        (one(json!({"on": "2024-03-05", "kind": "unknown"})), "events[1]", "clock-record"),
        (one(json!({"on": "2024-03-05", "kind": "body-answered", "more": 1})), "events[1]", "clock-record"),
        (one(json!({"on": "2024-03-03", "kind": "body-answered"})), "events[1]", "clock-record"),
        (one(json!({"on": "2024-02-28", "kind": "body-answered"})), "events[1]", "clock-record"),
        (one(json!({"on": "2024-06-29", "kind": "body-answered"})), "events[1]", "clock-record"),
        ("{".to_owned(), "", "clock-record"),
        (json!({"received_on": "2024-03-01", "as_of": "2024-03-01", "events": [], "x": 1}).to_string(), "", "clock-record"),
        (json!({"received_on": "2008-04-30", "as_of": "2024-03-01", "events": []}).to_string(), "", "regulation-2007"),
    ];
    for (text, place, rule) in table {
        for json in [false, true] {
            let (status, out, err) = clock(&text, json);
            assert_eq!((status, out.as_str()), (2, ""), "{text}");
            assert!(err.contains(place) && err.contains(rule), "{text}: {err}");
        }
    }
    assert_eq!(said(&run(["clock", "/nonexistent/case.json"])).0, 2);
    assert_eq!(said(&run(["clock"])).0, 2);
}
