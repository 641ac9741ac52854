//! Words that are chosen when they are shown, in the reader's language.

use serde::{Deserialize, Serialize};
use store::StoreError;

/// A message by its id, with arguments that hold no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// id of the message in `locales/`
    pub id: String,
    /// name and value
    pub arguments: Vec<(String, String)>,
}

impl Words {
    /// Without arguments.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), arguments: Vec::new() }
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.arguments.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn arguments_text(&self) -> Result<String, StoreError> {
        serde_json::to_string(&self.arguments).map_err(|error| StoreError::Other(error.to_string()))
    }

    pub(crate) fn parse(id: String, arguments: &str) -> Result<Self, StoreError> {
        let arguments = serde_json::from_str(arguments).map_err(|error| StoreError::Corrupt(format!("arguments of {id}: {error}")))?;
        Ok(Self { id, arguments })
    }
}

/// Says words in the language of the instance's e-mail. The program hands in the one that knows `locales/`.
pub trait Speaker: Send + Sync {
    /// The message's text.
    fn say(&self, words: &Words) -> String;
}
