//! Every term that runs on a request, read from the rules of the day on which it was received.

use crate::{Law, LawError, Regime, Rule, RuleRef};
use jiff::civil::Date;
use serde::Serialize;

/// The terms of a request: the regulation of its date of receipt governs it to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RequestTerms {
    /// the regulation
    pub regime: Regime,
    /// the rule that names the regulation
    pub regulation: RuleRef,
    /// for the reply, from the day of receipt
    pub reply: Term,
    /// what an extension adds at most
    pub extension: Term,
    /// asking the requester to make an unclear request clear
    pub clarification: Clarification,
    /// asking a third party whose rights disclosure could harm
    pub third_party: Consultation,
    /// asking an organ that made the information together with this one; none where the law knows no such thing
    pub co_producer: Option<Consultation>,
    /// what the reply's term stands still for
    pub pause: Pause,
    /// whether a term that began anew after a clarification can be extended once (a setting, not read in any text)
    pub extension_after_clarification: Allowed,
}

/// A number of working days; the day on which it begins is not counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Term {
    /// how many
    pub working_days: u32,
    /// the rule behind it
    pub rule: RuleRef,
}

/// 补正.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clarification {
    /// within how many working days from receipt the organ must ask; none where the law sets no limit
    pub working_days: Option<u32>,
    /// all points must be named at once
    pub once: bool,
    /// the reply's term begins anew when the corrected request is received
    pub resets: bool,
    /// what the requester is given: the law says “reasonable”, so this is the city's setting
    pub given: Term,
    /// the rule behind it
    pub rule: RuleRef,
}

/// 征求意见.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Consultation {
    /// from the day on which the one who is asked receives the letter; none where the law sets no term
    pub working_days: Option<u32>,
    /// what it means when no answer comes
    pub silence: Silence,
    /// the rule behind it
    pub rule: RuleRef,
}

/// What no answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// the information may be disclosed
    Consent,
    /// it may not
    NoConsent,
    /// the organ that was asked for the information decides
    OrganDecides,
}

impl Silence {
    /// The codes that a rule file may say.
    pub(crate) const CODES: [&'static str; 3] = ["consent", "no-consent", "organ-decides"];

    fn parse(code: &str) -> Option<Self> {
        match code {
            "consent" => Some(Self::Consent),
            "no-consent" => Some(Self::NoConsent),
            "organ-decides" => Some(Self::OrganDecides),
            _ => None,
        }
    }
}

/// What the reply's term stands still for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pause {
    /// asking a third party
    pub third_party: bool,
    /// asking another organ
    pub other_organ: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

/// Whether something may be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Allowed {
    /// it may
    pub allowed: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

impl Law {
    /// The terms of a request received on a day.
    pub fn regime_on(&self, received: Date) -> Result<RequestTerms, LawError> {
        let regulation = self.needed("regulation", received)?;
        let clarification = self.needed("clarification", received)?;
        let pause = self.needed("pause", received)?;
        let stands_still_for = |code: &str| pause.words("for").iter().any(|word| word == code);
        let again = self.needed("setting-extension-after-clarification", received)?;
        Ok(RequestTerms {
            regime: self.regime(received)?,
            regulation: regulation.reference(),
            reply: self.term("reply-term", received)?,
            extension: self.term("extension-term", received)?,
            clarification: Clarification {
                working_days: clarification.number("working-days"),
                once: clarification.flag("once").unwrap_or(false),
                resets: clarification.flag("resets").unwrap_or(false),
                given: self.term("setting-clarification-period", received)?,
                rule: clarification.reference(),
            },
            third_party: consultation(self.needed("third-party", received)?)?,
            co_producer: self.rule("co-producer", received).map(consultation).transpose()?,
            pause: Pause {
                third_party: stands_still_for("third-party"),
                other_organ: stands_still_for("other-organ"),
                rule: pause.reference(),
            },
            extension_after_clarification: Allowed { allowed: again.flag("allowed").unwrap_or(false), rule: again.reference() },
        })
    }

    pub(crate) fn term(&self, family: &str, on: Date) -> Result<Term, LawError> {
        let rule = self.needed(family, on)?;
        let working_days = rule.number("working-days").ok_or_else(|| LawError::Unset { rule: rule.id.clone(), value: "working-days" })?;
        Ok(Term { working_days, rule: rule.reference() })
    }
}

fn consultation(rule: &Rule) -> Result<Consultation, LawError> {
    let silence = rule.word("silence").and_then(Silence::parse);
    Ok(Consultation {
        working_days: rule.number("working-days"),
        silence: silence.ok_or_else(|| LawError::Unset { rule: rule.id.clone(), value: "silence" })?,
        rule: rule.reference(),
    })
}
