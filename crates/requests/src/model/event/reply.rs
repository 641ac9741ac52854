//! The reply: draft, checks, letter, delivery, correction.

use crate::model::choice::Delivery;
use jiff::civil::Date;
use law::{Remedy, RuleRef};
use serde::{Deserialize, Serialize};
use store::PartRef;

/// A draft of the reply. Texts are sealed: they may speak of the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyDrafted {
    /// row of the closed list
    pub outcome: String,
    /// id of the ground
    pub ground: String,
    /// the rule that the reply rests on, as cited
    pub rule: RuleRef,
    /// the texts that this outcome asks for, one sealed JSON object
    pub texts: PartRef,
    /// drafter's person id
    pub drafter: String,
    /// the legal reviewer sees it before it is signed
    #[serde(default)]
    pub legal_review: bool,
}

/// A step of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// person's id
    pub person: String,
}

/// Sent back for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

/// The letter that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplySent {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// legal date of receipt
    pub received_on: Date,
    /// the day on which it was due
    pub due_on: Date,
    /// row of the closed list
    pub outcome: String,
    /// name of the row, as it was then
    pub outcome_name: String,
    /// 文号
    pub letter_number: String,
    /// day
    pub sent_on: Date,
    /// by which way
    pub delivery: Delivery,
    /// the rule that the reply rests on
    pub rule: RuleRef,
    /// the remedies that it names
    pub remedies: Vec<Remedy>,
    /// the letter itself, sealed JSON of `letters::Letter`
    pub letter: PartRef,
    /// id of the person who sent it
    pub person: String,
    /// 文号 of the letter that it corrects; none for a first reply
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<String>,
    /// it says that the requester let a term pass: the case counts as given up
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lapses: bool,
    /// the day by which a letter on paper is to leave the house
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch_by: Option<Date>,
}

/// Somebody who checks passes the draft on, with or without a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passed {
    /// person's id
    pub person: String,
    /// a remark
    #[serde(default)]
    pub remark: Option<PartRef>,
}

/// A comment at a place in the draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commented {
    /// id within the case
    pub id: String,
    /// the control whose text it stands at
    pub field: String,
    /// the words that it speaks of; may be empty
    pub quote: PartRef,
    /// what is said
    pub text: PartRef,
    /// person's id
    pub person: String,
}

/// A comment was dealt with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommentResolved {
    /// which
    pub id: String,
    /// person's id
    pub person: String,
}

/// A notice that is not the reply went out: to the requester, a third party or another body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSent {
    /// kind of notice, as in `law/letters`
    pub notice: String,
    /// 文号
    pub letter_number: String,
    /// day
    pub sent_on: Date,
    /// to whom
    pub to: Addressee,
    /// by which way
    pub delivery: Delivery,
    /// the letter itself, sealed JSON of `letters::Letter`
    pub letter: PartRef,
    /// person's id
    pub person: String,
    /// the day by which a letter on paper is to leave the house
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispatch_by: Option<Date>,
    /// the day by which its delivery is to be written down, where a term runs from there and it needs no dispatch
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Date>,
}

/// To whom a notice goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "who", content = "id")]
pub enum Addressee {
    /// the requester
    Requester,
    /// the one who is asked in a consultation, by its id
    Consulted(String),
}

/// A letter left the house otherwise than online.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatched {
    /// 文号
    pub letter_number: String,
    /// day
    pub on: Date,
    /// by which way
    pub delivery: Delivery,
    /// number of the consignment; sealed, since it leads to an address
    pub tracking: Option<PartRef>,
    /// person's id
    pub person: String,
    /// the day by which its delivery is to be written down, where a term runs from there
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_by: Option<Date>,
}

/// A letter reached its addressee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivered {
    /// 文号
    pub letter_number: String,
    /// day
    pub on: Date,
    /// what shows it
    pub proof: DeliveryProof,
    /// who signed, or what else is to be said
    pub note: Option<PartRef>,
    /// who entered it; none where it was read online
    pub person: Option<String>,
}

/// What shows that a letter arrived, or that it did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeliveryProof {
    /// read online with the query code
    ReadOnline,
    /// signed for
    Signed,
    /// the carrier's record
    CarrierRecord,
    /// came back
    Returned,
}

impl DeliveryProof {
    /// every proof that an officer can enter
    pub const ALL: [DeliveryProof; 3] = [DeliveryProof::Signed, DeliveryProof::CarrierRecord, DeliveryProof::Returned];

    /// the code, also of its message `requests-proof-<code>`
    pub fn as_str(self) -> &'static str {
        match self {
            DeliveryProof::ReadOnline => "read-online",
            DeliveryProof::Signed => "signed",
            DeliveryProof::CarrierRecord => "carrier-record",
            DeliveryProof::Returned => "returned",
        }
    }

    /// parses the code
    pub fn parse(code: &str) -> Option<DeliveryProof> {
        Self::ALL.into_iter().find(|proof| proof.as_str() == code)
    }
}

/// A reply that was sent is corrected: both stay. The case is open for a new draft, the clock stays ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionOpened {
    /// 文号 of the letter that is corrected
    pub letter_number: String,
    /// why
    pub reason: PartRef,
    /// person's id
    pub person: String,
}
