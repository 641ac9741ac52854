//! Where a dispute stands: the fold of its events.

use super::model::{Appearance, Decided, DisputeErased, DisputeEvent, DocumentAdded, Next, Noted, Opened, Term, TermKind};
use jiff::civil::Date;
use store::{Recorded, StoreError};

/// A hearing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hearing {
    /// day
    pub on: Date,
    /// who appeared; none before it was held
    pub appearance: Option<Appearance>,
}

/// A dispute as folded from its stream.
#[derive(Debug, Clone, Default)]
pub struct Dispute {
    /// version of the stream
    pub version: u64,
    /// how it began; none before it did
    pub opened: Option<Opened>,
    /// the day on which the organ answered
    pub answered_on: Option<Date>,
    /// terms, the newest of each kind
    pub terms: Vec<Term>,
    /// hearings, oldest first
    pub hearings: Vec<Hearing>,
    /// documents, oldest first
    pub documents: Vec<DocumentAdded>,
    /// notes, oldest first
    pub notes: Vec<Noted>,
    /// the decision
    pub decided: Option<Decided>,
    /// the day on which the organ chose not to appeal
    pub appeal_waived_on: Option<Date>,
    /// everything personal is gone
    pub erased: Option<DisputeErased>,
}

impl Dispute {
    /// Folds a whole stream.
    ///
    /// # Errors
    /// Where a stored body does not fit its kind.
    pub fn fold(events: &[Recorded]) -> Result<Dispute, StoreError> {
        events.iter().try_fold(Dispute::default(), |state, recorded| Ok(state.evolve(recorded.version, recorded.event()?)))
    }

    /// One event further.
    #[must_use]
    pub fn evolve(mut self, version: u64, event: Option<DisputeEvent>) -> Dispute {
        self.version = version;
        match event {
            Some(DisputeEvent::Opened(opened)) => {
                self.terms.clone_from(&opened.terms);
                self.opened = Some(*opened);
            }
            Some(DisputeEvent::Answered(answered)) => self.answered_on = Some(answered.on),
            Some(DisputeEvent::Extended(extended)) => {
                self.terms.retain(|term| term.what != extended.term.what);
                self.terms.push(extended.term);
            }
            Some(DisputeEvent::HearingSet(set)) => {
                // A hearing that is set anew replaces the one that was not held.
                self.hearings.retain(|hearing| hearing.appearance.is_some());
                self.hearings.push(Hearing { on: set.on, appearance: None });
            }
            Some(DisputeEvent::Heard(heard)) => {
                self.hearings.retain(|hearing| hearing.appearance.is_some());
                self.hearings.push(Hearing { on: heard.on, appearance: Some(heard.appearance) });
            }
            Some(DisputeEvent::DocumentAdded(added)) => self.documents.push(added),
            Some(DisputeEvent::Noted(noted)) => self.notes.push(noted),
            Some(DisputeEvent::Decided(decided)) => {
                self.terms.extend(decided.terms.iter().cloned());
                self.decided = Some(*decided);
            }
            Some(DisputeEvent::AppealWaived(waived)) => self.appeal_waived_on = Some(waived.on),
            Some(DisputeEvent::Erased(erased)) => self.erased = Some(erased),
            Some(DisputeEvent::DocumentViewed(_)) | None => {}
        }
        self
    }

    /// It began and nobody has decided it.
    pub fn is_open(&self) -> bool {
        self.opened.is_some() && self.decided.is_none()
    }

    /// A term by its kind.
    pub fn term(&self, what: TermKind) -> Option<&Term> {
        self.terms.iter().find(|term| term.what == what)
    }

    /// The next day that somebody must not forget: an own term or a hearing, soonest first; else the body's own term.
    pub fn next(&self) -> Option<Next> {
        let of = |term: &Term| Next { what: term.what, on: term.due_on };
        if self.decided.is_some() {
            return self.terms.iter().find(|term| matches!(term.what, TermKind::Appeal | TermKind::ToCourt)).map(of);
        }
        let own = self
            .terms
            .iter()
            .filter(|term| matches!(term.what, TermKind::Answer | TermKind::Evidence) && self.answered_on.is_none())
            .map(of)
            .chain(self.hearing_set().map(|on| Next { what: TermKind::Hearing, on }))
            .min_by_key(|next| next.on);
        own.or_else(|| self.term(TermKind::Decision).map(of))
    }

    /// The day of a hearing that is set and was not held.
    pub fn hearing_set(&self) -> Option<Date> {
        self.hearings.iter().find(|hearing| hearing.appearance.is_none()).map(|hearing| hearing.on)
    }
}
