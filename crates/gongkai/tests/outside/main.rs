//! What outsiders rely on, tried from outside: the command line, the walls between crates, the story over HTTP.

#[path = "../common/mod.rs"]
mod common;

mod command_line;
mod configured;
mod story;
mod walls;
