use crate::{Regime, RuleRef};
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
    /// where some ground asks for something else
    #[serde(default)]
    pub asks_on: Vec<GroundAsks>,
    /// what must have happened before such a reply
    #[serde(default)]
    pub needs: Vec<Need>,
}

/// What is asked for where an outcome stands on certain grounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundAsks {
    /// ids of the grounds
    pub grounds: Vec<String>,
    /// what is asked for, instead of what the outcome asks for elsewhere
    pub asks: Vec<OutcomeField>,
    /// those that may stay empty
    #[serde(default)]
    pub optional: Vec<OutcomeField>,
}

/// Something that must have happened before a reply of some outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// what
    pub what: Happened,
    /// the family of the rule whose article says so; where it is not in force, the ground's own article is named
    pub rule: String,
    /// ids of the grounds on which it is needed; on all where none are named
    #[serde(default)]
    pub grounds: Vec<String>,
    /// regulations under which it is needed; under both where none are named
    #[serde(default)]
    pub regimes: Vec<Regime>,
    /// without it the reply cannot go out; else it is only told
    pub stops: bool,
}

impl Need {
    /// Whether it is asked for on a ground under a regulation.
    pub fn holds(&self, ground: &str, regime: Regime) -> bool {
        let on = self.grounds.is_empty() || self.grounds.iter().any(|id| id == ground);
        on && (self.regimes.is_empty() || self.regimes.contains(&regime))
    }
}

/// What can have happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happened {
    /// the requester was asked to make the request clear, and answered
    ClarificationAnswered,
    /// the requester was asked to make it clear and let the term pass
    ClarificationLapsed,
    /// reasons for so many requests were asked for
    ReasonsAsked,
    /// reasons that were asked for were given
    ReasonsGiven,
    /// a fee was asked for and the requester let the term pass
    FeeLapsed,
    /// a third party was asked
    ThirdPartyAsked,
    /// a third party objects
    ThirdPartyObjects,
    /// the regulation of the day of receipt names such an outcome
    NamedInRegulation,
}

impl Outcome {
    /// What is asked for on a ground.
    pub fn asks_for(&self, ground: &str) -> &[OutcomeField] {
        self.on(ground).map_or(&self.asks, |on| &on.asks)
    }

    /// Whether a ground lets a field stay empty that it asks for.
    pub fn may_be_empty(&self, ground: &str, field: OutcomeField) -> bool {
        self.on(ground).is_some_and(|on| on.optional.contains(&field))
    }

    /// Everything that some ground asks for, each once.
    pub fn asks_anywhere(&self) -> Vec<OutcomeField> {
        let mut fields: Vec<OutcomeField> = Vec::new();
        for field in self.asks.iter().chain(self.asks_on.iter().flat_map(|on| &on.asks)) {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        fields
    }

    fn on(&self, ground: &str) -> Option<&GroundAsks> {
        self.asks_on.iter().find(|on| on.grounds.iter().any(|id| id == ground))
    }
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
