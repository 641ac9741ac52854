//! Carries filing, erasure and looks through the write path.

use super::decide::{self, Disputes, Entered};
use crate::acts::{Outcome, Setting, load, refused, seal_reason, seal_text};
use crate::decide::Refusal;
use crate::dispute::model::{DisputeErased, DisputeEvent};
use crate::dispute::records::{self, DisputeRow};
use crate::dispute::state::Dispute;
use crate::model::Request;
use crate::model::event::{Look, RequestEvent, Viewed};
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, ExecuteError, PartRef, Recorded, StoreError, StreamId, Transaction};

/// Where and by whom something is done with a closed case.
pub struct Filing {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// the officer
    pub person: String,
}

impl Filing {
    async fn load(&self, tx: &mut Transaction<'_>, check: bool) -> Outcome<Request> {
        let state = load(tx, &self.case, check.then_some(self.seen)).await?;
        if state.organisation != self.setting.organisation.id.0 {
            return Err(ExecuteError::Refused(Refusal::Unknown));
        }
        Ok(state)
    }

    /// The disputes over the case: all, and how many are not over on the day.
    async fn disputes(&self, tx: &mut Transaction<'_>) -> Outcome<(Vec<DisputeRow>, Disputes)> {
        let rows = records::of_case(tx.connection(), &self.case).await?;
        let today = self.setting.today;
        let open = rows.iter().filter(|row| row.decided_on.is_none() || row.next.is_some_and(|(_, on)| on >= today)).count();
        Ok((rows, Disputes { open }))
    }

    /// The case as the page showed it, and how many of its disputes are not over.
    async fn opened(&self, tx: &mut Transaction<'_>) -> Outcome<(Request, Disputes)> {
        let state = self.load(tx, true).await?;
        Ok((state, self.disputes(tx).await?.1))
    }

    fn reason(&self, tx: &mut Transaction<'_>, field: &'static str, text: &str) -> Outcome<PartRef> {
        match text.trim() {
            "" => Err(ExecuteError::Refused(Refusal::field(field, "required"))),
            text => seal_text(tx, &self.case, field, text, 500),
        }
    }

    async fn append(&self, tx: &mut Transaction<'_>, version: u64, events: &[RequestEvent]) -> Outcome<()> {
        Ok(tx.append(&self.case, version, &ActorId(self.person.clone()), events).await?)
    }
}

/// A closed case is filed.
pub struct File {
    /// where and by whom
    pub filing: Filing,
    /// what was entered
    pub entered: Entered,
}

impl Act for File {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let filing = &self.filing;
            let (state, disputes) = filing.opened(tx).await?;
            let closed_on = match &state.reply {
                Some(reply) => Some(reply.sent_on),
                None => ended_on(&tx.load(&filing.case).await?)?,
            };
            let context = filing.setting.context();
            let events = refused(decide::file(&state, &self.entered, closed_on, &disputes, filing.person.clone(), &context))?;
            filing.append(tx, state.version, &events).await
        })
    }
}

/// The day on which a case ended without a reply.
pub(super) fn ended_on(events: &[Recorded]) -> Result<Option<Date>, StoreError> {
    for recorded in events.iter().rev() {
        match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::Lapsed(lapsed)) => return Ok(Some(lapsed.on)),
            Some(RequestEvent::Withdrawn(withdrawn)) => return Ok(Some(withdrawn.on)),
            Some(RequestEvent::Split(split)) => return Ok(Some(split.on)),
            _ => {}
        }
    }
    Ok(None)
}

/// Erasing everything personal is proposed.
pub struct Propose {
    /// where and by whom
    pub filing: Filing,
    /// code of the ground
    pub ground: String,
    /// why, in words
    pub reason: String,
}

impl Act for Propose {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let filing = &self.filing;
            let (state, disputes) = filing.opened(tx).await?;
            let reason = filing.reason(tx, "reason", &self.reason)?;
            let events =
                refused(decide::propose(&state, &self.ground, reason, &disputes, filing.person.clone(), &filing.setting.context()))?;
            filing.append(tx, state.version, &events).await
        })
    }
}

/// A second person agrees, or does not.
pub struct Approve {
    /// where and by whom
    pub filing: Filing,
    /// why not; none where it is agreed to
    pub declined: Option<String>,
}

impl Act for Approve {
    type Answer = ();
    type Refusal = Refusal;

    /// Parts with their salts, the key of the case, look-up hashes and words go, of the case and of its disputes; so do the
    /// bodies of payments, whose references lead to a person. Every other body holds ids and commitments that open nothing
    /// any more, and stays.
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let filing = &self.filing;
            let state = filing.load(tx, true).await?;
            let context = filing.setting.context();
            if let Some(reason) = &self.declined {
                let reason = filing.reason(tx, "declined", reason)?;
                let events = refused(decide::decline(&state, reason, filing.person.clone(), &context))?;
                return filing.append(tx, state.version, &events).await;
            }
            let (rows, disputes) = filing.disputes(tx).await?;
            let bodies: Vec<u64> =
                tx.load(&filing.case).await?.iter().filter(|event| event.kind == "fee-paid").map(|event| event.index).collect();
            let erased = refused(decide::approve(&state, bodies.clone(), &disputes, filing.person.clone(), &context))?;
            for row in rows {
                let dispute = Dispute::fold(&tx.load(&row.stream).await?)?;
                let gone = DisputeErased { on: erased.on, reason: erased.reason.clone(), person: filing.person.clone() };
                tx.append(&row.stream, dispute.version, &ActorId(filing.person.clone()), &[DisputeEvent::Erased(gone)]).await?;
                tx.erase_case(&row.stream, &[]).await?;
            }
            filing.append(tx, state.version, &[RequestEvent::Erased(erased)]).await?;
            tx.erase_case(&filing.case, &bodies).await?;
            tx.unschedule(&filing.case, crate::acts::TIMER)?;
            Ok(())
        })
    }
}

/// Something personal is looked at, for a reason; written down before it is shown.
pub struct View {
    /// where and by whom; its version is not asked
    pub filing: Filing,
    /// what
    pub what: Look,
    /// which
    pub which: String,
    /// why
    pub reason: String,
}

impl Act for View {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let filing = &self.filing;
            let state = filing.load(tx, false).await?;
            if state.received.is_none() {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            refused(crate::decide::not_erased(&state))?;
            let reason = seal_reason(tx, &filing.case, &filing.setting, "look_reason", &self.reason)?;
            let viewed = Viewed { what: self.what, which: self.which.clone(), person: filing.person.clone(), reason };
            filing.append(tx, state.version, &[RequestEvent::Viewed(viewed)]).await
        })
    }
}
