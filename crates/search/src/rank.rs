//! The second ranking: title, phrase, the passage that answers best, versions of one title.

use crate::SearchError;
use crate::fold::{fold, fold_into};
use crate::needle::{Needle, compact};
use crate::schema::{Stored, day};
use facts::{Published, Validity};
use std::collections::HashMap;
use tantivy::{DocAddress, Score};

/// Prefix that titles of statutes carry and nobody types.
const STATE: [char; 7] = ['中', '华', '人', '民', '共', '和', '国'];

/// A document on its way to be a hit.
pub struct Candidate {
    address: DocAddress,
    score: f32,
    /// the words stand in the body as they were asked: an older version may be the only one that has them
    only_there: bool,
    /// read from the index and looked at, once
    chosen: Option<Chosen>,
}

/// A document with the passage that is shown of it.
pub struct Chosen {
    pub document: Stored,
    /// index of the passage that is shown
    pub best: usize,
    /// it answers, rather than the document as a whole
    pub answers: bool,
}

impl Candidate {
    /// One that is not ranked again.
    pub fn unread(address: DocAddress) -> Self {
        Candidate { address, score: 0.0, only_there: false, chosen: None }
    }

    /// Reads the document and chooses its passage, where that was not done.
    pub fn read(self, needle: &Needle, stored: impl FnOnce(DocAddress) -> Result<Stored, SearchError>) -> Result<Chosen, SearchError> {
        if let Some(chosen) = self.chosen {
            return Ok(chosen);
        }
        let document = stored(self.address)?;
        let features = Features::of(&document, needle);
        Ok(Chosen { document, best: features.passage, answers: features.answers() })
    }
}

/// How much a validity counts, by its code in the index.
pub fn standing(status: u64) -> f32 {
    match status {
        0 => 1.0,
        4 => 0.97,
        1 => 0.6,
        _ => 0.5,
    }
}

/// What is looked at in a document.
struct Features {
    /// part of the question in the title
    title: f32,
    /// 1: the title is the question; else the part of the title that the question fills, where it stands in it whole
    phrase: f32,
    exact: bool,
    /// part of the question in the best passage
    body: f32,
    /// the question stands whole in the best passage
    quoted: bool,
    passage: usize,
}

impl Features {
    fn of(document: &Stored, needle: &Needle) -> Self {
        let title = fold(&document.about.title).chars;
        let core = core(&title);
        let asked = needle.compact.strip_prefix(&STATE).unwrap_or(&needle.compact);
        let within = !asked.is_empty() && core.windows(asked.len()).any(|window| window == asked);
        let mut features = Features {
            title: needle.coverage(&title),
            phrase: if within { asked.len() as f32 / core.len() as f32 } else { 0.0 },
            exact: within && asked.len() == core.len(),
            body: 0.0,
            quoted: false,
            passage: 0,
        };
        let mut chars = Vec::new();
        for (index, (_, text)) in document.passages().enumerate() {
            fold_into(text, &mut chars);
            let coverage = needle.coverage(&chars);
            let quoted = coverage > 0.9 && needle.stands_in(&chars);
            if (quoted, coverage) > (features.quoted, features.body) {
                (features.body, features.quoted, features.passage) = (coverage, quoted, index);
            }
        }
        features
    }

    /// The passage answers, rather than the document as a whole.
    fn answers(&self) -> bool {
        !self.exact && self.body >= 0.3 && (self.quoted || self.body > self.title)
    }

    fn score(&self, base: f32) -> f32 {
        let title = 1.2 * self.title * self.title;
        let phrase = if self.exact { 3.0 } else { 1.5 * self.phrase };
        let body = 0.8 * self.body + if self.quoted { 1.2 } else { 0.0 };
        base + title + phrase + body
    }
}

/// A title without the state's name, and without a note in brackets at its end.
fn core(title: &[char]) -> Vec<char> {
    let end = match title.iter().rposition(|c| matches!(c, '(' | '〔' | '[' | '【')) {
        Some(open) if open > 0 && matches!(title.last(), Some(')' | '〕' | ']' | '】')) => open,
        _ => title.len(),
    };
    let core = compact(&title[..end]);
    core.strip_prefix(&STATE).filter(|rest| !rest.is_empty()).map(<[char]>::to_vec).unwrap_or(core)
}

/// Ranks the first `window` again; what stands behind them keeps its order.
/// `trust` is how much the first ranking counts beside what is looked at here.
pub fn rank(
    first: Vec<(Score, DocAddress)>,
    needle: &Needle,
    window: usize,
    trust: f32,
    stored: impl Fn(DocAddress) -> Result<Stored, SearchError>,
) -> Result<Vec<Candidate>, SearchError> {
    let highest = first.first().map_or(1.0, |(score, _)| score.max(f32::MIN_POSITIVE));
    let mut newest: HashMap<(Vec<char>, String), u64> = HashMap::new();
    let mut near = Vec::new();
    for (score, address) in first.iter().take(window) {
        let document = stored(*address)?;
        let features = Features::of(&document, needle);
        let (key, version) = version(&document.about);
        let status = document.about.status;
        let known = newest.entry(key.clone()).or_insert(version);
        *known = (*known).max(version);
        let candidate = Candidate {
            address: *address,
            score: features.score(trust * score / highest),
            only_there: features.quoted && features.phrase == 0.0,
            chosen: Some(Chosen { document, best: features.passage, answers: features.answers() }),
        };
        near.push((candidate, key, version, status));
    }
    let mut ranked = Vec::with_capacity(first.len());
    for (mut candidate, key, version, status) in near {
        let older = newest.get(&key).is_some_and(|newest| *newest > version);
        let standing = standing(crate::schema::status_code(status));
        let standing = if older { standing.min(0.6) } else { standing };
        candidate.score *= if candidate.only_there { standing.sqrt() } else { standing };
        candidate.score += recency(version);
        ranked.push(candidate);
    }
    ranked.sort_by(|a, b| b.score.total_cmp(&a.score));
    ranked.extend(first.into_iter().skip(window).map(|(_, address)| Candidate::unread(address)));
    Ok(ranked)
}

/// Versions of one text share title and issuer; the later day is the newer, and one in force newer than any other.
fn version(document: &Published) -> ((Vec<char>, String), u64) {
    let made = document.made_on.or(document.published_on).map_or(0, day);
    let in_force = u64::from(document.status == Validity::InForce);
    ((core(&fold(&document.title).chars), document.issuer.clone()), in_force << 32 | made)
}

/// A little for newer documents: they differ by a tenth at most over fifty years.
fn recency(version: u64) -> f32 {
    const DAY_OF_1975: u64 = 720_900;
    ((version & 0xffff_ffff).saturating_sub(DAY_OF_1975) as f32 / 18_300.0).min(1.0) * 0.05
}
