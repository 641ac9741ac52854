//! Rules as data with the dates they are in force. Loads `law/` and answers from it. Pure but for reading files once.
//!
//! Every number, term, article and authority stands in `law/*.toml` with its source, its dates and whether the text was
//! read. The code knows the names of rule families (`reply-term`, `litigation-term`, …) and how their parts are put
//! together, never their values. A folder of the city may be laid over the built-in files, file by file.

mod answers;
mod deadlines;
mod files;
mod kinds;
mod laws;
mod outcomes;
mod remedies;
mod rules;

pub use answers::{CheckSummary, DueAnswer, RemediesAnswer, RulesInForce, ShownRule};
pub use deadlines::{ApplicationField, ReceiptRule, ReplyDeadline};
pub use files::LawFileErrors;
pub use kinds::{Channel, OrganisationKind, ReceiptStart, Regime};
pub use laws::{Law, LawError};
pub use outcomes::{Choice, Ground, Outcome, OutcomeField};
pub use remedies::{Remedy, Within};
pub use rules::{Rule, RuleRef, RuleSet, Source, Value};
