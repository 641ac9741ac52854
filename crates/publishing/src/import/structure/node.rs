//! The pieces of a body.

use serde::Serialize;

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
    pub(super) fn new(kind: NodeKind, text: impl Into<String>) -> Node {
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
