//! The rules of a case, one file per act: `(state, command, context) -> events` or a refusal that names the rule. Pure:
//! no clock, no database, no HTTP.

pub mod confirm;
pub mod draft;
pub mod pass;
pub mod receive;
pub mod send;

use identity::Organisation;
use jiff::civil::Date;
use law::{Law, LawError};

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
    /// an idempotency key was used before for another body
    #[error("the idempotency key was used before for another body")]
    KeyReused,
    /// the case is not at a step at which this can be done
    #[error("not possible at this step")]
    WrongStep(Step),
    /// confirmed before
    #[error("confirmed already")]
    ConfirmedAlready,
    /// the same person did an earlier step (四眼原则)
    #[error("another person must do this step")]
    SamePerson,
    /// the ground does not carry this outcome under the regime of the case
    #[error("this ground does not carry this outcome")]
    Ground,
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
            Refusal::KeyReused => "idempotency-key-reused",
            Refusal::WrongStep(_) => "wrong-step",
            Refusal::ConfirmedAlready => "confirmed-already",
            Refusal::SamePerson => "same-person",
            Refusal::Ground => "ground",
            Refusal::Law(_) => "law",
        }
    }

    /// one bad field
    pub fn field(field: &'static str, code: &'static str) -> Refusal {
        Refusal::Fields(vec![Problem { field, code, limit: 0 }])
    }
}
