//! What an officer can do on a case.

use crate::decide::draft::DraftTexts;
use crate::decide::pass::Stage;
use crate::model::event::{Answer, DeliveryProof, FeeMethod, PartyKind};
use crate::model::{Delivery, Upload};
use jiff::civil::Date;

/// What an officer can do.
#[derive(Debug, Clone)]
pub enum Command {
    /// write a draft, and hand it on where `submit` says so
    Draft {
        /// row of the closed list
        outcome: String,
        /// ground's id
        ground: String,
        /// texts
        texts: Box<DraftTexts>,
        /// the legal reviewer sees it before it is signed
        legal_review: bool,
        /// hand it on at once
        submit: bool,
    },
    /// change the text while checking it: the draft becomes this person's, and another checks it
    Amend {
        /// at which check
        stage: Stage,
        /// row of the closed list
        outcome: String,
        /// ground's id
        ground: String,
        /// texts
        texts: Box<DraftTexts>,
        /// the legal reviewer sees it before it is signed
        legal_review: bool,
    },
    /// hand the draft on
    Submit,
    /// pass it, with a remark or none
    Pass(Stage, String),
    /// send it back with a reason
    SendBack(Stage, String),
    /// send the reply
    Send,
    /// open a reply that went out for correction, for a reason
    Correct(String),
    /// look at the requester's contact, for a reason
    ViewContact(String),
    /// hand out a file of the case, for a reason
    ViewFile {
        /// the part that holds its content
        part: String,
        /// why
        reason: String,
    },
    /// comment on the draft
    Comment {
        /// control whose text it stands at
        field: String,
        /// words that it speaks of
        quote: String,
        /// what is said
        text: String,
    },
    /// a comment was dealt with
    ResolveComment(String),
    /// ask the requester to clarify
    AskClarification {
        /// each point
        points: Vec<String>,
        /// working days for the answer, from delivery
        working_days: u32,
        /// a fixed last day instead of them
        until: Option<Date>,
    },
    /// the requester's answer came otherwise than online
    Clarified {
        /// what was said
        text: String,
        /// day
        on: Date,
    },
    /// ask for more time
    ProposeExtension {
        /// working days
        working_days: u32,
        /// why
        reason: String,
    },
    /// agree to more time
    ApproveExtension,
    /// refuse more time
    DeclineExtension(String),
    /// ask for a fee
    NoticeFee {
        /// by item or by page
        method: FeeMethod,
        /// items or pages
        count: u32,
        /// items of this requester counted before in the month
        counted_before: u32,
        /// how it is paid, for the letter
        how_to_pay: String,
    },
    /// the fee was paid
    FeePaid {
        /// day
        on: Date,
        /// number of the payment
        reference: String,
    },
    /// ask for reasons for many requests
    AskReasons {
        /// how many there are, for the letter
        extent: String,
        /// last day for the answer, for the letter
        answer_by: Date,
    },
    /// reasons came otherwise than online
    ReasonsGiven {
        /// what was said
        text: String,
        /// day
        on: Date,
    },
    /// set a later date
    Delay {
        /// the date
        date: Date,
        /// why, for the letter
        reason: String,
    },
    /// ask somebody else
    Consult {
        /// who
        kind: PartyKind,
        /// name
        name: String,
        /// address or other contact
        contact: String,
        /// organisation's id, where it is one of this instance
        organisation: Option<String>,
        /// the name is of an organisation, not of a person
        is_organisation: bool,
        /// term that the letter names
        until: Option<Date>,
        /// what is asked
        question: String,
    },
    /// the letter to the one who is asked arrived
    ConsultationDelivered {
        /// which
        id: String,
        /// day
        on: Date,
    },
    /// an answer came
    ConsultationAnswered {
        /// which
        id: String,
        /// day
        on: Date,
        /// what it amounts to
        answer: Answer,
        /// in words
        text: String,
        /// material
        files: Vec<Upload>,
    },
    /// remind the one who is asked
    Chase(String),
    /// disclose against an objection
    Override {
        /// which consultation
        id: String,
        /// what is disclosed
        content: String,
        /// why the public interest asks for it
        reason: String,
    },
    /// give the case to a person
    Assign(String),
    /// write a note
    Note(String),
    /// the requester withdrew otherwise than online
    Withdraw(Date),
    /// hand it to another body of this intake
    Transfer {
        /// organisation's id
        to: String,
        /// its name, for the letter
        to_name: String,
        /// how that body is reached, where it is known
        to_contact: Option<String>,
        /// why
        reason: String,
    },
    /// a letter left the house
    Dispatch {
        /// 文号
        letter_number: String,
        /// day
        on: Date,
        /// by which way
        delivery: Delivery,
        /// number of the consignment
        tracking: String,
    },
    /// a letter arrived, or came back
    Deliver {
        /// 文号
        letter_number: String,
        /// day
        on: Date,
        /// what shows it
        proof: DeliveryProof,
        /// who signed
        note: String,
    },
    /// put a file into the case
    AddFile(Upload),
    /// put material into the case
    AddMaterial {
        /// the original
        file: Upload,
        /// its pages
        pages: u32,
    },
    /// draw marks on material: the draft layer, as JSON
    DrawLayer {
        /// which
        material: String,
        /// `redaction::Layer` as JSON
        layer: String,
    },
    /// the redacted file of material
    MakeRelease {
        /// which
        material: String,
        /// the file; its name is given by the act
        file: Upload,
        /// something was taken out
        partial: bool,
    },
    /// material does not go out
    WithdrawMaterial(String),
}
