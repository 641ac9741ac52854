//! Repairs what an old site's text brings, where that is safe; counts what it did; names what it could not.
//! Punctuation and wording of an official text are never touched.

use super::characters::{is_han, is_invisible, is_space};
use super::decode::decode;
use super::mangled::{self, Unrepaired};
use super::{glosses, markup};
use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// What a repair did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repaired {
    /// the file stood in another encoding than UTF-8
    Encoding,
    /// zero-width and control characters removed
    InvisibleCharacters,
    /// tags and comments removed
    Markup,
    /// `&nbsp;` and the like replaced
    Entities,
    /// spaces at the ends of lines removed, no-break spaces made plain
    Spaces,
    /// pinyin in brackets removed
    Glosses,
    /// traditional characters folded, in a text that is traditional as a whole
    Traditional,
    /// lines removed at the head that say title and number once more
    RepeatedHead,
}
impl Repaired {
    /// the code, for example `repeated-head`; the last part of its message id
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Encoding => "encoding",
            Self::InvisibleCharacters => "invisible-characters",
            Self::Markup => "markup",
            Self::Entities => "entities",
            Self::Spaces => "spaces",
            Self::Glosses => "glosses",
            Self::Traditional => "traditional",
            Self::RepeatedHead => "repeated-head",
        }
    }
}

/// One kind of repair in one text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// what was done
    pub what: Repaired,
    /// how often
    pub count: u32,
    /// a few places
    pub samples: Vec<String>,
}

/// What was done to a text and what could not be done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// repairs, in a fixed order
    pub done: Vec<Count>,
    /// places that stay as they are and need a person
    pub unrepaired: Vec<Unrepaired>,
}
impl Report {
    /// Whether the text went through unchanged and sound.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.done.is_empty() && self.unrepaired.is_empty()
    }
    /// Takes over what was done to another text of the same document. Places that could not be repaired stay out: they are
    /// told by lines of the body.
    pub fn absorb(&mut self, other: Report) {
        for count in other.done {
            self.add(count.what, count.count, count.samples.into_iter().next());
        }
        self.done.sort_by_key(|count| count.what);
    }
    fn note(&mut self, what: Repaired, sample: impl Into<String>) {
        self.add(what, 1, Some(sample.into()));
    }
    fn add(&mut self, what: Repaired, count: u32, sample: Option<String>) {
        if count == 0 {
            return;
        }
        let at = match self.done.iter().position(|c| c.what == what) {
            Some(at) => at,
            None => {
                self.done.push(Count { what, count: 0, samples: Vec::new() });
                self.done.len() - 1
            }
        };
        let entry = &mut self.done[at];
        entry.count = entry.count.saturating_add(count);
        if let Some(sample) = sample
            && entry.samples.len() < SAMPLES
            && !entry.samples.contains(&sample)
        {
            entry.samples.push(sample.chars().take(SAMPLE_LENGTH).collect());
        }
    }
}

const SAMPLES: usize = 3;
const SAMPLE_LENGTH: usize = 60;

/// A repaired text with its report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// lines without empty ones, parted by `\n`
    pub text: String,
    /// what was done
    pub report: Report,
}

/// Repairs a file's bytes.
#[must_use]
pub fn repair(bytes: &[u8]) -> Repair {
    let decoded = decode(bytes);
    let mut report = Report::default();
    if decoded.encoding != "UTF-8" {
        report.note(Repaired::Encoding, decoded.encoding);
    }
    repair_lines(&decoded.text, report)
}

/// Repairs a text.
#[must_use]
pub fn repair_text(text: &str) -> Repair {
    repair_lines(text, Report::default())
}

fn repair_lines(text: &str, mut report: Report) -> Repair {
    let mut lines: Vec<(u32, String)> = Vec::new();
    let text = text.replace("\r\n", "\n");
    for (number, line) in (1_u32..).zip(text.split(['\n', '\r', '\u{2028}', '\u{2029}', '\u{0085}', '\u{000C}'])) {
        let stripped = markup::strip(line);
        for tag in &stripped.tags {
            report.note(Repaired::Markup, tag);
        }
        for entity in &stripped.entities {
            report.note(Repaired::Entities, entity);
        }
        for piece in stripped.text.split('\n') {
            let clean = plain(piece, &mut report);
            if !clean.is_empty() {
                lines.push((number, clean));
            }
        }
    }
    let converted = clear_glosses(&mut lines, &mut report);
    fold_traditional(&mut lines, &mut report);
    drop_repeated_head(&mut lines, &mut report);
    report.done.sort_by_key(|count| count.what);
    report.unrepaired = lines.iter().flat_map(|(number, line)| mangled::find(*number, line, converted)).collect();
    Repair { text: lines.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("\n"), report }
}

/// Invisible characters out, spaces plain and none at the ends.
fn plain(line: &str, report: &mut Report) -> String {
    let visible: String = line.chars().filter(|c| !is_invisible(*c) && (*c == '\t' || !c.is_control())).collect();
    let gone = line.chars().count() - visible.chars().count();
    report.add(
        Repaired::InvisibleCharacters,
        u32::try_from(gone).unwrap_or(u32::MAX),
        Some(visible.chars().take(20).collect()).filter(|s: &String| !s.is_empty()),
    );
    let trimmed = visible.trim_matches(is_space);
    let plain = trimmed.replace(['\u{00A0}', '\t'], " ");
    if !plain.is_empty() && plain != visible {
        report.note(Repaired::Spaces, plain.chars().take(20).collect::<String>());
    }
    plain
}

fn clear_glosses(lines: &mut [(u32, String)], report: &mut Report) -> bool {
    if !glosses::many(&lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>()) {
        return false;
    }
    for (_, line) in lines.iter_mut() {
        let cleared = glosses::clear(line);
        for removed in &cleared.removed {
            report.note(Repaired::Glosses, removed);
        }
        *line = cleared.text;
    }
    true
}

/// The table of OpenCC, loaded once; none where the built-in table cannot be read.
static FOLD: LazyLock<Option<OpenCC>> = LazyLock::new(|| OpenCC::from_config(BuiltinConfig::T2s).ok());
/// A text counts as traditional when at least this many of a hundred of its Chinese characters are.
const TRADITIONAL_PERCENT: usize = 8;
/// Chinese characters that are looked at to tell.
const TOLD_BY: usize = 2000;

fn fold_traditional(lines: &mut [(u32, String)], report: &mut Report) {
    let Some(fold) = FOLD.as_ref() else { return };
    let sample: String = lines.iter().flat_map(|(_, line)| line.chars()).filter(|c| is_han(*c)).take(TOLD_BY).collect();
    let changed = differing(&sample, &fold.convert(&sample));
    if changed == 0 || changed * 100 < sample.chars().count() * TRADITIONAL_PERCENT {
        return;
    }
    for (_, line) in lines.iter_mut() {
        let folded = fold.convert(line);
        report.add(
            Repaired::Traditional,
            u32::try_from(differing(line, &folded)).unwrap_or(u32::MAX),
            Some(folded.chars().take(20).collect()),
        );
        *line = folded;
    }
}

fn differing(left: &str, right: &str) -> usize {
    left.chars().zip(right.chars()).filter(|(l, r)| l != r).count()
}

/// A crawler often writes the page's title above the document's own: `title number`, then title and number once more.
fn drop_repeated_head(lines: &mut Vec<(u32, String)>, report: &mut Report) {
    let mut repeated = 0;
    while let [(_, first), (_, second), rest @ ..] = &lines[repeated..] {
        let Some(remainder) = first.strip_prefix(second.as_str()) else { break };
        let remainder = remainder.trim_matches(is_space);
        let number_again = rest.first().is_some_and(|(_, third)| third == remainder);
        if second.chars().count() < 6 || !(remainder.is_empty() || number_again) {
            break;
        }
        report.note(Repaired::RepeatedHead, first.clone());
        repeated += 1;
    }
    lines.drain(..repeated);
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
