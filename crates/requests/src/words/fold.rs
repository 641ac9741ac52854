//! What the city's wording is now.

use super::{ReasonSaved, WordsEvent};
use jiff::Timestamp;
use jiff::civil::Date;
use law::{Law, Regime, StandardReason};
use std::collections::BTreeMap;
use store::{Recorded, StoreError};

/// A text that was saved for a version of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedText {
    /// 标题
    pub title: String,
    /// the template
    pub text: String,
    /// who saved it: person's id
    pub person: String,
    /// when
    pub at: Timestamp,
}

/// A change, for the list of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// index in the log
    pub index: u64,
    /// which version of the notice
    pub from: Date,
    /// what was saved; none where the text of the files was put back
    pub saved: Option<SavedText>,
    /// who: person's id
    pub person: String,
    /// when
    pub at: Timestamp,
}

/// The wording of one notice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NoticeWords {
    /// version of the stream
    pub version: u64,
    /// saved texts by the first day of the version that they are for
    pub saved: BTreeMap<Date, SavedText>,
    /// every change, oldest first
    pub past: Vec<Past>,
}

impl NoticeWords {
    /// Folds the stream of a notice.
    ///
    /// # Errors
    /// Where a stored body does not fit its kind.
    pub fn fold(events: &[Recorded]) -> Result<NoticeWords, StoreError> {
        let mut words = NoticeWords::default();
        for recorded in events {
            words.version = recorded.version;
            let (from, person, saved) = match recorded.event::<WordsEvent>()? {
                Some(WordsEvent::NoticeSaved(saved)) => {
                    let text = SavedText { title: saved.title, text: saved.text, person: saved.person.clone(), at: recorded.at };
                    words.saved.insert(saved.from, text.clone());
                    (saved.from, saved.person, Some(text))
                }
                Some(WordsEvent::NoticeReset(reset)) => {
                    words.saved.remove(&reset.from);
                    (reset.from, reset.person, None)
                }
                _ => continue,
            };
            words.past.push(Past { index: recorded.index, from, saved, person, at: recorded.at });
        }
        Ok(words)
    }
}

/// The standard reasons that the city added, changed and retired.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReasonWords {
    /// version of the stream
    pub version: u64,
    /// every wording of a reason, in the order in which they were saved
    pub saved: BTreeMap<String, Vec<ReasonSaved>>,
    /// since when a reason is offered no longer
    pub retired: BTreeMap<String, Date>,
}

impl ReasonWords {
    /// Folds the stream of the reasons.
    ///
    /// # Errors
    /// Where a stored body does not fit its kind.
    pub fn fold(events: &[Recorded]) -> Result<ReasonWords, StoreError> {
        let mut words = ReasonWords::default();
        for recorded in events {
            words.version = recorded.version;
            match recorded.event::<WordsEvent>()? {
                Some(WordsEvent::ReasonSaved(saved)) => {
                    words.retired.remove(&saved.id);
                    words.saved.entry(saved.id.clone()).or_default().push(*saved);
                }
                Some(WordsEvent::ReasonRetired(retired)) => {
                    words.retired.insert(retired.id, retired.on);
                }
                _ => {}
            }
        }
        Ok(words)
    }

    /// The wording of a reason on a day: of those that have begun the one that began last, and of several of one day the
    /// one that was saved last.
    fn on(&self, id: &str, day: Date) -> Option<&ReasonSaved> {
        let begun = self.saved.get(id)?.iter().filter(|saved| saved.since <= day);
        begun.max_by_key(|saved| saved.since)
    }

    /// It is offered on a day.
    pub fn is_offered(&self, id: &str, day: Date) -> bool {
        self.retired.get(id).is_none_or(|on| day < *on)
    }

    /// Every reason as it is on a day, retired ones too: those of the files first, with the city's words where it has
    /// some, then the city's own.
    pub fn all(&self, law: &Law, day: Date) -> Vec<StandardReason> {
        let own = |saved: &ReasonSaved| StandardReason {
            id: saved.id.clone(),
            outcome: saved.outcome.clone(),
            grounds: saved.grounds.clone(),
            title: saved.title.clone(),
            text: saved.text.clone(),
            source: String::new(),
            confirmed: false,
        };
        let shipped = law.reasons().iter();
        let mut all: Vec<StandardReason> = shipped.map(|reason| self.on(&reason.id, day).map_or_else(|| reason.clone(), own)).collect();
        let added = self.saved.keys().filter(|id| !law.reasons().iter().any(|reason| reason.id == **id));
        all.extend(added.filter_map(|id| self.on(id, day).map(own)));
        all
    }

    /// The reasons that are offered for an outcome under a regulation on a day.
    pub fn offered(&self, law: &Law, outcome: &str, regime: Regime, day: Date) -> Vec<StandardReason> {
        let of_the_regime = |ground: &String| law.rule_by_id(ground).is_some_and(|rule| rule.regime == Some(regime));
        let mut all = self.all(law, day);
        all.retain(|reason| reason.outcome == outcome && self.is_offered(&reason.id, day) && reason.grounds.iter().any(of_the_regime));
        all
    }
}
