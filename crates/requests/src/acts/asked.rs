//! The organisation that was asked answers by itself, on its own page.

use super::officer::{optional, seal_file};
use super::{Outcome, Setting, load, refused};
use crate::decide::{self, Refusal};
use crate::model::Upload;
use crate::model::event::{Answer, Cause};
use futures::future::BoxFuture;
use identity::OrganisationId;
use store::{Act, ActorId, ExecuteError, StreamId, Transaction};

/// An answer of an organisation of this instance to what another one asked.
pub struct AnswerAsked {
    /// law, day, and the organisation that asked
    pub setting: Setting,
    /// the case of the one that asked
    pub case: StreamId,
    /// which consultation
    pub id: String,
    /// the organisation that answers
    pub asked: OrganisationId,
    /// the officer there
    pub person: String,
    /// what it amounts to
    pub answer: Answer,
    /// in words
    pub text: String,
    /// material
    pub files: Vec<Upload>,
}

impl Act for AnswerAsked {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            let asked = state.consultation(&self.id).and_then(|consultation| consultation.consulted.organisation.as_deref());
            if asked != Some(self.asked.0.as_str()) || state.organisation != self.setting.organisation.id.0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            if self.text.trim().is_empty() && (self.files.is_empty() || self.answer == Answer::Objects) {
                let problem = if self.answer == Answer::Objects { "objection-text" } else { "required" };
                return Err(ExecuteError::Refused(Refusal::field("text", problem)));
            }
            let context = self.setting.context();
            let text = optional(tx, &self.case, "text", &self.text)?;
            let files = self.files.iter().map(|file| seal_file(tx, &self.case, file)).collect::<Outcome<Vec<_>>>()?;
            let (id, person) = (self.id.clone(), self.person.clone());
            let came = decide::consult::Came { id, on: self.setting.today, answer: self.answer, text, files, person };
            let events = refused(decide::consult::answer(&state, came, &context))?;
            let events = refused(decide::reckon::with_clock(&state, events, Cause::Answered, &context))?;
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)
        })
    }
}
