//! E-mail leaves by SMTP: carries the queue of `inbox` to the server that the configuration names. A crate of its own,
//! because only the program needs the client.
//!
//! At least once: a mail is told to have gone only after the server took it, and goes again after a kill, under the
//! same message id. What a server refuses for good is seen by an officer; what may pass later is tried again.

mod run;
mod smtp;

pub use run::{Running, deliver_due, run};
pub use smtp::{MailError, Smtp, SmtpSettings, Tls};
