//! In whose hands a case is, and what was done with its record.

use jiff::civil::Date;
use law::RuleRef;
use serde::{Deserialize, Serialize};
use store::PartRef;

/// Personal data was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactViewed {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
    /// the part that was handed out, where it was a file; none where it was the requester's contact
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// An officer looked for cases by personal data. What was looked for stands nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Searched {
    /// person's id
    pub person: String,
    /// fields: `identity`, `name`, `phone`, `email`
    pub by: Vec<String>,
    /// where: `counter` or `search`
    pub place: String,
    /// day
    pub on: Date,
}

/// The case was given to a person. Its clock stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// to whom
    pub to: String,
    /// by whom
    pub person: String,
}

/// A note for the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// what
    pub text: PartRef,
    /// person's id
    pub person: String,
}

/// The case went to another body of the same intake. The law does not ask for it; the city's own rule does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transferred {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub from: String,
    /// organisation's id
    pub to: String,
    /// day
    pub on: Date,
    /// why
    pub reason: PartRef,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// A case with several matters became several cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Split {
    /// numbers of the new cases
    pub into: Vec<String>,
    /// day
    pub on: Date,
    /// person's id
    pub person: String,
}

/// Everything personal in a case was erased; proofs stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erased {
    /// leaf indexes whose bodies are gone
    pub erased: Vec<u64>,
    /// day
    pub on: Date,
    /// why: the period of retention that ended
    pub reason: String,
    /// person's id; `system` where the period ended by itself
    pub person: String,
    /// code of the ground
    #[serde(default)]
    pub ground: String,
    /// article of the ground, as cited
    #[serde(default)]
    pub article: String,
    /// id of the person who proposed it
    #[serde(default)]
    pub proposed_by: String,
}

/// What was looked at that names the requester in full, or somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// the archive package with everything personal
    Archive,
    /// the archive package without
    PublicArchive,
    /// a letter
    Letter,
    /// a consultation
    Consultation,
    /// a file
    File,
    /// the original of material
    Material,
    /// what the requester wrote: evidence, answers, reasons
    Words,
}

impl Look {
    /// the code, also of its message `requests-look-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            Look::Archive => "archive",
            Look::PublicArchive => "public-archive",
            Look::Letter => "letter",
            Look::Consultation => "consultation",
            Look::File => "file",
            Look::Material => "material",
            Look::Words => "words",
        }
    }
}

/// Something personal was looked at, for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewed {
    /// what
    pub what: Look,
    /// which: a letter's number, a consultation's or a part's id; may be empty
    #[serde(default)]
    pub which: String,
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

/// The closed case was filed (归档).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// day
    pub on: Date,
    /// the day on which the case was closed
    pub closed_on: Date,
    /// code of the class of retention (保管期限)
    pub retention: String,
    /// its name, as it was then
    pub retention_name: String,
    /// last day of retention; none: for ever
    pub until: Option<Date>,
    /// 全宗号; may be empty
    #[serde(default)]
    pub fonds: String,
    /// 案卷号; may be empty
    #[serde(default)]
    pub volume: String,
    /// 页数, where it was counted
    #[serde(default)]
    pub pages: Option<u32>,
    /// the rule behind it
    pub rule: RuleRef,
    /// person's id
    pub person: String,
}

/// Erasing everything personal is proposed; another person decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureProposed {
    /// day
    pub on: Date,
    /// code of the ground
    pub ground: String,
    /// its name, as it was then
    pub ground_name: String,
    /// the rule behind it
    pub rule: RuleRef,
    /// why, in words
    pub reason: PartRef,
    /// person's id
    pub person: String,
}

/// The proposal was not agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureDeclined {
    /// day
    pub on: Date,
    /// why
    pub reason: PartRef,
    /// person's id
    pub person: String,
}
