//! Rules as data with the dates they are in force. Loads `law/` and answers from it. Pure but for reading files once.
//!
//! Every number, term, article and authority stands in `law/*.toml` with its source, its dates and whether the text was
//! read. The code knows the names of rule families (`reply-term`, `litigation-term`, …) and how their parts are put
//! together, never their values. A folder of the city may be laid over the built-in files, file by file.

mod answers;
mod deadlines;
mod disputes;
mod fees;
mod files;
mod kinds;
mod laws;
mod outcomes;
mod reasons;
mod remedies;
mod reminders;
mod review_bodies;
mod rules;
mod terms;

pub use answers::{CheckSummary, DueAnswer, RemediesAnswer, RulesInForce, ShownRule};
pub use deadlines::{ApplicationField, ReceiptRule, ReplyDeadline};
pub use disputes::{ErasureGround, LastDay, RetentionClass};
pub use fees::{Bands, Charged, FeeDay, FeeTariff, Fees, MOST_BANDS, Then};
pub use files::LawFileErrors;
pub use kinds::{Channel, OrganisationKind, ReceiptStart, Regime};
pub use laws::{Law, LawError};
pub use outcomes::{Choice, Ground, GroundAsks, Happened, Need, Outcome, OutcomeField, OutcomeOf};
pub use reasons::StandardReason;
pub use remedies::{Remedy, Within};
pub use reminders::{Reminder, ReminderRecipient, ReminderTime, Reminders};
pub use review_bodies::{ReviewBodies, ReviewBody, ReviewBodyKind};
pub use rules::{Rule, RuleRef, RuleSet, Source, Value};
pub use terms::{Allowed, Clarification, Consultation, Pause, RequestTerms, Silence, Term};
