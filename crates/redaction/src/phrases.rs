//! What the new file says in words besides the labels, said by whoever calls in the language of the letter.

use serde::{Deserialize, Serialize};

use crate::layer::{Flag, Layer, SummaryRow, summary};

/// Something that the new file says.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phrase {
    /// The title of the page that stands for a withheld one.
    Withheld {
        /// The page of the original, from zero.
        page: usize,
    },
    /// Its ground.
    WithheldGround {
        /// The article.
        article: String,
        /// What the layer says beside it; may be empty.
        label: String,
    },
    /// The title of the last sheet, which lists what was taken out.
    NotesTitle,
    /// A line of it: boxes of one article on a page.
    Boxes {
        /// The page of the original, from zero.
        page: usize,
        /// How many.
        boxes: usize,
        /// The article.
        article: String,
    },
    /// A line of it: a page that is not given.
    NotGiven {
        /// The page of the original, from zero.
        page: usize,
        /// The article.
        article: String,
    },
    /// A line of it: a page left out because it is the same as another.
    Duplicate {
        /// The page of the original, from zero.
        page: usize,
        /// The page that it is the same as, from zero.
        of: usize,
    },
}

impl Phrase {
    /// The id of its message in `locales/*/redaction.ftl`.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Withheld { .. } => "redaction-sheet-withheld",
            Self::WithheldGround { .. } => "redaction-sheet-withheld-ground",
            Self::NotesTitle => "redaction-sheet-notes",
            Self::Boxes { .. } => "redaction-sheet-boxes",
            Self::NotGiven { .. } => "redaction-sheet-not-given",
            Self::Duplicate { .. } => "redaction-sheet-duplicate",
        }
    }

    /// The arguments of its message; pages as people count them.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        let people = |page: &usize| (page + 1).to_string();
        match self {
            Self::Withheld { page } => vec![("page", people(page))],
            Self::WithheldGround { article, label } => vec![("article", article.clone()), ("label", label.clone())],
            Self::NotesTitle => Vec::new(),
            Self::Boxes { page, boxes, article } => {
                vec![("page", people(page)), ("boxes", boxes.to_string()), ("article", article.clone())]
            }
            Self::NotGiven { page, article } => vec![("page", people(page)), ("article", article.clone())],
            Self::Duplicate { page, of } => vec![("page", people(page)), ("of", people(of))],
        }
    }
}

/// All that a file made with this layer says besides the labels.
pub(crate) fn phrases(layer: &Layer) -> Vec<Phrase> {
    let withheld = layer.pages().iter().enumerate().filter_map(|(page, flag)| of_withheld(page, flag)).flatten();
    withheld.chain(notes(layer)).collect()
}

/// What stands in place of a withheld page.
pub(crate) fn of_withheld(page: usize, flag: &Flag) -> Option<[Phrase; 2]> {
    let Flag::Withheld { article, label, .. } = flag else { return None };
    Some([Phrase::Withheld { page }, Phrase::WithheldGround { article: article.clone(), label: label.trim().to_owned() }])
}

/// The last sheet: a title and a line for each thing taken out; nothing when the file is given whole.
pub(crate) fn notes(layer: &Layer) -> Vec<Phrase> {
    let lines: Vec<Phrase> = summary(layer).into_iter().filter_map(of_row).collect();
    if lines.is_empty() { lines } else { std::iter::once(Phrase::NotesTitle).chain(lines).collect() }
}

fn of_row(row: SummaryRow) -> Option<Phrase> {
    match row.flag {
        "partial" => Some(Phrase::Boxes { page: row.page, boxes: row.boxes, article: row.article }),
        "withheld" => Some(Phrase::NotGiven { page: row.page, article: row.article }),
        "duplicate" => Some(Phrase::Duplicate { page: row.page, of: row.duplicate_of.unwrap_or_default() }),
        _ => None,
    }
}
