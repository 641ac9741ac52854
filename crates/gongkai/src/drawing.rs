//! Where files that somebody uploaded are opened and drawn: this program, started anew for each piece of work.

use sandbox::{Limits, Sandbox};
use serde::Deserialize;
use std::{path::PathBuf, time::Duration};

/// The program of a running process, also where its file was replaced since: parent and child are always of one version.
const OURSELVES: &str = "/proc/self/exe";
/// A page is answered within 60 seconds, so whoever waits for a file must be told before.
const LONGEST: u32 = 58;
/// The font and the program itself need some of it.
const LEAST_MEGABYTES: u32 = 512;

/// What drawing may take.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Drawing {
    /// Seconds for a page.
    pub page_seconds: u32,
    /// Seconds for a whole file: searching it, redacting it.
    pub file_seconds: u32,
    /// Megabytes of address space of each process.
    pub memory_megabytes: u32,
    /// Processes at once.
    pub at_once: u32,
    /// Works that wait for their turn.
    pub waiting: u32,
    /// Seconds that one waits.
    pub wait_seconds: u32,
}

impl Default for Drawing {
    fn default() -> Self {
        Self { page_seconds: 30, file_seconds: 50, memory_megabytes: 2048, at_once: 2, waiting: 16, wait_seconds: 8 }
    }
}

impl Drawing {
    /// What of it cannot be, in words.
    pub fn complaint(&self) -> Option<String> {
        let longest = self.page_seconds.max(self.file_seconds).saturating_add(self.wait_seconds);
        if self.page_seconds == 0 || self.file_seconds == 0 || self.at_once == 0 {
            Some("drawing: page-seconds, file-seconds and at-once at least 1".into())
        } else if longest > LONGEST {
            Some(format!("drawing: page-seconds or file-seconds together with wait-seconds at most {LONGEST}"))
        } else if self.memory_megabytes < LEAST_MEGABYTES {
            Some(format!("drawing: memory-megabytes at least {LEAST_MEGABYTES}"))
        } else {
            None
        }
    }

    /// Processes of this very program; see `gongkai draw --help`.
    pub fn sandbox(&self) -> Sandbox {
        self.sandbox_of(OURSELVES.into())
    }

    /// Processes of another copy of this program, for tests whose own program is not it.
    pub fn sandbox_of(&self, program: PathBuf) -> Sandbox {
        let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
        let limits = Limits {
            short: seconds(self.page_seconds),
            long: seconds(self.file_seconds),
            memory: u64::from(self.memory_megabytes) << 20,
            at_once: self.at_once as usize,
            waiting: self.waiting as usize,
            wait: seconds(self.wait_seconds),
        };
        Sandbox::process(program, vec!["draw".into()], limits)
    }
}
