//! A text becomes a tree: headings, articles, clauses, signature, attachments, each clause with an anchor that stays.
//! The rules are versioned: a document keeps the version it was published with, so that links into it keep their meaning.

use super::characters::is_space;
use super::shapes::{self, Level};
use facts::Passage;
use serde::Serialize;
use std::collections::HashSet;

/// Version of the rules below.
pub const STRUCTURE: u32 = 1;

/// What a piece of a body is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// the title as the text repeats it
    Title,
    /// 文号 as the text repeats it
    Number,
    /// 主送机关
    Addressee,
    /// a table of contents inside the text
    Contents,
    /// 编
    Part,
    /// 分编
    SubPart,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 一、
    Clause,
    /// （一）
    SubClause,
    /// 1.
    Item,
    /// （1）
    SubItem,
    /// a paragraph without a label
    Paragraph,
    /// 落款: the organ
    Signature,
    /// 落款: the date
    Date,
    /// 附件
    Attachment,
}
impl NodeKind {
    /// Whether it is a heading of the outline.
    #[must_use]
    pub fn is_heading(self) -> bool {
        matches!(self, Self::Part | Self::SubPart | Self::Chapter | Self::Section | Self::Attachment)
    }
}

/// A piece of a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"kind": "sub-clause", "anchor": "1-3", "label": "（三）", "text": "做好政策解读。", "children": []}))]
pub struct Node {
    /// what it is
    pub kind: NodeKind,
    /// the fragment that links to it, for example `a12` for 第十二条 or `1-3` for 一（三）
    pub anchor: Option<String>,
    /// the label as printed, for example `第十二条`
    pub label: Option<String>,
    /// its text without the label
    pub text: String,
    /// pieces inside it
    #[schema(no_recursion)]
    pub children: Vec<Node>,
}
impl Node {
    fn new(kind: NodeKind, text: impl Into<String>) -> Node {
        Node { kind, anchor: None, label: None, text: text.into(), children: Vec::new() }
    }
    /// Label and text in one line.
    #[must_use]
    pub fn line(&self) -> String {
        let label = self.label.as_deref().unwrap_or_default();
        let gap = if label.starts_with('第') && !self.text.is_empty() { " " } else { "" };
        format!("{label}{gap}{}", self.text)
    }
}

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

#[derive(Default)]
struct Builder {
    roots: Vec<Node>,
    open: Vec<(Option<Level>, Node)>,
    used: HashSet<String>,
    attachments: u32,
}

impl Builder {
    fn close_while(&mut self, closes: impl Fn(Option<Level>) -> bool) {
        while self.open.last().is_some_and(|(level, _)| closes(*level)) {
            if let Some((_, node)) = self.open.pop() {
                match self.open.last_mut() {
                    Some((_, parent)) => parent.children.push(node),
                    None => self.roots.push(node),
                }
            }
        }
    }

    fn root(&mut self, node: Node) {
        self.close_while(|_| true);
        self.roots.push(node);
    }

    fn attachment(&mut self, line: &str) {
        self.close_while(|_| true);
        self.attachments += 1;
        let mut node = Node::new(NodeKind::Attachment, line);
        node.anchor = self.unique(format!("f{}", self.attachments));
        self.open.push((None, node));
    }

    fn paragraph(&mut self, line: &str) {
        // Inside an article a paragraph is the article's next 款, not part of the item before it.
        if self.open.iter().any(|(level, _)| *level == Some(Level::Article)) {
            self.close_while(|level| level.is_some_and(|l| l > Level::Article));
        }
        let node = Node::new(NodeKind::Paragraph, line);
        match self.open.last_mut() {
            Some((_, parent)) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn labelled(&mut self, found: &shapes::Labelled<'_>) {
        self.close_while(|level| level.is_some_and(|l| l >= found.level));
        let mut node = Node::new(kind(found.level), found.text);
        node.label = Some(found.label.to_owned());
        node.anchor = self.anchor(found);
        self.open.push((Some(found.level), node));
    }

    fn anchor(&mut self, found: &shapes::Labelled<'_>) -> Option<String> {
        let above = |wanted: fn(Level) -> bool| {
            self.open.iter().rev().find(|(level, _)| level.is_none_or(wanted)).and_then(|(_, node)| node.anchor.clone())
        };
        let n = found.number;
        let attachment = self.open.first().filter(|(level, _)| level.is_none()).and_then(|(_, node)| node.anchor.clone());
        let wanted = match found.level {
            Level::Part => join(attachment, "-", &format!("p{n}")),
            Level::SubPart | Level::Chapter | Level::Section => {
                let mark = match found.level {
                    Level::SubPart => 'b',
                    Level::Chapter => 'c',
                    _ => 's',
                };
                match above(|l| l < Level::Article) {
                    Some(heading) if Some(&heading) != attachment.as_ref() => format!("{heading}{mark}{n}"),
                    _ => join(attachment, "-", &format!("{mark}{n}")),
                }
            }
            Level::Article => {
                let article = found.inserted.map_or_else(|| format!("a{n}"), |inserted| format!("a{n}z{inserted}"));
                join(attachment, "-", &article)
            }
            level => {
                let (parent_level, parent) = match self.open.last() {
                    Some((level, node)) => (*level, node.anchor.clone()),
                    None => (None, None),
                };
                // Levels left out between parent and this one stand as 0, so that 一、1. and 一（一） never meet.
                let full = parent_level.filter(|l| *l >= Level::Clause).map_or_else(
                    || if parent_level == Some(Level::Article) { Level::SubClause as usize } else { Level::Clause as usize },
                    |l| l as usize + 1,
                );
                let skipped = "0-".repeat((level as usize).saturating_sub(full));
                join(parent, "-", &format!("{skipped}{n}"))
            }
        };
        self.unique(wanted)
    }

    /// A text may number its parts anew (a decision with the regulation behind it): later ones get a mark.
    fn unique(&mut self, wanted: String) -> Option<String> {
        if self.used.insert(wanted.clone()) {
            return Some(wanted);
        }
        (2_u32..).map(|n| format!("{wanted}_{n}")).find(|anchor| self.used.insert(anchor.clone()))
    }

    fn finish(mut self) -> Vec<Node> {
        self.close_while(|_| true);
        self.roots
    }
}

fn join(prefix: Option<String>, gap: &str, rest: &str) -> String {
    prefix.map_or_else(|| rest.to_owned(), |prefix| format!("{prefix}{gap}{rest}"))
}

fn kind(level: Level) -> NodeKind {
    match level {
        Level::Part => NodeKind::Part,
        Level::SubPart => NodeKind::SubPart,
        Level::Chapter => NodeKind::Chapter,
        Level::Section => NodeKind::Section,
        Level::Article => NodeKind::Article,
        Level::Clause => NodeKind::Clause,
        Level::SubClause => NodeKind::SubClause,
        Level::Item => NodeKind::Item,
        Level::SubItem => NodeKind::SubItem,
    }
}

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

/// Title and number as the head of a text gives them, for an import whose metadata leaves them out.
#[must_use]
pub fn told_by_head(text: &str) -> (Option<String>, Option<String>) {
    let mut lines = text.lines().map(|line| line.trim_matches(is_space)).filter(|line| !line.is_empty());
    let title = lines.next().filter(|line| line.chars().count() <= 100 && !line.contains('。') && shapes::labelled(line).is_none());
    let number = lines.next().filter(|line| title.is_some() && shapes::is_number(line));
    (title.map(str::to_owned), number.map(str::to_owned))
}

#[cfg(test)]
#[path = "structure_tests.rs"]
mod tests;
