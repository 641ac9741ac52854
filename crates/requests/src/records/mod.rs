//! The table of cases, and what is asked of it.

mod queries;
mod table;

pub use queries::{Case, Counts, Which, by_number, counts, list};
pub use table::Requests;
