//! What is looked for in one text: how much of the question a title or a passage covers, and where.

use crate::fold::{Folded, fold};
use crate::words::{self, Run, is_function_word};
use std::collections::HashMap;

/// A piece of the question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Atom {
    /// neighbouring Chinese characters
    Pair(char, char),
    /// a Chinese character that stands alone
    Single(char),
    /// letters and digits
    Letters(String),
}

/// A word of the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// folded
    pub text: String,
    /// Chinese characters rather than letters and digits
    pub han: bool,
    /// carries no matter
    pub function: bool,
}

/// The question, cut.
#[derive(Debug, Default)]
pub struct Question {
    /// words, each once
    pub units: Vec<Unit>,
    /// atoms, each once, with how much they count before rarity is known (1: inside a word)
    pub atoms: Vec<(Atom, f32)>,
    /// letters and digits without anything between them
    pub compact: Vec<char>,
}

impl Question {
    /// Cuts a folded question.
    pub fn new(text: &Folded) -> Self {
        let chars = &text.chars;
        let mut question = Question { compact: compact(chars), ..Question::default() };
        for run in words::runs(chars) {
            match run {
                Run::Letters(range) => {
                    let letters = words::letters(&chars[range]);
                    question.atom(Atom::Letters(letters.clone()), 1.0);
                    question.unit(Unit { text: letters, han: false, function: false });
                }
                Run::Han(range) => {
                    let mut word_of = Vec::new();
                    for (index, word) in words::words(chars, &range).into_iter().enumerate() {
                        let text: String = chars[word.clone()].iter().collect();
                        let function = is_function_word(&text);
                        word_of.extend(std::iter::repeat_n((index, function), word.len()));
                        question.unit(Unit { text, han: true, function });
                    }
                    let run = &chars[range];
                    if let [single] = run {
                        question.atom(Atom::Single(*single), if word_of[0].1 { 0.1 } else { 1.0 });
                    }
                    for (pair, word) in run.windows(2).zip(word_of.windows(2)) {
                        let weight = match (word[0], word[1]) {
                            ((_, true), _) | (_, (_, true)) => 0.1,
                            ((first, _), (second, _)) if first == second => 1.0,
                            _ => 0.6,
                        };
                        question.atom(Atom::Pair(pair[0], pair[1]), weight);
                    }
                }
            }
        }
        question
    }

    fn unit(&mut self, unit: Unit) {
        if !self.units.contains(&unit) {
            self.units.push(unit);
        }
    }

    fn atom(&mut self, atom: Atom, weight: f32) {
        match self.atoms.iter_mut().find(|(known, _)| *known == atom) {
            Some((_, known)) => *known = known.max(weight),
            None => self.atoms.push((atom, weight)),
        }
    }
}

/// Letters and digits without anything between them.
pub fn compact(chars: &[char]) -> Vec<char> {
    chars.iter().copied().filter(|c| c.is_alphanumeric()).collect()
}

/// Characters of which most texts hold few: a quick no, and now and then a yes that is none.
struct Sieve([u64; 64]);

impl Sieve {
    fn add(&mut self, character: char) {
        let place = character as usize & 0xfff;
        self.0[place >> 6] |= 1 << (place & 63);
    }

    fn may_hold(&self, character: char) -> bool {
        let place = character as usize & 0xfff;
        self.0[place >> 6] & (1 << (place & 63)) != 0
    }
}

/// Atoms with their final weights.
pub struct Needle {
    /// with which pairs and single characters begin
    firsts: Sieve,
    pairs: HashMap<(char, char), usize>,
    singles: HashMap<char, usize>,
    letters: HashMap<String, usize>,
    weights: Vec<f32>,
    total: f32,
    /// the question's letters and digits in a row
    pub compact: Vec<char>,
}

impl Needle {
    /// `rarity` gives each atom's weight by how rare it is; 0 for one that stands nowhere.
    pub fn new(question: &Question, mut rarity: impl FnMut(&Atom) -> f32) -> Self {
        let mut needle = Needle {
            firsts: Sieve([0; 64]),
            pairs: HashMap::new(),
            singles: HashMap::new(),
            letters: HashMap::new(),
            weights: Vec::new(),
            total: 0.0,
            compact: question.compact.clone(),
        };
        for (atom, weight) in &question.atoms {
            let weight = weight * rarity(atom);
            if weight <= 0.0 {
                continue;
            }
            let index = needle.weights.len();
            match atom {
                Atom::Pair(first, second) => {
                    needle.firsts.add(*first);
                    needle.pairs.insert((*first, *second), index);
                }
                Atom::Single(single) => {
                    needle.firsts.add(*single);
                    needle.singles.insert(*single, index);
                }
                Atom::Letters(letters) => drop(needle.letters.insert(letters.clone(), index)),
            }
            needle.weights.push(weight);
            needle.total += weight;
        }
        needle
    }

    /// How much of the question stands in the text, 0 to 1, by weight.
    pub fn coverage(&self, chars: &[char]) -> f32 {
        if self.total <= 0.0 {
            return 0.0;
        }
        // Most passages hold nothing of the question.
        let mut seen = Vec::new();
        self.each(chars, |atom, _, _| {
            seen.resize(self.weights.len(), false);
            seen[atom] = true;
        });
        seen.iter().zip(&self.weights).filter(|(seen, _)| **seen).map(|(_, weight)| weight).sum::<f32>() / self.total
    }

    /// Weight of what was found at each character.
    pub fn marks(&self, chars: &[char]) -> Vec<f32> {
        let mut marks = vec![0.0f32; chars.len()];
        self.each(chars, |atom, from, to| {
            for mark in &mut marks[from..to] {
                *mark = mark.max(self.weights[atom]);
            }
        });
        marks
    }

    /// The whole question stands in the text in one piece, apart from spaces and punctuation.
    pub fn stands_in(&self, chars: &[char]) -> bool {
        let text = compact(chars);
        self.compact.len() > 1 && text.windows(self.compact.len()).any(|window| window == self.compact)
    }

    fn each(&self, chars: &[char], mut found: impl FnMut(usize, usize, usize)) {
        for (at, pair) in chars.windows(2).enumerate() {
            if self.firsts.may_hold(pair[0])
                && let Some(atom) = self.pairs.get(&(pair[0], pair[1]))
            {
                found(*atom, at, at + 2);
            }
        }
        if !self.singles.is_empty() {
            for (at, character) in chars.iter().enumerate() {
                if self.firsts.may_hold(*character)
                    && let Some(atom) = self.singles.get(character)
                {
                    found(*atom, at, at + 1);
                }
            }
        }
        if !self.letters.is_empty() {
            for run in words::runs(chars) {
                if let Run::Letters(range) = run
                    && let Some(atom) = self.letters.get(&words::letters(&chars[range.clone()]))
                {
                    found(*atom, range.start, range.end);
                }
            }
        }
    }

    /// Ranges of a text, in its own characters, that stand in the question.
    pub fn highlights(&self, text: &str) -> Vec<(usize, usize)> {
        let folded = fold(text);
        let marks = self.marks(&folded.chars);
        ranges(&marks, &folded.origin)
    }
}

/// Marked characters joined into ranges of the text before folding.
pub fn ranges(marks: &[f32], origin: &[u32]) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    let mut open = false;
    for (mark, at) in marks.iter().zip(origin) {
        let at = *at as usize;
        match ranges.last_mut() {
            Some(last) if *mark > 0.0 && open => last.1 = at + 1,
            _ if *mark > 0.0 => ranges.push((at, at + 1)),
            _ => {}
        }
        open = *mark > 0.0;
    }
    ranges
}
