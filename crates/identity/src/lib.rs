//! Organisations, people, sign-in, and who may do what.
//!
//! No pages, no HTTP: those who have pages hand in what was typed, and ask [`Identity::may`] before they act.
//!
//! # Rooms
//! `model` holds the words and the folds, `decide` the rules (pure), `permissions` the one table, `acts` the commands
//! as the store carries them out, `records` the tables, `directory` the tree of organisations in memory.
//!
//! # What is kept where
//! Organisations are public: names stand in the events. People are not: a person's name and sign-in name are sealed
//! parts under the person's own key, the sign-in name is found by keyed hash, and erasing the person's key leaves
//! posts and signatures as the acts of somebody whose name is gone. Hashes of passwords, secrets of one-time codes and
//! sessions are rows (`credential`, `session`), never events; that a password *was* changed is an event, under a
//! neutral public kind.
//!
//! # Another way to sign in
//! A person may hold several credentials of several kinds (the table's key is person, kind, id). OpenID Connect comes
//! as a further kind whose `id` is the keyed hash of issuer and subject; what it proves ends where a password ends
//! today, in `acts::OpenSession`, which turns a proof into a session. Nothing after that knows how somebody signed in.
//!
//! # One-time passwords
//! A password that somebody else set is good for signing in and for changing it: until then no post counts
//! ([`SignedIn::must_change_password`]).

mod accounts;
mod acts;
mod administration;
mod codes;
mod decide;
mod directory;
mod error;
mod identity;
mod limits;
mod load;
mod model;
mod one_time_codes;
mod passwords;
mod people;
mod permissions;
mod records;
mod sign_in;
mod staff;
mod throttle;

pub use accounts::OpenedSession;
pub use administration::Acting;
pub use codes::Enrolment;
pub use decide::{
    OrganisationCommand, PersonCommand, Refusal, Surroundings, check_password, check_person_name, check_sign_in, decide_organisation,
    decide_person, normalise_sign_in, reconcile,
};
pub use error::IdentityError;
pub use identity::Identity;
pub use limits::SignInLimits;
pub use load::{Loaded, LoadedPerson, OrganisationEntry, PersonEntry, organisations_of, people_of};
pub use model::{
    Account, Action, Contact, DatedName, Denied, Establishment, NewSession, Organisation, OrganisationEvent, OrganisationId,
    OrganisationState, PersonEvent, PersonId, PersonState, Post, Role, Setting, SignedIn,
};
pub use people::{Administered, Person, SignInOutcome, SignInRecord, Subject};
pub use permissions::{Permission, Scope, may, table};
pub use staff::Staff;

/// Identity's tables and events, for `OpenOptions::capabilities`.
pub fn capability() -> std::sync::Arc<dyn store::Capability> {
    records::capability()
}
