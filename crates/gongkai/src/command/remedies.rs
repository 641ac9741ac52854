//! `gongkai remedies`

use super::{date, print};
use crate::failure::Failure;
use ::law::{Law, OrganisationKind, RemediesAnswer};
use clap::Args;
use jiff::civil::Date;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Date of the reply
    #[arg(long, value_name = "DATE", value_parser = date)]
    on: Date,
    /// Outcome of the reply, such as 3.1
    #[arg(long, value_name = "CODE")]
    outcome: String,
    /// Kind of the organisation that replies, such as department
    #[arg(long, value_name = "KIND", value_parser = kind)]
    organisation_kind: OrganisationKind,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn kind(text: &str) -> Result<OrganisationKind, String> {
    OrganisationKind::parse(text).ok_or_else(|| format!("none of {}", OrganisationKind::ALL.map(OrganisationKind::as_str).join(", ")))
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let law = Law::load(None)?;
    let remedies = law.remedies(arguments.on, &arguments.outcome, arguments.organisation_kind)?;
    if arguments.json {
        return print(serde_json::to_string(&RemediesAnswer { remedies })?);
    }
    for remedy in remedies {
        let name = |of: &str, code: &str| law.choice(of, code).map_or(code.to_owned(), |choice| choice.name.clone());
        let to: Vec<_> = remedy.authority.iter().map(|code| name("authority", code)).collect();
        let within =
            remedy.within.as_ref().map(|within| format!("{} {}", within.count, name("unit", within.unit.as_str()))).unwrap_or_default();
        let first = if remedy.first { "（先行）" } else { "" };
        let unconfirmed = if remedy.confirmed { "" } else { "　[not confirmed]" };
        print(format!("{}{first}\t{}\t{within}\t{}{unconfirmed}", name("remedy", remedy.kind.as_str()), to.join("、"), remedy.article))?;
    }
    Ok(())
}
