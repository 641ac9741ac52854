//! What a case holds beside its reply: questions that are open, letters that went out, material.

use crate::model::choice::Delivery;
use crate::model::event::{
    Addressee, Answer, ClarificationRequested, Commented, ConsultationAnswered, Consulted, Delivered, DeliveryProof, Dispatched,
    FeeNoticed, MaterialAdded, NoticeSent, PartyKind,
};
use jiff::civil::Date;
use store::PartRef;

/// A question to the requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clarification {
    /// what was asked
    pub asked: ClarificationRequested,
    /// 文号 of its letter
    pub letter: Option<String>,
    /// the day on which the letter reached the requester
    pub delivered_on: Option<Date>,
    /// last day of the term, once the letter was delivered
    pub until: Option<Date>,
    /// the term has passed, and that was said
    pub passed: bool,
    /// day of the answer
    pub answered_on: Option<Date>,
}

/// Reasons that were asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reasons {
    /// day of the question
    pub asked_on: Date,
    /// day and text of the answer
    pub given: Option<(Date, PartRef)>,
}

/// A fee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// what was asked for
    pub noticed: FeeNoticed,
    /// 文号 of its letter
    pub letter: Option<String>,
    /// the day on which the letter reached the requester
    pub delivered_on: Option<Date>,
    /// last day of the term, once the letter was delivered
    pub until: Option<Date>,
    /// the term has passed, and that was said
    pub passed: bool,
    /// day of payment
    pub paid_on: Option<Date>,
}

/// A question to somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consultation {
    /// what was asked
    pub consulted: Consulted,
    /// the day on which it was delivered
    pub delivered_on: Option<Date>,
    /// last day for an answer
    pub until: Option<Date>,
    /// what came back
    pub answered: Option<ConsultationAnswered>,
    /// days of reminders
    pub chased_on: Vec<Date>,
    /// the day on which an objection was overridden
    pub overridden_on: Option<Date>,
}

impl Consultation {
    /// Nothing came back yet.
    pub fn is_open(&self) -> bool {
        self.answered.is_none()
    }

    /// A third party said no, and nobody has overridden it.
    pub fn is_objection(&self) -> bool {
        self.consulted.kind == PartyKind::ThirdParty
            && self.overridden_on.is_none()
            && self.answered.as_ref().is_some_and(|answered| answered.answer == Answer::Objects)
    }

    /// A third party has the question, said nothing, and nobody has decided to disclose all the same.
    pub fn is_silent(&self) -> bool {
        self.consulted.kind == PartyKind::ThirdParty
            && self.overridden_on.is_none()
            && self.delivered_on.is_some()
            && self.answered.as_ref().is_none_or(|answered| answered.answer == Answer::Silent)
    }
}

/// A letter that went out, with its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// 文号
    pub letter_number: String,
    /// kind of notice, or `reply`
    pub notice: String,
    /// day
    pub sent_on: Date,
    /// to whom
    pub to: Addressee,
    /// by which way it is to go
    pub delivery: Delivery,
    /// 文号 of the letter that it corrects
    pub corrects: Option<String>,
    /// the letter, sealed
    pub letter: PartRef,
    /// when it left the house otherwise than online
    pub dispatched: Option<Dispatched>,
    /// when it arrived
    pub delivered: Option<Delivered>,
}

impl SentLetter {
    /// It arrived.
    pub fn is_delivered(&self) -> bool {
        self.delivered.as_ref().is_some_and(|delivered| delivered.proof != DeliveryProof::Returned)
    }

    pub(super) fn notice(sent: &NoticeSent) -> SentLetter {
        SentLetter {
            letter_number: sent.letter_number.clone(),
            notice: sent.notice.clone(),
            sent_on: sent.sent_on,
            to: sent.to.clone(),
            delivery: sent.delivery,
            corrects: None,
            letter: sent.letter.clone(),
            dispatched: None,
            delivered: None,
        }
    }
}

/// A comment on the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// what was said
    pub said: Commented,
    /// dealt with
    pub resolved: bool,
}

/// Material for the reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// the original
    pub added: MaterialAdded,
    /// the newest draft layer
    pub layer: Option<PartRef>,
    /// what goes out, and the layer that it was made from
    pub release: Option<(PartRef, crate::model::event::SealedFile)>,
    /// number of the attachment, once a file was made
    pub attachment: u32,
    /// something was taken out of the file
    pub partial: bool,
}

impl Material {
    /// The file that goes out was made from the newest layer.
    pub fn is_ready(&self) -> bool {
        match (&self.layer, &self.release) {
            (Some(layer), Some((made_from, _))) => layer == made_from,
            _ => false,
        }
    }
}
