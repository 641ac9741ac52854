//! `gongkai due`

use super::{date, print};
use crate::failure::Failure;
use ::law::{DueAnswer, Law};
use calendar::DivisionCode;
use clap::Args;
use jiff::civil::Date;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Legal date of receipt
    #[arg(long, value_name = "DATE", value_parser = date)]
    received: Date,
    /// Division code of the body that received it, six digits; without it the national calendar
    #[arg(long, value_name = "CODE", value_parser = division)]
    organisation: Option<DivisionCode>,
    /// With the longest extension that the regulation allows
    #[arg(long)]
    extended: bool,
    /// As JSON
    #[arg(long)]
    json: bool,
}

fn division(text: &str) -> Result<DivisionCode, String> {
    DivisionCode::parse(text).map_err(|error| error.to_string())
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let law = Law::load(None)?;
    let deadline = law.reply_deadline(arguments.received, arguments.organisation, arguments.extended)?;
    let answer = DueAnswer::from(&deadline);
    if arguments.json {
        return print(serde_json::to_string(&answer)?);
    }
    let DueAnswer { received, due, working_days, article, .. } = answer;
    print(format!("{due}: {working_days} working days after {received} ({article})"))?;
    if answer.provisional {
        print("provisional: the working days of that year have not been announced yet")?;
    }
    Ok(())
}
