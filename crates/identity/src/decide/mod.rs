//! The rules. Pure: what must be known of other streams is handed in.

mod organisation;
mod person;
mod refusal;

pub use organisation::{OrganisationCommand, Surroundings, decide_organisation, reconcile};
pub use person::{PersonCommand, check_password, check_person_name, check_sign_in, decide_person, normalise_sign_in};
pub use refusal::Refusal;
