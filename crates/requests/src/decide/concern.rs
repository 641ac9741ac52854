//! What speaks against a draft as it stands: told while it is drafted and checked; some of it stops the letter.

use crate::model::Request;
use crate::model::event::{Answer, PartyKind};
use law::{Law, OutcomeField};

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

/// Everything that speaks against replying so: an objection that nobody has overridden (which stops the letter), a
/// co-producer that said no, questions that are still open, comments that nobody has dealt with.
pub fn concerns(state: &Request, outcome: &str, law: &Law) -> Vec<Concern> {
    let mut found = Vec::new();
    let mut add = |code: &'static str, articles: Vec<&str>, stops: bool| {
        if let [first, ..] = articles.as_slice() {
            found.push(Concern { code, article: (*first).to_owned(), count: articles.len(), stops });
        }
    };
    if discloses(law, outcome) {
        let objections = state.consultations.iter().filter(|consultation| consultation.is_objection());
        add("objection-stands", objections.map(|consultation| consultation.consulted.rule.article.as_str()).collect(), true);
        let refused = state.consultations.iter().filter(|consultation| {
            consultation.consulted.kind == PartyKind::CoProducer
                && consultation.answered.as_ref().is_some_and(|answered| answered.answer == Answer::Objects)
        });
        add("co-producer-objects", refused.map(|consultation| consultation.consulted.rule.article.as_str()).collect(), false);
    }
    let open = state.consultations.iter().filter(|consultation| consultation.is_open());
    add("consultation-open", open.map(|consultation| consultation.consulted.rule.article.as_str()).collect(), false);
    add("comments-open", state.open_comments().map(|_| "").collect(), false);
    found
}
