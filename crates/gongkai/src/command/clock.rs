//! `gongkai clock`

use super::print;
use crate::failure::Failure;
use clap::Args;
use law::Law;
use requests::clock::{Clock, ClockAnswer, ClockInput, reckon};
use std::path::PathBuf;
use web::{Language::Chinese, message};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The request's dates and events, as docs/interfaces.md describes them
    #[arg(value_name = "FILE.json")]
    file: PathBuf,
    /// As JSON
    #[arg(long)]
    json: bool,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let named = |error: &dyn std::fmt::Display| Failure::fault(format!("{}: {error}", arguments.file.display()));
    let text = std::fs::read_to_string(&arguments.file).map_err(|error| named(&error))?;
    let input = ClockInput::parse(&text).map_err(|fault| named(&fault))?;
    let clock = reckon(&input, &Law::load(None)?).map_err(|fault| named(&fault))?;
    if arguments.json {
        return print(serde_json::to_string(&ClockAnswer::of(&clock, Chinese))?);
    }
    for line in shown(&clock) {
        print(line)?;
    }
    Ok(())
}

/// The clock for people, in Chinese.
fn shown(clock: &Clock) -> Vec<String> {
    let say = |id: &str, arguments: &[(&str, String)]| message(Chinese, id, arguments);
    let mut first = vec![clock.status.words(Chinese)];
    first.push(match clock.due_on {
        Some(due) => say("clock-shown-due", &[("due", due.to_string())]),
        None => say("clock-shown-no-due", &[]),
    });
    if clock.provisional {
        first.push(say("clock-shown-provisional", &[]));
    }
    if let Some(left) = clock.left {
        first.push(say("clock-shown-left", &[("days", left.to_string())]));
    }
    let mut lines = vec![first.join("　"), clock.rule.article.clone(), say("clock-shown-segments", &[])];
    for line in clock.lines() {
        let days = ("days", line.working_days.to_string());
        let counted = match line.counts {
            true => say("clock-shown-counts", &[days, ("total", line.so_far.to_string())]),
            false => say("clock-shown-counts-not", &[days]),
        };
        let mark = if line.confirmed { String::new() } else { say("clock-shown-unconfirmed", &[]) };
        lines.push(format!("  {} – {}　{counted}　{}", line.from, line.to, line.words(Chinese)));
        lines.push(format!("    {}{mark}", line.article));
    }
    if !clock.warnings.is_empty() {
        lines.push(say("clock-shown-warnings", &[]));
    }
    for warning in &clock.warnings {
        let mark = if warning.rule.confirmed { String::new() } else { say("clock-shown-unconfirmed", &[]) };
        lines.push(format!("  {}　{}", warning.on, warning.words(Chinese)));
        lines.push(format!("    {}　{}{mark}", warning.rule.id, warning.rule.article));
    }
    lines
}
