//! `gongkai law`

use super::{date, print};
use crate::failure::Failure;
use ::law::Law;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::path::PathBuf;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Check the rule files that are built in, with those of a folder laid over them
    Check {
        /// A folder of rule files
        #[arg(value_name = "DIR")]
        folder: Option<PathBuf>,
    },
    /// List the rules in force on a day with their sources
    Show {
        /// The day
        #[arg(long, value_name = "DATE", value_parser = date)]
        on: Date,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    match arguments.what {
        What::Check { folder } => {
            if let Some(folder) = folder.as_ref().filter(|folder| !folder.is_dir()) {
                return Err(Failure::fault(format!("there is no folder {}", folder.display())));
            }
            let summary = Law::check(folder.as_deref()).map_err(|faults| Failure::wrong(faults.to_string()))?;
            print(format!("in order: {summary}"))
        }
        What::Show { on, json } => show(on, json),
    }
}

fn show(on: Date, json: bool) -> Result<(), Failure> {
    let shown = Law::load(None)?.show(on);
    if json {
        return print(serde_json::to_string(&shown)?);
    }
    if shown.rules.is_empty() {
        return print(format!("no rule was in force on {on}"));
    }
    let mut set = String::new();
    for rule in shown.rules {
        if rule.rule_set != set {
            print(format!("{}{}", if set.is_empty() { "" } else { "\n" }, rule.rule_set))?;
            set = rule.rule_set;
        }
        let unconfirmed = if rule.confirmed { "" } else { "　[not confirmed]" };
        print(format!("  {}　{}　{}{unconfirmed}", rule.id, rule.title, rule.article))?;
        print(format!("    {}", rule.text))?;
        for source in rule.sources {
            print(format!("    {}: {}", source.mark, source.text))?;
        }
    }
    Ok(())
}
