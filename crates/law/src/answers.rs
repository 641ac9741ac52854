//! What the command line and the API print: plain types, in the members that outsiders rely on.

use crate::rules::{cite, marks};
use crate::{Law, Remedy, ReplyDeadline, Source};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer of `gongkai due --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DueAnswer {
    /// legal date of receipt
    pub received: Date,
    /// last day for the reply
    pub due: Date,
    /// working days counted, extension included
    pub working_days: u32,
    /// `2007` or `2019`
    pub regime: String,
    /// the articles behind it
    pub article: String,
    /// true where the calendar of a day on the way is not known yet
    pub provisional: bool,
}

impl From<&ReplyDeadline> for DueAnswer {
    fn from(deadline: &ReplyDeadline) -> Self {
        let rules = std::iter::once(&deadline.rule).chain(&deadline.extension);
        Self {
            received: deadline.received,
            due: deadline.due,
            working_days: deadline.working_days,
            regime: deadline.regime.as_str().to_owned(),
            article: cite(&rules.map(|rule| rule.article.as_str()).collect::<Vec<_>>()),
            provisional: deadline.provisional,
        }
    }
}

/// The answer of `gongkai remedies --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RemediesAnswer {
    /// in the order in which a letter names them
    pub remedies: Vec<Remedy>,
}

/// The answer of `gongkai law show --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulesInForce {
    /// the day
    pub on: Date,
    /// rules in force on it, by rule set
    pub rules: Vec<ShownRule>,
}

/// A rule with its sources written out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownRule {
    /// name of the rule set
    pub rule_set: String,
    /// stable id
    pub id: String,
    /// what it is about, in Chinese
    pub title: String,
    /// as cited
    pub article: String,
    /// in our words, in Chinese
    pub text: String,
    /// first day in force
    pub from: Date,
    /// last day in force; none while it is
    pub to: Option<Date>,
    /// whether the text was read
    pub confirmed: bool,
    /// what it sets, as text
    pub values: BTreeMap<String, String>,
    /// where it was read
    pub sources: Vec<Source>,
}

/// What `gongkai law check` found in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckSummary {
    /// files read
    pub files: usize,
    /// rule sets
    pub rule_sets: usize,
    /// rules in them
    pub rules: usize,
    /// rules whose text was not read
    pub unconfirmed: usize,
    /// calendar notices
    pub notices: usize,
    /// sources
    pub sources: usize,
    /// standard reasons
    pub reasons: usize,
    /// steps of reminding
    pub reminders: usize,
}

impl std::fmt::Display for CheckSummary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { files, rule_sets, rules, unconfirmed, notices, sources, reasons, reminders } = self;
        write!(
            f,
            "{files} files: {rules} rules in {rule_sets} sets, {unconfirmed} not confirmed; {notices} calendar notices; \
             {sources} sources; {reasons} standard reasons; {reminders} reminders"
        )
    }
}

impl Law {
    /// Every rule in force on a day with its sources written out.
    pub fn show(&self, on: Date) -> RulesInForce {
        let shown = self.rule_sets().iter().flat_map(|set| set.rules.iter().map(move |rule| (set, rule)));
        let rules = shown
            .filter(|(_, rule)| rule.is_in_force(on))
            .map(|(set, rule)| ShownRule {
                rule_set: set.name.clone(),
                id: rule.id.clone(),
                title: rule.title.clone(),
                article: rule.article.clone(),
                text: rule.text.clone(),
                from: rule.from,
                to: rule.to,
                confirmed: rule.confirmed,
                values: rule.values.iter().map(|(key, value)| (key.clone(), value.to_string())).collect(),
                sources: self.sources_of(&rule.source),
            })
            .chain(self.shown_reasons(on))
            .chain(self.shown_reminders())
            .collect();
        RulesInForce { on, rules }
    }

    /// The standard reasons that a rule in force on a day carries, as rules of a set of their own.
    fn shown_reasons(&self, on: Date) -> impl Iterator<Item = ShownRule> {
        self.reasons().iter().filter_map(move |reason| {
            let ground = reason.grounds.iter().filter_map(|id| self.rule_by_id(id)).find(|rule| rule.is_in_force(on))?;
            Some(ShownRule {
                rule_set: "reasons".to_owned(),
                id: reason.id.clone(),
                title: reason.title.clone(),
                article: ground.article.clone(),
                text: reason.text.clone(),
                from: ground.from,
                to: ground.to,
                confirmed: reason.confirmed,
                values: BTreeMap::from([("outcome".to_owned(), reason.outcome.clone())]),
                sources: self.sources_of(&reason.source),
            })
        })
    }

    /// The steps of reminding: a setting of the city, in force on any day.
    fn shown_reminders(&self) -> impl Iterator<Item = ShownRule> {
        let from = self.rule_sets().iter().filter(|set| set.regime.is_some()).map(|set| set.from).min().unwrap_or(Date::MIN);
        self.reminders().steps.iter().map(move |step| ShownRule {
            rule_set: "reminders".to_owned(),
            id: step.id.clone(),
            title: step.name.clone(),
            article: "法律没有规定，由本地设定".to_owned(),
            text: step.name.clone(),
            from,
            to: None,
            confirmed: false,
            values: BTreeMap::from([("when".to_owned(), step.when.to_string()), ("tells".to_owned(), step.recipients())]),
            sources: self.sources_of(&self.inner.reminder_source),
        })
    }

    /// The sources behind a rule's marks.
    pub fn sources_of(&self, source: &str) -> Vec<Source> {
        marks(source).filter_map(|mark| Some(Source { mark: mark.to_owned(), text: self.source(mark)?.to_owned() })).collect()
    }

    /// How much there is, for `gongkai law check`.
    pub fn summary(&self) -> CheckSummary {
        let rules = || self.rule_sets().iter().flat_map(|set| &set.rules);
        CheckSummary {
            files: self.file_count(),
            rule_sets: self.rule_sets().len(),
            rules: rules().count(),
            unconfirmed: rules().filter(|rule| !rule.confirmed).count(),
            notices: self.calendars().notices().len(),
            sources: self.sources().len(),
            reasons: self.reasons().len(),
            reminders: self.reminders().steps.len(),
        }
    }
}
