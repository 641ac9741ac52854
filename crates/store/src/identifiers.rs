//! Identifiers: streams, actors, references to personal data.

use crate::StoreError;
use serde::{Deserialize, Serialize};

/// A stream: `<category>-<opaque id>`, for example `request-7f3k…`. ASCII letters, digits, hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StreamId(pub(crate) String);

impl StreamId {
    /// Joins category (which holds no hyphen) and id. Whatever else than ASCII letters, digits and hyphens
    /// they hold becomes a hyphen, so that an id from outside cannot name what it should not.
    pub fn new(category: &str, id: &str) -> Self {
        let clean = |character: char| {
            if character.is_ascii_alphanumeric() { character } else { '-' }
        };
        let mut whole: String = category.chars().map(|character| if character == '-' { '_' } else { clean(character) }).collect();
        whole.push('-');
        whole.extend(id.chars().map(clean));
        Self(whole)
    }

    /// The whole.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the first hyphen.
    pub fn category(&self) -> &str {
        self.0.split_once('-').map_or(self.0.as_str(), |(category, _)| category)
    }

    /// What stands after the first hyphen.
    pub fn id(&self) -> &str {
        self.0.split_once('-').map_or("", |(_, id)| id)
    }
}

impl std::fmt::Display for StreamId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::str::FromStr for StreamId {
    type Err = StoreError;

    fn from_str(text: &str) -> Result<Self, StoreError> {
        match text.split_once('-') {
            Some((category, id))
                if !category.is_empty()
                    && !id.is_empty()
                    && category.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                    && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err(StoreError::Other(format!("{text:?} names no stream"))),
        }
    }
}

/// Who acts, opaque: a person's id, `requester-<case id>`, or `system`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ActorId(pub String);

impl ActorId {
    /// The program itself.
    pub fn system() -> Self {
        Self("system".into())
    }
}

/// Personal data named in an event body by id and salted commitment, never in the clear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRef {
    /// Opaque id.
    pub part: String,
    /// Base64 of SHA-256(salt ‖ plaintext).
    pub commitment: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_knows_its_category_and_id() {
        let stream = StreamId::new("request", "7f3k-2");
        assert_eq!((stream.as_str(), stream.category(), stream.id()), ("request-7f3k-2", "request", "7f3k-2"));
        assert_eq!(StreamId::new("request", "张三'--").as_str(), "request------");
        assert_eq!("request-7f3k-2".parse::<StreamId>().unwrap(), stream);
        for wrong in ["", "request", "request-", "-a", "request-a b", "request-é"] {
            assert!(wrong.parse::<StreamId>().is_err(), "{wrong:?}");
        }
    }
}
