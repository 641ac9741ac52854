//! E-mail leaves by SMTP: carries the queue of `inbox` to the server that the configuration names. A crate of its own,
//! because only the program needs the client.
//!
//! At least once: a mail is told to have gone only after the server took it, and goes again after a kill, under the
//! same message id. What a server refuses for good is seen by an officer; what may pass later is tried again;
//! what another server sends back later is found in the sender's mailbox.

mod mailbox;
mod report;
mod run;
mod smtp;

pub use mailbox::{Mailbox, MailboxError};
pub use report::{Returned, returned};
pub use run::{Running, deliver_due, run, watch};
pub use smtp::{MailError, Smtp, SmtpSettings, Tls};
