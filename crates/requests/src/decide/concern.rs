//! What speaks against a draft as it stands: told while it is drafted and checked; some of it stops the letter.
//!
//! Part of it is data: what must have happened before a reply of some outcome stands with the outcome in the law.

use super::{Context, Refusal};
use crate::model::Request;
use crate::model::event::{Answer, PartyKind};
use crate::model::state::Consultation;
use jiff::civil::Date;
use law::{Happened, Law, OutcomeField, Regime, Silence};

/// Something that speaks against a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concern {
    /// which; the message is `requests-concern-<code>`, and where it stops the letter also `requests-refusal-<code>`
    pub code: &'static str,
    /// the article behind it; empty where there is none
    pub article: String,
    /// how many of it
    pub count: usize,
    /// the letter cannot go out with it
    pub stops: bool,
}

/// Whether an outcome hands something out: its form asks what is provided.
pub fn discloses(law: &Law, outcome: &str) -> bool {
    law.outcome(outcome).is_ok_and(|row| row.asks.contains(&OutcomeField::Provision))
}

/// Everything that speaks against replying so: that what the outcome needs did not happen; a third party that objects or
/// has time left to answer, where something is disclosed; a co-producer that said no, questions that are still open,
/// comments that nobody has dealt with.
pub fn concerns(state: &Request, (outcome, ground): (&str, &str), context: &Context<'_>) -> Vec<Concern> {
    let received_on = state.clock.as_ref().map_or(context.today, |clock| clock.received_on);
    let mut found = missing(state, (outcome, ground), received_on, context);
    let mut add = |code: &'static str, articles: Vec<&str>, stops: bool| {
        if let [first, ..] = articles.as_slice() {
            found.push(Concern { code, article: (*first).to_owned(), count: articles.len(), stops });
        }
    };
    let silence = context.law.regime_on(received_on).map_or(Silence::NoConsent, |terms| terms.third_party.silence);
    let discloses = discloses(context.law, outcome);
    let bars = |consultation: &Consultation| bar(consultation, silence, context.today).filter(|_| discloses);
    let articles = |wanted: &dyn Fn(&Consultation) -> bool| -> Vec<&str> {
        let consultations = state.consultations.iter().filter(|consultation| wanted(consultation));
        consultations.map(|consultation| consultation.consulted.rule.article.as_str()).collect()
    };
    for code in ["objection-stands", "consent-missing", "third-party-term"] {
        add(code, articles(&|consultation| bars(consultation) == Some(code)), true);
    }
    let refused = |consultation: &Consultation| {
        discloses
            && consultation.consulted.kind == PartyKind::CoProducer
            && consultation.answered.as_ref().is_some_and(|answered| answered.answer == Answer::Objects)
    };
    add("co-producer-objects", articles(&refused), false);
    let open = |consultation: &Consultation| consultation.is_open() && consultation.overridden_on.is_none() && bars(consultation).is_none();
    add("consultation-open", articles(&open), false);
    add("comments-open", state.open_comments().map(|_| "").collect(), false);
    found
}

/// A draft goes a step further only where nothing stops it.
///
/// # Errors
/// The first thing that does, with its article.
pub fn nothing_stops(state: &Request, draft: (&str, &str), context: &Context<'_>) -> Result<(), Refusal> {
    match concerns(state, draft, context).into_iter().find(|concern| concern.stops) {
        Some(Concern { code, article, .. }) => Err(Refusal::Clause { code, article }),
        None => Ok(()),
    }
}

/// Why what a third party was asked about cannot be disclosed yet. Silence is an answer only when its term is over, and
/// under the regulation of 2007 not even then: without consent nothing is disclosed but for the public's sake.
fn bar(consultation: &Consultation, silence: Silence, today: Date) -> Option<&'static str> {
    if consultation.consulted.kind != PartyKind::ThirdParty || consultation.overridden_on.is_some() {
        return None;
    }
    let over = consultation.delivered_on.is_some() && consultation.until.is_some_and(|until| until < today);
    match consultation.answered.as_ref().map(|answered| answered.answer) {
        Some(Answer::Objects) => Some("objection-stands"),
        None | Some(Answer::Silent) if silence == Silence::NoConsent => Some("consent-missing"),
        None if !over => Some("third-party-term"),
        _ => None,
    }
}

/// What an outcome needs and did not happen.
fn missing(state: &Request, (outcome, ground): (&str, &str), received_on: Date, context: &Context<'_>) -> Vec<Concern> {
    let law = context.law;
    let (Ok(row), Ok(regime)) = (law.outcome(outcome), law.regime(received_on)) else { return Vec::new() };
    let needed = row.needs.iter().filter(|need| need.holds(ground, regime) && !happened(state, need.what, context.today));
    let named = |family: &str| law.rule(family, received_on).or_else(|| carrying(law, outcome, ground, regime));
    let article = |family: &str| named(family).map(|rule| rule.article.clone()).unwrap_or_default();
    needed.map(|need| Concern { code: code(need.what), article: article(&need.rule), count: 1, stops: need.stops }).collect()
}

fn carrying<'a>(law: &'a Law, outcome: &str, ground: &str, regime: Regime) -> Option<&'a law::Rule> {
    let grounds = law.grounds(outcome, regime).ok()?;
    let chosen = grounds.iter().find(|found| found.id == ground).or(grounds.first())?;
    law.rule_by_id(&chosen.id)
}

fn happened(state: &Request, what: Happened, today: Date) -> bool {
    let third_parties = || state.consultations.iter().filter(|consultation| consultation.consulted.kind == PartyKind::ThirdParty);
    match what {
        Happened::ClarificationAnswered => state.clarifications.iter().any(|clarification| clarification.answered_on.is_some()),
        Happened::ClarificationLapsed => state.open_clarification().is_some_and(|open| open.until.is_some_and(|until| until < today)),
        Happened::ReasonsAsked => state.reasons.is_some(),
        // Where none were asked for, that is what is told.
        Happened::ReasonsGiven => state.reasons.as_ref().is_none_or(|reasons| reasons.given.is_some()),
        Happened::FeeLapsed => state.open_fee().is_some_and(|open| open.until.is_some_and(|until| until < today)),
        Happened::ThirdPartyAsked => third_parties().next().is_some(),
        Happened::ThirdPartyObjects => {
            third_parties().any(|asked| asked.answered.as_ref().is_some_and(|answered| answered.answer == Answer::Objects))
        }
        Happened::NamedInRegulation => false,
    }
}

fn code(what: Happened) -> &'static str {
    match what {
        Happened::ClarificationAnswered => "clarification-missing",
        Happened::ClarificationLapsed => "clarification-not-lapsed",
        Happened::ReasonsAsked => "reasons-not-asked",
        Happened::ReasonsGiven => "reasons-open",
        Happened::FeeLapsed => "fee-not-lapsed",
        Happened::ThirdPartyAsked => "third-party-not-asked",
        Happened::ThirdPartyObjects => "third-party-no-objection",
        Happened::NamedInRegulation => "not-in-regulation",
    }
}
