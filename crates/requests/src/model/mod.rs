//! The words of disclosure on request as types: what is asked, what happened, where a case stands.

pub mod application;
pub mod check;
pub mod choice;
pub mod event;
mod happened;
pub mod identity_number;
pub mod input;
pub mod query_code;
pub mod state;
pub mod upload;

pub use application::{Agent, Applicant, Application, OTHERS};
pub use check::Problem;
pub(crate) use check::plausible_email;
pub use choice::{ApplicantKind, Delivery, Form, IdentityType};
pub use event::RequestEvent;
pub use happened::happened;
pub use input::{AgentInput, ApplicantInput, ApplicationInput, IdentityInput};
pub use state::{Request, Status, Step};
pub use upload::{FileFault, Upload};
