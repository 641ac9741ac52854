//! Folding: traditional to simplified, full width to half width, lower case; each character knows where it stood.

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Text after folding. `chars[i]` came from character `origin[i]` of the text as it stood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// folded characters; no control characters, no invisible ones
    pub chars: Vec<char>,
    /// index of the character (Unicode scalar value) in the text before folding; rises strictly
    pub origin: Vec<u32>,
}

#[cfg(test)]
impl Folded {
    /// The characters as text.
    pub fn text(&self) -> String {
        self.chars.iter().collect()
    }
}

/// Folds a text. The same for what is indexed and what is asked.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded { chars: Vec::with_capacity(text.len() / 3), origin: Vec::with_capacity(text.len() / 3) };
    for (index, character) in text.chars().enumerate() {
        if let Some(plain) = plain(character) {
            folded.chars.push(plain);
            folded.origin.push(index as u32);
        }
    }
    SCRIPT.simplify(&mut folded.chars);
    folded
}

/// Folds a text of which only the characters are wanted, into a buffer that is used again.
pub fn fold_into(text: &str, chars: &mut Vec<char>) {
    let script = &*SCRIPT;
    chars.clear();
    let mut traditional = false;
    for character in text.chars().filter_map(plain) {
        traditional |= script.is_traditional(character);
        chars.push(character);
    }
    if traditional {
        script.simplify(chars);
    }
}

/// One character in half width and lower case, with one kind of space; none where it is invisible.
fn plain(character: char) -> Option<char> {
    Some(match character {
        // Most of what there is.
        '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3020}' => character,
        'A'..='Z' => character.to_ascii_lowercase(),
        '!'..='~' => character,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).map_or(character, |c| c.to_ascii_lowercase()),
        c if c.is_whitespace() => ' ',
        c if c.is_control() => return None,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => {
            return None;
        }
        '○' | '◯' => '〇',
        c if is_han(c) => c,
        c => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => one,
                _ => c,
            }
        }
    })
}

/// A Chinese character (also 々 and 〇).
pub fn is_han(character: char) -> bool {
    matches!(character, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{3134f}' | '\u{f900}'..='\u{faff}' | '〇' | '々')
}

static SCRIPT: LazyLock<Script> = LazyLock::new(Script::load);

/// Traditional to simplified. Most official text is simplified already: a table of single characters tells so at once.
struct Script {
    phrases: Option<OpenCC>,
    singles: HashMap<char, char>,
    /// for each character of the basic plane: stands in `singles`
    traditional: Vec<bool>,
}

impl Script {
    fn load() -> Self {
        let phrases =
            OpenCC::from_config(BuiltinConfig::T2s).inspect_err(|error| tracing::error!(%error, "no table of traditional characters")).ok();
        let mut singles = HashMap::new();
        if let Some(converter) = &phrases {
            for character in ('\u{3400}'..='\u{9fff}').chain('\u{f900}'..='\u{faff}') {
                let mut converted = character.to_string();
                converted = converter.convert(&converted);
                let mut simplified = converted.chars();
                if let (Some(one), None) = (simplified.next(), simplified.next())
                    && one != character
                {
                    singles.insert(character, one);
                }
            }
        }
        let mut traditional = vec![false; 0x1_0000];
        for character in singles.keys() {
            traditional[*character as usize] = true;
        }
        Script { phrases, singles, traditional }
    }

    fn is_traditional(&self, character: char) -> bool {
        self.traditional.get(character as usize).is_some_and(|known| *known)
    }

    fn simplify(&self, chars: &mut [char]) {
        if !chars.iter().any(|character| self.is_traditional(*character)) {
            return;
        }
        let whole: String = chars.iter().collect();
        if let Some(converted) = self.phrases.as_ref().map(|converter| converter.convert(&whole))
            && converted.chars().count() == chars.len()
        {
            // Phrases of equal length keep each character's place.
            for (to, from) in chars.iter_mut().zip(converted.chars()) {
                *to = from;
            }
            return;
        }
        for character in chars {
            if let Some(simplified) = self.singles.get(character) {
                *character = *simplified;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_script_width_and_case() {
        for (text, folded) in [
            ("關於實行技師聘任制的暫行規定", "关于实行技师聘任制的暂行规定"),
            ("杭政辦發電〔２０１６〕６號", "杭政办发电〔2016〕6号"),
            ("ＧＢ／Ｔ　9704", "gb/t 9704"),
            ("乾隆年間", "乾隆年间"),
            ("政\u{200b}务\u{feff}公开\u{0}", "政务公开"),
            ("二○一六年", "二〇一六年"),
            ("", ""),
        ] {
            assert_eq!(fold(text).text(), folded, "{text}");
        }
    }

    #[test]
    fn origins_skip_what_is_invisible() {
        assert_eq!(fold("政\u{200b}務").origin, [0, 2]);
    }

    proptest! {
        #[test]
        fn origins_rise_within_the_text(text in "\\PC{0,40}|[政務公開乾隆○Ａ\u{200b}\u{0}\n]{0,40}") {
            let folded = fold(&text);
            prop_assert_eq!(folded.chars.len(), folded.origin.len());
            let mut chars = vec!['前'];
            fold_into(&text, &mut chars);
            prop_assert_eq!(&folded.chars, &chars);
            prop_assert!(folded.origin.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(folded.origin.iter().all(|at| (*at as usize) < text.chars().count()));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[政务公开条例浙江省ＡＢ〔〕１２ ]{0,30}") {
            let once = fold(&text).text();
            prop_assert_eq!(fold(&once).text(), once);
        }
    }
}
