//! `gongkai law`

use super::{date, print};
use crate::failure::Failure;
use ::law::Law;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use letters::template::{NoticeErrors, Notices};
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
            letters(&Law::load(folder.as_deref())?)?;
            print(format!("in order: {summary}"))
        }
        What::Show { on, json } => show(on, json),
    }
}

/// The letters' texts: every notice reads, and shows all that the shipped one shows; the reply has every text.
pub(super) fn letters(law: &Law) -> Result<(), Failure> {
    let wrong = |fault: &dyn std::fmt::Display| Failure::wrong(fault.to_string());
    let shipped = notices(&Law::load(None)?).map_err(|faults| wrong(&faults))?;
    notices(law).and_then(|own| own.kept_from(&shipped)).map_err(|faults| wrong(&faults))?;
    requests::letter::check(law).map_err(|fault| wrong(&fault))
}

fn notices(law: &Law) -> Result<Notices, NoticeErrors> {
    Notices::read(law.texts(requests::letter::notices::FOLDER))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// What is wrong with a folder that lays one notice over the built-in one.
    fn checked(change: impl Fn(String) -> String) -> Result<(), Failure> {
        let folder = tempfile::tempdir().unwrap();
        let path = "letters/notices/clarification.toml";
        fs::create_dir_all(folder.path().join("letters/notices")).unwrap();
        fs::write(folder.path().join(path), change(Law::built_in(path).unwrap())).unwrap();
        run(Arguments { what: What::Check { folder: Some(folder.path().to_owned()) } })
    }

    #[test]
    fn a_citys_letters_are_checked_with_its_rules() {
        assert!(checked(|text| text).is_ok());
        assert!(checked(|text| text.replace("请您就下列事项一并补正", "请您补正下列事项")).is_ok(), "other words");
        for (from, to, said) in [
            ("{{ received_on }}收到", "{{ recieved_on }}收到", "clarification.toml:"),
            ("视为放弃申请，", "", "视为放弃申请"),
            ("must-show = [\"number\", \"date\", \"points\", \"contact\"]", "must-show = []", "need not show"),
            ("name = \"guidance\"", "name = \"guide\"", "guidance"),
        ] {
            let failure = checked(|text| {
                assert!(text.contains(from), "{from}");
                text.replace(from, to)
            });
            let words = failure.unwrap_err().words().to_owned();
            assert!(words.contains(said), "{said}: {words}");
        }
    }
}
