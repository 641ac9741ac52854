//! A letter made ready to print: cleaned text, empty parts left out, punctuation that the form adds.

use jiff::civil::Date;

use crate::{Block, Letter, LetterError, MAX_CHARACTERS};

/// The space that no line ends at.
pub(crate) const BOUND: char = '\u{a0}';
/// The character that is drawn for one.
pub(crate) fn drawn(c: char) -> char {
    if c == BOUND { ' ' } else { c }
}

/// A number longer than this, in characters with its spaces, may be parted: `+86 (0571) 8888 8888 - 6666` is none.
const LONGEST_NUMBER: usize = 28;

/// What all three renderers print, in the order of the letter.
pub(crate) struct Content {
    pub(crate) notice: Option<String>,
    pub(crate) issuer: Option<String>,
    pub(crate) number: Option<String>,
    pub(crate) title: Vec<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) body: Vec<Part>,
    pub(crate) attachments: Vec<String>,
    pub(crate) signatory: Option<String>,
    pub(crate) date: String,
    pub(crate) contact: Option<String>,
}

/// A block of the body with clean, non-empty text of one line.
pub(crate) enum Part {
    Paragraph(String),
    Heading(String),
    List(Vec<String>),
}

impl Content {
    pub(crate) fn of(letter: &Letter) -> Self {
        let body = letter.body.iter().flat_map(parts).collect();
        Self {
            notice: letter.notice.as_deref().and_then(line),
            issuer: line(&letter.issuer),
            number: line(&letter.number),
            title: lines(&letter.title),
            recipient: line(&letter.recipient).map(with_colon),
            body,
            attachments: letter.attachments.iter().filter_map(|name| line(name)).collect(),
            signatory: line(&letter.signatory),
            date: in_words(letter.date),
            contact: letter.contact.as_deref().and_then(line).map(in_brackets),
        }
    }

    /// Like [`Content::of`], for renderers whose work grows with the letter.
    pub(crate) fn bounded(letter: &Letter) -> Result<Self, LetterError> {
        let content = Self::of(letter);
        let characters = content.texts().map(|text| text.chars().count()).sum();
        if characters > MAX_CHARACTERS {
            return Err(LetterError::TooLong { characters });
        }
        Ok(content)
    }

    /// The title on one line, for metadata.
    pub(crate) fn title_line(&self) -> String {
        self.title.concat()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let body = self.body.iter().flat_map(|part| match part {
            Part::Paragraph(text) | Part::Heading(text) => std::slice::from_ref(text),
            Part::List(items) => items.as_slice(),
        });
        [&self.notice, &self.issuer, &self.number, &self.recipient, &self.signatory, &self.contact]
            .into_iter()
            .flatten()
            .chain(&self.title)
            .chain(body)
            .chain(&self.attachments)
            .map(String::as_str)
    }
}

/// 2016年8月17日
pub(crate) fn in_words(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

fn parts(block: &Block) -> Vec<Part> {
    match block {
        Block::Paragraph(text) => lines(text).into_iter().map(Part::Paragraph).collect(),
        Block::Heading(text) => line(text).map(Part::Heading).into_iter().collect(),
        Block::List(items) => {
            let items: Vec<String> = items.iter().filter_map(|item| line(item)).collect();
            if items.is_empty() { Vec::new() } else { vec![Part::List(items)] }
        }
    }
}

fn with_colon(mut recipient: String) -> String {
    if recipient.ends_with(':') {
        recipient.pop();
    }
    if !recipient.ends_with('：') {
        recipient.push('：');
    }
    recipient
}

fn in_brackets(contact: String) -> String {
    if contact.starts_with('（') && contact.ends_with('）') { contact } else { format!("（{contact}）") }
}

/// The text on one line, or nothing when there is nothing to see.
fn line(text: &str) -> Option<String> {
    let joined = whole_numbers(&lines(text).join(" "));
    (!joined.is_empty()).then_some(joined)
}

fn lines(text: &str) -> Vec<String> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'])
        .map(|line| {
            let clean: String = line.chars().filter(|c| !is_dropped(*c)).map(|c| if is_space(c) { ' ' } else { c }).collect();
            // The indent is the form's, so one that was typed would double it.
            whole_numbers(clean.trim())
        })
        .filter(|line| !line.is_empty())
        .collect()
}

/// The text with the spaces inside telephone and other grouped numbers bound, so that no line ends there.
fn whole_numbers(text: &str) -> String {
    let mut bound = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        bound.push(if c == ' ' && is_in_number(text, at) { BOUND } else { c });
    }
    bound
}

/// Whether a space stands between two groups of digits that are short enough together to stay on one line.
fn is_in_number(text: &str, space: usize) -> bool {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | ' ' | BOUND | '(' | ')' | '+');
    let before = text[..space].len() - text[..space].trim_end_matches(of_number).len();
    let after = text[space..].len() - text[space..].trim_start_matches(of_number).len();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || matches!(c, '(' | ')' | '-'));
    let groups = digit(text[..space].chars().next_back()) && digit(text[space + 1..].chars().next());
    groups && before + after <= LONGEST_NUMBER
}

fn is_space(c: char) -> bool {
    matches!(c, '\t' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}')
}

/// What prints nothing and can deceive: controls, direction marks and overrides, zero-width characters, tags,
/// presentation selectors and noncharacters.
fn is_dropped(c: char) -> bool {
    let invisible = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}'
        | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}');
    let noncharacter = (u32::from(c) & 0xfffe) == 0xfffe;
    (c.is_control() && c != '\t') || invisible || noncharacter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_text() {
        for (from, to) in [
            ("　　公开\t答复 ", Some("公开 答复")),
            ("a\u{0}b\u{7}\u{202e}c\u{200b}\u{feff}", Some("abc")),
            ("第一行\r\n\r\n第二行", Some("第一行 第二行")),
            (" \u{3000}\n\u{202e}", None),
            ("\u{fffe}\u{1ffff}龘𠮷", Some("龘𠮷")),
        ] {
            assert_eq!(line(from).as_deref(), to, "{from:?}");
        }
    }

    #[test]
    fn numbers_in_groups_hold_together() {
        let bound = |text: &str| line(text).unwrap_or_default().replace(BOUND, "~");
        assert_eq!(bound("电话：0571-0000 0000（演示）"), "电话：0571-0000~0000（演示）");
        assert_eq!(bound("电话：+86 571 8888 8888，第 2 次"), "电话：+86~571~8888~8888，第 2 次");
        assert_eq!(bound("演示路 9 号"), "演示路 9 号");
        assert_eq!(bound("2016 - 2019"), "2016~-~2019");
        let row = "12 ".repeat(30);
        assert_eq!(bound(&row), row.trim_end(), "a row of numbers is not one");
    }

    #[test]
    fn adds_the_punctuation_of_the_form_once() {
        assert_eq!(with_colon("张三".into()), "张三：");
        assert_eq!(with_colon("张三:".into()), "张三：");
        assert_eq!(with_colon("张三：".into()), "张三：");
        assert_eq!(in_brackets("联系人：李四".into()), "（联系人：李四）");
        assert_eq!(in_brackets("（联系人：李四）".into()), "（联系人：李四）");
    }
}
