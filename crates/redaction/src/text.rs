//! The text of a page: lines and words by their places, finding a text, and what of it stays.

use hayro::kurbo::Rect;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::area::{Area, PageSize};
use crate::device::Glyph;

/// The longest text that is looked for, in characters.
const LONGEST_NEEDLE: usize = 500;
/// The most places of one search.
const MOST_PLACES: usize = 10_000;
/// A gap of so many em parts two words.
const WORD_GAP: f64 = 0.15;

/// What text a page has.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum TextState {
    /// Text that is drawn.
    Drawn,
    /// Only text that is not seen, as a scanner's recognition adds under its picture. It may be wrong or displaced:
    /// it can be searched, yet none of it is carried into a redacted file.
    Hidden,
    /// None: a scan, or shapes. Nothing can be found on it; it has to be looked at.
    None,
}

/// The text of a page, line by line.
#[derive(Serialize, Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// The text, seen or not.
    pub text: String,
    /// What it is.
    pub state: TextState,
}

/// A place on a page.
#[derive(Serialize, Deserialize, Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The page, from zero.
    pub page: usize,
    /// Where.
    pub area: Area,
}

/// Where a text stands.
#[derive(Serialize, Deserialize, Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The places; a text that runs over a line's end has one on each line.
    pub places: Vec<Place>,
    /// Pages on which nothing can be found, because they have no text. They have to be looked at.
    pub pages_without_text: Vec<usize>,
}

/// A word, or a single Chinese character.
#[derive(Debug, Clone)]
pub(crate) struct Unit {
    pub(crate) glyphs: Vec<usize>,
    /// The gap before it in em; infinite at the beginning of a line.
    pub(crate) gap: f64,
}

/// What becomes of text in comparisons: width, compatibility forms and case are folded, spaces go.
pub(crate) fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).filter(|c| !c.is_whitespace() && !c.is_control()).collect()
}

/// The lines of a page, from top to bottom, each as words from left to right. Text that does not stand upright comes
/// last, in the order in which it was drawn.
pub(crate) fn arrange(glyphs: &[Glyph]) -> Vec<Vec<Unit>> {
    let mut upright: Vec<usize> = (0..glyphs.len()).filter(|index| glyphs[*index].upright).collect();
    upright.sort_by(|a, b| glyphs[*a].baseline.total_cmp(&glyphs[*b].baseline));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    let mut level = f64::NEG_INFINITY;
    for index in upright {
        let glyph = &glyphs[index];
        if (glyph.baseline - level).abs() > 0.35 * glyph.size.max(1.0) || lines.is_empty() {
            lines.push(Vec::new());
            level = glyph.baseline;
        }
        if let Some(line) = lines.last_mut() {
            line.push(index);
        }
    }
    let mut arranged: Vec<Vec<Unit>> = lines.into_iter().map(|line| words(glyphs, line)).collect();
    let aslant: Vec<Unit> =
        (0..glyphs.len()).filter(|index| !glyphs[*index].upright).map(|index| Unit { glyphs: vec![index], gap: 0.0 }).collect();
    if !aslant.is_empty() {
        arranged.push(aslant);
    }
    arranged
}

fn words(glyphs: &[Glyph], mut line: Vec<usize>) -> Vec<Unit> {
    line.sort_by(|a, b| glyphs[*a].em.x0.total_cmp(&glyphs[*b].em.x0));
    let mut units: Vec<Unit> = Vec::new();
    let mut end = f64::NEG_INFINITY;
    let mut joins_before = false;
    for index in line {
        let glyph = &glyphs[index];
        let gap = (glyph.em.x0 - end) / glyph.size.max(1.0);
        let joins = joins(glyph.text);
        match units.last_mut() {
            Some(unit) if joins && joins_before && gap < WORD_GAP => unit.glyphs.push(index),
            _ => units.push(Unit { glyphs: vec![index], gap }),
        }
        joins_before = joins;
        end = end.max(glyph.em.x1);
    }
    units
}

/// Characters that make words with their neighbours; Chinese ones stand for themselves.
fn joins(c: char) -> bool {
    !is_chinese(c) && (c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/' | '*' | '\'' | '+' | '#' | '&' | '%' | ':'))
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{20000}'..='\u{3ffff}')
}

/// The text of a page as lines.
pub(crate) fn page_text(glyphs: &[Glyph]) -> PageText {
    let mut text = String::new();
    for line in arrange(glyphs) {
        for (place, unit) in line.iter().enumerate() {
            if place > 0 && unit.gap >= WORD_GAP {
                text.push(' ');
            }
            text.extend(unit.glyphs.iter().map(|index| glyphs[*index].text));
        }
        text.push('\n');
    }
    let state = if glyphs.iter().any(|glyph| !glyph.hidden) {
        TextState::Drawn
    } else if glyphs.is_empty() {
        TextState::None
    } else {
        TextState::Hidden
    };
    PageText { text, state }
}

/// Finds a text on a page, both in the order in which it was drawn and in the order in which it is read.
pub(crate) fn find(glyphs: &[Glyph], needle: &str, size: PageSize) -> Vec<Area> {
    let needle: Vec<char> = fold(needle).chars().take(LONGEST_NEEDLE).collect();
    if needle.is_empty() {
        return Vec::new();
    }
    let drawn: Vec<usize> = (0..glyphs.len()).collect();
    let read: Vec<usize> = arrange(glyphs).into_iter().flatten().flat_map(|unit| unit.glyphs).collect();
    let mut areas: Vec<Area> = Vec::new();
    for order in [read, drawn] {
        let (text, owners): (Vec<char>, Vec<usize>) =
            order.iter().flat_map(|index| fold(&glyphs[*index].text.to_string()).chars().map(|c| (c, *index)).collect::<Vec<_>>()).unzip();
        for start in 0..text.len().saturating_sub(needle.len() - 1) {
            if text[start..start + needle.len()] != needle[..] || areas.len() >= MOST_PLACES {
                continue;
            }
            for rect in by_line(glyphs, &owners[start..start + needle.len()]) {
                if let Some(area) = Area::around(rect, size)
                    && !areas.contains(&area)
                {
                    areas.push(area);
                }
            }
        }
    }
    areas.sort_by_key(|area| (area.y, area.x));
    areas
}

/// One rectangle for each line that the characters stand on.
fn by_line(glyphs: &[Glyph], indices: &[usize]) -> Vec<Rect> {
    let mut rects: Vec<(f64, Rect)> = Vec::new();
    for index in indices {
        let glyph = &glyphs[*index];
        let place = glyph.place();
        let near = |rect: &Rect| {
            let reach = glyph.size.max(1.0);
            rect.inflate(reach, reach * 0.2).overlaps(place)
        };
        match rects.last_mut() {
            Some((baseline, rect)) if (!glyph.upright || (*baseline - glyph.baseline).abs() < 0.35 * glyph.size.max(1.0)) && near(rect) => {
                *rect = rect.union(place);
            }
            _ => rects.push((glyph.baseline, place)),
        }
    }
    rects.into_iter().map(|(_, rect)| rect).collect()
}

/// A stretch of text that stays, for the layer under the picture; in points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) x: f64,
    pub(crate) baseline: f64,
    pub(crate) size: f64,
    /// Each character with how far it moves on.
    pub(crate) characters: Vec<(char, f64)>,
}

/// What stays and what goes of a page's text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parting {
    pub(crate) runs: Vec<Run>,
    /// Stretches of text that go, folded; among them each word of its own.
    pub(crate) removed: Vec<String>,
    /// All that stays, folded, with a mark where something went.
    pub(crate) kept: String,
    pub(crate) words_kept: usize,
    pub(crate) words_removed: usize,
}

/// Where something went, in [`Parting::kept`].
pub(crate) const GONE: char = '\u{0}';

/// Parts the text of a page. `stays` says of each glyph whether it does; a word of which any character goes, goes.
pub(crate) fn part(glyphs: &[Glyph], stays: impl Fn(&Glyph) -> bool) -> Parting {
    let mut parting = Parting::default();
    for line in arrange(glyphs) {
        let mut removed = String::new();
        let mut after_removed = true;
        for unit in &line {
            let word: String = unit.glyphs.iter().map(|index| glyphs[*index].text).collect();
            if unit.glyphs.iter().all(|index| stays(&glyphs[*index])) {
                parting.flush(&mut removed);
                parting.words_kept += 1;
                parting.kept.push_str(&fold(&word));
                parting.lay(glyphs, unit, after_removed);
                after_removed = false;
            } else {
                parting.words_removed += 1;
                parting.kept.push(GONE);
                let folded = fold(&word);
                removed.push_str(&folded);
                if unit.glyphs.len() > 1 {
                    parting.removed.push(folded);
                }
                after_removed = true;
            }
        }
        parting.flush(&mut removed);
        parting.kept.push(GONE);
    }
    parting
}

impl Parting {
    fn flush(&mut self, removed: &mut String) {
        if !removed.is_empty() {
            self.removed.push(std::mem::take(removed));
        }
    }

    fn lay(&mut self, glyphs: &[Glyph], unit: &Unit, anew: bool) {
        for (place, index) in unit.glyphs.iter().enumerate() {
            let glyph = &glyphs[*index];
            let continues = !anew && glyph.upright && unit.gap < 1.0 || place > 0;
            let last = self.runs.last_mut().filter(|run| continues && (run.size - glyph.size).abs() < 0.1 * glyph.size);
            let Some(run) = last else {
                let (x, baseline) =
                    if glyph.upright { (glyph.em.x0, glyph.baseline) } else { (glyph.em.x0, glyph.em.y1 - 0.12 * glyph.em.height()) };
                let size = if glyph.upright { glyph.size } else { glyph.em.height() };
                self.runs.push(Run { x, baseline, size: size.clamp(1.0, 500.0), characters: vec![(glyph.text, glyph.em.width())] });
                continue;
            };
            let so_far: f64 = run.characters.iter().map(|(_, advance)| advance).sum();
            let gap = glyph.em.x0 - run.x - so_far;
            if place == 0 && unit.gap >= WORD_GAP {
                run.characters.push((' ', gap));
            } else if let Some((_, advance)) = run.characters.last_mut() {
                *advance += gap;
            }
            run.characters.push((glyph.text, glyph.em.width()));
        }
    }
}
