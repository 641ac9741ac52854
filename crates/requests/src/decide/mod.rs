//! The rules of a case, one file per act: `(state, command, context) -> events` or a refusal that names the rule. Pure:
//! no clock, no database, no HTTP.

pub mod after;
pub mod clarify;
pub mod concern;
pub mod confirm;
pub mod consult;
pub mod delivery;
pub mod draft;
pub mod excess;
pub mod extend;
pub mod fee;
pub mod leave;
pub mod pass;
pub mod receive;
pub mod reckon;
pub mod record;
pub mod release;
pub mod send;
pub mod term;

use identity::Organisation;
use jiff::civil::Date;
use law::{Law, LawError, RuleRef};

use crate::clock::ClockFault;
use crate::model::{Problem, Step};

/// What every decision may look at beside the case itself.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// rules
    pub law: &'a Law,
    /// the day of the act in the city's time zone
    pub today: Date,
    /// the organisation that is asked
    pub organisation: &'a Organisation,
}

/// Why an act is not done. The message is `requests-refusal-<code>`; nothing was changed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// bad fields
    #[error("bad fields")]
    Fields(Vec<Problem>),
    /// no such case
    #[error("no such case")]
    Unknown,
    /// an idempotency key was used before for another body: numbers of the cases that it made
    #[error("the idempotency key was used before for another body")]
    KeyReused(Vec<String>),
    /// the case is not at a step at which this can be done
    #[error("not possible at this step")]
    WrongStep(Step),
    /// confirmed before
    #[error("confirmed already")]
    ConfirmedAlready,
    /// the same person did an earlier step (四眼原则)
    #[error("another person must do this step")]
    SamePerson,
    /// a reply served online must name the online channel for filing a reconsideration, and none is set
    #[error("no online channel for filing a reconsideration is set")]
    NoReconsiderationChannel,
    /// a rule forbids it; the message is `requests-refusal-<code>` and names the article
    #[error("{code}: {article}")]
    Clause {
        /// which rule
        code: &'static str,
        /// the article as cited
        article: String,
    },
    /// it is so already, or no longer; the message is `requests-refusal-<code>`
    #[error("{0}")]
    Already(&'static str),
    /// what happened contradicts a rule of the clock
    #[error(transparent)]
    Clock(#[from] ClockFault),
    /// what law says of it
    #[error(transparent)]
    Law(#[from] LawError),
}

impl Refusal {
    /// stable code
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::Fields(_) => "fields",
            Refusal::Unknown => "unknown",
            Refusal::KeyReused(_) => "idempotency-key-reused",
            Refusal::WrongStep(_) => "wrong-step",
            Refusal::ConfirmedAlready => "confirmed-already",
            Refusal::SamePerson => "same-person",
            Refusal::NoReconsiderationChannel => "no-reconsideration-channel",
            Refusal::Clause { code, .. } | Refusal::Already(code) => code,
            Refusal::Clock(_) => "clock",
            Refusal::Law(_) => "law",
        }
    }

    /// forbidden by a rule
    pub fn clause(code: &'static str, rule: &RuleRef) -> Refusal {
        Refusal::Clause { code, article: rule.article.clone() }
    }

    /// one bad field
    pub fn field(field: &'static str, code: &'static str) -> Refusal {
        Refusal::Fields(vec![Problem { field, code, limit: 0 }])
    }
}

/// A day that is entered for something that happened is not one to come.
pub(crate) fn day_not_after_today(field: &'static str, on: Date, context: &Context<'_>) -> Result<(), Refusal> {
    if on > context.today { Err(Refusal::field(field, "future")) } else { Ok(()) }
}

/// Nothing more is done on a case whose personal data was erased.
pub(crate) fn not_erased(state: &crate::model::Request) -> Result<(), Refusal> {
    if state.erased_on.is_some() { Err(Refusal::Already("erased")) } else { Ok(()) }
}
