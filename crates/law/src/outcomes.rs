use crate::RuleRef;
use serde::{Deserialize, Serialize};

/// A row of the closed list of outcomes: a leaf of the annual report of 国办公开办函〔2021〕30号.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Outcome {
    /// `1`, `2`, `3.1` … `6.3`
    pub code: String,
    /// what it is the row of, where the program itself must name it
    #[serde(default)]
    pub of: Option<OutcomeOf>,
    /// name in Chinese as the annual report prints it
    pub name: String,
    /// short English name
    pub name_en: String,
    /// group heading (予以公开, 部分公开, 不予公开, 无法提供, 不予处理, 其他处理)
    pub group: String,
    /// the group's English name
    pub group_en: String,
    /// what the officer's form must ask for this outcome
    pub asks: Vec<OutcomeField>,
}

/// What the program itself must find in the list, whatever the row is called there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeOf {
    /// a part is given
    PartialDisclosure,
    /// nothing is given, on a ground that can also stand on a part; the only one with several rows
    Refusal,
    /// it was answered before
    RepeatedRequest,
    /// a clarification did not come in time
    LapsedClarification,
    /// a fee was not paid in time
    UnpaidFee,
    /// the requester took it back
    Withdrawal,
}

impl OutcomeOf {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::PartialDisclosure, Self::Refusal, Self::RepeatedRequest, Self::LapsedClarification, Self::UnpaidFee, Self::Withdrawal];

    /// The word in the file, for example `unpaid-fee`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PartialDisclosure => "partial-disclosure",
            Self::Refusal => "refusal",
            Self::RepeatedRequest => "repeated-request",
            Self::LapsedClarification => "lapsed-clarification",
            Self::UnpaidFee => "unpaid-fee",
            Self::Withdrawal => "withdrawal",
        }
    }
}

/// A thing that a reply of some outcome must hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeField {
    /// way and channel where the information is public (a text, and where it is, or the id of a published document)
    WhereToFind,
    /// the information itself or how and when it is handed over
    Provision,
    /// which part is refused
    RefusedPart,
    /// the reasons
    Reason,
    /// the organ to ask instead and its contact, where known
    CompetentOrgan,
    /// the earlier reply's number and date
    EarlierReply,
    /// what was searched
    SearchMade,
}

/// The articles that carry an outcome under a regime, one of which the officer picks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// stable id
    pub id: String,
    /// what it is about, in Chinese
    pub title: String,
    /// as cited in the letter
    pub rule: RuleRef,
}

/// A code with its names, for example a form in which information can be had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all(deserialize = "kebab-case"))]
pub struct Choice {
    /// what it is a choice of: `channel`, `organisation-kind`, `authority`, `remedy` or `unit`
    pub of: String,
    /// the code
    pub code: String,
    /// name in Chinese
    pub name: String,
    /// name in English
    pub name_en: String,
}
