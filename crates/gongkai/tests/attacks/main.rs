//! What somebody who means harm would try: each attempt gets a clear answer, changes nothing, and loses nothing.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

#[path = "../portal/mod.rs"]
mod portal;

mod addresses;
mod forms;
mod limits;
mod mutated;
mod officers;
mod personal;
mod script;
mod uploads;
