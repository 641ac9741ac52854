//! The command line: a file for each command. Answers go to standard output, messages to standard error.

mod administrator;
mod clock;
mod config;
mod demo;
mod draw;
mod due;
mod import;
mod law;
mod ledger;
mod place;
mod remedies;
mod search;
mod serve;
mod templates;

use crate::{configuration::Level, failure::Failure};
use clap::{Parser, Subcommand};
use jiff::civil::Date;
use std::{
    future::Future,
    io::{IsTerminal, Write},
    process::ExitCode,
    time::Duration,
};
use tracing_subscriber::filter::LevelFilter;

/// How long blocking work that nobody waits for may go on when a command is done.
const PARTING: Duration = Duration::from_secs(1);

/// Open government for Chinese public bodies.
#[derive(Debug, Parser)]
#[command(
    name = "gongkai",
    version,
    arg_required_else_help = true,
    after_help = "Exit status: 0 done, 1 checked and found wrong, 2 misuse or a fault.\n\
                  Internal, started by the server itself: `draw`."
)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the demo city where it is missing, and serve it on loopback
    Demo(demo::Arguments),
    /// Serve an instance
    Serve(serve::Arguments),
    /// Print or check a configuration
    Config(config::Arguments),
    /// The deadline of a request
    Due(due::Arguments),
    /// The clock of a request, from its events
    Clock(clock::Arguments),
    /// The remedies that a reply must name
    Remedies(remedies::Arguments),
    /// Check or list the rules
    Law(law::Arguments),
    /// Verify the ledger or a receipt
    Ledger(ledger::Arguments),
    /// Make the first administrators of an instance, or set the password of one anew
    Administrator(administrator::Arguments),
    /// Import documents or organisations
    Import(import::Arguments),
    /// Rebuild or ask the search index
    Search(search::Arguments),
    /// Check the templates of pages
    Templates(templates::Arguments),
    /// Internal: the server starts it for each uploaded file that is opened, drawn or redacted, and no person does
    ///
    /// One task comes on standard input and one answer goes to standard output. Before it sees the file the process
    /// limits itself: address space, processor time, no core, no files, no network. The server ends it in its term. What
    /// it may take stands under [drawing] in the configuration.
    #[command(hide = true)]
    Draw(draw::Arguments),
}

/// Reads the command line and carries it out.
pub fn run() -> ExitCode {
    let result = match Line::parse().command {
        Command::Demo(arguments) => wait(demo::run(arguments)),
        Command::Serve(arguments) => wait(serve::run(arguments)),
        Command::Config(arguments) => config::run(arguments),
        Command::Due(arguments) => due::run(arguments),
        Command::Clock(arguments) => clock::run(arguments),
        Command::Remedies(arguments) => remedies::run(arguments),
        Command::Law(arguments) => law::run(arguments),
        Command::Ledger(arguments) => ledger::run(arguments),
        Command::Administrator(arguments) => wait(administrator::run(arguments)),
        Command::Import(arguments) => wait(import::run(arguments)),
        Command::Search(arguments) => wait(search::run(arguments)),
        Command::Templates(arguments) => templates::run(arguments),
        Command::Draw(arguments) => draw::run(arguments),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(std::io::stderr(), "gongkai: {}", failure.words());
            ExitCode::from(failure.status())
        }
    }
}

/// Runs what waits for disk and network.
fn wait(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let done = runtime.block_on(work);
    // A file that is being drawn for nobody any more is not waited for: its process ends with this one.
    runtime.shutdown_timeout(PARTING);
    done
}

/// Log lines go to standard error; coloured only on a terminal, and not where `NO_COLOR` is set.
fn log(level: Level) {
    let subscriber = tracing_subscriber::fmt().with_writer(std::io::stderr).with_max_level(LevelFilter::from(level)).with_target(false);
    let set = if std::io::stderr().is_terminal() { subscriber.try_init() } else { subscriber.with_ansi(false).try_init() };
    // Somebody set one before: that one stays.
    drop(set);
}

/// One line of standard output. A reader that went away (`| head`) is no fault.
fn print(line: impl AsRef<str>) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{}", line.as_ref()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::fault(format!("standard output: {error}"))),
        _ => Ok(()),
    }
}

/// `2016-08-17` and nothing else.
fn date(text: &str) -> Result<Date, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| if matches!(place, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    let parsed = if shape { text.parse().ok() } else { None };
    parsed.ok_or_else(|| "no date; write it as 2016-08-17".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Line::command().debug_assert();
    }

    #[test]
    fn dates() {
        assert_eq!(date("2016-08-17").unwrap().to_string(), "2016-08-17");
        for bad in ["2016-8-17", "20160817", "2016-02-30", "2016-08-17T00:00", "tomorrow", "", "２０１６-08-17"] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
