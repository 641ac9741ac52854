//! Where a server has files opened, drawn and redacted: never in its own process.

use std::path::PathBuf;

use sandbox::{Ended, Sandbox, Task, Term};

use crate::document::Limits;
use crate::layer::Layer;
use crate::phrases::{Phrase, phrases};
use crate::text::{Found, TextState};
use crate::work::{Done, Facts, Job, Sheet, Work};
use crate::{Redacted, RedactionError};

/// Has files opened and drawn, each time anew, in a process that lives for that one piece of work. Whatever becomes of
/// that process is an error value here. What it answers is read as it were the file itself: nothing is taken for granted.
///
/// Every function answers, besides its own errors, with those of [`Document::open`](crate::Document::open), `TooComplex`
/// when the process was ended in its term, `Broke` when it died, `Busy` and `Unavailable`.
#[derive(Debug, Clone)]
pub struct Drawer {
    sandbox: Sandbox,
    font: PathBuf,
    limits: Limits,
}

impl Drawer {
    /// With a sandbox whose worker is [`answer`](crate::answer), and the file of a font for [`Face`](crate::Face).
    pub fn new(sandbox: Sandbox, font: PathBuf, limits: Limits) -> Self {
        Self { sandbox, font, limits }
    }

    /// What a file is.
    ///
    /// # Errors
    /// As said above.
    pub fn facts(&self, file: &[u8]) -> Result<Facts, RedactionError> {
        match self.done("facts", Term::Short, file, Work::Facts)? {
            (Done::Facts(facts), _) => Ok(facts),
            _ => Err(RedactionError::Broke),
        }
    }

    /// A page as PNG, as [`Document::draw`](crate::Document::draw). This shows the original: only for who may see it.
    ///
    /// # Errors
    /// As [`Document::draw`](crate::Document::draw), and as said above.
    pub fn draw(&self, file: &[u8], page: usize, dpi: u16) -> Result<Vec<u8>, RedactionError> {
        match self.done("draw", Term::Short, file, Work::Draw { page, dpi })? {
            // A browser is told that this is a picture.
            (Done::Drawn, bytes) if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Ok(bytes),
            _ => Err(RedactionError::Broke),
        }
    }

    /// What a page is like.
    ///
    /// # Errors
    /// `NoSuchPage`, and as said above.
    pub fn sheet(&self, file: &[u8], page: usize) -> Result<Sheet, RedactionError> {
        match self.done("sheet", Term::Short, file, Work::Sheet { page })? {
            (Done::Sheet(sheet), _) => Ok(sheet),
            _ => Err(RedactionError::Broke),
        }
    }

    /// What text each page has.
    ///
    /// # Errors
    /// As said above.
    pub fn states(&self, file: &[u8]) -> Result<Vec<TextState>, RedactionError> {
        match self.done("states", Term::Long, file, Work::States)? {
            (Done::States(states), _) => Ok(states),
            _ => Err(RedactionError::Broke),
        }
    }

    /// All places of a text, as [`Document::find`](crate::Document::find); each lies on its page.
    ///
    /// # Errors
    /// As said above.
    pub fn find(&self, file: &[u8], text: &str) -> Result<Found, RedactionError> {
        match self.done("find", Term::Long, file, Work::Find { text: text.to_owned() })? {
            (Done::Found(found), _) if found.places.iter().all(|place| place.area.is_on_page()) => Ok(found),
            _ => Err(RedactionError::Broke),
        }
    }

    /// The new file, as [`redact`](crate::redact) makes and examines it.
    ///
    /// # Errors
    /// As [`redact`](crate::redact), and as said above.
    pub fn redact(&self, file: &[u8], layer: &Layer, say: &dyn Fn(&Phrase) -> String) -> Result<Redacted, RedactionError> {
        let words = phrases(layer).into_iter().map(|phrase| (phrase.clone(), say(&phrase))).collect();
        match self.done("redact", Term::Long, file, Work::Redact { layer: layer.clone(), words })? {
            (Done::Redacted { kind, pages, words_kept, words_removed }, bytes) => {
                Ok(Redacted { bytes, kind, pages, words_kept, words_removed })
            }
            _ => Err(RedactionError::Broke),
        }
    }

    fn done(&self, name: &'static str, term: Term, file: &[u8], work: Work) -> Result<(Done, Vec<u8>), RedactionError> {
        // No process is started for what is refused at first sight.
        if file.len() > self.limits.bytes {
            return Err(RedactionError::TooLarge);
        }
        let head = serde_json::to_vec(&Job { limits: self.limits, work }).map_err(|_| RedactionError::Unavailable)?;
        let task = Task { name, term, reads: &self.font, head: &head, body: file };
        let answer = self.sandbox.ask(&task).map_err(|ended| match ended {
            Ended::Busy => RedactionError::Busy,
            Ended::TooLong => RedactionError::TooComplex,
            Ended::Died => RedactionError::Broke,
            Ended::Unavailable(_) => RedactionError::Unavailable,
        })?;
        let done: Result<Done, RedactionError> = serde_json::from_slice(&answer.head).map_err(|_| RedactionError::Broke)?;
        Ok((done?, answer.body))
    }
}
