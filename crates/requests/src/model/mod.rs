//! The words of disclosure on request as types: what is asked, what happened, where a case stands.

pub mod application;
pub mod event;
pub mod identity_number;
pub mod query_code;
pub mod state;

pub use application::{Applicant, ApplicantKind, Application, ApplicationInput, Delivery, Form, IdentityType, Problem};
pub use event::RequestEvent;
pub use state::{Request, Status, Step};
