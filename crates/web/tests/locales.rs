//! Both languages say the same things, and every message that a page or a handler names is there.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// id → names of its arguments
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(root().join("locales").join(language)).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        fluent_bundle::FluentResource::try_new(text.clone()).unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", path.display()));
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut current = String::new();
        for line in text.lines() {
            if let Some((id, _)) = line.split_once(" =").filter(|(id, _)| id.starts_with(|c: char| c.is_ascii_lowercase())) {
                assert!(id.starts_with(&format!("{stem}-")), "{}: {id} does not begin with {stem}-", path.display());
                assert!(found.insert(id.to_owned(), BTreeSet::new()).is_none(), "{id} is defined twice in {language}");
                current = id.to_owned();
            }
            let arguments = line
                .split('$')
                .skip(1)
                .map(|rest| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect::<String>());
            if let Some(names) = found.get_mut(&current) {
                names.extend(arguments);
            }
        }
    }
    found
}

#[test]
fn both_languages_have_the_same_messages_with_the_same_arguments() {
    let (chinese, english) = (messages("zh-CN"), messages("en"));
    let ids = |messages: &BTreeMap<String, BTreeSet<String>>| messages.keys().cloned().collect::<BTreeSet<_>>();
    let only_one: Vec<String> = ids(&chinese).symmetric_difference(&ids(&english)).cloned().collect();
    assert!(only_one.is_empty(), "only in one language: {only_one:?}");
    for (id, arguments) in &chinese {
        assert_eq!(arguments, &english[id], "arguments of {id}");
    }
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "html") {
            found.push(path);
        }
    }
}

/// What stands between the first pair of quotation marks after each `call`, whole ids only.
fn named(text: &str, call: &str) -> Vec<String> {
    text.split(call)
        .skip(1)
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next().map(str::to_owned))
        .filter(|id| id.contains('-') && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') && !id.ends_with('-'))
        .collect()
}

#[test]
fn every_message_that_is_named_is_there() {
    let known = messages("zh-CN");
    let mut all = Vec::new();
    for krate in std::fs::read_dir(root().join("crates")).unwrap().flatten() {
        files(&krate.path().join("src"), &mut all);
        files(&krate.path().join("templates"), &mut all);
    }
    let mut missing = Vec::new();
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        let text: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).map(|line| format!("{line}\n")).collect();
        let calls =
            ["page.t(", "page.t1(", "page.t2(", ".t(", "message(visit.language,", "message(language,", "message(Language::Chinese,"];
        let ids: BTreeSet<String> = calls.iter().flat_map(|call| named(&text, call)).collect();
        missing.extend(ids.into_iter().filter(|id| !known.contains_key(id)).map(|id| format!("{id} ({})", path.display())));
    }
    assert!(missing.is_empty(), "messages that are nowhere:\n{}", missing.join("\n"));
}
