//! The table of cases, and what is asked of it.

pub mod consultations;
mod items;
mod letters;
mod queries;
mod selection;
mod table;
mod told;

pub(crate) use items::is_officers;
pub use letters::{Undelivered, undelivered};
pub use queries::{Case, Counts, Which, by_number, counts, list};
pub use selection::{Selection, all_of_streams, of_streams, select};
pub use table::Requests;

/// A personal value in the form in which its keyed hash is written and asked: `field` is `identity`, `phone`, `email` or
/// `name`.
pub fn normalised(field: &str, value: &str) -> String {
    match field {
        "phone" => value.chars().filter(char::is_ascii_digit).collect(),
        "email" => value.trim().to_lowercase(),
        "identity" => value.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect(),
        _ => value.trim().to_owned(),
    }
}
