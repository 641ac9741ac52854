//! Reconsideration (行政复议) and litigation (行政诉讼) over a case: records of their own, with their own clocks, tied to the
//! case by its stream.

pub mod acts;
pub mod decide;
pub(crate) mod items;
pub mod model;
pub mod pages;
pub mod records;
pub mod state;

pub use acts::{Command, DisputeAct, OpenDispute};
pub use model::{Appearance, DisputeEvent, DisputeKind, DisputeResult, Instance, Paper, Procedure, Term, TermKind};
pub use state::Dispute;
