//! Notices that a city writes, made bad: the file, and the text as it is saved in the office. What is accepted can be
//! filled and set; what is refused says in which line.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use jiff::civil::{Date, date};
use letters::template::{Notice, Notices, Wrong};
use letters::{Block, MAX_CHARACTERS};
use std::fs;
use std::path::Path;

const ON: Date = date(2026, 3, 2);

fn files() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/letters/notices");
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn length(block: &Block) -> usize {
    match block {
        Block::Paragraph(text) | Block::Heading(text) => text.chars().count(),
        Block::List(items) => items.iter().map(|item| item.chars().count()).sum(),
    }
}

/// Filled with its samples on every day of a version, it is a letter of bounded length.
fn fills(notice: &Notice) {
    for version in &notice.versions {
        let letter = notice.preview(version.from).unwrap();
        assert!(letter.body.iter().map(length).sum::<usize>() <= 6 * MAX_CHARACTERS);
    }
}

#[test]
fn files_of_notices() {
    let files = files();
    mutation::each_text(&files, 900, |text| match Notice::parse("city.toml", text) {
        Ok(notice) => fills(&notice),
        Err(errors) => {
            let lines = text.lines().count() + 2;
            for error in &errors.0 {
                let line =
                    error.strip_prefix("city.toml:").and_then(|rest| rest.split(':').next()).and_then(|line| line.parse::<usize>().ok());
                assert!(line.is_some_and(|line| (1..=lines).contains(&line)), "{error}");
            }
        }
    });
    let named: Vec<(String, &str)> = files.iter().enumerate().map(|(at, text)| (format!("{at}.toml"), text.as_str())).collect();
    assert!(Notices::read(named.iter().map(|(name, text)| (name.as_str(), *text))).is_ok());
}

#[test]
fn texts_as_they_are_saved_in_the_office() {
    let notices: Vec<Notice> = files().iter().map(|text| Notice::parse("n.toml", text).unwrap()).collect();
    for notice in notices.iter().filter(|notice| notice.version(ON).is_some()).take(4) {
        let version = notice.version(ON).unwrap();
        mutation::each_text(&[version.text.as_str()], 300, |text| match notice.with_text(ON, &version.title, text) {
            Ok(changed) => {
                assert_eq!(changed.version(ON).unwrap().text, text);
                changed.preview(ON).unwrap();
            }
            Err(faults) => {
                assert!(!faults.0.is_empty() && faults.0.len() <= 400);
                for fault in &faults.0 {
                    assert!((1..=text.lines().count().max(1) + 1).contains(&fault.line), "{fault} of {text:?}");
                    assert!(!fault.message_id().is_empty());
                }
            }
        });
    }
}

/// Each of these would run, or grow, for very long.
#[test]
fn a_text_has_bounds() {
    let notice = files().iter().map(|text| Notice::parse("n.toml", text).unwrap()).find(|notice| notice.kind == "clarification").unwrap();
    let list = notice.fields.iter().find(|field| field.kind == letters::template::FieldKind::List).unwrap().name.clone();
    let loops = |words: &str| {
        let open: String = (0..12).map(|level| format!("{{% for x{level} in {list} %}}")).collect();
        format!("{open}{words}{}", "{% endfor %}".repeat(12))
    };
    let refused = |text: &str| notice.with_text(ON, "标题", text).unwrap_err().0;
    assert!(refused(&loops(&"长".repeat(20_000))).iter().any(|fault| fault.wrong == Wrong::TooLong));
    assert!(refused(&loops("短")).iter().any(|fault| fault.wrong == Wrong::TooLong || matches!(fault.wrong, Wrong::NotShown(_))));
    for text in [
        "{{ nothing }}\n".repeat(60_000),
        format!("{{{{ {} }}}}", "nothing ".repeat(60_000)),
        "{% if due %}".repeat(60_000),
        "{".repeat(300_000),
        "{{".repeat(100_000),
    ] {
        assert!(!refused(&text).is_empty());
    }
}
