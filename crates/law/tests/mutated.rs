//! Rule files of a city, made bad and laid over those that are built in. What is accepted answers for every day; what is
//! refused says in which file and line.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use jiff::civil::{Date, date};
use law::{Channel, Law, OrganisationKind, ReviewBodies};
use std::fs;
use std::path::{Path, PathBuf};

/// Each kind of file in `law/`, and one of a city's own.
const FILES: [&str; 17] = [
    "sources.toml",
    "outcomes.toml",
    "choices.toml",
    "reasons.toml",
    "reminders.toml",
    "fees.toml",
    "remedies.toml",
    "settings.toml",
    "clock.toml",
    "disputes.toml",
    "retention.toml",
    "regimes/2019.toml",
    "regimes/2007.toml",
    "calendars/national.toml",
    "calendars/hangzhou-g20-2016.toml",
    "letters/notices/clarification.toml",
    "city.toml",
];
const DAYS: [Date; 4] = [date(2008, 5, 1), date(2016, 8, 17), date(2019, 5, 15), date(2026, 3, 2)];
const CITY: &str = "[rule-set]\nname = \"city\"\ntitle = \"市\"\ntitle-en = \"City\"\nfrom = \"2008-05-01\"\n\n[[rule]]\nid = \"fee-table\"\ntitle = \"收费\"\narticle = \"第一条\"\ntext = \"收费。\"\nsource = \"S1\"\nconfirmed = true\n";

fn law() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law")
}

/// Asks what the program asks of every law.
fn answers(law: &Law) {
    for on in DAYS {
        for channel in Channel::ALL {
            let _ = law.rule(&format!("receipt-{}", channel.as_str()), on);
        }
        let _ = law.rule("reply-term", on).unwrap();
        for outcome in ["1", "2", "5.1"] {
            let _ = law.remedies(on, outcome, OrganisationKind::Department);
        }
        let calendar = law.calendars().national();
        let _ = (calendar.is_working_day(on), calendar.is_working_day(Date::MIN), calendar.is_working_day(Date::MAX));
    }
}

#[test]
fn a_city_s_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (mut accepted, mut refused) = (0, 0);
    for path in FILES {
        let sample = fs::read_to_string(law().join(path)).unwrap_or_else(|_| CITY.to_owned());
        let file = folder.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        mutation::each_bytes(&[sample.as_bytes()], 8, |bytes| {
            fs::write(&file, bytes).unwrap();
            match Law::load(Some(folder.path())) {
                Ok(law) => {
                    accepted += 1;
                    answers(&law);
                }
                Err(errors) => {
                    refused += 1;
                    let said = errors.to_string();
                    assert!(said.contains("--> "), "{path}: {said}");
                }
            }
        });
        fs::remove_file(&file).unwrap();
    }
    assert!(accepted > FILES.len() && refused > FILES.len(), "{accepted} accepted, {refused} refused");
}

#[test]
fn review_bodies() {
    let demo = include_str!("../../../demo/review-bodies.toml");
    mutation::each_text(&[demo], 400, |text| match ReviewBodies::parse("city.toml", text) {
        Ok(bodies) => assert!(bodies.all().iter().all(|body| !body.over.is_empty())),
        Err(errors) => assert!(errors.to_string().contains("city.toml"), "{errors}"),
    });
}

#[test]
fn a_folder_in_which_nothing_is_as_it_should_be() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("sources.toml")).unwrap();
    fs::write(folder.path().join("deep.toml"), "a = ".to_owned() + &"[".repeat(100_000)).unwrap();
    fs::write(folder.path().join("long.toml"), "a.".repeat(100_000) + "a = 1").unwrap();
    fs::write(folder.path().join("nul.toml"), "\0\0\0").unwrap();
    fs::write(folder.path().join("other.toml"), [0xff, 0xfe, 0x00]).unwrap();
    let said = Law::load(Some(folder.path())).unwrap_err().to_string();
    for name in ["deep.toml", "long.toml", "nul.toml", "other.toml"] {
        assert!(said.contains(name), "{name}: {said}");
    }
}
