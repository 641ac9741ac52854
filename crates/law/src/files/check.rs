//! What a rule must be by itself, and what the rules must be together.

use super::fault::Faults;
use super::raw::RawRule;
use super::tree::File;
use super::{Place, Read, schema};
use crate::fees::tariff_fault;
use crate::remedies::AUTHORITY;
use crate::rules::marks;
use crate::{OrganisationKind, Outcome, OutcomeOf, Regime, Rule, RuleSet, Value};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// One rule within its rule set.
pub(super) fn one(file: &File, set: &RuleSet, raw: &RawRule, faults: &mut Faults) {
    for (name, text) in [("id", &raw.id), ("title", &raw.title), ("article", &raw.article), ("text", &raw.text)] {
        if text.get_ref().trim().is_empty() {
            faults.add(file, text.span(), format!("a rule with an empty `{name}`"), "must say something");
        }
    }
    if *raw.confirmed.get_ref() && marks(raw.source.get_ref()).all(|mark| mark == "mem") {
        let title = format!("`{}` is confirmed but its text was not read", raw.id.get_ref());
        faults.add(file, raw.confirmed.span(), title, "name the text that was read, or say false");
    }
    let from = raw.from.as_ref().map_or(set.from, |from| *from.get_ref());
    let to = raw.to.as_ref().map(|to| *to.get_ref()).or(set.to);
    let dates = || raw.to.as_ref().or(raw.from.as_ref()).map_or(raw.id.span(), toml::Spanned::span);
    if to.is_some_and(|to| to < from) {
        faults.add(file, dates(), format!("`{}` ends before it begins", raw.id.get_ref()), "before its first day");
    }
    if from < set.from || (set.to.is_some() && to.is_none_or(|to| Some(to) > set.to)) {
        let title = format!("`{}` is in force outside its rule set", raw.id.get_ref());
        faults.add(file, dates(), title, "the rule set is not in force on all these days");
    }
    values(file, raw, faults);
}

fn values(file: &File, raw: &RawRule, faults: &mut Faults) {
    let family = raw.family.as_ref().unwrap_or(&raw.id).get_ref();
    let keys = schema::keys(family);
    for (name, value) in &raw.values {
        match keys.iter().find(|key| key.name == name) {
            None => {
                let known: Vec<&str> = keys.iter().map(|key| key.name).collect();
                let label = if known.is_empty() { "it sets nothing".to_owned() } else { format!("it sets {}", known.join(", ")) };
                faults.add(file, value.span(), format!("unknown value `{name}` of the family `{family}`"), &label);
            }
            Some(key) => {
                if let Some(fault) = key.shape.fault(value.get_ref()) {
                    faults.add(file, value.span(), format!("`{name}` of `{}` {fault}", raw.id.get_ref()), "not this");
                }
            }
        }
    }
    for key in keys.iter().filter(|key| key.required && !raw.values.contains_key(key.name)) {
        let title = format!("`{}` does not set `{}`", raw.id.get_ref(), key.name);
        faults.add(file, raw.id.span(), title, "every rule of its family must");
    }
}

/// All rules together.
pub(super) fn rules(read: &Read, faults: &mut Faults) {
    let mut families: BTreeMap<&str, Vec<&Rule>> = BTreeMap::new();
    for rule in read.rule_sets.iter().flat_map(|set| &set.rules) {
        families.entry(&rule.family).or_default().push(rule);
    }
    for versions in families.values_mut() {
        versions.sort_by_key(|rule| rule.from);
        for pair in versions.windows(2) {
            follow(read, pair[0], pair[1], faults);
        }
    }
    let first = families.get("regulation").and_then(|versions| versions.first()).map(|rule| rule.from);
    for family in schema::always() {
        always_there(read, &family, families.get(family.as_str()), first, faults);
    }
    one_authority(read, &families, first, faults);
    tariffs(read, &families, faults);
    outcomes(read, &families, faults);
}

/// Versions of a family follow each other day by day.
fn follow(read: &Read, earlier: &Rule, later: &Rule, faults: &mut Faults) {
    let place = &read.places[&later.id];
    let next_day = earlier.to.and_then(|to| to.tomorrow().ok());
    if next_day == Some(later.from) {
        return;
    }
    let title = match next_day {
        Some(day) if day < later.from => format!("a gap between versions of `{}`", later.family),
        _ => format!("versions of `{}` overlap", later.family),
    };
    let end = earlier.to.map_or_else(|| "has no end".to_owned(), |to| format!("ends on {to}"));
    let label = format!("begins on {}, but `{}` {end}", later.from, earlier.id);
    faults.add(&place.file, place.span.clone(), title, &label);
}

fn always_there(read: &Read, family: &str, versions: Option<&Vec<&Rule>>, first: Option<Date>, faults: &mut Faults) {
    let Some((begin, end)) = versions.and_then(|versions| Some((versions.first()?, versions.last()?))) else {
        return faults.whole("law", format!("there is no rule of the family `{family}`"));
    };
    if first.is_some_and(|first| begin.from > first) {
        let Place { file, span } = &read.places[&begin.id];
        let title = format!("nothing of `{family}` is in force when the first regulation begins");
        faults.add(file, span.clone(), title, &format!("begins on {}", begin.from));
    }
    if let Some(to) = end.to {
        let Place { file, span } = &read.places[&end.id];
        faults.add(file, span.clone(), format!("nothing of `{family}` is in force after {to}"), "the last version has an end");
    }
}

/// On every day each kind of organisation has exactly one rule that says to whom its replies go.
fn one_authority(read: &Read, families: &BTreeMap<&str, Vec<&Rule>>, first: Option<Date>, faults: &mut Faults) {
    let rules: Vec<&Rule> =
        families.iter().filter(|(name, _)| name.starts_with(AUTHORITY)).flat_map(|(_, rules)| rules.iter().copied()).collect();
    let days: BTreeSet<Date> = rules.iter().map(|rule| rule.from).chain(first).filter(|day| Some(*day) >= first).collect();
    for day in days {
        for kind in OrganisationKind::ALL {
            let named = |rule: &&&Rule| rule.is_in_force(day) && rule.words("kinds").iter().any(|code| code == kind.as_str());
            let found: Vec<&&Rule> = rules.iter().filter(named).collect();
            match found.as_slice() {
                [_] => {}
                [] => faults.whole("law", format!("no authority of reconsideration for `{}` on {day}", kind.as_str())),
                [.., last] => {
                    let Place { file, span } = &read.places[&last.id];
                    let title = format!("two authorities of reconsideration for `{}` on {day}", kind.as_str());
                    faults.add(file, span.clone(), title, "another rule names it too");
                }
            }
        }
    }
}

/// Tariffs can be reckoned with, and are there while a fee is by tariff.
fn tariffs(read: &Read, families: &BTreeMap<&str, Vec<&Rule>>, faults: &mut Faults) {
    let versions = |family: &str| families.get(family).map(Vec::as_slice).unwrap_or_default();
    const TARIFFS: [&str; 2] = ["fee-tariff-items", "fee-tariff-pages"];
    for rule in TARIFFS.into_iter().flat_map(versions) {
        if let Some(fault) = tariff_fault(rule) {
            let Place { file, span } = &read.places[&rule.id];
            faults.add(file, span.clone(), format!("the tariff `{}` cannot be reckoned with", rule.id), fault);
        }
    }
    for rule in versions("fees").iter().filter(|rule| rule.word("charge") == Some("tariff")) {
        for family in TARIFFS.into_iter().chain(["fee-payment-term"]) {
            let (begin, end) = (versions(family).first(), versions(family).last());
            let covers = begin.is_some_and(|begin| begin.from <= rule.from)
                && end.is_some_and(|end| end.to.is_none() || rule.to.is_some_and(|to| end.to >= Some(to)));
            if !covers {
                let Place { file, span } = &read.places[&rule.id];
                let title = format!("`{}` charges by tariff, but nothing of `{family}` is in force on some of its days", rule.id);
                faults.add(file, span.clone(), title, "no tariff on some day");
            }
        }
    }
}

/// The list says which row is the one of what the program itself names, and says it once.
pub(super) fn roles(file: &File, head: Range<usize>, outcomes: &[toml::Spanned<Outcome>], faults: &mut Faults) {
    for of in OutcomeOf::ALL {
        let mut rows = outcomes.iter().filter(|row| row.get_ref().of == Some(of));
        match (rows.next(), rows.next()) {
            (None, _) => {
                let title = format!("no outcome says that it is of = \"{}\"", of.as_str());
                faults.add(file, head.clone(), title, "a row of this list must");
            }
            (_, Some(second)) if of != OutcomeOf::Refusal => {
                let title = format!("two outcomes say that they are of = \"{}\"", of.as_str());
                faults.add(file, second.span(), title, "only one can be");
            }
            _ => {}
        }
    }
}

/// Outcome codes in rules exist, and every outcome has a ground under each regulation.
fn outcomes(read: &Read, families: &BTreeMap<&str, Vec<&Rule>>, faults: &mut Faults) {
    let known: BTreeSet<&str> = read.outcomes.iter().map(|outcome| outcome.code.as_str()).collect();
    let mut grounds: BTreeSet<(Regime, &str)> = BTreeSet::new();
    for rule in read.rule_sets.iter().flat_map(|set| &set.rules) {
        let in_values = match rule.values.get("outcomes") {
            Some(Value::Texts(codes)) => codes.as_slice(),
            _ => &[],
        };
        for code in rule.ground_for.iter().chain(in_values) {
            if !known.contains(code.as_str()) {
                let Place { file, span } = &read.places[&rule.id];
                let title = format!("`{}` names the outcome `{code}`", rule.id);
                faults.add(file, span.clone(), title, "outcomes.toml has no such code");
            }
        }
        if let Some(regime) = rule.regime {
            grounds.extend(rule.ground_for.iter().map(|code| (regime, code.as_str())));
        }
    }
    named_by_outcomes(read, families, faults);
    for regime in Regime::ALL {
        for code in known.iter().filter(|code| !grounds.contains(&(regime, **code))) {
            faults.whole("law/regimes", format!("the outcome `{code}` has no ground under the regulation of {}", regime.as_str()));
        }
    }
}

/// The rules and grounds that the list names exist, and the grounds carry the outcome.
fn named_by_outcomes(read: &Read, families: &BTreeMap<&str, Vec<&Rule>>, faults: &mut Faults) {
    for outcome in &read.outcomes {
        let mut fault = |title: String| faults.whole("law/outcomes.toml", format!("the outcome `{}` {title}", outcome.code));
        for need in outcome.needs.iter().filter(|need| !families.contains_key(need.rule.as_str())) {
            fault(format!("needs something by a rule of the family `{}`, which there is not", need.rule));
        }
        let grounds = outcome.needs.iter().flat_map(|need| &need.grounds).chain(outcome.asks_on.iter().flat_map(|on| &on.grounds));
        let carries = |id: &String| {
            let mut rules = read.rule_sets.iter().flat_map(|set| &set.rules);
            rules.any(|rule| rule.id == *id && rule.ground_for.contains(&outcome.code))
        };
        for id in grounds.filter(|id| !carries(id)) {
            fault(format!("names the ground `{id}`, which does not carry it"));
        }
    }
}
