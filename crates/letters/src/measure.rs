//! How wide characters are, as the layout sees them.

/// The hands that a letter is set in; which font each becomes is for [`crate::Fonts`] to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Hand {
    /// 小标宋: the red head and the title.
    Title,
    /// 仿宋: the body.
    Body,
    /// 黑体: headings in the body, and the notice.
    Heading,
    /// 宋体: page numbers.
    Folio,
}

/// Gives the width of characters.
pub(crate) trait Measure {
    /// The advance of a character in a hand, in em.
    fn advance(&self, hand: Hand, c: char) -> f32;

    /// The width of a text in a hand, in em.
    fn width(&self, hand: Hand, text: &str) -> f32 {
        text.chars().map(|c| self.advance(hand, c)).sum()
    }
}

/// Widths without a font: a Chinese character is one em, any other half of it.
pub(crate) struct Cells;

impl Measure for Cells {
    fn advance(&self, _: Hand, c: char) -> f32 {
        if is_wide(c) { 1.0 } else { 0.5 }
    }
}

/// Whether a character takes a full cell in Chinese text.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}'
        | '“' | '”' | '‘' | '’' | '…' | '—')
}
