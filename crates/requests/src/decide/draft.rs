//! An officer drafts the reply: one row of the closed list, a ground that carries it, and the texts that it asks for.

use super::{Context, Refusal};
use crate::model::event::{ReplyDrafted, RequestEvent, Step as By};
use crate::model::{Problem, Request, Step};
use law::{OutcomeField, Regime};
use serde::{Deserialize, Serialize};
use store::PartRef;

/// The texts of a draft, by the field that asked for them. Sealed before they are stored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DraftTexts {
    /// where the information is public
    pub where_to_find: String,
    /// the information itself, or how it is handed over
    pub provision: String,
    /// the part that is refused
    pub refused_part: String,
    /// reasons
    pub reason: String,
    /// who to ask instead
    pub competent_organ: String,
    /// earlier reply
    pub earlier_reply: String,
    /// search made
    pub search_made: String,
}

impl DraftTexts {
    /// the text of a field
    pub fn get(&self, field: OutcomeField) -> &str {
        match field {
            OutcomeField::WhereToFind => &self.where_to_find,
            OutcomeField::Provision => &self.provision,
            OutcomeField::RefusedPart => &self.refused_part,
            OutcomeField::Reason => &self.reason,
            OutcomeField::CompetentOrgan => &self.competent_organ,
            OutcomeField::EarlierReply => &self.earlier_reply,
            OutcomeField::SearchMade => &self.search_made,
        }
    }

    /// sets the text of a field
    pub fn set(&mut self, field: OutcomeField, text: String) {
        *match field {
            OutcomeField::WhereToFind => &mut self.where_to_find,
            OutcomeField::Provision => &mut self.provision,
            OutcomeField::RefusedPart => &mut self.refused_part,
            OutcomeField::Reason => &mut self.reason,
            OutcomeField::CompetentOrgan => &mut self.competent_organ,
            OutcomeField::EarlierReply => &mut self.earlier_reply,
            OutcomeField::SearchMade => &mut self.search_made,
        } = text;
    }
}

/// Every field that an outcome can ask for, with the name of its control.
pub const FIELDS: [(OutcomeField, &str); 7] = [
    (OutcomeField::WhereToFind, "where_to_find"),
    (OutcomeField::Provision, "provision"),
    (OutcomeField::RefusedPart, "refused_part"),
    (OutcomeField::Reason, "reason"),
    (OutcomeField::CompetentOrgan, "competent_organ"),
    (OutcomeField::EarlierReply, "earlier_reply"),
    (OutcomeField::SearchMade, "search_made"),
];

/// The name of a field's control.
pub fn control(field: OutcomeField) -> &'static str {
    FIELDS.iter().find(|(candidate, _)| *candidate == field).map_or("", |(_, name)| name)
}

/// Checks that a draft says what its outcome must say (Regulation on the Disclosure of Government Information, 2019,
/// article 36), and nothing else.
///
/// # Errors
/// Each text that is missing, too long or not asked for at its field; an unknown outcome or a ground that does not carry it.
pub fn check(outcome: &str, ground: &str, texts: &DraftTexts, regime: Regime, context: &Context<'_>) -> Result<law::RuleRef, Refusal> {
    let row = context.law.outcome(outcome).map_err(|_| Refusal::field("outcome", "choice"))?;
    let asks = row.asks_for(ground);
    let said = |field: OutcomeField| asks.contains(&field) && !texts.get(field).trim().is_empty();
    // Article 36(1) tells where it is public, 36(2) provides it: one of the two is said. Another organ is named where
    // it is known (36(5)).
    let optional = |field: OutcomeField| match field {
        OutcomeField::WhereToFind => said(OutcomeField::Provision),
        OutcomeField::Provision => said(OutcomeField::WhereToFind),
        OutcomeField::CompetentOrgan => true,
        field => row.may_be_empty(ground, field),
    };
    let mut problems: Vec<Problem> = asks
        .iter()
        .filter_map(|field| {
            let text = texts.get(*field);
            let code = if text.trim().is_empty() {
                if optional(*field) {
                    return None;
                }
                "required"
            } else if text.chars().count() > 5_000 {
                "too-long"
            } else if text.chars().any(web::is_control) {
                "control-character"
            } else {
                return None;
            };
            Some(Problem { field: control(*field), code, limit: 5_000 })
        })
        .collect();
    problems.extend(
        FIELDS.iter().filter(|(field, _)| !asks.contains(field) && !texts.get(*field).trim().is_empty()).map(|(_, name)| Problem {
            field: name,
            code: "not-asked",
            limit: 0,
        }),
    );
    let grounds = context.law.grounds(outcome, regime)?;
    let rule = grounds.into_iter().find(|candidate| candidate.id == ground).map(|found| found.rule);
    match rule {
        Some(rule) if problems.is_empty() => Ok(rule),
        Some(_) => Err(Refusal::Fields(problems)),
        None => {
            problems.insert(0, Problem { field: "ground", code: if ground.is_empty() { "required" } else { "choice" }, limit: 0 });
            Err(Refusal::Fields(problems))
        }
    }
}

/// Blanks of a standard reason that nobody has filled: a letter cannot go out with them.
///
/// # Errors
/// Each text that still has one, at its field.
pub fn no_blanks(texts: &DraftTexts) -> Result<(), Refusal> {
    let left = FIELDS.iter().filter(|(field, _)| texts.get(*field).contains('【'));
    let problems: Vec<Problem> = left.map(|(_, name)| Problem { field: name, code: "blank-left", limit: 0 }).collect();
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Fields(problems)) }
}

/// Whether a draft of an outcome goes to the legal reviewer where nobody chooses otherwise: `setting-legal-review`.
pub fn legal_review_by_default(law: &law::Law, outcome: &str, today: jiff::civil::Date) -> bool {
    law.rule("setting-legal-review", today).is_some_and(|rule| rule.words("outcomes").iter().any(|code| code == outcome))
}

/// A draft that was checked and sealed.
#[derive(Debug, Clone)]
pub struct Written {
    /// row of the closed list
    pub outcome: String,
    /// ground's id
    pub ground: String,
    /// the rule it rests on
    pub rule: law::RuleRef,
    /// texts, sealed
    pub texts: PartRef,
    /// the legal reviewer sees it before it is signed
    pub legal_review: bool,
}

/// Writes a checked draft down. A draft under review cannot be changed; one that came back can.
///
/// # Errors
/// Where the case is not at a step at which a draft is written.
pub fn draft(state: &Request, written: Written, drafter: String) -> Result<Vec<RequestEvent>, Refusal> {
    match state.step {
        Step::New => Err(Refusal::Unknown),
        Step::Registered | Step::Drafting => {
            let Written { outcome, ground, rule, texts, legal_review } = written;
            Ok(vec![RequestEvent::ReplyDrafted(Box::new(ReplyDrafted { outcome, ground, rule, texts, drafter, legal_review }))])
        }
        step => Err(Refusal::WrongStep(step)),
    }
}

/// The drafter hands the draft on to review.
///
/// # Errors
/// Where there is no draft in hand.
pub fn submit(state: &Request, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    match (state.step, &state.draft) {
        (Step::New, _) => Err(Refusal::Unknown),
        (Step::Drafting, Some(_)) => Ok(vec![RequestEvent::DraftSubmitted(By { person })]),
        (step, _) => Err(Refusal::WrongStep(step)),
    }
}
