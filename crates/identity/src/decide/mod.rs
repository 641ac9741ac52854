//! The rules. Pure: what must be known of other streams is handed in.

mod organisation;
mod person;
mod refusal;

pub use organisation::{decide_organisation, reconcile, OrganisationCommand, Surroundings};
pub use person::{check_password, check_person_name, check_sign_in, decide_person, normalise_sign_in, PersonCommand};
pub use refusal::Refusal;
