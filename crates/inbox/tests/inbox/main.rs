//! Work items, reminders, absence and the queue of e-mail through the store, on each database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod items;
mod large;
mod outbox;
mod reach;
mod reminders;
mod world;
