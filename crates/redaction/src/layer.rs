//! What is to be taken out, page by page: a draft that is worked on, and the final layer made from it.

use serde::{Deserialize, Serialize};

use crate::area::Area;
use crate::text::Found;

/// The `schema` of layers written by this version.
pub const SCHEMA: u32 = 1;

/// The longest label, in characters.
pub const LONGEST_LABEL: usize = 40;

/// The most boxes of a layer.
const MOST_MARKS: usize = 20_000;

/// How a box looks.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[serde(rename_all = "kebab-case")]
pub enum BoxStyle {
    /// Black with a white label.
    #[default]
    Black,
    /// White with a black border and label, which saves ink.
    White,
}

/// One box.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// The page, from zero.
    pub page: usize,
    /// Where.
    pub area: Area,
    /// The id of the ground in the law's data.
    pub ground: String,
    /// The article, as people read it.
    pub article: String,
    /// What is printed in the box; an empty one prints the article.
    pub label: String,
    /// How it looks.
    #[serde(default)]
    pub style: BoxStyle,
}

impl Mark {
    /// What is printed in the box.
    pub fn print(&self) -> &str {
        if self.label.trim().is_empty() { &self.article } else { &self.label }
    }
}

/// What becomes of a page.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(tag = "flag", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Flag {
    /// Given whole; it has no box.
    Full,
    /// Given without what is under its boxes; it has at least one.
    Partial,
    /// Not given; another page in its place says on which ground. It has no box.
    Withheld {
        /// The id of the ground.
        ground: String,
        /// The article, as people read it.
        article: String,
        /// What is printed beside the article; may be empty.
        label: String,
    },
    /// Left out because it is the same as an earlier page, which is not itself a duplicate. It has no box.
    Duplicate {
        /// That page, from zero.
        of: usize,
    },
}

impl Flag {
    /// A stable word for it: `full`, `partial`, `withheld`, `duplicate`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Partial => "partial",
            Self::Withheld { .. } => "withheld",
            Self::Duplicate { .. } => "duplicate",
        }
    }
}

/// What keeps a draft from becoming final. Its message is `redaction-fault-` and [`LayerFault::code`].
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum LayerFault {
    /// The page was not decided on.
    NotReviewed {
        /// The page, from zero.
        page: usize,
    },
    /// The box lies on no page, or not on the page it names.
    BadArea {
        /// The box's place in the list.
        mark: usize,
    },
    /// The box has no ground or article.
    NoGround {
        /// The box's place in the list.
        mark: usize,
    },
    /// The label or article is too long or holds control characters.
    BadLabel {
        /// The box's place in the list.
        mark: usize,
    },
    /// A page to be given whole, withheld or left out has boxes.
    UnexpectedBoxes {
        /// The page, from zero.
        page: usize,
    },
    /// A page to be given in part has no box.
    NoBoxes {
        /// The page, from zero.
        page: usize,
    },
    /// A withheld page has no ground or article, or one that cannot be printed.
    WithheldWithoutGround {
        /// The page, from zero.
        page: usize,
    },
    /// A duplicate names no earlier page, or one that is itself a duplicate.
    BadDuplicate {
        /// The page, from zero.
        page: usize,
    },
    /// There are too many boxes, no pages, or another schema.
    BadLayer,
}

impl LayerFault {
    /// A stable word for it.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotReviewed { .. } => "not-reviewed",
            Self::BadArea { .. } => "bad-area",
            Self::NoGround { .. } => "no-ground",
            Self::BadLabel { .. } => "bad-label",
            Self::UnexpectedBoxes { .. } => "unexpected-boxes",
            Self::NoBoxes { .. } => "no-boxes",
            Self::WithheldWithoutGround { .. } => "withheld-without-ground",
            Self::BadDuplicate { .. } => "bad-duplicate",
            Self::BadLayer => "bad-layer",
        }
    }

    /// The arguments of its message: `page` or `box`, as people count them.
    pub fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NotReviewed { page }
            | Self::UnexpectedBoxes { page }
            | Self::NoBoxes { page }
            | Self::WithheldWithoutGround { page }
            | Self::BadDuplicate { page } => vec![("page", (page + 1).to_string())],
            Self::BadArea { mark } | Self::NoGround { mark } | Self::BadLabel { mark } => vec![("box", (mark + 1).to_string())],
            Self::BadLayer => Vec::new(),
        }
    }
}

/// A layer that is being worked on: anything may still be missing from it. Nothing is redacted by a draft.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct DraftLayer {
    /// The version of this structure, [`SCHEMA`].
    pub schema: u32,
    /// The boxes.
    pub marks: Vec<Mark>,
    /// The flag of each page; `None` was not decided on.
    pub pages: Vec<Option<Flag>>,
}

impl DraftLayer {
    /// An empty draft for a document.
    pub fn new(page_count: usize) -> Self {
        Self { schema: SCHEMA, marks: Vec::new(), pages: vec![None; page_count] }
    }

    /// Adds a box and flags its page as given in part, unless it was withheld or left out.
    pub fn add(&mut self, mark: Mark) {
        if let Some(flag) = self.pages.get_mut(mark.page)
            && matches!(flag, None | Some(Flag::Full))
        {
            *flag = Some(Flag::Partial);
        }
        self.marks.push(mark);
    }

    /// Adds a box for each place where a text was found and no box of the same place stands. Answers how many.
    pub fn mark_everywhere(&mut self, found: &Found, like: &Mark) -> usize {
        let before = self.marks.len();
        for place in &found.places {
            if !self.marks.iter().any(|mark| mark.page == place.page && mark.area == place.area) {
                self.add(Mark { page: place.page, area: place.area, ..like.clone() });
            }
        }
        self.marks.len() - before
    }

    /// Takes a box away. A page given in part that loses its last box is undecided again.
    pub fn remove(&mut self, index: usize) -> Option<Mark> {
        let mark = (index < self.marks.len()).then(|| self.marks.remove(index))?;
        if !self.marks.iter().any(|other| other.page == mark.page)
            && let Some(flag @ Some(Flag::Partial)) = self.pages.get_mut(mark.page)
        {
            *flag = None;
        }
        Some(mark)
    }

    /// All that keeps it from becoming final, pages first.
    pub fn faults(&self) -> Vec<LayerFault> {
        let mut faults = Vec::new();
        if self.schema != SCHEMA || self.pages.is_empty() || self.marks.len() > MOST_MARKS {
            faults.push(LayerFault::BadLayer);
            return faults;
        }
        let mut boxes = vec![0_usize; self.pages.len()];
        for mark in &self.marks {
            if let Some(count) = boxes.get_mut(mark.page) {
                *count += 1;
            }
        }
        for (page, (flag, boxes)) in self.pages.iter().zip(boxes).enumerate() {
            match flag {
                None => faults.push(LayerFault::NotReviewed { page }),
                Some(Flag::Partial) if boxes == 0 => faults.push(LayerFault::NoBoxes { page }),
                Some(Flag::Partial) => {}
                Some(_) if boxes > 0 => faults.push(LayerFault::UnexpectedBoxes { page }),
                Some(Flag::Full) => {}
                Some(Flag::Withheld { ground, article, label }) => {
                    if ground.trim().is_empty() || !printable(article, 1) || !printable(label, 0) {
                        faults.push(LayerFault::WithheldWithoutGround { page });
                    }
                }
                Some(Flag::Duplicate { of }) => {
                    if *of >= page || matches!(self.pages.get(*of), Some(Some(Flag::Duplicate { .. })) | None) {
                        faults.push(LayerFault::BadDuplicate { page });
                    }
                }
            }
        }
        for (index, mark) in self.marks.iter().enumerate() {
            if mark.page >= self.pages.len() || !mark.area.is_on_page() {
                faults.push(LayerFault::BadArea { mark: index });
            }
            if mark.ground.trim().is_empty() || mark.article.trim().is_empty() {
                faults.push(LayerFault::NoGround { mark: index });
            } else if !printable(&mark.article, 1) || !printable(&mark.label, 0) {
                faults.push(LayerFault::BadLabel { mark: index });
            }
        }
        faults
    }

    /// The final layer.
    ///
    /// # Errors
    /// All faults at once.
    pub fn settle(self) -> Result<Layer, Vec<LayerFault>> {
        let faults = self.faults();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut marks = self.marks;
        marks.sort_by_key(|mark| (mark.page, mark.area.y, mark.area.x));
        Ok(Layer { schema: self.schema, marks, pages: self.pages.into_iter().flatten().collect() })
    }
}

fn printable(text: &str, least: usize) -> bool {
    let count = text.trim().chars().count();
    (least..=LONGEST_LABEL).contains(&count) && !text.chars().any(|c| c.is_control() || is_invisible(c))
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A final layer: every page decided on, every box with its ground. Reading one from JSON examines it again.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq)]
#[serde(try_from = "DraftLayer")]
pub struct Layer {
    schema: u32,
    marks: Vec<Mark>,
    pages: Vec<Flag>,
}

impl TryFrom<DraftLayer> for Layer {
    type Error = String;

    fn try_from(draft: DraftLayer) -> Result<Self, String> {
        draft.settle().map_err(|faults| faults.iter().map(LayerFault::code).collect::<Vec<_>>().join(", "))
    }
}

impl Layer {
    /// The boxes by page, from top to bottom.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The flag of each page.
    pub fn pages(&self) -> &[Flag] {
        &self.pages
    }

    /// A draft to begin anew from.
    pub fn draft(&self) -> DraftLayer {
        DraftLayer { schema: self.schema, marks: self.marks.clone(), pages: self.pages.iter().cloned().map(Some).collect() }
    }

    pub(crate) fn marks_of(&self, page: usize) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.page == page)
    }
}

/// A row of the table for review: a page and one of its grounds.
#[derive(Serialize, Debug, Clone, PartialEq, Eq)]
pub struct SummaryRow {
    /// The page, from zero.
    pub page: usize,
    /// Its flag, as [`Flag::as_str`].
    pub flag: &'static str,
    /// How many boxes of this ground and article it has.
    pub boxes: usize,
    /// The id of the ground; empty where there is none.
    pub ground: String,
    /// The article; empty where there is none.
    pub article: String,
    /// The page that it is the same as, from zero.
    pub duplicate_of: Option<usize>,
}

/// The table for review: each page at least once, one row for each ground and article on it.
pub fn summary(layer: &Layer) -> Vec<SummaryRow> {
    let mut rows: Vec<SummaryRow> = Vec::new();
    for (page, flag) in layer.pages.iter().enumerate() {
        let row = |ground: &str, article: &str, duplicate_of| SummaryRow {
            page,
            flag: flag.as_str(),
            boxes: 0,
            ground: ground.to_owned(),
            article: article.to_owned(),
            duplicate_of,
        };
        match flag {
            Flag::Full => rows.push(row("", "", None)),
            Flag::Withheld { ground, article, .. } => rows.push(row(ground, article, None)),
            Flag::Duplicate { of } => rows.push(row("", "", Some(*of))),
            Flag::Partial => {
                let first = rows.len();
                for mark in layer.marks_of(page) {
                    let same = rows[first..].iter().position(|row| row.ground == mark.ground && row.article == mark.article);
                    let index = same.map_or(rows.len(), |place| first + place);
                    if index == rows.len() {
                        rows.push(row(&mark.ground, &mark.article, None));
                    }
                    rows[index].boxes += 1;
                }
            }
        }
    }
    rows
}
