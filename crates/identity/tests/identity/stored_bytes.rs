//! One frozen sample of each kind of event: stored bytes never change.

use identity::{OrganisationEvent, PersonEvent};
use serde_json::{Value, json};

fn organisation_samples() -> Vec<Value> {
    let name = json!({"name": "甲局", "short_name": "甲", "from": "2008-05-01", "confirmed": false});
    let contact = json!({"telephone": "0", "email": null, "address": null, "hours": null});
    vec![
        json!({"kind": "organisation-established", "data": {
            "id": "a", "code": "330100-01", "kind": "department", "division": "330100", "parent": "hz",
            "names": [name], "letter_mark": "甲公开", "acknowledgement_confirms": true, "contact": contact}}),
        json!({"kind": "organisation-renamed", "data": name}),
        json!({"kind": "organisation-moved", "data": {"parent": null, "on": "2019-01-01"}}),
        json!({"kind": "organisation-merged", "data": {"into": "b", "on": "2019-01-01"}}),
        json!({"kind": "organisation-dissolved", "data": {"on": "2019-01-01"}}),
        json!({"kind": "contact-changed", "data": contact}),
        json!({"kind": "setting-changed", "data": {"setting": "letter-mark", "value": "乙公开"}}),
        json!({"kind": "setting-changed", "data": {"setting": "acknowledgement-confirms", "value": false}}),
    ]
}

fn person_samples() -> Vec<Value> {
    let part = json!({"part": "p1", "commitment": "AAAA"});
    let post = json!({"role": "case-officer", "organisation": "a"});
    vec![
        json!({"kind": "person-registered", "data": {"name": part}}),
        json!({"kind": "person-registered", "data": {"name": part, "organisation": "a"}}),
        json!({"kind": "account-disabled", "data": {}}),
        json!({"kind": "account-enabled", "data": {}}),
        json!({"kind": "one-time-password-set", "data": {}}),
        json!({"kind": "account-opened", "data": {"sign_in": part}}),
        json!({"kind": "account-closed", "data": {}}),
        json!({"kind": "post-given", "data": post}),
        json!({"kind": "post-ended", "data": post}),
        json!({"kind": "password-changed", "data": {}}),
        json!({"kind": "one-time-codes-enabled", "data": {}}),
        json!({"kind": "one-time-codes-disabled", "data": {}}),
    ]
}

#[test]
fn each_kind_is_read_and_written_as_it_was_frozen() {
    for sample in organisation_samples() {
        let event: OrganisationEvent = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), sample);
    }
    for sample in person_samples() {
        let event: PersonEvent = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(&event).unwrap(), sample);
    }
}
