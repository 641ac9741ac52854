//! Others are asked: a third party whose rights are touched, an organ that made the information together with this one,
//! another body that holds material.

use super::SealedFile;
use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};
use store::PartRef;

/// Who is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// somebody whose rights disclosure would touch; its silence leaves the decision to the organ
    ThirdParty,
    /// an organ that made the information together with this one; its silence is consent
    CoProducer,
    /// another body, or a unit of this one, that is asked for material or an opinion
    Body,
}

impl PartyKind {
    /// every kind
    pub const ALL: [PartyKind; 3] = [PartyKind::ThirdParty, PartyKind::CoProducer, PartyKind::Body];

    /// the code, also of its message `requests-party-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            PartyKind::ThirdParty => "third-party",
            PartyKind::CoProducer => "co-producer",
            PartyKind::Body => "body",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<PartyKind> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == code)
    }
}

/// Somebody is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// id of this consultation within the case
    pub id: String,
    /// who
    pub kind: PartyKind,
    /// name, sealed: a third party may be a person
    pub name: PartRef,
    /// address or other contact
    pub contact: Option<PartRef>,
    /// the organisation's id, where it is one of this instance
    pub organisation: Option<String>,
    /// the name is known to be of an organisation, not of a person, also where this instance does not know it
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_organisation: bool,
    /// day of the letter
    pub on: Date,
    /// the term that the letter names, where it names one
    pub until: Option<Date>,
    /// what is asked
    pub question: PartRef,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
    /// the day by which its delivery is to be written down, where a term runs from there
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Date>,
}

/// The letter reached the one who is asked; a term of the law runs from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationDelivered {
    /// which
    pub id: String,
    /// day
    pub on: Date,
    /// last day for an answer, where the law has a term
    pub until: Option<Date>,
    /// person's id
    pub person: String,
    /// 文号 of the letter
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<String>,
}

/// An answer, or the passing of the term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationAnswered {
    /// which
    pub id: String,
    /// day
    pub on: Date,
    /// what was said
    pub answer: Answer,
    /// in words
    pub text: Option<PartRef>,
    /// material that came with it
    #[serde(default)]
    pub files: Vec<SealedFile>,
    /// who entered it; none where the term passed by itself
    pub person: Option<String>,
}

/// What an answer amounts to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// disclosure is agreed to
    Consents,
    /// disclosure is objected to
    Objects,
    /// material or an opinion, neither yes nor no
    Says,
    /// nothing came within the term
    Silent,
}

impl Answer {
    /// every answer that somebody can give
    pub const ALL: [Answer; 3] = [Answer::Consents, Answer::Objects, Answer::Says];

    /// the code, also of its message `requests-answer-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Answer::Consents => "consents",
            Answer::Objects => "objects",
            Answer::Says => "says",
            Answer::Silent => "silent",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<Answer> {
        Self::ALL.into_iter().find(|answer| answer.as_str() == code)
    }
}

/// Who was asked was reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsultationChased {
    /// which
    pub id: String,
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// The organ discloses against the will of a third party, for the public interest; the third party was told what and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionOverridden {
    /// which consultation
    pub id: String,
    /// day
    pub on: Date,
    /// what is disclosed, and why the public interest asks for it
    pub reason: PartRef,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}
