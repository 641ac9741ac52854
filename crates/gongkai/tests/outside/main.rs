//! What outsiders rely on, tried from outside: the command line, the walls between crates, the story over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that meets what it does not expect has failed")]

#[path = "../common/mod.rs"]
mod common;

mod administrators;
mod clock;
mod command_line;
mod configured;
mod mishaps;
mod mutated;
mod reminders;
mod story;
mod walls;
