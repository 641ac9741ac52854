//! `gongkai draw`: what the server starts for each file that it has opened, drawn or redacted.

use crate::failure::Failure;
use clap::Args;

/// It has none: the task stands on standard input.
#[derive(Debug, Args)]
pub struct Arguments {}

pub fn run(_: Arguments) -> Result<(), Failure> {
    Ok(sandbox::serve(redaction::answer)?)
}
