//! Holds a template to the few parts of the language that a letter needs, and finds what it names, each with its line.
//! What a template engine can do beyond that (repeating text, calling, including) has no place in a letter.

use std::collections::BTreeSet;

use super::fault::{TemplateFault, Wrong};

const STATEMENTS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];
const WORDS: [&str; 9] = ["if", "elif", "else", "in", "not", "and", "or", "true", "false"];
/// The members of `loop` that a text may ask for.
const LOOP: [&str; 4] = ["index", "first", "last", "length"];
/// So many faults are told at a time.
const MOST_FAULTS: usize = 100;
/// The filters that a text may use.
pub(super) const FILTERS: [&str; 2] = ["join", "length"];

/// Faults of a template that names only `fields`.
pub(super) fn faults(text: &str, fields: &BTreeSet<&str>) -> Vec<TemplateFault> {
    let mut scan = Scan { fields, loop_names: BTreeSet::new(), faults: Vec::new() };
    let tags = tags(text);
    for tag in tags.iter().filter(|tag| tag.statement) {
        if let [(_, Token::Word("for")), (_, Token::Word(name)), (_, Token::Word("in")), ..] = tag.tokens.as_slice() {
            scan.loop_names.insert(name);
        }
    }
    for tag in &tags {
        if scan.faults.len() >= MOST_FAULTS {
            break;
        }
        scan.tag(tag);
    }
    scan.faults.truncate(MOST_FAULTS);
    scan.faults
}

struct Tag<'a> {
    line: usize,
    statement: bool,
    tokens: Vec<(usize, Token<'a>)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Token<'a> {
    Word(&'a str),
    /// a text or a number in the template itself
    Literal,
    Sign(char),
}

struct Scan<'a> {
    fields: &'a BTreeSet<&'a str>,
    loop_names: BTreeSet<&'a str>,
    faults: Vec<TemplateFault>,
}

impl Scan<'_> {
    fn fault(&mut self, line: usize, wrong: Wrong) {
        self.faults.push(TemplateFault { line, wrong });
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if tag.statement
            && let Some((line, Token::Word(word))) = tag.tokens.first()
            && !STATEMENTS.contains(word)
        {
            return self.fault(*line, Wrong::NotForLetters((*word).to_owned()));
        }
        if tag.tokens.is_empty() {
            return self.fault(tag.line, Wrong::Syntax("an empty tag".to_owned()));
        }
        let at = |index: usize| tag.tokens.get(index).map(|(_, token)| *token);
        for (index, (line, token)) in tag.tokens.iter().enumerate() {
            let before = index.checked_sub(1).and_then(at);
            let wrong = match token {
                Token::Word(word) => self.word(word, before, index == 0 && tag.statement, index.checked_sub(2).and_then(at)),
                Token::Sign('(') => {
                    let of_a_filter = index.checked_sub(2).and_then(at) == Some(Token::Sign('|'));
                    (!of_a_filter).then(|| Wrong::NotForLetters("(".to_owned()))
                }
                Token::Sign(sign) if "*~+/%[{".contains(*sign) => Some(Wrong::NotForLetters(sign.to_string())),
                Token::Sign(_) | Token::Literal => None,
            };
            if let Some(wrong) = wrong {
                self.fault(*line, wrong);
            }
        }
    }

    fn word(&self, word: &str, before: Option<Token<'_>>, first: bool, earlier: Option<Token<'_>>) -> Option<Wrong> {
        match before {
            _ if first => None,
            Some(Token::Sign('.')) if earlier == Some(Token::Word("loop")) && LOOP.contains(&word) => None,
            Some(Token::Sign('|')) if FILTERS.contains(&word) => None,
            Some(Token::Sign('.' | '|')) => Some(Wrong::NotForLetters(word.to_owned())),
            _ if WORDS.contains(&word) || word == "loop" || self.loop_names.contains(word) || self.fields.contains(word) => None,
            _ => Some(Wrong::UnknownField(word.to_owned())),
        }
    }
}

/// Every `{{ … }}` and `{% … %}`; what is not closed is left to the engine, which says so.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let (mut at, mut line, mut counted) = (0, 1, 0);
    while let Some(found) = text[at..].find('{') {
        let begin = at + found;
        line += text[counted..begin].matches('\n').count();
        counted = begin;
        let rest = &text[begin..];
        let (statement, end) = match rest.as_bytes().get(1) {
            Some(b'{') => (false, "}}"),
            Some(b'%') => (true, "%}"),
            Some(b'#') => {
                at = rest.find("#}").map_or(text.len(), |end| begin + end + 2);
                continue;
            }
            _ => {
                at = begin + 1;
                continue;
            }
        };
        let (tokens, length) = tokens(&rest[2..], end, line);
        tags.push(Tag { line, statement, tokens });
        at = begin + 2 + length;
    }
    tags
}

/// The tokens up to `end`, and how many bytes that took.
fn tokens<'a>(text: &'a str, end: &str, first_line: usize) -> (Vec<(usize, Token<'a>)>, usize) {
    let mut found = Vec::new();
    let (mut at, mut line, mut counted) = (0, first_line, 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with(end) {
            return (found, at + end.len());
        }
        line += text[counted..at].matches('\n').count();
        counted = at;
        let (token, length) = match c {
            '"' | '\'' => (Some(Token::Literal), quoted(rest, c)),
            _ if c.is_alphabetic() || c == '_' => {
                let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                (Some(Token::Word(&rest[..length])), length)
            }
            _ if c.is_ascii_digit() => (Some(Token::Literal), rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())),
            // White space, and the marks that cut it away beside a tag.
            _ if c.is_whitespace() || c == '-' => (None, c.len_utf8()),
            _ => (Some(Token::Sign(c)), c.len_utf8()),
        };
        found.extend(token.map(|token| (line, token)));
        at += length;
    }
    (found, text.len())
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

pub(super) fn line_of(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}
