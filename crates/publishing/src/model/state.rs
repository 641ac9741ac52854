//! How a document stands, as its events tell.

use super::{Content, DocumentEvent, Edition};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Recorded, StoreError};

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// being written
    Draft,
    /// with the confidentiality reviewer
    InReview,
    /// sent back with a reason
    Returned,
    /// may be published
    Passed,
    /// public, nothing in hand
    Published,
    /// no longer public
    Withdrawn,
}
impl Stage {
    /// every value
    pub const ALL: [Stage; 6] = [Self::Draft, Self::InReview, Self::Returned, Self::Passed, Self::Published, Self::Withdrawn];
    /// the code, for example `in-review`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Returned => "returned",
            Self::Passed => "passed",
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        }
    }
    /// parses the code
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == code)
    }
}

/// A draft in hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// what it says
    pub content: Content,
    /// how far
    pub stage: Stage,
    /// who wrote any of it
    pub writers: Vec<String>,
    /// why it came back
    pub returned: Option<String>,
}

/// A public version.
#[derive(Debug, Clone, PartialEq)]
pub struct Public {
    /// its page
    pub edition: Edition,
    /// leaf of the event that holds it
    pub leaf: u64,
}

/// A step that is shown in the history.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// leaf
    pub leaf: u64,
    /// when
    pub at: Timestamp,
    /// opaque id of who did it
    pub actor: String,
    /// event kind, for example `document-published`
    pub kind: String,
    /// reason or note
    pub note: Option<String>,
    /// what became public by it
    pub edition: Option<Box<Edition>>,
}

/// A document as its events tell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// version of the stream
    pub version: u64,
    /// whose it is
    pub organisation: String,
    /// what is being prepared
    pub draft: Option<Draft>,
    /// what is public
    pub public: Option<Public>,
    /// why it was withdrawn
    pub withdrawn: Option<String>,
    /// everything that happened
    pub steps: Vec<Step>,
}

impl Document {
    /// Folds a stream.
    ///
    /// # Errors
    /// Where a stored body does not fit.
    pub fn fold(events: &[Recorded]) -> Result<Document, StoreError> {
        let mut document = Document::default();
        for recorded in events {
            document.version = recorded.version;
            if let Some(event) = recorded.event::<DocumentEvent>()? {
                document.evolve(&event, recorded);
            }
        }
        Ok(document)
    }

    /// One event further.
    fn evolve(&mut self, event: &DocumentEvent, recorded: &Recorded) {
        let (mut note, mut edition) = (None, None);
        match event {
            DocumentEvent::Drafted { organisation, content } => {
                self.organisation.clone_from(organisation);
                self.write(content, &recorded.actor.0);
            }
            DocumentEvent::Edited { content } => self.write(content, &recorded.actor.0),
            DocumentEvent::ReviewAsked {} => self.stage(Stage::InReview),
            DocumentEvent::ReviewPassed {} => self.stage(Stage::Passed),
            DocumentEvent::ReviewReturned { reason } => {
                self.stage(Stage::Returned);
                if let Some(draft) = &mut self.draft {
                    draft.returned = Some(reason.clone());
                }
                note = Some(reason.clone());
            }
            DocumentEvent::Published { edition: page } | DocumentEvent::Revised { edition: page } => {
                self.draft = None;
                self.withdrawn = None;
                edition = Some(page.clone());
            }
            DocumentEvent::StatusMarked { edition: page, by, .. } => {
                edition = Some(page.clone());
                note = Some(by.clone());
            }
            DocumentEvent::Withdrawn { reason } => {
                self.public = None;
                self.draft = None;
                self.withdrawn = Some(reason.clone());
                note = Some(reason.clone());
            }
        }
        if let Some(page) = &edition {
            self.organisation.clone_from(&page.publisher);
            self.public = Some(Public { edition: (**page).clone(), leaf: recorded.index });
        }
        self.steps.push(Step {
            leaf: recorded.index,
            at: recorded.at,
            actor: recorded.actor.0.clone(),
            kind: recorded.kind.clone(),
            note,
            edition,
        });
    }

    fn write(&mut self, content: &Content, writer: &str) {
        let mut writers = self.draft.take().map(|draft| draft.writers).unwrap_or_default();
        if !writers.iter().any(|known| known == writer) {
            writers.push(writer.to_owned());
        }
        self.draft = Some(Draft { content: content.clone(), stage: Stage::Draft, writers, returned: None });
    }

    fn stage(&mut self, stage: Stage) {
        if let Some(draft) = &mut self.draft {
            draft.stage = stage;
        }
    }

    /// How far it has come: the draft's stage where there is one.
    #[must_use]
    pub fn stage_now(&self) -> Stage {
        match (&self.draft, &self.public) {
            (Some(draft), _) => draft.stage,
            (None, Some(_)) => Stage::Published,
            (None, None) => Stage::Withdrawn,
        }
    }

    /// The newest content, public or not.
    #[must_use]
    pub fn newest(&self) -> Option<&Content> {
        self.draft.as_ref().map(|draft| &draft.content).or_else(|| self.public.as_ref().map(|public| &public.edition.content))
    }

    /// The last public version, also of a document that was withdrawn.
    #[must_use]
    pub fn last_edition(&self) -> Option<&Edition> {
        self.steps.iter().rev().find_map(|step| step.edition.as_deref())
    }
}
