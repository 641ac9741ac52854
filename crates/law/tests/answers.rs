//! What the built-in rules answer.

use calendar::DivisionCode;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use law::{Channel, DueAnswer, Law, LawError, ReceiptStart, Regime, Value};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAW: LazyLock<Law> = LazyLock::new(|| Law::load(None).expect("the built-in rules are sound"));

fn city() -> Option<DivisionCode> {
    DivisionCode::parse("330100").ok()
}

#[test]
fn deadlines() {
    let cases = [
        ("2016-08-17", None, false, "2016-09-07", 15, "2007"),
        ("2016-08-17", city(), false, "2016-09-11", 15, "2007"),
        ("2016-08-17", None, true, "2016-09-29", 30, "2007"),
        ("2019-05-14", None, false, "2019-06-04", 15, "2007"),
        ("2019-05-15", None, false, "2019-06-13", 20, "2019"),
        ("2019-09-20", city(), false, "2019-10-23", 20, "2019"),
        ("2020-01-20", None, false, "2020-02-25", 20, "2019"),
        ("2026-02-10", None, false, "2026-03-16", 20, "2019"),
    ];
    for (received, place, extended, due, working_days, regime) in cases {
        let deadline = LAW.reply_deadline(received.parse().unwrap(), place, extended).unwrap();
        let answer = DueAnswer::from(&deadline);
        let got = (answer.due.to_string(), answer.working_days, answer.regime.as_str(), answer.provisional);
        assert_eq!(got, (due.to_owned(), working_days, regime, false), "{received}");
        assert_eq!(deadline.extension.is_some(), extended);
        let days = LAW.reply_days(deadline.received, place, extended).unwrap();
        let last = days.last().unwrap();
        assert_eq!((last.day.date, last.number), (deadline.due, Some(working_days)));
    }
    assert!(LAW.reply_deadline(date(2026, 12, 20), None, false).unwrap().provisional);
}

#[test]
fn a_deadline_as_outsiders_read_it() {
    let deadline = LAW.reply_deadline(date(2019, 5, 15), None, true).unwrap();
    insta::assert_json_snapshot!(DueAnswer::from(&deadline), @r#"
    {
      "received": "2019-05-15",
      "due": "2019-07-11",
      "working_days": 40,
      "regime": "2019",
      "article": "《中华人民共和国政府信息公开条例》（2019年修订）第三十三条第二款",
      "provisional": false
    }
    "#);
}

#[test]
fn nothing_before_the_first_regulation() {
    let day = date(2008, 4, 30);
    assert_eq!(LAW.regime(day), Err(LawError::NoRegime(day)));
    assert_eq!(LAW.reply_deadline(day, None, false), Err(LawError::NoRegime(day)));
    assert!(LAW.in_force(day).iter().all(|rule| rule.regime.is_none()));
    assert!(LAW.in_force(date(1990, 9, 30)).is_empty());
    assert_eq!(LAW.regime(date(2008, 5, 1)), Ok(Regime::R2007));
    assert_eq!(LAW.regime(date(2019, 5, 14)), Ok(Regime::R2007));
    assert_eq!(LAW.regime(date(2019, 5, 15)), Ok(Regime::R2019));
}

#[test]
fn a_deadline_does_not_stop_at_the_end_of_dates() {
    let last = date(9999, 12, 31);
    assert_eq!(LAW.reply_deadline(last, None, false), Err(LawError::EndOfDates(last)));
    assert!(LAW.reply_deadline(date(9999, 11, 1), None, false).is_ok());
}

#[test]
fn receipt_by_channel() {
    let starts = |on: Date| Channel::ALL.map(|channel| LAW.receipt(channel, on).unwrap().starts);
    use ReceiptStart::{BothConfirm, ConfirmationSameDay, Signing, Submission};
    assert_eq!(starts(date(2020, 1, 2)), [Submission, Signing, ConfirmationSameDay, BothConfirm, BothConfirm, Submission]);
    assert_eq!(starts(date(2016, 8, 17)), [Submission, Signing, Signing, Submission, Submission, Submission]);
    assert!(LAW.receipt(Channel::Online, date(2020, 1, 2)).unwrap().rule.confirmed);
    assert!(!LAW.receipt(Channel::Online, date(2016, 8, 17)).unwrap().rule.confirmed);
    assert!(!LAW.acknowledgement_confirms(date(2020, 1, 2)).unwrap().confirmed);
}

#[test]
fn the_application_form_of_the_day() {
    let required = |on: Date| -> Vec<String> {
        let fields = LAW.application_fields(on).unwrap();
        fields.into_iter().filter(|field| field.required).map(|field| field.name).collect()
    };
    assert_eq!(required(date(2016, 8, 17)), ["applicant.name", "applicant.contact", "subject", "description", "form"]);
    assert_eq!(
        required(date(2019, 5, 15)),
        ["applicant.name", "applicant.identity", "applicant.contact", "subject", "description", "form", "delivery"]
    );
}

#[test]
fn outcomes_and_their_grounds() {
    let codes: Vec<&str> = LAW.outcomes().iter().map(|outcome| outcome.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "1", "2", "3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7", "3.8", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "5.5",
            "6.1", "6.2", "6.3"
        ]
    );
    for code in codes {
        assert!(!LAW.outcome(code).unwrap().asks.is_empty());
        for regime in Regime::ALL {
            let grounds = LAW.grounds(code, regime).unwrap();
            assert!(!grounds.is_empty(), "{code} {regime:?}");
            assert!(grounds.iter().all(|ground| ground.rule.regime.as_deref() == Some(regime.as_str())));
        }
    }
    let articles: Vec<String> = LAW.grounds("3.4", Regime::R2019).unwrap().into_iter().map(|ground| ground.rule.article).collect();
    assert_eq!(
        articles,
        ["《中华人民共和国政府信息公开条例》（2019年修订）第十五条", "《中华人民共和国政府信息公开条例》（2019年修订）第三十二条"]
    );
    assert_eq!(LAW.outcome("7").unwrap_err(), LawError::UnknownOutcome("7".to_owned()));
}

#[test]
fn rules_are_shown_with_their_sources() {
    let shown = LAW.show(date(2016, 8, 17));
    let term = shown.rules.iter().find(|rule| rule.id == "reply-term-2007").unwrap();
    assert_eq!(term.values["working-days"], "15");
    assert_eq!(term.sources[0].mark, "S2");
    assert!(term.sources[0].text.contains("2007"));
    assert!(shown.rules.iter().all(|rule| !rule.sources.is_empty()));
    assert!(!shown.rules.iter().any(|rule| rule.id.ends_with("-2019") || rule.id.ends_with("-2024")));
    let beside = |rule: &&law::ShownRule| ["reasons", "reminders"].contains(&rule.rule_set.as_str());
    assert_eq!(LAW.in_force(date(2016, 8, 17)).len(), shown.rules.iter().filter(|rule| !beside(rule)).count());
    assert!(shown.rules.iter().filter(beside).all(|rule| !rule.confirmed));
    let half = shown.rules.iter().find(|rule| rule.id == "half-time").unwrap();
    assert_eq!((half.values["when"].as_str(), half.values["tells"].as_str()), ("elapsed 50%", "officer"));
    let secret = shown.rules.iter().find(|rule| rule.id == "state-secret").unwrap();
    assert!(secret.article.starts_with("《中华人民共和国政府信息公开条例》（国务院令第492号）"));
    let set = LAW.rule_sets().iter().find(|set| set.name == "2019").unwrap();
    assert_eq!((set.from, set.to, set.regime), (date(2019, 5, 15), None, Some(Regime::R2019)));
}

#[test]
fn settings_and_readings_are_marked() {
    let on = date(2026, 1, 5);
    let moves = LAW.rule("setting-calendar-day-term-moves", on).unwrap();
    assert_eq!((moves.flag("moves"), moves.confirmed), (Some(false), false));
    assert!(!LAW.rule("transition", on).unwrap().confirmed);
    let clarification = LAW.rule("clarification", on).unwrap();
    assert_eq!((clarification.number("working-days"), clarification.flag("resets")), (Some(7), Some(true)));
    assert_eq!(LAW.rule("clarification", date(2016, 8, 17)).unwrap().number("working-days"), None);
    assert_eq!(LAW.rule("third-party", on).unwrap().values["silence"], Value::Text("organ-decides".to_owned()));
    assert_eq!(LAW.rule("co-producer", on).unwrap().word("silence"), Some("consent"));
}

#[test]
fn every_code_of_the_program_has_names() {
    for kind in law::OrganisationKind::ALL {
        assert!(LAW.choice("organisation-kind", kind.as_str()).is_some());
        assert_eq!(law::OrganisationKind::parse(kind.as_str()), Some(kind));
    }
    for channel in Channel::ALL {
        assert!(LAW.choice("channel", channel.as_str()).is_some());
        assert_eq!(Channel::parse(channel.as_str()), Some(channel));
    }
    for (of, count) in [("authority", 6), ("remedy", 3), ("unit", 3)] {
        assert_eq!(LAW.choices(of).len(), count, "{of}");
    }
    assert!(LAW.text("letters/reply.toml").is_some());
}

#[test]
fn the_terms_of_a_request() {
    let old = LAW.regime_on(date(2019, 5, 14)).unwrap();
    let new = LAW.regime_on(date(2019, 5, 15)).unwrap();
    assert_eq!((old.regime, new.regime), (Regime::R2007, Regime::R2019));
    for (terms, reply, extension, clarification, once, resets) in [(&old, 15, 15, None, false, false), (&new, 20, 20, Some(7), true, true)]
    {
        assert_eq!((terms.reply.working_days, terms.extension.working_days), (reply, extension));
        let own = &terms.clarification;
        assert_eq!((own.working_days, own.once, own.resets), (clarification, once, resets));
        assert_eq!((own.given.working_days, own.given.rule.confirmed), (15, false));
    }
    assert_eq!((old.third_party.working_days, old.third_party.silence), (None, law::Silence::NoConsent));
    assert_eq!((new.third_party.working_days, new.third_party.silence), (Some(15), law::Silence::OrganDecides));
    assert_eq!(old.co_producer, None);
    let co_producer = new.co_producer.unwrap();
    assert_eq!((co_producer.working_days, co_producer.silence), (Some(15), law::Silence::Consent));
    assert_eq!((old.pause.third_party, old.pause.other_organ), (true, false));
    assert_eq!((new.pause.third_party, new.pause.other_organ), (true, true));
    assert!(new.third_party.rule.article.ends_with("第三十二条") && co_producer.rule.article.ends_with("第三十四条"));
    assert_eq!(LAW.regime_on(date(2008, 4, 30)), Err(LawError::NoRegime(date(2008, 4, 30))));
}

proptest! {
    #[test]
    fn every_day_since_2008_has_its_law(days in 0..365 * 40_i32) {
        let on = date(2008, 5, 1).checked_add(days.days()).expect("in range");
        let deadline = LAW.reply_deadline(on, city(), false).expect("a deadline");
        prop_assert!(deadline.due > on);
        let extended = LAW.reply_deadline(on, city(), true).expect("a deadline");
        prop_assert_eq!(extended.working_days, deadline.working_days * 2);
        prop_assert!(extended.due > deadline.due);
        for channel in Channel::ALL {
            prop_assert!(LAW.receipt(channel, on).is_ok());
        }
        prop_assert!(LAW.application_fields(on).is_ok());
        for kind in law::OrganisationKind::ALL {
            prop_assert!(LAW.remedies(on, "3.1", kind).is_ok());
        }
    }
}
