//! Reading `law/`: the files built in, a folder laid over them, and everything that can be wrong with them.

mod check;
mod clock;
mod deep;
mod fault;
mod raw;
mod schema;
mod tables;
mod tree;

pub use fault::LawFileErrors;
pub(crate) use tables::review_bodies;
pub(crate) use tree::built_in;

use crate::laws::Inner;
use crate::rules::marks;
use crate::{Choice, Outcome, Reminders, ReviewBodies, Rule, RuleSet, Source, StandardReason};
use calendar::{CalendarNotice, Calendars};
use fault::Faults;
use raw::{CalendarFile, ChoicesFile, OutcomesFile, RawRule, RuleFile, SourcesFile};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use tree::{File, Shelf};

/// What was read, with where each rule and notice stands for faults found later.
#[derive(Default)]
struct Read {
    rule_sets: Vec<RuleSet>,
    sources: Vec<Source>,
    outcomes: Vec<Outcome>,
    choices: Vec<Choice>,
    reasons: Vec<StandardReason>,
    reminders: Reminders,
    reminder_source: String,
    review_bodies: ReviewBodies,
    notices: Vec<CalendarNotice>,
    texts: BTreeMap<String, String>,
    places: HashMap<String, Place>,
    marks: Vec<(String, Place)>,
}

/// Where something stands.
#[derive(Clone)]
struct Place {
    file: File,
    span: std::ops::Range<usize>,
}

pub(crate) fn load(overlay: Option<&Path>) -> Result<Inner, LawFileErrors> {
    let mut faults = Faults::default();
    let files = tree::collect(overlay, &mut faults);
    let file_count = files.len();
    let mut read = Read::default();
    for (path, file) in files {
        read.file(&path, file, &mut faults);
    }
    read.check_sources(&mut faults);
    let calendars = read.calendars(&mut faults);
    // What is missing from a file that could not be read would be reported a second time.
    if faults.is_empty() {
        check::rules(&read, &mut faults);
        tables::check_reasons(&read, &mut faults);
    }
    let calendars = faults.into_result(calendars)?;
    let mut families: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for (set, rule_set) in read.rule_sets.iter().enumerate() {
        for (index, rule) in rule_set.rules.iter().enumerate() {
            families.entry(rule.family.clone()).or_default().push((set, index));
        }
    }
    let Read { rule_sets, sources, outcomes, choices, reasons, reminders, reminder_source, review_bodies, texts, .. } = read;
    Ok(Inner {
        calendars,
        rule_sets,
        sources,
        outcomes,
        choices,
        reasons,
        reminders,
        reminder_source,
        review_bodies,
        texts,
        file_count,
        families,
    })
}

impl Read {
    fn file(&mut self, path: &str, file: File, faults: &mut Faults) {
        match Shelf::of(path) {
            Shelf::Sources => {
                if let Some(SourcesFile { source }) = raw::parse(&file, faults) {
                    self.sources = source.into_iter().map(|s| Source { mark: s.mark, text: s.text }).collect();
                }
            }
            Shelf::Outcomes => {
                if let Some(OutcomesFile { source, outcome }) = raw::parse::<OutcomesFile>(&file, faults) {
                    self.mark(&file, &source);
                    check::roles(&file, source.span(), &outcome, faults);
                    self.outcomes = outcome.into_iter().map(toml::Spanned::into_inner).collect();
                }
            }
            Shelf::Choices => {
                if let Some(ChoicesFile { source, choice }) = raw::parse::<ChoicesFile>(&file, faults) {
                    self.mark(&file, &source);
                    self.choices = choice;
                }
            }
            Shelf::Reasons => self.reasons(&file, faults),
            Shelf::Reminders => self.reminders(&file, faults),
            Shelf::ReviewBodies => self.review_bodies = tables::bodies(&file, faults),
            Shelf::Calendars => {
                for notice in raw::parse::<CalendarFile>(&file, faults).into_iter().flat_map(|f| f.notice) {
                    let span = notice.span();
                    let notice = notice.into_inner();
                    self.marks.push((notice.source.clone(), Place { file: file.clone(), span: span.clone() }));
                    self.places.insert(format!("notice {}", notice.id), Place { file: file.clone(), span });
                    self.notices.push(notice);
                }
            }
            Shelf::Rules => {
                if let Some(rule_file) = raw::parse::<RuleFile>(&file, faults) {
                    self.rule_file(&file, rule_file, faults);
                }
            }
            Shelf::Other => {
                if let Some(table) = raw::table(&file, faults) {
                    tables::sources_within(table.get_ref(), &mut |source, span| {
                        self.marks.push((source.to_owned(), Place { file: file.clone(), span }));
                    });
                    self.texts.insert(path.to_owned(), file.text.to_string());
                }
            }
        }
    }

    fn mark(&mut self, file: &File, source: &toml::Spanned<String>) {
        let place = Place { file: file.clone(), span: source.span() };
        self.marks.push((source.get_ref().clone(), place));
    }

    fn rule_file(&mut self, file: &File, rule_file: RuleFile, faults: &mut Faults) {
        let RuleFile { rule_set, rule } = rule_file;
        let mut set = RuleSet {
            name: rule_set.name.into_inner(),
            title: rule_set.title,
            title_en: rule_set.title_en,
            regime: rule_set.regime,
            from: *rule_set.from.get_ref(),
            to: rule_set.to.as_ref().map(|to| *to.get_ref()),
            rules: Vec::new(),
        };
        for raw in rule {
            self.mark(file, &raw.source);
            let id = raw.id.clone();
            let place = Place { file: file.clone(), span: id.span() };
            if self.places.insert(id.get_ref().clone(), place).is_some() {
                faults.add(file, id.span(), format!("two rules are called `{}`", id.get_ref()), "a second rule of this id");
            }
            check::one(file, &set, &raw, faults);
            set.rules.push(rule_of(&set, raw));
        }
        self.rule_sets.push(set);
    }

    fn check_sources(&self, faults: &mut Faults) {
        for (source, place) in &self.marks {
            for mark in marks(source) {
                if mark.is_empty() {
                    faults.add(&place.file, place.span.clone(), "a rule without a source", "name a mark of sources.toml");
                } else if !self.sources.iter().any(|source| source.mark == mark) {
                    let title = format!("unknown source `{mark}`");
                    faults.add(&place.file, place.span.clone(), title, "sources.toml has no such mark");
                }
            }
        }
    }

    /// None where the notices contradict each other, which is then among the faults.
    fn calendars(&self, faults: &mut Faults) -> Option<Calendars> {
        let error = match Calendars::new(self.notices.clone()) {
            Ok(calendars) => return Some(calendars),
            Err(error) => error,
        };
        match error.notice().and_then(|id| self.places.get(&format!("notice {id}"))) {
            Some(place) => faults.add(&place.file, place.span.clone(), error.to_string(), "this notice"),
            None => faults.whole("law/calendars", error.to_string()),
        }
        None
    }
}

fn rule_of(set: &RuleSet, raw: RawRule) -> Rule {
    let id = raw.id.into_inner();
    Rule {
        family: raw.family.map_or_else(|| id.clone(), toml::Spanned::into_inner),
        id,
        regime: set.regime,
        title: raw.title.into_inner(),
        article: raw.article.into_inner(),
        text: raw.text.into_inner(),
        source: raw.source.into_inner(),
        from: raw.from.map_or(set.from, toml::Spanned::into_inner),
        to: raw.to.map(toml::Spanned::into_inner).or(set.to),
        confirmed: raw.confirmed.into_inner(),
        ground_for: raw.ground_for.into_iter().map(toml::Spanned::into_inner).collect(),
        values: raw.values.into_iter().map(|(key, value)| (key, value.into_inner())).collect(),
    }
}
