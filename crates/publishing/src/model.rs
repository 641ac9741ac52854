//! The words of the field: a document, what happens to it, and how it stands.

use crate::import::repair::Report;
use facts::Validity;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use store::{Event, FileRef, Recorded, StoreError, StreamId};

/// Category of a document's stream.
pub const CATEGORY: &str = "document";

/// The stream of a document.
#[must_use]
pub fn stream(document: &str) -> StreamId {
    StreamId::new(CATEGORY, document)
}

/// 公开属性: how a document may be made public (国办发〔2016〕80号).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// 主动公开
    #[default]
    Proactive,
    /// 依申请公开
    OnRequest,
    /// 不予公开
    NotPublic,
}
impl Mode {
    /// every value
    pub const ALL: [Mode; 3] = [Self::Proactive, Self::OnRequest, Self::NotPublic];
    /// the code, for example `proactive`
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proactive => "proactive",
            Self::OnRequest => "on-request",
            Self::NotPublic => "not-public",
        }
    }
    /// parses the code
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == code)
    }
}

/// A document as one version of it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// 名称
    pub title: String,
    /// 文号
    pub number: Option<String>,
    /// issuer as printed; empty where the source names none
    pub issuer: String,
    /// 成文日期
    pub made_on: Option<Date>,
    /// day from which it has effect; may lie in the future
    pub effective_on: Option<Date>,
    /// 主题分类
    pub subject: Option<String>,
    /// 体裁, for example 行政法规 or 通知
    pub kind: Option<String>,
    /// where it has effect
    pub region: Option<String>,
    /// 公开属性
    pub mode: Mode,
    /// 有效性
    pub validity: Validity,
    /// the body, lines parted by `\n`
    pub text: String,
    /// version of the rules that read its structure, so that anchors keep their meaning
    pub structure: u32,
    /// the file as it was handed over
    pub original: Option<FileRef>,
}

/// A document as it stands on its public page. Each public event holds the whole of it, so that one proof covers the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// what it says
    pub content: Content,
    /// the publishing organisation's id
    pub publisher: String,
    /// 索引号; none where an import brings none
    pub index_number: Option<String>,
    /// 发布日期; none where the source does not tell it
    pub published_on: Option<Date>,
    /// the id it had where it was imported from
    pub external_id: Option<String>,
    /// where it was imported from
    pub source: Option<String>,
    /// lines about adoption and promulgation, as they stand in the source
    pub remarks: Vec<String>,
    /// names of metadata whose values are the demonstration's own
    pub demo_values: Vec<String>,
    /// what was repaired on import
    pub repair: Option<Report>,
}

/// What happens to a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data")]
pub enum DocumentEvent {
    /// a draft was begun
    #[serde(rename = "document-drafted")]
    Drafted {
        /// whose document it is
        organisation: String,
        /// the draft
        content: Box<Content>,
    },
    /// the draft was changed, or a draft of a new version begun; a review made before no longer counts
    #[serde(rename = "document-edited")]
    Edited {
        /// the draft
        content: Box<Content>,
    },
    /// the draft waits for the confidentiality review
    #[serde(rename = "document-review-asked")]
    ReviewAsked {},
    /// 保密审查 passed
    #[serde(rename = "document-review-passed")]
    ReviewPassed {},
    /// 保密审查 returned it
    #[serde(rename = "document-review-returned")]
    ReviewReturned {
        /// why
        reason: String,
    },
    /// it became public
    #[serde(rename = "document-published")]
    Published {
        /// its page
        edition: Box<Edition>,
    },
    /// a new version of it became public
    #[serde(rename = "document-revised")]
    Revised {
        /// its page
        edition: Box<Edition>,
    },
    /// 有效性 was marked
    #[serde(rename = "document-status-marked")]
    StatusMarked {
        /// its page, with the new mark
        edition: Box<Edition>,
        /// from which day
        on: Date,
        /// the document or decision by which, as text
        by: String,
    },
    /// it is no longer public
    #[serde(rename = "document-withdrawn")]
    Withdrawn {
        /// why, shown in its place
        reason: String,
    },
}

impl Event for DocumentEvent {
    const CATEGORY: &'static str = CATEGORY;

    /// What precedes publication would tell that something is being kept back: one neutral kind for all of it.
    fn public_kind(&self) -> Option<&'static str> {
        match self {
            Self::Published { .. } | Self::Revised { .. } | Self::StatusMarked { .. } | Self::Withdrawn { .. } => None,
            _ => Some("document-prepared"),
        }
    }
}

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
