//! What `law/` holds beside rules: standard reasons, reminders, reviewing bodies, and the sources of letters.

use super::fault::{Faults, LawFileErrors};
use super::raw::{self, ReasonsFile, RemindersFile, ReviewBodiesFile};
use super::tree::File;
use super::{Place, Read};
use crate::reasons::blanks;
use crate::rules::marks;
use crate::{OutcomeField, Regime, ReminderTime, ReviewBodies, ReviewBodyKind, StandardReason};
use std::collections::BTreeSet;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What `kind` must say in a file of settings that no law makes.
const SETTING: &str = "setting of the city";

impl Read {
    pub(super) fn reasons(&mut self, file: &File, faults: &mut Faults) {
        for reason in raw::parse::<ReasonsFile>(file, faults).into_iter().flat_map(|parsed| parsed.reason) {
            self.mark(file, &reason.source);
            let id = reason.id.get_ref().clone();
            let place = Place { file: file.clone(), span: reason.id.span() };
            if self.places.insert(format!("reason {id}"), place).is_some() {
                faults.add(file, reason.id.span(), format!("two reasons are called `{id}`"), "a second reason of this id");
            }
            if reason.text.get_ref().trim().is_empty() {
                faults.add(file, reason.text.span(), format!("the reason `{id}` says nothing"), "must say something");
            }
            if blanks(reason.text.get_ref()).is_none() {
                let title = format!("the blanks of the reason `{id}` are not whole");
                faults.add(file, reason.text.span(), title, "each 【 needs its 】 and a word between them");
            }
            if *reason.confirmed.get_ref() && marks(reason.source.get_ref()).all(|mark| mark == "mem") {
                let title = format!("`{id}` is confirmed but its text was not read");
                faults.add(file, reason.confirmed.span(), title, "name the text that was read, or say false");
            }
            self.reasons.push(StandardReason {
                id,
                outcome: reason.outcome.into_inner(),
                grounds: reason.grounds.into_inner(),
                title: reason.title,
                text: reason.text.into_inner(),
                source: reason.source.into_inner(),
                confirmed: reason.confirmed.into_inner(),
            });
        }
    }

    pub(super) fn reminders(&mut self, file: &File, faults: &mut Faults) {
        let Some(parsed) = raw::parse::<RemindersFile>(file, faults) else {
            return;
        };
        self.mark(file, &parsed.source);
        if parsed.kind.get_ref() != SETTING {
            faults.add(file, parsed.kind.span(), "reminders have no source in law", &format!("must be \"{SETTING}\""));
        }
        if *parsed.confirmed.get_ref() && marks(parsed.source.get_ref()).all(|mark| mark == "mem") {
            faults.add(file, parsed.confirmed.span(), "reminders are confirmed but no text was read", "name it, or say false");
        }
        let mut known = BTreeSet::new();
        let mut last = (0, 0);
        for reminder in parsed.reminder {
            let span = reminder.span();
            let reminder = reminder.into_inner();
            if !known.insert(reminder.id.clone()) {
                faults.add(file, span.clone(), format!("two reminders are called `{}`", reminder.id), "a second reminder of this id");
            }
            if reminder.tells.is_empty() {
                faults.add(file, span.clone(), format!("the reminder `{}` tells nobody", reminder.id), "name who is told");
            }
            let place = match reminder.when {
                ReminderTime::Elapsed(hundredths) => (0, i64::from(hundredths)),
                ReminderTime::Before(days) => (1, -i64::from(days)),
                ReminderTime::After(days) => (2, i64::from(days)),
            };
            let bounded = match reminder.when {
                ReminderTime::Elapsed(hundredths) => (1..=99).contains(&hundredths),
                ReminderTime::Before(days) => days <= 365,
                ReminderTime::After(days) => (1..=365).contains(&days),
            };
            if !bounded {
                let label = "elapsed is 1 to 99 hundredths, before 0 to 365 working days, after 1 to 365";
                faults.add(file, span.clone(), format!("the time of the reminder `{}` cannot be", reminder.id), label);
            }
            if place < last {
                let title = format!("the reminder `{}` comes before the one above it", reminder.id);
                faults.add(file, span, title, "list them as they follow each other");
            }
            last = place;
            self.reminders.steps.push(reminder);
        }
        self.reminder_source = parsed.source.into_inner();
    }
}

/// Reasons go with outcomes and rules that exist, and no outcome that needs a reason is without one.
pub(super) fn check_reasons(read: &Read, faults: &mut Faults) {
    let rule = |id: &str| read.rule_sets.iter().flat_map(|set| &set.rules).find(|rule| rule.id == id);
    let mut reasoned: BTreeSet<(Regime, &str)> = BTreeSet::new();
    for reason in &read.reasons {
        let Place { file, span } = &read.places[&format!("reason {}", reason.id)];
        let mut fault = |title: String, label: &str| faults.add(file, span.clone(), title, label);
        if !read.outcomes.iter().any(|outcome| outcome.code == reason.outcome) {
            fault(format!("`{}` names the outcome `{}`", reason.id, reason.outcome), "outcomes.toml has no such code");
            continue;
        }
        if reason.grounds.is_empty() {
            fault(format!("`{}` has no ground", reason.id), "name the rules that carry it");
        }
        for id in &reason.grounds {
            match rule(id) {
                Some(rule) if rule.ground_for.contains(&reason.outcome) => {
                    reasoned.extend(rule.regime.map(|regime| (regime, reason.outcome.as_str())));
                }
                Some(_) => fault(format!("`{id}` is no ground for the outcome `{}`", reason.outcome), "the rule's `ground-for` lacks it"),
                None => fault(format!("`{}` names the rule `{id}`", reason.id), "there is no such rule"),
            }
        }
    }
    for outcome in read.outcomes.iter().filter(|outcome| outcome.asks.contains(&OutcomeField::Reason)) {
        for regime in Regime::ALL.into_iter().filter(|regime| !reasoned.contains(&(*regime, &outcome.code))) {
            let title = format!("the outcome `{}` has no standard reason under the regulation of {}", outcome.code, regime.as_str());
            faults.whole("law/reasons.toml", title);
        }
    }
}

/// Reads a table of reviewing bodies that stands by itself.
pub(crate) fn review_bodies(name: &str, text: &str) -> Result<ReviewBodies, LawFileErrors> {
    let mut faults = Faults::default();
    let file = File { name: name.into(), text: text.into() };
    let read = bodies(&file, &mut faults);
    faults.into_result(Some(read))
}

pub(super) fn bodies(file: &File, faults: &mut Faults) -> ReviewBodies {
    let mut known = BTreeSet::new();
    let mut bodies = Vec::new();
    for body in raw::parse::<ReviewBodiesFile>(file, faults).into_iter().flat_map(|parsed| parsed.body) {
        let span = body.span();
        let body = body.into_inner();
        let mut fault = |title: String, label: &str| faults.add(file, span.clone(), title, label);
        if !known.insert((body.id.clone(), body.since)) {
            fault(format!("two rows of `{}` begin on {}", body.id, body.since), "a second row");
        }
        for (name, text) in [("id", &body.id), ("name", &body.name), ("address", &body.address)] {
            if text.trim().is_empty() {
                fault(format!("`{}` has an empty `{name}`", body.id), "must say something");
            }
        }
        if body.over.is_empty() {
            fault(format!("`{}` is over no organisation", body.id), "name the ids of organisations");
        }
        match (body.kind, &body.authority) {
            (ReviewBodyKind::Reconsideration, None) => fault(format!("`{}` says no authority", body.id), "as what it is asked"),
            (ReviewBodyKind::Court, Some(_)) => fault(format!("the court `{}` says an authority", body.id), "courts have none"),
            _ => {}
        }
        if body.online_channel.as_ref().is_some_and(|channel| !channel.starts_with("https://")) {
            fault(format!("the online channel of `{}` must begin with https://", body.id), "this row");
        }
        bodies.push(body);
    }
    ReviewBodies::new(bodies)
}

/// Every `source` in a file of letters, however deep.
pub(super) fn sources_within(table: &DeTable<'_>, found: &mut impl FnMut(&str, Range<usize>)) {
    for (key, value) in table {
        match value.get_ref() {
            DeValue::String(source) if key.get_ref() == "source" => found(source, value.span()),
            DeValue::Table(table) => sources_within(table, found),
            DeValue::Array(values) => {
                for value in values.iter() {
                    if let DeValue::Table(table) = value.get_ref() {
                        sources_within(table, found);
                    }
                }
            }
            _ => {}
        }
    }
}
