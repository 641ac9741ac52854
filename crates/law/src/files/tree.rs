use super::fault::Faults;
use rust_embed::RustEmbed;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(RustEmbed)]
#[folder = "../../law"]
struct BuiltIn;

/// A file with the name under which faults in it are shown.
#[derive(Clone)]
pub(super) struct File {
    pub(super) name: Arc<str>,
    pub(super) text: Arc<str>,
}

/// What a file holds, by its path.
pub(super) enum Shelf {
    Sources,
    Outcomes,
    Choices,
    Calendars,
    Reasons,
    Reminders,
    ReviewBodies,
    Rules,
    Other,
}

impl Shelf {
    pub(super) fn of(path: &str) -> Self {
        match path {
            "sources.toml" => Self::Sources,
            "outcomes.toml" => Self::Outcomes,
            "choices.toml" => Self::Choices,
            "reasons.toml" => Self::Reasons,
            "reminders.toml" => Self::Reminders,
            "review-bodies.toml" => Self::ReviewBodies,
            _ if path.starts_with("calendars/") => Self::Calendars,
            _ if path.starts_with("letters/") => Self::Other,
            _ => Self::Rules,
        }
    }
}

/// The built-in files and over them those of the folder, by path.
pub(super) fn collect(overlay: Option<&Path>, faults: &mut Faults) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for path in BuiltIn::iter().filter(|path| path.ends_with(".toml")) {
        let Some(embedded) = BuiltIn::get(&path) else {
            continue;
        };
        match std::str::from_utf8(&embedded.data) {
            Ok(text) => {
                let file = File { name: format!("law/{path}").into(), text: text.into() };
                files.insert(path.into_owned(), file);
            }
            Err(_) => faults.whole(&format!("law/{path}"), "is not UTF-8".to_owned()),
        }
    }
    if let Some(root) = overlay {
        lay_over(root, root, &mut BTreeSet::new(), &mut files, faults);
    }
    files
}

/// A built-in file as text.
pub(crate) fn built_in(path: &str) -> Option<String> {
    String::from_utf8(BuiltIn::get(path)?.data.into_owned()).ok()
}

/// Each folder once, by where it really is: links may lead in a circle.
fn lay_over(root: &Path, folder: &Path, seen: &mut BTreeSet<PathBuf>, files: &mut BTreeMap<String, File>, faults: &mut Faults) {
    let unreadable = |path: &Path, error: std::io::Error| (path.display().to_string(), format!("cannot be read: {error}"));
    let entries = std::fs::canonicalize(folder).and_then(|place| {
        let fresh = seen.insert(place);
        let entries = if fresh { Some(std::fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?) } else { None };
        Ok(entries)
    });
    let entries = match entries {
        Ok(Some(entries)) => entries,
        Ok(None) => {
            let title = "is a link to a folder that is read already, perhaps in a circle: take the link away".to_owned();
            return faults.whole(&folder.display().to_string(), title);
        }
        Err(error) => {
            let (name, title) = unreadable(folder, error);
            return faults.whole(&name, title);
        }
    };
    for path in entries.into_iter().map(|entry| entry.path()) {
        if path.is_dir() {
            lay_over(root, &path, seen, files, faults);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    let relative: Vec<_> = path.strip_prefix(root).unwrap_or(&path).iter().map(|part| part.to_string_lossy()).collect();
                    let file = File { name: path.display().to_string().into(), text: text.into() };
                    files.insert(relative.join("/"), file);
                }
                Err(error) => {
                    let (name, title) = unreadable(&path, error);
                    faults.whole(&name, title);
                }
            }
        }
    }
}
