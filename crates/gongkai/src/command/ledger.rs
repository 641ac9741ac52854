//! `gongkai ledger`

use super::{place::Place, print, wait};
use crate::{configuration::Level, failure::Failure, instance::Access};
use ::ledger::{Receipt, VerifierKey, encode_base64};
use clap::{Args, Subcommand};
use std::{fs, path::PathBuf};
use store::{Store, StoreError};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Recompute the whole log from what is stored; or, with --receipt and --key, check a receipt offline
    Verify(Verify),
}

#[derive(Debug, Args)]
struct Verify {
    /// A receipt: needs no instance
    #[arg(long, value_name = "FILE", requires = "key", conflicts_with_all = ["data", "postgres", "config"])]
    receipt: Option<PathBuf>,
    /// The log's verifier key, as `/ledger/key` answers it
    #[arg(long, value_name = "VKEY", requires = "receipt")]
    key: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let What::Verify(verify) = arguments.what;
    match (verify.receipt, verify.key) {
        (Some(file), Some(key)) => receipt(&file, &key),
        _ => wait(log(verify.place)),
    }
}

fn receipt(file: &std::path::Path, key: &str) -> Result<(), Failure> {
    let key = VerifierKey::parse(key.trim()).map_err(|error| Failure::fault(format!("--key: {error}")))?;
    let bytes = fs::read(file).map_err(|error| Failure::fault(format!("{}: {error}", file.display())))?;
    let wrong = |words: String| Failure::wrong(format!("{}: {words}", file.display()));
    let text = String::from_utf8(bytes).map_err(|_| wrong("no receipt: it is not UTF-8".into()))?;
    let receipt = Receipt::parse(&text).map_err(|error| wrong(error.to_string()))?;
    let proved = receipt.verify(&key).map_err(|error| wrong(error.to_string()))?;
    let event = &proved.envelope;
    print(format!("proved: entry {} of {} in {}, {} of {}", proved.index, proved.size, proved.origin, event.kind, event.at))?;
    print(format!("root {}", encode_base64(proved.root.as_ref())))?;
    print(format!("{} parts opened, {} sealed", proved.parts.len(), proved.sealed_parts.len()))
}

async fn log(place: Place) -> Result<(), Failure> {
    super::log(Level::Error);
    let verification = match Store::verify_stored(place.plan()?.store_options(Access::Beside)).await {
        // What cannot be read as what it should be is a finding, not a fault of the command.
        Err(StoreError::Corrupt(what)) => return Err(Failure::wrong(what)),
        other => other?,
    };
    if !verification.faults.is_empty() {
        return Err(Failure::wrong(format!("the ledger is not in order\n{}", verification.faults.join("\n"))));
    }
    print(format!("in order: size {}, root {}", verification.size, encode_base64(verification.root.as_ref())))
}
