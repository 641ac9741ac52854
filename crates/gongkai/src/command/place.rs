//! Which instance a command works on.

use crate::{configuration::Configuration, failure::Failure, instance::Plan};
use clap::Args;
use std::path::PathBuf;

/// Where instances are when nothing is said.
pub const DATA: &str = "./gongkai-data";

/// `--data`, `--postgres`, `--config`.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Folder of the instance
    #[arg(long, value_name = "DIR", default_value = DATA, conflicts_with = "config")]
    data: PathBuf,
    /// The PostgreSQL that holds the instance's events
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    postgres: Option<String>,
    /// The configuration of the instance
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Place {
    /// What to open: an instance that exists.
    pub fn plan(self) -> Result<Plan, Failure> {
        match self.config {
            None => Plan::folder(self.data, self.postgres),
            Some(file) => {
                let configuration = Configuration::read(&file).map_err(|failure| Failure::fault(failure.words()))?;
                if crate::record::Record::read(&configuration.data)?.is_none() {
                    return Err(Failure::fault(format!("there is no instance in {}", configuration.data.display())));
                }
                Plan::configured(&configuration)
            }
        }
    }

    /// What to open: an instance that exists, or one that the configuration describes and nothing has made yet.
    pub fn plan_or_new(self) -> Result<Plan, Failure> {
        match &self.config {
            Some(file) => {
                let configuration = Configuration::read(file).map_err(|failure| Failure::fault(failure.words()))?;
                Plan::configured(&configuration)
            }
            None => self.plan(),
        }
    }
}
