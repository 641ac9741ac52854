//! A text becomes a tree: headings, articles, clauses, signature, attachments, each clause with an anchor that stays.
//! The rules are versioned: a document keeps the version it was published with, so that links into it keep their meaning.

mod builder;
mod node;
mod outline;

pub use node::{Node, NodeKind};
pub use outline::{OutlineEntry, outline, passages};

use super::characters::is_space;
use super::shapes;
use builder::Builder;

/// Version of the rules of this folder.
pub const STRUCTURE: u32 = 1;

/// Reads a text. `title` and `number` are the metadata's: where the text repeats them at its head, they become nodes of their own.
#[must_use]
pub fn structure(text: &str, title: &str, number: Option<&str>) -> Vec<Node> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty()).collect();
    let mut builder = Builder::default();
    let mut at = head(&lines, title, number, &mut builder);
    let signature = signature(&lines);
    while at < lines.len() {
        let line = lines[at];
        if let Some((first, last)) = signature
            && (first..=last).contains(&at)
        {
            builder.root(Node::new(if at == last { NodeKind::Date } else { NodeKind::Signature }, line));
        } else if let Some(length) = contents(&lines[at..]) {
            let mut node = Node::new(NodeKind::Contents, line);
            node.children = lines[at + 1..at + length].iter().map(|line| Node::new(NodeKind::Paragraph, *line)).collect();
            builder.root(node);
            at += length;
            continue;
        } else if signature.is_none_or(|(_, last)| at > last) && shapes::is_attachment(line) {
            builder.attachment(line);
        } else if let Some(found) = shapes::labelled(line) {
            builder.labelled(&found);
        } else if signature.is_some_and(|(first, _)| at + 1 == first) && shapes::is_closing(line) {
            builder.root(Node::new(NodeKind::Paragraph, line));
        } else {
            builder.paragraph(line);
        }
        at += 1;
    }
    builder.finish()
}

/// Takes title, number and addressee from the head; answers the first line after them.
fn head(lines: &[&str], title: &str, number: Option<&str>, builder: &mut Builder) -> usize {
    let compact = |text: &str| text.chars().filter(|c| !is_space(*c)).collect::<String>();
    let wanted = compact(title);
    let mut at = 0;
    if !wanted.is_empty() {
        for length in 1..=lines.len().min(3) {
            let joined = lines[..length].concat();
            if compact(&joined) == wanted {
                builder.root(Node::new(NodeKind::Title, joined));
                at = length;
                break;
            }
        }
    }
    if let Some(line) = lines.get(at)
        && (number.is_some_and(|n| compact(n) == compact(line)) || (at > 0 && shapes::is_number(line)))
    {
        builder.root(Node::new(NodeKind::Number, *line));
        at += 1;
    }
    if let Some(line) = lines.get(at)
        && at + 1 < lines.len()
        && shapes::is_addressee(line)
    {
        builder.root(Node::new(NodeKind::Addressee, *line));
        at += 1;
    }
    at
}

/// First and last line of the signature: organs and date, at the end or before what is attached.
fn signature(lines: &[&str]) -> Option<(usize, usize)> {
    let last = (1..lines.len()).find(|at| {
        shapes::is_date(lines[*at])
            && shapes::is_issuer(lines[at - 1])
            && lines.get(at + 1).is_none_or(|next| shapes::is_attachment(next) || next.starts_with(['（', '(']))
    })?;
    let mut first = last - 1;
    while first > 0
        && last - first < 6
        && shapes::is_issuer(lines[first - 1])
        && lines[first - 1].ends_with(['厅', '局', '委', '会', '府', '部', '院', '办', '室'])
    {
        first -= 1;
    }
    Some((first, last))
}

/// Length of a table of contents that begins here: 目录, then headings until the first of them comes again.
fn contents(lines: &[&str]) -> Option<usize> {
    let compact: String = lines.first()?.chars().filter(|c| !is_space(*c)).collect();
    if compact != "目录" {
        return None;
    }
    let first = lines.get(1)?;
    let again = lines.iter().skip(2).take(400).position(|line| line == first)?;
    Some(again + 2)
}

/// Title and number as the head of a text gives them, for an import whose metadata leaves them out.
#[must_use]
pub fn told_by_head(text: &str) -> (Option<String>, Option<String>) {
    let mut lines = text.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty());
    let title = lines.next().filter(|line| line.chars().count() <= 100 && !line.contains('。') && shapes::labelled(line).is_none());
    let number = lines.next().filter(|line| title.is_some() && shapes::is_number(line));
    (title.map(str::to_owned), number.map(str::to_owned))
}

#[cfg(test)]
mod tests;
