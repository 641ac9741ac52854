//! What can be asked of a file, as it goes to the process that opens it and comes back.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::Arc;

use sandbox::{Answer, Handed};
use serde::{Deserialize, Serialize};

use crate::area::PageSize;
use crate::document::{Document, Kind, Limits};
use crate::face::Face;
use crate::layer::Layer;
use crate::phrases::Phrase;
use crate::text::{Found, TextState};
use crate::write::redact;
use crate::{Redacted, RedactionError};

/// A piece of work with what the file may ask for.
#[derive(Serialize, Deserialize, Debug)]
pub(crate) struct Job {
    pub(crate) limits: Limits,
    pub(crate) work: Work,
}

/// What is to be done with the file.
#[derive(Serialize, Deserialize, Debug)]
pub(crate) enum Work {
    Facts,
    Draw { page: usize, dpi: u16 },
    Sheet { page: usize },
    States,
    Find { text: String },
    Redact { layer: Layer, words: Vec<(Phrase, String)> },
}

/// What was done; bytes stand beside it.
#[derive(Serialize, Deserialize, Debug)]
pub(crate) enum Done {
    Facts(Facts),
    Drawn,
    Sheet(Sheet),
    States(Vec<TextState>),
    Found(Found),
    Redacted { kind: Kind, pages: usize, words_kept: usize, words_removed: usize },
}

/// What a file is.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Its kind.
    pub kind: Kind,
    /// How many pages it has; a picture has one.
    pub pages: usize,
}

/// What a page is like.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Its size as drawn.
    pub size: PageSize,
    /// What text it has.
    pub state: TextState,
}

/// Does what a [`Drawer`](crate::Drawer) asks: the worker of its sandbox. The file of ours is the font.
pub fn answer(handed: Handed) -> Answer {
    let (done, body) = match asked(handed) {
        Ok((done, body)) => (Ok(done), body),
        Err(error) => (Err(error), Vec::new()),
    };
    // An answer without words is none.
    Answer { head: serde_json::to_vec(&done).unwrap_or_default(), body }
}

fn asked(handed: Handed) -> Result<(Done, Vec<u8>), RedactionError> {
    let job: Job = serde_json::from_slice(&handed.head).map_err(|_| RedactionError::Unavailable)?;
    let face = Face::new(Arc::new(handed.read))?;
    let document = Document::open(handed.body, &face, job.limits)?;
    let nothing = Vec::new;
    Ok(match job.work {
        Work::Facts => (Done::Facts(Facts { kind: document.kind(), pages: document.page_count() }), nothing()),
        Work::Draw { page, dpi } => (Done::Drawn, document.draw(page, dpi)?),
        Work::Sheet { page } => {
            let size = document.page_size(page).ok_or(RedactionError::NoSuchPage { page })?;
            (Done::Sheet(Sheet { size, state: document.page_text(page)?.state }), nothing())
        }
        Work::States => {
            let states = (0..document.page_count()).map(|page| document.page_text(page).map(|text| text.state));
            (Done::States(states.collect::<Result<_, _>>()?), nothing())
        }
        Work::Find { text } => (Done::Found(document.find(&text)?), nothing()),
        Work::Redact { layer, words } => {
            let Redacted { bytes, kind, pages, words_kept, words_removed } = redacted(&document, &layer, words)?;
            (Done::Redacted { kind, pages, words_kept, words_removed }, bytes)
        }
    })
}

/// With words that were found before, as nobody can be asked for them here.
fn redacted(document: &Document, layer: &Layer, words: Vec<(Phrase, String)>) -> Result<Redacted, RedactionError> {
    let words: HashMap<Phrase, String> = words.into_iter().collect();
    let missing = Cell::new(false);
    let say = |phrase: &Phrase| {
        words.get(phrase).cloned().unwrap_or_else(|| {
            missing.set(true);
            String::new()
        })
    };
    let redacted = redact(document, layer, &say)?;
    if missing.get() { Err(RedactionError::Write("words".into())) } else { Ok(redacted) }
}
