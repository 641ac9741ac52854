//! Which remedies a reply must name.
//!
//! What a letter names, in this order:
//! 1. Administrative reconsideration: to whom (by kind of organ and date), within which term, and whether it comes
//!    first (不予公开 since 2024-01-01; by our reading also the refused part of 部分公开, marked unconfirmed).
//! 2. Litigation, once: directly within the term of the day; where reconsideration comes first, only after it, within
//!    the term that runs from the decision. The term after reconsideration is not named beside the direct one: the
//!    reconsideration decision itself tells it. For 部分公开 nothing is named but the way through reconsideration, since
//!    a letter that offered a court at once could lose the requester's case over the refused part.
//!    Replies that a court does not hear (4.2 and 5.3 under 法释〔2011〕17号, our reading) name no litigation at all.
//! 3. A complaint, with no term, to the bodies that the regulation of the day names.
//!
//! A notice names the first three of them, without any order between them, where a rule `reviewable-<kind of notice>` says
//! that it is itself an act against which there is review: an objection of a third party that is overridden, a correction
//! that is refused.
//!
//! A remedy is confirmed where every rule that made it was read. The day that counts is the day of the reply, and it may
//! be any day: a remedy whose Act was not in force on it is not named.

use crate::rules::cite;
use crate::{Law, LawError, OrganisationKind, Rule};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A remedy that a reply must name; its members are those of [the API](../../../docs/interfaces.md).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// `reconsideration`, `litigation` or `complaint`
    pub kind: String,
    /// of a reconsideration: `same-level-government`, `superior-government`, `superior-department`, more than one where
    /// the requester chooses; of a complaint: `superior-organ`, `supervision-organ`, `disclosure-authority`; empty for
    /// litigation. Their names are the choices of `authority`.
    pub authority: Vec<String>,
    /// the term; none for a complaint
    pub within: Option<Within>,
    /// `reconsideration` where it can only follow that
    pub after: Option<String>,
    /// must be tried before a court
    pub first: bool,
    /// as cited
    pub article: String,
    /// whether it was read
    pub confirmed: bool,
}

/// A term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Within {
    /// how many
    pub count: u32,
    /// `calendar-days` or `months`
    pub unit: String,
}

const RECONSIDERATION: &str = "reconsideration";
/// Families of this prefix say to whom an organ's replies go.
pub(crate) const AUTHORITY: &str = "reconsideration-authority-";
/// Families of this prefix say that a notice is open to review; the rest is the notice's code.
pub(crate) const REVIEWABLE: &str = "reviewable-";
/// Families that put reconsideration before a court for some outcomes.
pub(crate) const FIRST: [&str; 2] = ["reconsideration-first-refusal", "reconsideration-first-partial"];
/// Outcomes that need no reconsideration before a court, though that has to be read out of the law.
pub(crate) const NOT_FIRST: &str = "reconsideration-not-first";

impl Law {
    /// The remedies that a reply of this date, outcome and kind of organisation must name.
    pub fn remedies(&self, on: Date, outcome: &str, kind: OrganisationKind) -> Result<Vec<Remedy>, LawError> {
        self.outcome(outcome)?;
        let first = FIRST.into_iter().filter_map(|family| self.rule(family, on)).find(|rule| names(rule, outcome));
        let direct = self.rule(NOT_FIRST, on).filter(|rule| first.is_none() && names(rule, outcome));
        let mut remedies: Vec<Remedy> = self.reconsideration(on, kind, first).into_iter().collect();
        if !self.rule("court-excluded", on).is_some_and(|rule| names(rule, outcome)) {
            remedies.extend(self.litigation(on, first));
        }
        if let Some(direct) = direct {
            for remedy in &mut remedies {
                remedy.confirmed &= direct.confirmed;
            }
        }
        remedies.extend(self.complaint(on));
        Ok(remedies)
    }

    /// The remedies that a notice of this date and kind of organisation must name; none where no rule says that it is open to
    /// review. `notice` is its code, such as `correction`; `answer` what it decides, for rules that hold for some answers only.
    pub fn remedies_of_notice(&self, on: Date, notice: &str, answer: Option<&str>, kind: OrganisationKind) -> Vec<Remedy> {
        let holds = |rule: &&Rule| {
            let answers = rule.words("answers");
            answers.is_empty() || answer.is_some_and(|answer| answers.iter().any(|word| word == answer))
        };
        let Some(reviewable) = self.rule(&format!("{REVIEWABLE}{notice}"), on).filter(holds) else { return Vec::new() };
        let by_it = |remedy: Remedy| Remedy {
            article: cite(&[remedy.article.as_str(), reviewable.article.as_str()]),
            confirmed: remedy.confirmed && reviewable.confirmed,
            ..remedy
        };
        let asked = [self.reconsideration(on, kind, None), self.litigation(on, None)];
        asked.into_iter().flatten().map(by_it).chain(self.complaint(on)).collect()
    }

    /// Codes of the notices that some rule says are open to review.
    pub fn reviewable_notices(&self) -> impl Iterator<Item = &str> {
        self.rule_sets().iter().flat_map(|set| &set.rules).filter_map(|rule| rule.family.strip_prefix(REVIEWABLE))
    }

    fn complaint(&self, on: Date) -> Option<Remedy> {
        self.rule("complaint", on).map(|complaint| Remedy {
            kind: "complaint".to_owned(),
            authority: complaint.words("authority").to_vec(),
            within: None,
            after: None,
            first: false,
            article: complaint.article.clone(),
            confirmed: complaint.confirmed,
        })
    }

    /// The rule that a reply served over the internet must give the channel for filing a reconsideration there.
    pub fn online_reconsideration_channel(&self, on: Date) -> Option<&Rule> {
        self.rule("online-reconsideration-channel", on)
    }

    fn reconsideration(&self, on: Date, kind: OrganisationKind, first: Option<&Rule>) -> Option<Remedy> {
        let term = self.rule("reconsideration-term", on)?;
        let (authority, read) = self.authority(on, kind)?;
        let rules: Vec<&Rule> = [Some(term), first, Some(authority)].into_iter().flatten().collect();
        Some(Remedy {
            kind: RECONSIDERATION.to_owned(),
            authority: authority.words("authority").to_vec(),
            within: within(term),
            after: None,
            first: first.is_some(),
            article: cite(&rules.iter().map(|rule| rule.article.as_str()).collect::<Vec<_>>()),
            confirmed: read && rules.iter().all(|rule| rule.confirmed),
        })
    }

    /// The rule on an organ's authority, and whether that this rule applies to it was read.
    fn authority(&self, on: Date, kind: OrganisationKind) -> Option<(&Rule, bool)> {
        let in_the_government_s_name = kind == OrganisationKind::GovernmentOffice
            && self.rule("setting-government-office", on).and_then(|rule| rule.word("replies-as")) == Some("government");
        let asked = if in_the_government_s_name { OrganisationKind::CityGovernment } else { kind };
        let rule = self
            .rules_in_force(on)
            .filter(|rule| rule.family.starts_with(AUTHORITY))
            .find(|rule| rule.words("kinds").iter().any(|code| code == asked.as_str()))?;
        Some((rule, !in_the_government_s_name))
    }

    fn litigation(&self, on: Date, first: Option<&Rule>) -> Option<Remedy> {
        let family = if first.is_some() { "litigation-after-reconsideration" } else { "litigation-term" };
        let term = self.rule(family, on)?;
        Some(Remedy {
            kind: "litigation".to_owned(),
            authority: Vec::new(),
            within: within(term),
            after: first.map(|_| RECONSIDERATION.to_owned()),
            first: false,
            article: term.article.clone(),
            confirmed: term.confirmed && first.is_none_or(|rule| rule.confirmed),
        })
    }
}

fn names(rule: &Rule, outcome: &str) -> bool {
    rule.words("outcomes").iter().any(|code| code == outcome)
}

fn within(rule: &Rule) -> Option<Within> {
    Some(Within { count: rule.number("count")?, unit: rule.word("unit")?.to_owned() })
}
