//! Pinyin that an old converter wrote behind characters: `服務(wù)`. Removed only where a text is full of it.

use super::characters::{is_han, is_pinyin, is_toned};

/// Fewer in a whole text may be meant: `亳(bó)州`.
const ENOUGH: usize = 3;

/// A text without its glosses.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// the text
    pub text: String,
    /// what was removed, each with the character before it, in order
    pub removed: Vec<String>,
}

/// Whether a text has so many glosses that a converter must have made them.
#[must_use]
pub fn many(lines: &[&str]) -> bool {
    lines.iter().map(|line| clear(line).removed.len()).sum::<usize>() >= ENOUGH
}

/// Removes each `(pinyin)` with a tone mark that follows a Chinese character directly.
#[must_use]
pub fn clear(line: &str) -> Cleared {
    let characters: Vec<char> = line.chars().collect();
    let mut cleared = Cleared::default();
    let mut at = 0;
    while at < characters.len() {
        let before = at.checked_sub(1).and_then(|i| characters.get(i)).copied();
        match (before, gloss(&characters[at..])) {
            (Some(han), Some(length)) if is_han(han) => {
                cleared.removed.push(std::iter::once(&han).chain(&characters[at..at + length]).collect());
                at += length;
            }
            _ => {
                cleared.text.push(characters[at]);
                at += 1;
            }
        }
    }
    cleared
}

/// Length of the gloss at the head of `rest`, brackets included.
fn gloss(rest: &[char]) -> Option<usize> {
    if rest.first() != Some(&'(') {
        return None;
    }
    let letters = rest[1..].iter().take(7).take_while(|c| is_pinyin(**c)).count();
    let toned = rest[1..=letters].iter().any(|c| is_toned(*c));
    ((1..=6).contains(&letters) && toned && rest.get(letters + 1) == Some(&')')).then_some(letters + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glosses_go_and_the_rest_stays() {
        for (from, to, count) in [
            ("政務(wù)服務(wù)", "政務服務", 2),
            ("各區(qū)、縣(市)", "各區、縣(市)", 1),
            ("結(jié)果", "結果", 1),
            ("私Y(jié)果", "私Y(jié)果", 0),
            ("(a)項 公(gong)開", "(a)項 公(gong)開", 0),
            ("軟件(windows)", "軟件(windows)", 0),
            ("務(wù", "務(wù", 0),
            ("務(", "務(", 0),
        ] {
            let cleared = clear(from);
            assert_eq!((cleared.text.as_str(), cleared.removed.len()), (to, count), "{from}");
        }
    }

    #[test]
    fn one_gloss_in_a_text_is_meant() {
        assert!(!many(&["亳(bó)州市人民政府"]));
        assert!(many(&["政務(wù)", "服務(wù)", "發(fā)"]));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[務發(wùfā)a-z?Y]{0,40}") {
            let cleared = clear(&text);
            proptest::prop_assert!(cleared.text.len() <= text.len());
        }
    }
}
