//! The sender's mailbox, a Maildir on this machine: what came back is written down and deleted, all else is left for
//! the person who reads it.

use crate::report;
use std::{
    io,
    path::{Path, PathBuf},
};
use store::{Store, StoreError};
use tokio::fs;

/// Our mails are short; whatever is larger did not come back from one of them.
const LARGEST: u64 = 256 << 10;

/// Where mail comes back to.
#[derive(Debug, Clone)]
pub struct Mailbox {
    folder: PathBuf,
}

/// Why a mailbox could not be looked through.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// the folder cannot be read or written
    #[error("{0}")]
    Folder(#[from] io::Error),
    /// the database failed; the message stays where it is
    #[error("{0}")]
    Store(#[from] StoreError),
}

impl Mailbox {
    /// A Maildir: a folder with `new` and `cur`.
    ///
    /// # Errors
    /// Which of them is missing.
    pub fn open(folder: &Path) -> Result<Self, String> {
        for part in ["new", "cur"] {
            if !folder.join(part).is_dir() {
                return Err(format!("no Maildir: it has no folder `{part}`"));
            }
        }
        Ok(Self { folder: folder.to_owned() })
    }

    /// Looks through what is new: what came back is written down, so that the officer whom it concerns sees it, and then
    /// deleted. All else is moved to `cur`, as mail programs do with what they have seen. Answers how many came back.
    ///
    /// # Errors
    /// Where the folder or the database fails; what was not settled is looked at again.
    pub async fn look(&self, store: &Store) -> Result<usize, MailboxError> {
        let mut names = Vec::new();
        let mut entries = fs::read_dir(self.folder.join("new")).await?;
        while let Some(entry) = entries.next_entry().await? {
            names.push(entry.file_name());
        }
        names.sort();
        let mut count = 0;
        for name in names {
            let path = self.folder.join("new").join(&name);
            let found = fs::symlink_metadata(&path).await?;
            let readable = found.is_file() && found.len() <= LARGEST;
            let returned = if readable { report::returned(&fs::read(&path).await?) } else { None };
            let known = match returned {
                Some(returned) => inbox::returned(store, &returned.mail, &returned.status).await?,
                None => false,
            };
            if known {
                fs::remove_file(&path).await?;
                count += 1;
            } else {
                let mut seen = name;
                seen.push(":2,");
                fs::rename(&path, self.folder.join("cur").join(seen)).await?;
            }
        }
        Ok(count)
    }
}
