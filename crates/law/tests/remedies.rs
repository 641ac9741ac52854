//! Every outcome on every date at which something changed, for every kind of organisation.

use jiff::civil::{Date, date};
use law::{Law, LawError, OrganisationKind as Kind, Remedy};
use std::sync::LazyLock;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

const CHANGES: [(i16, i8, i8); 13] = [
    (2008, 5, 1),
    (2011, 8, 12),
    (2011, 8, 13),
    (2015, 4, 30),
    (2015, 5, 1),
    (2016, 8, 25),
    (2019, 5, 14),
    (2019, 5, 15),
    (2023, 12, 31),
    (2024, 1, 1),
    (2025, 5, 31),
    (2025, 6, 1),
    (2026, 11, 24),
];

const REFUSALS: [&str; 7] = ["3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"];

fn authority(on: Date, kind: Kind) -> (&'static [&'static str], bool) {
    let since_2024 = on >= date(2024, 1, 1);
    match kind {
        Kind::CityGovernment | Kind::CountyGovernment | Kind::TownshipGovernment => (&["superior-government"], true),
        Kind::VerticalDepartment => (&["superior-department"], true),
        Kind::JudicialDepartment => (&["same-level-government", "superior-department"], true),
        Kind::Department if since_2024 => (&["same-level-government"], true),
        Kind::Department => (&["same-level-government", "superior-department"], true),
        Kind::GovernmentOffice | Kind::Institution if since_2024 => (&["same-level-government"], false),
        Kind::GovernmentOffice | Kind::Institution => (&["same-level-government", "superior-department"], false),
    }
}

fn terms(remedy: &Remedy) -> (u32, &str) {
    let within = remedy.within.as_ref().expect("a term");
    (within.count, within.unit.as_str())
}

#[test]
fn every_outcome_date_and_kind() {
    let mut checked = 0;
    for (year, month, day) in CHANGES {
        let on = date(year, month, day);
        for outcome in LAW.outcomes() {
            for kind in Kind::ALL {
                check(on, &outcome.code, kind);
                checked += 1;
            }
        }
    }
    assert_eq!(checked, 13 * 21 * 8);
}

fn check(on: Date, outcome: &str, kind: Kind) {
    let what = format!("{on}, outcome {outcome}, {}", kind.as_str());
    let remedies = LAW.remedies(on, outcome, kind).expect(&what);
    let since_2024 = on >= date(2024, 1, 1);
    let first = since_2024 && (outcome == "2" || REFUSALS.contains(&outcome));
    let reading = ["2", "3.8"].contains(&outcome) && since_2024;
    let heard = !(["4.2", "5.3"].contains(&outcome) && on >= date(2011, 8, 13) && on <= date(2025, 5, 31));

    let kinds: Vec<&str> = remedies.iter().map(|remedy| remedy.kind.as_str()).collect();
    let expected: &[&str] = if heard { &["reconsideration", "litigation", "complaint"] } else { &["reconsideration", "complaint"] };
    assert_eq!(kinds, expected, "{what}");

    let reconsideration = &remedies[0];
    let (to, read) = authority(on, kind);
    assert_eq!(reconsideration.authority, to, "{what}");
    assert_eq!(terms(reconsideration), (60, "calendar-days"), "{what}");
    assert_eq!((reconsideration.first, &reconsideration.after), (first, &None), "{what}");
    assert_eq!(reconsideration.confirmed, read && !reading, "{what}");
    assert_eq!(reconsideration.article.contains("第二十三条"), first, "{what}");
    assert_eq!(reconsideration.article.contains("（2023年修订）"), since_2024, "{what}");

    if heard {
        let litigation = &remedies[1];
        let since_2015 = on >= date(2015, 5, 1);
        let term = match (first, since_2015) {
            (true, _) => (15, "calendar-days"),
            (false, true) => (6, "months"),
            (false, false) => (3, "months"),
        };
        assert_eq!(terms(litigation), term, "{what}");
        assert_eq!(litigation.after.as_deref(), first.then_some("reconsideration"), "{what}");
        assert_eq!((litigation.first, litigation.authority.is_empty()), (false, true), "{what}");
        assert_eq!(litigation.confirmed, since_2015 && !reading, "{what}");
    }

    let complaint = remedies.last().expect("a complaint");
    let under_2019 = on >= date(2019, 5, 15);
    assert_eq!((&complaint.within, complaint.first, complaint.confirmed), (&None, false, true), "{what}");
    assert_eq!(complaint.article.contains("第五十一条"), under_2019, "{what}");
    assert_eq!(complaint.authority.iter().any(|body| body == "supervision-organ"), !under_2019, "{what}");
    for body in remedies.iter().flat_map(|remedy| &remedy.authority) {
        assert!(LAW.choice("authority", body).is_some(), "{body} has a name");
    }
}

#[test]
fn a_refusal_of_2026_as_outsiders_read_it() {
    let remedies = LAW.remedies(date(2026, 11, 24), "3.6", Kind::Department).unwrap();
    insta::assert_json_snapshot!(law::RemediesAnswer { remedies }, @r#"
    {
      "remedies": [
        {
          "kind": "reconsideration",
          "authority": [
            "same-level-government"
          ],
          "within": {
            "count": 60,
            "unit": "calendar-days"
          },
          "after": null,
          "first": true,
          "article": "《中华人民共和国行政复议法》（2023年修订）第二十条第一款、第二十三条第一款第（四）项、第二十四条第一款第（一）项",
          "confirmed": true
        },
        {
          "kind": "litigation",
          "authority": [],
          "within": {
            "count": 15,
            "unit": "calendar-days"
          },
          "after": "reconsideration",
          "first": false,
          "article": "《中华人民共和国行政诉讼法》第四十五条",
          "confirmed": true
        },
        {
          "kind": "complaint",
          "authority": [
            "superior-organ",
            "disclosure-authority"
          ],
          "within": null,
          "after": null,
          "first": false,
          "article": "《中华人民共和国政府信息公开条例》（2019年修订）第五十一条",
          "confirmed": true
        }
      ]
    }
    "#);
}

#[test]
fn a_refusal_of_2016_as_outsiders_read_it() {
    let remedies = LAW.remedies(date(2016, 8, 25), "3.6", Kind::Department).unwrap();
    insta::assert_json_snapshot!(law::RemediesAnswer { remedies }, @r#"
    {
      "remedies": [
        {
          "kind": "reconsideration",
          "authority": [
            "same-level-government",
            "superior-department"
          ],
          "within": {
            "count": 60,
            "unit": "calendar-days"
          },
          "after": null,
          "first": false,
          "article": "《中华人民共和国行政复议法》第九条第一款、第十二条第一款",
          "confirmed": true
        },
        {
          "kind": "litigation",
          "authority": [],
          "within": {
            "count": 6,
            "unit": "months"
          },
          "after": null,
          "first": false,
          "article": "《中华人民共和国行政诉讼法》第四十六条第一款",
          "confirmed": true
        },
        {
          "kind": "complaint",
          "authority": [
            "superior-organ",
            "supervision-organ",
            "disclosure-authority"
          ],
          "within": null,
          "after": null,
          "first": false,
          "article": "《中华人民共和国政府信息公开条例》（国务院令第492号）第三十三条第一款",
          "confirmed": true
        }
      ]
    }
    "#);
}

#[test]
fn what_cannot_be_answered() {
    let unknown = LAW.remedies(date(2024, 1, 1), "3.9", Kind::Department);
    assert_eq!(unknown, Err(LawError::UnknownOutcome("3.9".to_owned())));
}

#[test]
fn a_reply_of_any_date_is_answered_as_far_as_the_acts_reach() {
    let table: [(Date, &[&str]); 7] = [
        (date(1, 1, 1), &[]),
        (date(1990, 9, 30), &[]),
        (date(1990, 10, 1), &["litigation"]),
        (date(1999, 9, 30), &["litigation"]),
        (date(1999, 10, 1), &["reconsideration", "litigation"]),
        (date(2008, 4, 30), &["reconsideration", "litigation"]),
        (date(9999, 12, 31), &["reconsideration", "litigation", "complaint"]),
    ];
    for (on, expected) in table {
        for outcome in LAW.outcomes() {
            for kind in Kind::ALL {
                let remedies = LAW.remedies(on, &outcome.code, kind).expect("every code on every date");
                let kinds: Vec<&str> = remedies.iter().map(|remedy| remedy.kind.as_str()).collect();
                assert_eq!(kinds, expected, "{on}, {}, {}", outcome.code, kind.as_str());
            }
        }
    }
}

#[test]
fn online_replies_name_the_channel_since_2024() {
    assert!(LAW.online_reconsideration_channel(date(2023, 12, 31)).is_none());
    let rule = LAW.online_reconsideration_channel(date(2024, 1, 1)).unwrap();
    assert_eq!(rule.article, "《中华人民共和国行政复议法》（2023年修订）第二十二条第二款");
}

/// A third party whose objection is overridden and a requester whose record is not corrected can have that reviewed: at once
/// by a court, too, since neither is a refusal of information.
#[test]
fn a_notice_that_decides_over_somebody_names_remedies() {
    let kinds = |on: Date, notice: &str, answer: Option<&str>, kind: Kind| -> Vec<String> {
        LAW.remedies_of_notice(on, notice, answer, kind).into_iter().map(|remedy| remedy.kind).collect()
    };
    let all = ["reconsideration", "litigation", "complaint"];
    for (year, month, day) in CHANGES {
        let on = date(year, month, day);
        for kind in Kind::ALL {
            assert_eq!(kinds(on, "third-party-override", None, kind), all, "{on}");
            assert_eq!(kinds(on, "correction", Some("accurate"), kind), all, "{on}");
            assert_eq!(kinds(on, "correction", Some("told"), kind), all, "{on}");
            for answer in ["corrected", "forwarded"] {
                assert!(kinds(on, "correction", Some(answer), kind).is_empty(), "nothing is refused: {answer} {on}");
            }
            assert!(kinds(on, "extension", None, kind).is_empty(), "{on}");
            let remedies = LAW.remedies_of_notice(on, "third-party-override", None, kind);
            assert_eq!(remedies[0].authority, authority(on, kind).0, "{on}");
            assert!(!remedies[0].first && remedies[1].after.is_none(), "{on}");
            let term = if on >= date(2015, 5, 1) { (6, "months") } else { (3, "months") };
            assert_eq!((terms(&remedies[0]), terms(&remedies[1])), ((60, "calendar-days"), term), "{on}");
            assert!(remedies[..2].iter().all(|remedy| !remedy.confirmed), "that these notices are open to review is our reading");
            let basis = if on >= date(2019, 5, 15) { "（2019年修订）第五十一条" } else { "第三十三条第二款" };
            assert!(remedies[..2].iter().all(|remedy| remedy.article.contains(basis)), "{on} {remedies:?}");
        }
    }
    assert!(kinds(date(2008, 4, 30), "correction", Some("accurate"), Kind::Department).is_empty(), "no such notice before 2008");
}
