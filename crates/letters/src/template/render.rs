//! Filling a text: from lines and fields to the blocks of a letter.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Value as Filled;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::fault::{TemplateFault, Wrong};
use super::field::Value;
use crate::content::in_words;
use crate::{Block, MAX_CHARACTERS};

/// How many steps a text may take: a letter of a hundred items takes some thousand.
const FUEL: u64 = 100_000;
/// How long a filled text may be, in bytes.
const LONGEST: usize = MAX_CHARACTERS * 6;
/// Stand for the marks at the head of a line, so that what a field holds is never taken for one.
const HEADING: char = '\u{e000}';
const ITEM: char = '\u{e001}';
/// What an item of a list may have been ended with, and what stays.
const ITEM_ENDS: [char; 11] = ['。', '；', '，', '、', '：', '.', ';', ',', ':', '．', '､'];
const OWN_ENDS: [char; 5] = ['？', '！', '?', '!', '…'];
/// A line break within a field, which the letter takes as one within its paragraph.
const BREAK: char = '\u{2028}';

/// Fills a text; `None` stands for a field that is empty.
pub(super) fn blocks<'a>(text: &str, fields: impl Iterator<Item = (&'a str, Option<Value>)>) -> Result<Vec<Block>, TemplateFault> {
    let environment = environment();
    let marked = marked(text);
    let template = environment.template_from_str(&marked).map_err(fault)?;
    let context: BTreeMap<String, Filled> =
        fields.map(|(name, value)| (name.to_owned(), value.map_or_else(|| Filled::from(()), filled))).collect();
    let mut written = Written::default();
    if let Err(error) = template.render_captured_to(Filled::from(context), &mut written) {
        return Err(fault(error));
    }
    Ok(structured(&String::from_utf8_lossy(&written.0)))
}

/// What was written so far, up to a limit: loops within loops write the text's own words over and over.
#[derive(Default)]
struct Written(Vec<u8>);

impl std::io::Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0.len() + bytes.len() > LONGEST {
            return Err(std::io::Error::other("the letter grows too long"));
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether the engine can read a text.
pub(super) fn syntax(text: &str) -> Result<(), TemplateFault> {
    environment().template_from_str(&marked(text)).map(drop).map_err(fault)
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::empty();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // A tag that stands alone on a line leaves no empty line behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_fuel(Some(FUEL));
    environment.add_filter("join", minijinja::filters::join);
    environment.add_filter("length", minijinja::filters::length);
    let written = Arc::new(AtomicUsize::new(0));
    environment.set_formatter(move |out, _, value| {
        if value.is_none() || value.is_undefined() {
            return Err(Error::new(ErrorKind::UndefinedError, "an empty field"));
        }
        let text: String =
            value.to_string().chars().filter(|c| !matches!(*c, HEADING | ITEM | '\r')).map(|c| if c == '\n' { BREAK } else { c }).collect();
        if written.fetch_add(text.len(), Ordering::Relaxed) + text.len() > MAX_CHARACTERS * 4 {
            return Err(Error::new(ErrorKind::OutOfFuel, "the letter grows too long"));
        }
        out.write_str(&text).map_err(Error::from)
    });
    environment
}

fn filled(value: Value) -> Filled {
    match value {
        Value::Text(text) => Filled::from(text),
        Value::Number(number) => Filled::from(number),
        Value::Date(date) => Filled::from(in_words(date)),
        Value::List(texts) => Filled::from(ended(&texts)),
        Value::Flag(flag) => Filled::from(flag),
    }
}

/// Items as a list of a letter ends them, however they were typed: `；` between them and `。` at the end. A question or an
/// exclamation keeps its own mark.
fn ended(items: &[String]) -> Vec<String> {
    let bare: Vec<&str> = items.iter().map(|item| bare(item)).filter(|item| !item.is_empty()).collect();
    let end = |at: usize| if at + 1 == bare.len() { '。' } else { '；' };
    bare.iter()
        .enumerate()
        .map(|(at, item)| if item.ends_with(OWN_ENDS) { (*item).to_owned() } else { format!("{item}{}", end(at)) })
        .collect()
}

/// An item without the mark that it was typed with.
pub(super) fn bare(item: &str) -> &str {
    item.trim().trim_end_matches(|c: char| ITEM_ENDS.contains(&c) || c.is_whitespace())
}

fn marked(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line: String = line.chars().filter(|c| !matches!(*c, HEADING | ITEM)).collect();
        match (line.strip_prefix("# "), line.strip_prefix("- ")) {
            (Some(heading), _) => format!("{HEADING}{heading}"),
            (_, Some(item)) => format!("{ITEM}{item}"),
            _ => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn structured(rendered: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for line in tidied(rendered).lines().map(str::trim) {
        if let Some(heading) = line.strip_prefix(HEADING) {
            blocks.push(Block::Heading(heading.trim().to_owned()));
        } else if let Some(item) = line.strip_prefix(ITEM) {
            match blocks.last_mut() {
                Some(Block::List(items)) => items.push(item.trim().to_owned()),
                _ => blocks.push(Block::List(vec![item.trim().to_owned()])),
            }
        } else if !line.is_empty() {
            blocks.push(Block::Paragraph(line.replace(BREAK, "\n")));
        }
    }
    blocks
}

/// Where what a field holds ends in a mark of its own and the text goes on with another, the text's stands.
fn tidied(rendered: &str) -> String {
    const ENDS: [char; 3] = ['。', '；', '，'];
    let mut tidy = String::with_capacity(rendered.len());
    for character in rendered.chars() {
        if ENDS.contains(&character) && tidy.ends_with(ENDS) {
            tidy.pop();
        }
        tidy.push(character);
    }
    tidy
}

fn fault(error: Error) -> TemplateFault {
    let line = error.line().unwrap_or(1);
    let said = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    let wrong = match error.kind() {
        ErrorKind::OutOfFuel | ErrorKind::WriteFailure => Wrong::TooLong,
        ErrorKind::UndefinedError => Wrong::MayBeEmpty(said),
        _ => Wrong::Syntax(said),
    };
    TemplateFault { line, wrong }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_end_as_a_list_does_however_they_were_typed() {
        let filled = |typed: &[&str]| {
            let points = Value::List(typed.iter().map(|item| (*item).to_owned()).collect());
            let text = "{% for point in points %}\n- {{ point }}\n{% endfor %}";
            blocks(text, [("points", Some(points))].into_iter()).unwrap_or_else(|fault| panic!("{fault:?}"))
        };
        let list = |items: &[&str]| [Block::List(items.iter().map(|item| (*item).to_owned()).collect())];
        for typed in
            [&["写明区", "写明年份"][..], &["写明区；", "写明年份。"], &["写明区。", "写明年份；"], &["写明区, ", " 写明年份.", "。"]]
        {
            assert_eq!(filled(typed), list(&["写明区；", "写明年份。"]), "{typed:?}");
        }
        assert_eq!(filled(&["是否保存？", "合同（副本）", "2.5万元"]), list(&["是否保存？", "合同（副本）；", "2.5万元。"]));
        assert_eq!(filled(&["只有一项"]), list(&["只有一项。"]));
        let joined = blocks("{{ points|join(\"；\") }}。", [("points", Some(Value::List(vec!["甲".into(), "乙".into()])))].into_iter());
        assert_eq!(joined.unwrap_or_else(|fault| panic!("{fault:?}")), [Block::Paragraph("甲；乙。".into())]);
    }

    #[test]
    fn a_field_with_its_own_stop_leaves_one_mark() {
        let filled = |text: &str| {
            let fields = [("why", Some(Value::Text("数据须核对。".into()))), ("rule", Some(Value::Text("每页40元。".into())))];
            blocks(text, fields.into_iter()).unwrap_or_else(|fault| panic!("{fault:?}"))
        };
        assert_eq!(filled("因{{ why }}，不能按期答复。"), [Block::Paragraph("因数据须核对，不能按期答复。".into())]);
        assert_eq!(filled("- 标准：{{ rule }}；\n- {{ why }}。"), [Block::List(vec!["标准：每页40元；".into(), "数据须核对。".into()])]);
    }
}
