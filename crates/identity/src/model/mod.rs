//! The words of this field as types.

mod organisation;
mod person;
mod role;

pub use organisation::{Contact, DatedName, Establishment, Organisation, OrganisationEvent, OrganisationId, OrganisationState, Setting};
pub use person::{Account, Denied, NewSession, PersonEvent, PersonId, PersonState, Post, SignedIn};
pub use role::{Action, Role};
