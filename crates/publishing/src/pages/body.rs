//! A body as lines of a page: tag, anchor, label, text.

use crate::import::structure::{Node, NodeKind};

/// A line of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `h2`, `h3`, `h4`, `p`, `flush`, `sign`
    pub tag: &'static str,
    /// fragment that links here
    pub anchor: Option<String>,
    /// label as printed
    pub label: String,
    /// text without the label
    pub text: String,
    /// gap between the two
    pub gap: &'static str,
}

/// Most characters of a clause 一、… that is set as a heading.
const HEADING: usize = 40;

/// Flattens a body. Title and number stand above it already.
#[must_use]
pub fn lines(nodes: &[Node]) -> Vec<Line> {
    let mut lines = Vec::new();
    flatten(nodes, 0, &mut lines);
    lines
}

fn flatten(nodes: &[Node], depth: usize, lines: &mut Vec<Line>) {
    for node in nodes {
        let heading = is_heading(node);
        let tag = match node.kind {
            NodeKind::Title | NodeKind::Number => continue,
            _ if heading => ["h2", "h3", "h4"][depth.min(2)],
            NodeKind::Addressee => "flush",
            NodeKind::Signature | NodeKind::Date => "sign",
            _ => "p",
        };
        let label = node.label.clone().unwrap_or_default();
        let gap = if label.starts_with('第') && !node.text.is_empty() { "\u{3000}" } else { "" };
        lines.push(Line { tag, anchor: node.anchor.clone(), label, text: node.text.clone(), gap });
        flatten(&node.children, depth + usize::from(heading), lines);
    }
}

fn is_heading(node: &Node) -> bool {
    let short = node.text.chars().count() <= HEADING && !node.text.ends_with(['。', '；', '：', '，']);
    node.kind.is_heading() || (node.kind == NodeKind::Clause && short)
}

/// A piece of a text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// whether it is highlighted
    pub marked: bool,
    /// its text
    pub text: String,
}

/// Cuts a text at ranges of characters, which may touch or overlap.
#[must_use]
pub fn pieces(text: &str, ranges: &[(usize, usize)]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (at, character) in text.chars().enumerate() {
        let marked = ranges.iter().any(|(from, to)| (*from..*to).contains(&at));
        match pieces.last_mut() {
            Some(piece) if piece.marked == marked => piece.text.push(character),
            _ => pieces.push(Piece { marked, text: character.to_string() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::structure::structure;

    #[test]
    fn headings_do_not_skip_a_level() {
        let nodes = structure("第一编 甲\n第一章 乙\n第一节 丙\n第一条 丁\n一、短\n二、长的一句话。", "", None);
        let tags: Vec<&str> = lines(&nodes).iter().map(|line| line.tag).collect();
        assert_eq!(tags, ["h2", "h3", "h4", "p", "h4", "p"]);
    }

    #[test]
    fn marks() {
        let cut = pieces("政务公开工作", &[(0, 2), (2, 4)]);
        assert_eq!(cut, [Piece { marked: true, text: "政务公开".into() }, Piece { marked: false, text: "工作".into() }]);
        assert_eq!(pieces("", &[(0, 9)]), []);
    }
}
