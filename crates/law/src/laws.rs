use crate::files::{self, LawFileErrors};
use crate::{
    CheckSummary, Choice, Ground, Outcome, OutcomeOf, Regime, Reminders, ReviewBodies, Rule, RuleRef, RuleSet, Source, StandardReason,
};
use calendar::{Calendar, Calendars, DivisionCode};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// What could not be answered and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LawError {
    /// no rule of the kind that is asked for was in force, as before the first regulation
    #[error("no regulation on government information was in force on {0}")]
    NoRegime(Date),
    /// a rule does not set what it must; the loader refuses such files
    #[error("the rule `{rule}` does not set `{value}`")]
    Unset {
        /// the rule's id
        rule: String,
        /// the name of what it does not set, or not as it should
        value: &'static str,
    },
    /// too near the end of what a date can say
    #[error("no deadline can be counted from {0}: dates end on 9999-12-31")]
    EndOfDates(Date),
    /// not a code of the list
    #[error("`{0}` is no outcome code")]
    UnknownOutcome(String),
}

/// All rule sets, checked. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct Law {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug, Clone)]
pub(crate) struct Inner {
    pub(crate) calendars: Calendars,
    pub(crate) rule_sets: Vec<RuleSet>,
    pub(crate) sources: Vec<Source>,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) reasons: Vec<StandardReason>,
    pub(crate) reminders: Reminders,
    pub(crate) reminder_source: String,
    pub(crate) review_bodies: ReviewBodies,
    /// Other folders' files (the letters' texts), by path.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) file_count: usize,
    pub(crate) families: HashMap<String, Vec<(usize, usize)>>,
}

impl Law {
    /// The rules built into the binary, with a folder of the city laid over them: a file of the same path takes the
    /// place of the built-in one, another is added.
    pub fn load(overlay: Option<&Path>) -> Result<Law, LawFileErrors> {
        Ok(Self { inner: Arc::new(files::load(overlay)?) })
    }

    /// Checks the rule files as `load` does and counts what is in them.
    pub fn check(overlay: Option<&Path>) -> Result<CheckSummary, LawFileErrors> {
        Ok(Self::load(overlay)?.summary())
    }

    /// Working-day calendars.
    pub fn calendars(&self) -> &Calendars {
        &self.inner.calendars
    }

    /// The calendar of a place; the national one without.
    pub fn calendar_of(&self, place: Option<DivisionCode>) -> &Calendar {
        place.map_or(self.calendars().national(), |place| self.calendars().at(place))
    }

    /// All rule sets, for pages that show them.
    pub fn rule_sets(&self) -> &[RuleSet] {
        &self.inner.rule_sets
    }

    /// All sources.
    pub fn sources(&self) -> &[Source] {
        &self.inner.sources
    }

    /// What a mark of the list of sources stands for.
    pub fn source(&self, mark: &str) -> Option<&str> {
        self.inner.sources.iter().find(|source| source.mark == mark).map(|source| source.text.as_str())
    }

    /// The version of a rule family that is in force on a day, for example of `reply-term`.
    pub fn rule(&self, family: &str, on: Date) -> Option<&Rule> {
        let versions = self.inner.families.get(family)?;
        versions.iter().map(|(set, rule)| &self.inner.rule_sets[*set].rules[*rule]).find(|rule| rule.is_in_force(on))
    }

    /// The rule of an id, for example `ground-partial-2019`.
    pub fn rule_by_id(&self, id: &str) -> Option<&Rule> {
        self.inner.rule_sets.iter().flat_map(|set| &set.rules).find(|rule| rule.id == id)
    }

    /// A version that the loader made sure of for every day since the first regulation.
    pub(crate) fn needed(&self, family: &str, on: Date) -> Result<&Rule, LawError> {
        self.rule(family, on).ok_or(LawError::NoRegime(on))
    }

    pub(crate) fn rules_in_force(&self, on: Date) -> impl Iterator<Item = &Rule> {
        self.inner.rule_sets.iter().flat_map(|set| &set.rules).filter(move |rule| rule.is_in_force(on))
    }

    /// Every rule in force on a day.
    pub fn in_force(&self, on: Date) -> Vec<RuleRef> {
        self.rules_in_force(on).map(Rule::reference).collect()
    }

    /// The closed list, in the order of the annual report.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.inner.outcomes
    }

    /// One row of the list.
    pub fn outcome(&self, code: &str) -> Result<&Outcome, LawError> {
        let found = self.inner.outcomes.iter().find(|outcome| outcome.code == code);
        found.ok_or_else(|| LawError::UnknownOutcome(code.to_owned()))
    }

    /// The rows of what the program itself must name; at least one of each, and of all but refusals only one.
    pub fn outcomes_of(&self, of: OutcomeOf) -> impl Iterator<Item = &Outcome> {
        self.inner.outcomes.iter().filter(move |outcome| outcome.of == Some(of))
    }

    /// The row of what the program itself must name, for example of a request that was taken back.
    pub fn outcome_of(&self, of: OutcomeOf) -> Result<&Outcome, LawError> {
        self.outcomes_of(of).next().ok_or_else(|| LawError::UnknownOutcome(of.as_str().to_owned()))
    }

    /// Grounds for an outcome under the regime of the date of receipt; at least one.
    pub fn grounds(&self, code: &str, regime: Regime) -> Result<Vec<Ground>, LawError> {
        self.outcome(code)?;
        let rules = self.inner.rule_sets.iter().filter(|set| set.regime == Some(regime)).flat_map(|set| &set.rules);
        let grounds = rules.filter(|rule| rule.ground_for.iter().any(|outcome| outcome == code));
        Ok(grounds.map(|rule| Ground { id: rule.id.clone(), title: rule.title.clone(), rule: rule.reference() }).collect())
    }

    /// When and whom to remind of a term.
    pub fn reminders(&self) -> &Reminders {
        &self.inner.reminders
    }

    /// The same law with another table of reviewing bodies and courts, for an instance whose table is no file of the folder.
    #[must_use]
    pub fn with_review_bodies(self, review_bodies: ReviewBodies) -> Law {
        let mut inner = Inner::clone(&self.inner);
        inner.review_bodies = review_bodies;
        Self { inner: Arc::new(inner) }
    }

    /// Names and addresses of reviewing bodies and courts, from `review-bodies.toml` of the city's folder; none without.
    pub fn review_bodies(&self) -> &ReviewBodies {
        &self.inner.review_bodies
    }

    /// The codes of one kind with their names, in the order in which they are shown; see [`Choice::of`] for the kinds.
    pub fn choices(&self, of: &str) -> Vec<&Choice> {
        self.inner.choices.iter().filter(|choice| choice.of == of).collect()
    }

    /// One code with its names.
    pub fn choice(&self, of: &str, code: &str) -> Option<&Choice> {
        self.inner.choices.iter().find(|choice| choice.of == of && choice.code == code)
    }

    /// A file of `law/` that other crates read themselves, overlay included, for example `letters/reply.toml`.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.inner.texts.get(path).map(String::as_str)
    }

    /// The paths of those files that begin with `folder`, for example all that are in `letters/`.
    pub fn texts<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.inner.texts.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// A file as it is built in, whatever the city laid over it: what a city's own text is measured against.
    pub fn built_in(path: &str) -> Option<String> {
        files::built_in(path)
    }

    pub(crate) fn file_count(&self) -> usize {
        self.inner.file_count
    }
}
