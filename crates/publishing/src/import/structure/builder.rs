//! Puts pieces into a tree in reading order, and gives each clause its anchor.

use super::node::{Node, NodeKind};
use crate::import::shapes::{self, Level};
use std::collections::{HashMap, HashSet};

/// The tree as far as it is read: what is closed, and the pieces that are still open, outermost first.
#[derive(Default)]
pub(super) struct Builder {
    roots: Vec<Node>,
    open: Vec<(Option<Level>, Node)>,
    used: HashSet<String>,
    /// The last mark that an anchor which comes again was given.
    again: HashMap<String, u32>,
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

    pub(super) fn root(&mut self, node: Node) {
        self.close_while(|_| true);
        self.roots.push(node);
    }

    pub(super) fn attachment(&mut self, line: &str) {
        self.close_while(|_| true);
        self.attachments += 1;
        let mut node = Node::new(NodeKind::Attachment, line);
        node.anchor = self.unique(format!("f{}", self.attachments));
        self.open.push((None, node));
    }

    pub(super) fn paragraph(&mut self, line: &str) {
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

    pub(super) fn labelled(&mut self, found: &shapes::Labelled<'_>) {
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
        let last = self.again.entry(wanted.clone()).or_insert(1);
        for n in *last + 1.. {
            let anchor = format!("{wanted}_{n}");
            if self.used.insert(anchor.clone()) {
                *last = n;
                return Some(anchor);
            }
        }
        None
    }

    pub(super) fn finish(mut self) -> Vec<Node> {
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
