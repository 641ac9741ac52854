//! What happened to a request. Dates, rules, articles and remedies are written down here as they were decided; nothing
//! personal stands here, only the ids and commitments of sealed parts.

pub mod arrival;
pub mod clock;
pub mod consultation;
pub mod custody;
pub mod record;
pub mod release;
pub mod reply;
pub mod term;

pub use arrival::*;
pub use clock::*;
pub use consultation::*;
pub use custody::*;
pub use record::*;
pub use release::*;
pub use reply::*;
pub use term::*;

use serde::{Deserialize, Serialize};
use store::Event;

/// One thing that happened to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum RequestEvent {
    /// it arrived and was registered
    Received(Box<Received>),
    /// one side confirmed that it was received
    Confirmed(Confirmed),
    /// the legal date of receipt stands, and with it the day on which the reply is due
    ClockStarted(Box<ClockStarted>),
    /// a reply was drafted or changed
    ReplyDrafted(Box<ReplyDrafted>),
    /// the drafter handed the draft on
    DraftSubmitted(Step),
    /// the reviewer passed it
    ReviewPassed(Passed),
    /// the reviewer or the approver sent it back
    DraftReturned(Returned),
    /// the approver signed it
    ReplyApproved(Passed),
    /// the letter went out
    ReplySent(Box<ReplySent>),
    /// an officer looked at the requester's contact
    ContactViewed(ContactViewed),
    /// a file was added
    FileAdded(FileAdded),
    /// the clock says something else than before
    ClockMoved(Box<ClockMoved>),
    /// the requester is asked to clarify
    ClarificationRequested(Box<ClarificationRequested>),
    /// the requester clarified
    Clarified(Clarified),
    /// more time is asked for inside
    ExtensionProposed(ExtensionProposed),
    /// and refused inside
    ExtensionDeclined(ExtensionDeclined),
    /// the term was extended
    Extended(Box<Extended>),
    /// a fee is asked for
    FeeNoticed(Box<FeeNoticed>),
    /// it was paid
    FeePaid(FeePaid),
    /// reasons for many requests are asked for
    ReasonsAsked(ReasonsAsked),
    /// and given
    ReasonsGiven(ReasonsGiven),
    /// a later date was set
    DelayedTo(Box<DelayedTo>),
    /// a term of the requester passed, and the case ended with it; no longer made
    Lapsed(Box<Lapsed>),
    /// the last day of a term is known, or moved
    TermSet(Box<TermSet>),
    /// a term of the requester has passed
    TermPassed(Box<TermPassed>),
    /// the requester withdrew
    Withdrawn(Withdrawn),
    /// somebody is asked
    Consulted(Box<Consulted>),
    /// the letter reached the one who is asked
    ConsultationDelivered(ConsultationDelivered),
    /// an answer came, or the term passed
    ConsultationAnswered(Box<ConsultationAnswered>),
    /// the one who is asked was reminded
    ConsultationChased(ConsultationChased),
    /// disclosure against an objection
    ObjectionOverridden(Box<ObjectionOverridden>),
    /// the legal reviewer passed the draft
    LegalReviewPassed(Passed),
    /// a comment at a place in the draft
    Commented(Commented),
    /// and dealt with
    CommentResolved(CommentResolved),
    /// a notice went out
    NoticeSent(Box<NoticeSent>),
    /// a letter left the house
    Dispatched(Dispatched),
    /// a letter arrived, or came back
    Delivered(Delivered),
    /// a sent reply is to be corrected
    CorrectionOpened(CorrectionOpened),
    /// material for the reply
    MaterialAdded(MaterialAdded),
    /// the draft layer of redactions
    LayerDrawn(LayerDrawn),
    /// the redacted file
    ReleaseMade(ReleaseMade),
    /// material does not go out
    MaterialWithdrawn(MaterialWithdrawn),
    /// the case was given to a person
    Assigned(Assigned),
    /// a note for the file
    Noted(Noted),
    /// the case went to another body
    Transferred(Box<Transferred>),
    /// the case became several
    Split(Split),
    /// everything personal was erased
    Erased(Erased),
    /// letters are to come another way
    DeliveryChosen(DeliveryChosen),
    /// something personal was looked at
    Viewed(Viewed),
    /// the case was filed
    Archived(Box<Archived>),
    /// erasing everything personal is proposed
    ErasureProposed(Box<ErasureProposed>),
    /// and not agreed to
    ErasureDeclined(ErasureDeclined),
    /// the answer to an application for a correction was drafted
    RecordDrafted(Box<RecordDrafted>),
    /// an application for a correction was answered
    RecordAnswered(Box<RecordAnswered>),
    /// an officer looked for cases by personal data; in a stream that is no case's
    Searched(Searched),
}

impl Event for RequestEvent {
    const CATEGORY: &'static str = "request";

    /// What goes on inside the organisation before the reply is nobody else's matter yet.
    fn public_kind(&self) -> Option<&'static str> {
        match self {
            RequestEvent::Received(_)
            | RequestEvent::Confirmed(_)
            | RequestEvent::ClockStarted(_)
            | RequestEvent::ClockMoved(_)
            | RequestEvent::ReplySent(_)
            | RequestEvent::Erased(_) => None,
            _ => Some("request-step"),
        }
    }
}
