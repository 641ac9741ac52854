//! `instance.toml` in the data folder: what must stay the same between two starts, so that a command that is given
//! only the folder opens the right thing.

use crate::failure::Failure;
use serde::{Deserialize, Serialize};
use std::{fs, io::ErrorKind, path::Path};

const FILE: &str = "instance.toml";

/// What is known of an instance before it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Record {
    /// Name of the log, part of every checkpoint.
    pub origin: String,
    /// Where the events are.
    pub database: Kind,
    /// Whether it is a demonstration.
    pub demo: bool,
    /// Whether the demonstration was loaded to its end.
    pub loaded: bool,
}

/// Which database holds the events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `gongkai.sqlite` in the folder.
    Sqlite,
    /// A PostgreSQL, whose URL is not kept.
    Postgresql,
}

impl Kind {
    /// By whether a URL was given.
    pub fn of(postgres: Option<&str>) -> Self {
        if postgres.is_some() { Self::Postgresql } else { Self::Sqlite }
    }
}

impl Record {
    /// Reads it; none where the folder holds no instance.
    ///
    /// # Errors
    /// Where it cannot be read or is none.
    pub fn read(data: &Path) -> Result<Option<Self>, Failure> {
        let path = data.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map(Some).map_err(|error| Failure::fault(format!("{}: {error}", path.display()))),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(Failure::fault(format!("{}: {error}", path.display()))),
        }
    }

    /// Writes it, whole or not at all.
    ///
    /// # Errors
    /// Where the folder cannot be written.
    pub fn write(&self, data: &Path) -> Result<(), Failure> {
        fs::create_dir_all(data)?;
        let text = toml::to_string(self)?;
        let new = data.join(format!("{FILE}.new"));
        fs::write(&new, format!("# What must stay the same between two starts. Written by the program.\n{text}"))?;
        fs::rename(&new, data.join(FILE))?;
        Ok(())
    }

    /// Refuses a database of the other kind than the one the instance was made with.
    ///
    /// # Errors
    /// In words.
    pub fn fits(&self, postgres: Option<&str>, data: &Path) -> Result<(), Failure> {
        match (self.database, Kind::of(postgres)) {
            (Kind::Postgresql, Kind::Sqlite) => {
                Err(Failure::fault(format!("the instance in {} keeps its events in PostgreSQL: name it with --postgres", data.display())))
            }
            (Kind::Sqlite, Kind::Postgresql) => Err(Failure::fault(format!(
                "the instance in {} keeps its events in SQLite: leave --postgres out, or name another folder",
                data.display()
            ))),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Record::read(folder.path()).unwrap().is_none());
        let record = Record { origin: "a.example/ledger".into(), database: Kind::Postgresql, demo: true, loaded: false };
        record.write(folder.path()).unwrap();
        assert_eq!(Record::read(folder.path()).unwrap().unwrap(), record);
        assert!(record.fits(Some("postgres://"), folder.path()).is_ok());
        assert!(record.fits(None, folder.path()).unwrap_err().words().contains("--postgres"));
    }
}
