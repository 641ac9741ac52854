//! `gongkai import`

use super::{place::Place, print};
use crate::{
    configuration::Level,
    failure::Failure,
    instance::{self, Access},
};
use clap::{Args, Subcommand};
use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use publishing::{ImportError, ImportSummary};
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, IsTerminal, Read, Seek},
    path::{Path, PathBuf},
};
use web::App;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Many documents: one JSON object a line, plain or compressed by gzip
    Documents {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Code or id of the organisation that publishes; without it the city office
        #[arg(long, value_name = "CODE")]
        organisation: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// One document with its metadata; a file as it was scraped is repaired where that is safe
    Document {
        /// The text
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its metadata
        #[arg(long, value_name = "FILE")]
        metadata: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Organisations with their names, places and contacts; of those that are there, contact and settings become what the file says
    Organisations {
        /// The file; demo/organisations.toml is an example
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
}

/// How many refused lines are told one by one.
const TOLD: usize = 50;

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    super::log(Level::Warn);
    match arguments.what {
        What::Documents { file, organisation, place } => {
            let reader = File::open(&file).map_err(|error| Failure::fault(format!("{}: {error}", file.display())))?;
            if reader.metadata()?.is_dir() {
                return Err(Failure::fault(format!("{}: a folder; name a file", file.display())));
            }
            let app = place.plan()?.open(Access::Exclusive).await?;
            instance::follow(&app);
            let done = documents(&app, reader, organisation).await;
            ended(&app, done).await
        }
        What::Document { file, metadata, place } => {
            let bytes = read(&file)?;
            let toml = String::from_utf8(read(&metadata)?).map_err(|_| Failure::fault(format!("{}: not UTF-8", metadata.display())))?;
            let app = place.plan()?.open(Access::Exclusive).await?;
            instance::follow(&app);
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let done = document(&app, &bytes, &name, &toml).await;
            ended(&app, done).await
        }
        What::Organisations { file, place } => {
            let text = String::from_utf8(read(&file)?).map_err(|_| Failure::fault(format!("{}: not UTF-8", file.display())))?;
            let app = place.plan_or_new()?.open(Access::Exclusive).await?;
            let loaded = app.identity.load_organisations(&text).await;
            app.store.close().await;
            let loaded = loaded.map_err(|fault| Failure::fault(format!("{}: {fault}", file.display())))?;
            print(format!("{} entered, {} changed, {} as they were", loaded.entered, loaded.changed, loaded.unchanged))
        }
    }
}

/// What was imported can be found when the command ends, also where it ended with a fault.
async fn ended(app: &App, done: Result<(), Failure>) -> Result<(), Failure> {
    let found = instance::searchable(app).await;
    app.store.close().await;
    done.and(found)
}

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(file).map_err(|error| Failure::fault(format!("{}: {error}", file.display())))
}

async fn documents(app: &App, mut file: File, organisation: Option<String>) -> Result<(), Failure> {
    let code = organisation.unwrap_or_else(|| app.settings.city_office.clone());
    if code.is_empty() {
        return Err(Failure::fault("name the publishing organisation with --organisation, or city-office in the configuration"));
    }
    let publisher = publishing::find_organisation(&app.store, &app.identity, &code)?;
    let bar = bar(file.metadata()?.len());
    let mut head = [0; 2];
    let compressed = file.read(&mut head)? == 2 && head == [0x1f, 0x8b];
    file.rewind()?;
    let counted = bar.wrap_read(file);
    let reader: Box<dyn BufRead + Send> =
        if compressed { Box::new(BufReader::new(MultiGzDecoder::new(counted))) } else { Box::new(BufReader::new(counted)) };
    let imported =
        publishing::import_documents(&app.store, &publisher.id, reader, &|at| bar.set_message(format!("{} lines", at.lines))).await;
    bar.finish_and_clear();
    match imported {
        Ok(summary) => tell(&summary),
        Err(ImportError::Read(error)) => Err(Failure::fault(format!(
            "the file cannot be read on ({error}); what came before is imported, and a second run goes on from there"
        ))),
        Err(error) => Err(error.into()),
    }
}

/// A bar on a terminal, nothing elsewhere.
fn bar(length: u64) -> ProgressBar {
    let target = if std::io::stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let style = ProgressStyle::with_template("{bar:40} {percent:>3} %  {msg}  {eta} left").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::with_draw_target(Some(length), target).with_style(style)
}

fn tell(summary: &ImportSummary) -> Result<(), Failure> {
    let ImportSummary { imported, unchanged, repaired, .. } = summary;
    print(format!("{imported} imported, {repaired} of them repaired, {unchanged} there already, {} refused", summary.refused.len()))?;
    for (repair, count) in &summary.repairs {
        print(format!("  repaired {}: {count}", repair.code()))?;
    }
    for (line, id, report) in summary.unrepaired.iter().take(TOLD) {
        print(format!("  line {line} ({id}): {} places need a person", report.unrepaired.len()))?;
    }
    for refused in summary.refused.iter().take(TOLD) {
        print(format!("  line {} ({}) refused: {}", refused.line, refused.id.as_deref().unwrap_or("no id"), refused.why))?;
    }
    let untold = summary.refused.len().saturating_sub(TOLD) + summary.unrepaired.len().saturating_sub(TOLD);
    if untold > 0 { print(format!("  and {untold} more")) } else { Ok(()) }
}

async fn document(app: &App, bytes: &[u8], name: &str, toml: &str) -> Result<(), Failure> {
    let imported = publishing::import_document(&app.store, &app.identity, bytes, name, toml).await?;
    print(format!("{} {}", imported.document, if imported.new { "imported" } else { "was there already; nothing was changed" }))?;
    for done in &imported.report.done {
        print(format!("  repaired {}: {}　{}", done.what.code(), done.count, done.samples.join(" | ")))?;
    }
    for place in &imported.report.unrepaired {
        print(format!("  not repaired: line {}, column {}: …{}…", place.line, place.column, place.context))?;
    }
    Ok(())
}
