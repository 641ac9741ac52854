//! `gongkai config`

use super::print;
use crate::{
    configuration::{Configuration, EXAMPLE},
    failure::Failure,
};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Print a commented configuration, every key with its default
    Example,
    /// Check a configuration
    Check {
        /// The configuration
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.what {
        What::Example => print(EXAMPLE.trim_end()),
        What::Check { config } => {
            let configuration = Configuration::read(&config)?;
            ::law::Law::check(configuration.law.as_deref()).map_err(|faults| Failure::wrong(faults.to_string()))?;
            super::law::letters(&::law::Law::load(configuration.law.as_deref())?)?;
            for warning in configuration.warnings() {
                print(format!("warning: {warning}"))?;
            }
            print(format!("{}: in order", config.display()))
        }
    }
}
