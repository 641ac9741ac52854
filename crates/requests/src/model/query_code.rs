//! The query code with which a requester follows a case. It is derived by a keyed hash from the case, so it is stored
//! nowhere and yet a repeated call can be told the same one.

use store::{Store, StreamId};

const ALPHABET: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH: usize = 16;

/// The query code of a case: four groups of four characters (80 bits).
pub fn of(store: &Store, case: &StreamId) -> String {
    spell(&store.keyed_hash("query-code", case.as_str().as_bytes()))
}

fn spell(keyed_hash: &str) -> String {
    let mut code = String::with_capacity(LENGTH + 3);
    for (place, pair) in keyed_hash.as_bytes().chunks(2).take(LENGTH).enumerate() {
        let byte = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    code
}

/// What was typed, brought to the form in which codes are compared: capitals, no spaces, hyphens put back.
pub fn normalise(typed: &str) -> String {
    let letters: Vec<char> = typed.chars().filter(char::is_ascii_alphanumeric).take(LENGTH + 1).map(|c| c.to_ascii_uppercase()).collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Compares without telling by its duration where the difference lies.
pub fn same(typed: &str, code: &str) -> bool {
    let typed = normalise(typed);
    typed.len() == code.len() && typed.bytes().zip(code.bytes()).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_sloppily_is_understood() {
        let code = spell(&"a7".repeat(32));
        assert_eq!(code.len(), 19);
        assert!(same(&code.to_ascii_lowercase().replace('-', " "), &code));
        assert!(!same("", &code));
        assert!(!same(&format!("{code}A"), &code));
    }
}
