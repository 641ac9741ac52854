//! Where a case stands: the fold of its events.

mod evolve;
mod parts;
mod step;

pub use parts::{Clarification, Comment, Consultation, Fee, Material, Reasons, SentLetter};
pub use step::{Status, Step};

use super::event::{
    Archived, ClockStarted, DelayedTo, Erased, ErasureProposed, Extended, ExtensionProposed, FileAdded, Received, RecordDrafted,
    ReplyDrafted, ReplySent, RequestEvent, SealedFile, Standing,
};
use jiff::civil::Date;
use store::{PartRef, Recorded, StoreError};

/// A case as folded from its stream. Dates and rules come from the events alone.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// version of the stream
    pub version: u64,
    /// how it arrived; none before it did
    pub received: Option<Received>,
    /// id of the organisation that has it now
    pub organisation: String,
    /// the officer who has it; none where nobody does
    pub holder: Option<String>,
    /// day on which the requester confirmed
    pub requester_confirmed: Option<Date>,
    /// day on which the organisation confirmed
    pub organisation_confirmed: Option<Date>,
    /// its clock as it started, once it runs
    pub clock: Option<ClockStarted>,
    /// the day on which the reply is due now; none while the clock stands still
    pub due_on: Option<Date>,
    /// some day on the way lies in a year without a calendar notice
    pub provisional: bool,
    /// where the clock stands
    pub standing: Standing,
    /// working days that are left while it stands still
    pub left: Option<u32>,
    /// questions to the requester, oldest first
    pub clarifications: Vec<Clarification>,
    /// reasons for many requests
    pub reasons: Option<Reasons>,
    /// an extension that waits for its approver
    pub extension_proposed: Option<ExtensionProposed>,
    /// extensions, oldest first
    pub extensions: Vec<Extended>,
    /// fees, oldest first
    pub fees: Vec<Fee>,
    /// a later date that a person set
    pub delayed: Option<DelayedTo>,
    /// questions to others, oldest first
    pub consultations: Vec<Consultation>,
    /// newest draft
    pub draft: Option<ReplyDrafted>,
    /// the drafted answer to an application for a correction
    pub record: Option<RecordDrafted>,
    /// the draft before it
    pub earlier_draft: Option<ReplyDrafted>,
    /// comments on the draft
    pub comments: Vec<Comment>,
    /// where the draft is
    pub step: Step,
    /// who passed the review
    pub reviewer: Option<String>,
    /// who passed the legal review
    pub legal_reviewer: Option<String>,
    /// who signed
    pub approver: Option<String>,
    /// why the draft came back last, until it is handed on again
    pub returned: Option<PartRef>,
    /// the newest reply that went out
    pub reply: Option<ReplySent>,
    /// replies that were corrected since, oldest first
    pub corrected: Vec<ReplySent>,
    /// the reply that is being corrected
    pub correcting: bool,
    /// every letter that went out, the reply too, oldest first
    pub letters: Vec<SentLetter>,
    /// files that were added after the request had arrived
    pub files: Vec<FileAdded>,
    /// material for the reply
    pub materials: Vec<Material>,
    /// the day on which the case ended because a term of the requester had passed
    pub lapsed_on: Option<Date>,
    /// the day on which the reply had been due when the requester was asked to clarify only after it
    pub missed_on: Option<Date>,
    /// the day on which the requester withdrew
    pub withdrawn_on: Option<Date>,
    /// row of the closed list under which a case counts that ended without a reply
    pub ended_as: Option<String>,
    /// numbers of the cases that it became
    pub split_into: Vec<String>,
    /// everything personal is gone
    pub erased_on: Option<Date>,
    /// why it is gone
    pub erased: Option<Erased>,
    /// it was filed
    pub archived: Option<Archived>,
    /// an erasure that waits for a second person
    pub erasure_proposed: Option<ErasureProposed>,
}

impl Request {
    /// Folds a whole stream.
    ///
    /// # Errors
    /// Where a stored body does not fit its kind.
    pub fn fold(events: &[Recorded]) -> Result<Request, StoreError> {
        events.iter().try_fold(Request::default(), |state, recorded| {
            let event = recorded.event::<RequestEvent>()?;
            Ok(state.evolve(recorded.version, event))
        })
    }

    /// Several events further.
    #[must_use]
    pub fn evolve_all(self, events: &[RequestEvent]) -> Request {
        events.iter().fold(self, |state, event| {
            let version = state.version + 1;
            state.evolve(version, Some(event.clone()))
        })
    }

    /// Status on a day.
    pub fn status(&self, today: Date) -> Status {
        Status::of(self.step, self.standing, self.due_on, today)
    }

    /// It is registered and nothing has ended it.
    pub fn is_open(&self) -> bool {
        !matches!(self.step, Step::New | Step::Replied | Step::Ended)
    }

    /// Files of the requester's side, as they came: with the request, and later.
    pub fn all_files(&self) -> impl Iterator<Item = &SealedFile> {
        self.received.iter().flat_map(|received| &received.files).chain(self.files.iter().map(|added| &added.file))
    }

    /// The question to the requester that waits for an answer.
    pub fn open_clarification(&self) -> Option<&Clarification> {
        self.clarifications.last().filter(|clarification| clarification.answered_on.is_none())
    }

    /// The fee that waits for payment.
    pub fn open_fee(&self) -> Option<&Fee> {
        self.fees.last().filter(|fee| fee.paid_on.is_none() && self.erased_on.is_none())
    }

    /// A consultation by its id.
    pub fn consultation(&self, id: &str) -> Option<&Consultation> {
        self.consultations.iter().find(|consultation| consultation.consulted.id == id)
    }

    /// Comments that nobody has dealt with, oldest first.
    pub fn open_comments(&self) -> impl Iterator<Item = &Comment> {
        self.comments.iter().filter(|comment| !comment.resolved)
    }

    /// The day of the first reply: a correction moves no clock.
    pub fn replied_on(&self) -> Option<Date> {
        self.corrected.first().or(self.reply.as_ref()).map(|reply| reply.sent_on)
    }

    /// Material by its id.
    pub fn material(&self, id: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.added.id == id)
    }
}
