//! The files as they are written, with the place of everything that can be wrong.

use super::deep::deepest;
use super::fault::Faults;
use super::tree::File;
use crate::{Choice, Outcome, Regime, Reminder, ReviewBody, Value};
use calendar::CalendarNotice;
use jiff::civil::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::DeTable;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SourcesFile {
    pub(super) source: Vec<RawSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSource {
    pub(super) mark: String,
    pub(super) text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomesFile {
    pub(super) source: Spanned<String>,
    pub(super) outcome: Vec<Spanned<Outcome>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChoicesFile {
    pub(super) source: Spanned<String>,
    pub(super) choice: Vec<Choice>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonsFile {
    pub(super) reason: Vec<RawReason>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawReason {
    pub(super) id: Spanned<String>,
    pub(super) outcome: Spanned<String>,
    pub(super) grounds: Spanned<Vec<String>>,
    pub(super) title: String,
    pub(super) text: Spanned<String>,
    pub(super) source: Spanned<String>,
    pub(super) confirmed: Spanned<bool>,
}

/// What no law says: `kind` says so, and that it is not confirmed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RemindersFile {
    pub(super) kind: Spanned<String>,
    pub(super) source: Spanned<String>,
    pub(super) confirmed: Spanned<bool>,
    pub(super) reminder: Vec<Spanned<Reminder>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReviewBodiesFile {
    pub(super) body: Vec<Spanned<ReviewBody>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CalendarFile {
    pub(super) notice: Vec<Spanned<CalendarNotice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RuleFile {
    pub(super) rule_set: RawRuleSet,
    #[serde(default)]
    pub(super) rule: Vec<RawRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawRuleSet {
    pub(super) name: Spanned<String>,
    pub(super) title: String,
    pub(super) title_en: String,
    #[serde(default)]
    pub(super) regime: Option<Regime>,
    pub(super) from: Spanned<Date>,
    #[serde(default)]
    pub(super) to: Option<Spanned<Date>>,
}

/// A rule; without dates of its own it has those of its rule set.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RawRule {
    pub(super) id: Spanned<String>,
    #[serde(default)]
    pub(super) family: Option<Spanned<String>>,
    pub(super) title: Spanned<String>,
    pub(super) article: Spanned<String>,
    pub(super) text: Spanned<String>,
    pub(super) source: Spanned<String>,
    #[serde(default)]
    pub(super) from: Option<Spanned<Date>>,
    #[serde(default)]
    pub(super) to: Option<Spanned<Date>>,
    pub(super) confirmed: Spanned<bool>,
    #[serde(default)]
    pub(super) ground_for: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, Spanned<Value>>,
}

/// Parses a file, or adds the fault with its place.
pub(super) fn parse<T: DeserializeOwned>(file: &File, faults: &mut Faults) -> Option<T> {
    match toml::from_str(&file.text) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            unread(file, &error, faults);
            None
        }
    }
}

/// Only what is nested too deep has no place.
fn unread(file: &File, error: &toml::de::Error, faults: &mut Faults) {
    let title = error.message().replace('\n', "; ");
    match error.span() {
        Some(span) => faults.add(file, span, title, "here"),
        None => faults.add(file, deepest(&file.text), title, "nested too deep near here"),
    }
}

/// A file of any shape.
pub(super) fn table<'a>(file: &'a File, faults: &mut Faults) -> Option<Spanned<DeTable<'a>>> {
    match DeTable::parse(&file.text) {
        Ok(table) => Some(table),
        Err(error) => {
            unread(file, &error, faults);
            None
        }
    }
}
