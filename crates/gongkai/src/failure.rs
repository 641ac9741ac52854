//! How a command ends when it does not end well.

/// Why a command failed; the words go to standard error.
#[derive(Debug)]
pub enum Failure {
    /// Checked and found wrong: exit status 1.
    Wrong(String),
    /// Misuse or a fault: exit status 2.
    Fault(String),
}

impl Failure {
    /// A fault in words.
    pub fn fault(words: impl Into<String>) -> Self {
        Self::Fault(words.into())
    }

    /// Found wrong, in words.
    pub fn wrong(words: impl Into<String>) -> Self {
        Self::Wrong(words.into())
    }

    /// The exit status.
    pub fn status(&self) -> u8 {
        match self {
            Self::Wrong(_) => 1,
            Self::Fault(_) => 2,
        }
    }

    /// The words.
    pub fn words(&self) -> &str {
        match self {
            Self::Wrong(words) | Self::Fault(words) => words,
        }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Fault(error.to_string())
    }
}
