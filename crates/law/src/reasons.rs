//! Standard reasons: wording that an officer starts from, each tied to an outcome and to the rules that carry it.

use crate::{Law, Regime};
use serde::Serialize;

/// A reason as it can stand in a reply once its blanks are filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StandardReason {
    /// stable id, for example `state-secret`
    pub id: String,
    /// the outcome that it is a reason for
    pub outcome: String,
    /// ids of the rules that it goes with, for each regulation that has it
    pub grounds: Vec<String>,
    /// what it is about, in Chinese
    pub title: String,
    /// the wording, in Chinese; what stands in 【】 is a blank that the officer fills
    pub text: String,
    /// where its matter was read, as marks of the list of sources, separated by `, `
    pub source: String,
    /// whether the wording itself was read in a text that may be relied on
    pub confirmed: bool,
}

impl StandardReason {
    /// Whether each 【 of a text has its 】 and a word between them.
    pub fn is_whole(text: &str) -> bool {
        blanks(text).is_some()
    }

    /// The blanks, without their brackets, in the order of the text.
    pub fn blanks(&self) -> Vec<&str> {
        blanks(&self.text).unwrap_or_default()
    }
}

/// The blanks of a text; none where its brackets do not pair or one is empty.
pub(crate) fn blanks(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['【', '】']) {
        let inside = rest[at..].strip_prefix('【')?;
        let end = inside.find(['【', '】'])?;
        let after = inside[end..].strip_prefix('】')?;
        if inside[..end].trim().is_empty() {
            return None;
        }
        found.push(&inside[..end]);
        rest = after;
    }
    Some(found)
}

impl Law {
    /// All standard reasons, in the order of the files.
    pub fn reasons(&self) -> &[StandardReason] {
        &self.inner.reasons
    }

    /// The reasons for an outcome under a regulation.
    pub fn reasons_for<'a>(&'a self, outcome: &'a str, regime: Regime) -> impl Iterator<Item = &'a StandardReason> {
        self.reasons().iter().filter(move |reason| {
            let of_the_regime = |ground: &String| self.rule_by_id(ground).is_some_and(|rule| rule.regime == Some(regime));
            reason.outcome == outcome && reason.grounds.iter().any(of_the_regime)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::OutcomeField;

    #[test]
    fn brackets_must_pair() {
        for (text, expected) in [
            ("因【原因】，保密期限为【期限】。", Some(vec!["原因", "期限"])),
            ("没有空格。", Some(vec![])),
            ("【原因", None),
            ("原因】", None),
            ("【【原因】】", None),
            ("【 】", None),
        ] {
            assert_eq!(blanks(text), expected, "{text}");
        }
    }

    #[test]
    fn every_outcome_that_needs_a_reason_has_one() {
        let law = Law::load(None).expect("the built-in law");
        for outcome in law.outcomes().iter().filter(|outcome| outcome.asks.contains(&OutcomeField::Reason)) {
            for regime in Regime::ALL {
                assert!(law.reasons_for(&outcome.code, regime).next().is_some(), "{} {regime:?}", outcome.code);
            }
        }
        assert!(law.reasons().iter().all(|reason| !reason.confirmed), "our own words were read nowhere");
    }
}
