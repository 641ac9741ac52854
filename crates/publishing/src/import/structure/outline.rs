//! What is made of a body: its passages for the index, its outline for the reader.

use super::node::{Node, NodeKind};
use facts::Passage;

/// The body as search takes it: an article with all that is in it is one passage, so is each clause; title and number are left out.
#[must_use]
pub fn passages(nodes: &[Node]) -> Vec<Passage> {
    let mut passages = Vec::new();
    for node in nodes {
        collect(node, None, &mut passages);
    }
    passages
}

fn collect(node: &Node, above: Option<&str>, passages: &mut Vec<Passage>) {
    let anchor = node.anchor.as_deref().or(above);
    match node.kind {
        NodeKind::Title | NodeKind::Number | NodeKind::Contents => {}
        NodeKind::Article | NodeKind::SubClause | NodeKind::Item | NodeKind::SubItem => {
            let mut text = String::new();
            whole(node, &mut text);
            passages.push(Passage { anchor: anchor.map(str::to_owned), text });
        }
        _ => {
            passages.push(Passage { anchor: anchor.map(str::to_owned), text: node.line() });
            for child in &node.children {
                collect(child, anchor, passages);
            }
        }
    }
}

fn whole(node: &Node, text: &mut String) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&node.line());
    for child in &node.children {
        whole(child, text);
    }
}

/// An entry of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlineEntry {
    /// the fragment
    pub anchor: String,
    /// label and text
    pub text: String,
    /// 0 for the outermost
    pub depth: usize,
}

/// Headings of a body; of a text without headings its clauses 一、二、…
#[must_use]
pub fn outline(nodes: &[Node]) -> Vec<OutlineEntry> {
    let mut entries = Vec::new();
    gather(nodes, 0, &|node| node.kind.is_heading(), &mut entries);
    if !entries.iter().any(|entry| !entry.anchor.starts_with('f')) {
        entries.clear();
        gather(
            nodes,
            0,
            &|node| node.kind.is_heading() || (node.kind == NodeKind::Clause && node.text.chars().count() <= 40),
            &mut entries,
        );
    }
    entries
}

fn gather(nodes: &[Node], depth: usize, wanted: &dyn Fn(&Node) -> bool, entries: &mut Vec<OutlineEntry>) {
    for node in nodes {
        let deeper = if let (true, Some(anchor)) = (wanted(node), &node.anchor) {
            entries.push(OutlineEntry { anchor: anchor.clone(), text: node.line(), depth });
            depth + 1
        } else {
            depth
        };
        gather(&node.children, deeper, wanted, entries);
    }
}
