//! Command line, configuration, wiring. Nothing else: what the program does is in the crates that it joins.
//!
//! `wiring` is the one place that names the capabilities; `instance` opens what they share; `server` accepts
//! connections; `command` has a file for each command.

pub mod command;
pub mod configuration;
pub mod database;
pub mod demo;
pub mod drawing;
pub mod failure;
pub mod instance;
pub mod metrics;
pub mod openapi;
pub mod operation;
pub mod record;
pub mod reminding;
pub mod server;
pub mod wiring;
