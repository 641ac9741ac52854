//! Places where characters were lost for good: they are reported, never guessed.

use super::characters::{is_han, is_pinyin, is_toned, is_unreadable};
use serde::{Deserialize, Serialize};

/// A place that cannot be repaired safely.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unrepaired {
    /// line of the file as it came, from 1
    pub line: u32,
    /// first bad character in the repaired line, from 1
    pub column: u32,
    /// bad characters, as many as lie between the first and the last sign of damage
    pub length: u32,
    /// the place with some characters around it
    pub context: String,
}

/// Signs of damage closer than this are one place.
const NEAR: usize = 10;
/// Characters shown before and after.
const AROUND: usize = 8;

/// The damaged places of a repaired line. `converted` says that a converter with glosses went over the text: then pinyin and
/// Bopomofo left in it are damage too.
#[must_use]
pub fn find(line_number: u32, line: &str, converted: bool) -> Vec<Unrepaired> {
    let characters: Vec<char> = line.chars().collect();
    let mut places: Vec<(usize, usize)> = Vec::new();
    // The first character that is no question mark, for all question marks in a row.
    let mut after_marks = 0;
    for at in 0..characters.len() {
        if after_marks <= at {
            after_marks = (at + 1..characters.len()).find(|next| characters[*next] != '?').unwrap_or(characters.len());
        }
        if !is_sign(&characters, at, after_marks, converted) {
            continue;
        }
        match places.last_mut() {
            Some((_, last)) if at - *last <= NEAR => *last = at,
            _ => places.push((at, at)),
        }
    }
    places
        .into_iter()
        .map(|(first, last)| {
            let from = first.saturating_sub(AROUND);
            let to = (last + AROUND + 1).min(characters.len());
            Unrepaired {
                line: line_number,
                column: count(first + 1),
                length: count(last - first + 1),
                context: characters[from..to].iter().collect(),
            }
        })
        .collect()
}

fn is_sign(characters: &[char], at: usize, after_marks: usize, converted: bool) -> bool {
    let c = characters[at];
    let before = at.checked_sub(1).map(|i| characters[i]);
    if is_unreadable(c) {
        return true;
    }
    if c == '?' {
        let after = characters.get(after_marks);
        return before.is_some_and(|b| is_han(b) || b == '?') && after.is_some_and(|a| is_han(*a) || *a == ')');
    }
    converted
        && (is_toned(c) || matches!(c, '\u{3105}'..='\u{312F}' | '\u{0370}'..='\u{03FF}') || (c == ')' && ends_gloss(&characters[..at])))
}

/// Whether what stands before a closing bracket is pinyin.
fn ends_gloss(before: &[char]) -> bool {
    before.iter().rev().take(6).take_while(|c| is_pinyin(**c)).any(|c| is_toned(*c))
}

fn count(value: usize) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_is_named_with_its_place() {
        let places = find(27, "评分标准,确??己私Y(jié)果客观", true);
        assert_eq!(places.len(), 1);
        assert_eq!((places[0].line, places[0].column), (27, 7));
        assert!(places[0].context.contains("确??己私Y(jié)果"));
        assert_eq!(find(1, "网上申请或?qū)ψ越ㄏ到y(tǒng)进行改造", true).len(), 1);
        assert_eq!(find(1, "有\u{E010}的\u{FFFD}字", false).len(), 1);
    }

    #[test]
    fn sound_text_is_left_alone() {
        for line in ["为什么?", "http://example.org/?q=公开", "第一条 α 系数不低于4%。", "亳(bó)州", "何为公开?何为不公开?"]
        {
            assert!(find(1, line, false).len() <= usize::from(line.starts_with("何")), "{line}");
        }
    }
}
