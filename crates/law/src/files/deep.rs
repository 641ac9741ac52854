//! Where a file is nested too deep: its reader gives up without saying the place.

use std::ops::Range;

/// How deep the reader of TOML goes.
const LIMIT: usize = 80;

/// The bracket, or the dot of a key, with which a text goes deeper than is read; where none does, the deepest one.
pub(super) fn deepest(text: &str) -> Range<usize> {
    let (mut open, mut dots, mut quote, mut escaped, mut comment) = (0_usize, 0_usize, None, false, false);
    let (mut deepest, mut place) = (0, 0..0);
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('\n', _) => (dots, quote, comment) = (0, None, false),
            _ if comment => {}
            (_, Some('"')) if escaped => escaped = false,
            ('\\', Some('"')) => escaped = true,
            (c, Some(of)) if c == of => quote = None,
            (_, Some(_)) => {}
            ('#', None) => comment = true,
            ('"' | '\'', None) => quote = Some(c),
            ('[' | '{', None) => open += 1,
            (']' | '}', None) => open = open.saturating_sub(1),
            ('.', None) => dots += 1,
            ('=' | ',', None) => dots = 0,
            _ => {}
        }
        let depth = open.max(dots);
        if depth > deepest {
            (deepest, place) = (depth, at..at + c.len_utf8());
        }
        if depth > LIMIT {
            break;
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_found_past_strings_and_comments() {
        let brackets = "[".repeat(LIMIT + 1);
        for (text, line) in [
            (format!("a = 1\nb = \"{brackets}\"\n# {brackets}\nc = {brackets}"), 4),
            (format!("a = \"\\\"{brackets}\"\nc = [\n{brackets}"), 3),
            (format!("a = 1.5\n{}a = 1", "a.".repeat(LIMIT + 1)), 2),
            ("a = 1\nb = [[1]]\nc = [1]".to_owned(), 2),
            (String::new(), 1),
        ] {
            let place = deepest(&text);
            assert_eq!(text[..place.start].matches('\n').count() + 1, line, "{text}");
        }
    }
}
