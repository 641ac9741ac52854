//! What a person has to do, and is told.
//!
//! # For a capability
//! A work item is a row that the capability's own [`project`](store::Capability::project) writes, so that it stands
//! and falls with the event that made it, and a replay makes the same rows:
//!
//! ```ignore
//! // in `project`, for the event that starts a clock
//! inbox::put(connection, &Item {
//!     key: Key::new(&event.stream, "reply"),
//!     organisation: clock.organisation.clone(),
//!     role: Role::CaseOfficer,
//!     holder: None,                         // nobody in particular; whoever holds it already keeps it
//!     title: Words::new("requests-item-reply").with("number", &clock.number),
//!     url: format!("/office/requests/{}", clock.number),
//!     started_on: clock.received_on,
//!     due_on: Some(clock.due_on),
//!     urgency: Urgency::Ordinary,
//! }).await?;
//! // for the event that gives it to somebody: due dates stay
//! inbox::hold(connection, &Key::new(&event.stream, "reply"), &officer).await?;
//! // for the event that ends it
//! inbox::done(connection, &Key::new(&event.stream, "reply")).await?;
//! // told once, in the place where it happened
//! inbox::tell(connection, event, &Told { to: Reader::Person(officer), words: Words::new("requests-told-moved"), url }).await?;
//! ```
//!
//! Reminders, climbing, absence and the calendar feed follow from the row. A capability's tests open the store with
//! [`capability`] beside their own.
//!
//! An e-mail is queued inside an act with [`mail`]: sealed under the key of the case, in the transaction of the act,
//! sent by the crate `mail` after the commit.
//!
//! # For the program
//! [`reminding`] makes the capability that also reminds, [`begin`] starts its timer; `mail::run` carries the queue.
//!
//! # Rooms
//! `items` the rows of work, `plan` when somebody is reminded (pure), `remind` the act, `absence` who stands in,
//! `work` who sees what, `notices`, `reach` (e-mail address and calendar address), `outbox` the queue of e-mail.

mod absence;
mod capability;
mod event;
mod items;
mod notices;
mod outbox;
mod plan;
mod reach;
mod remind;
mod tables;
mod words;
mod work;

pub use absence::{Absence, Absences, Announce, announce, withdraw};
pub use capability::{capability, reminding};
pub use event::InboxEvent;
pub use items::{Counts, Item, Key, Urgency, counts, done, done_all, hold, item, of_stream, put, release};
pub use notices::{Notice, Reader, Told, mark_all_read, mark_read, notices, tell, unread};
pub use outbox::{
    Failure, Mail, MailRow, Outgoing, could_not, give_up, lease, mail, queue_length, retry, returned, sent, undelivered, undelivered_about,
    undelivered_mail,
};
pub use plan::{Due, ReminderPlan, Step, To};
pub use reach::{address, feed_owner, feed_token, renew_feed, set_address, stop_feed};
pub use remind::{Reminder, Setting, begin, due_reminders, sweep};
pub use words::{Speaker, Words};
pub use work::{Why, Work, assign, unheld, work_of};

/// Why inbox refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// the last day lies before the first, or in the past, or more than a year away
    #[error("the days of an absence must be in order, not over yet, and within a year")]
    Days,
    /// nobody stands in for themself
    #[error("nobody stands in for themself")]
    Oneself,
    /// who should stand in may not sign in, or works elsewhere
    #[error("who stands in must have an account and a post at one of the same bodies")]
    Delegate,
    /// another absence covers one of these days
    #[error("another absence covers one of these days")]
    Overlap,
    /// there is no such absence, item or mail (any more)
    #[error("it is gone")]
    Gone,
    /// the person may not do this work
    #[error("this person has no post that does this work")]
    NotTheirs,
    /// no e-mail address
    #[error("this is no e-mail address")]
    Address,
}

impl Refusal {
    /// The code; its words are the message `inbox-refusal-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Oneself => "oneself",
            Self::Delegate => "delegate",
            Self::Overlap => "overlap",
            Self::Gone => "gone",
            Self::NotTheirs => "not-theirs",
            Self::Address => "address",
        }
    }
}
