//! Characters that cannot be seen and make a text read otherwise than it is.

/// Turns the direction of what follows (Unicode Standard Annex 9): with it `gnp.exe` is read where `exe.png` stands.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Turns the direction, or has no width: nothing that the name of a file needs.
pub fn is_hidden(c: char) -> bool {
    turns_text(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}')
}

/// What a text may not hold: controls other than line ends and tabs, and what turns its direction.
pub fn is_control(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || turns_text(c)
}
