//! One side confirms that a request was received.

use super::{Outcome, Setting, load, refused, seal_text};
use crate::decide::{self, Refusal};
use crate::model::event::{ClockStarted, Confirmed, RequestEvent, Side};
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, StreamId, Transaction};

/// One side confirms.
pub struct Confirm {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// who confirms
    pub by: Side,
    /// on which day
    pub on: Date,
    /// the officer who writes it down; none where the requester does it
    pub officer: Option<String>,
    /// in which way, as the officer puts it; may be empty
    pub how: String,
}

impl Act for Confirm {
    type Answer = Option<ClockStarted>;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Self::Answer>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            let how = match self.how.trim() {
                "" => None,
                how => Some(seal_text(tx, &self.case, "how", how, 200)?),
            };
            let told_to = self.officer.clone().filter(|_| self.by == Side::Requester);
            let confirmed = Confirmed { by: self.by, on: self.on, told_to, how };
            let context = self.setting.context();
            let events = refused(decide::confirm::confirm(&state, confirmed, &context))?;
            let actor = ActorId(self.officer.clone().unwrap_or_else(|| format!("requester-{}", self.case.id())));
            tx.append(&self.case, state.version, &actor, &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)?;
            Ok(events.into_iter().find_map(|event| match event {
                RequestEvent::ClockStarted(clock) => Some(*clock),
                _ => None,
            }))
        })
    }
}
