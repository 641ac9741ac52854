//! What a requester does on the own case, with number and query code.

use super::officer::seal_file;
use super::{Outcome, Setting, load, refused, seal_text};
use crate::decide::{self, Refusal};
use crate::model::Upload;
use crate::model::event::{Cause, DeliveryProof, FileAdded, RequestEvent, Side};
use futures::future::BoxFuture;
use store::{Act, ActorId, ExecuteError, StreamId, Transaction};

/// A requester's step.
pub struct RequesterAct {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// what is done
    pub command: RequesterCommand,
}

/// What a requester can do.
#[derive(Debug, Clone)]
pub enum RequesterCommand {
    /// answer a clarification
    Clarify(String),
    /// give reasons for many requests
    GiveReasons(String),
    /// take the request back
    Withdraw,
    /// add a file
    AddFile(Upload),
    /// the letter was read; told once
    Read(String),
}

impl Act for RequesterAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            let context = self.setting.context();
            let today = self.setting.today;
            let said = |tx: &mut Transaction<'_>, text: &str| -> Outcome<store::PartRef> {
                if text.trim().is_empty() {
                    return Err(ExecuteError::Refused(Refusal::field("text", "required")));
                }
                seal_text(tx, &self.case, "text", text.trim(), 5_000)
            };
            let (events, cause) = match &self.command {
                RequesterCommand::Clarify(text) => {
                    let text = said(tx, text)?;
                    (decide::clarify::answer(&state, text, Side::Requester, today, &context), Some(Cause::Clarified))
                }
                RequesterCommand::GiveReasons(text) => {
                    let text = said(tx, text)?;
                    (decide::excess::give_reasons(&state, text, Side::Requester, today, &context), None)
                }
                RequesterCommand::Withdraw => (decide::leave::withdraw(&state, Side::Requester, today, &context), Some(Cause::Withdrawn)),
                RequesterCommand::AddFile(upload) => {
                    let file = seal_file(tx, &self.case, upload)?;
                    (decide::release::file(&state, FileAdded { file, by: Side::Requester, on: today }), None)
                }
                RequesterCommand::Read(letter_number) => {
                    let read = decide::after::deliver(&state, letter_number, (today, DeliveryProof::ReadOnline, None), None, &context);
                    match read {
                        Err(Refusal::Already(_)) => return Ok(()),
                        read => (read, None),
                    }
                }
            };
            let events: Vec<RequestEvent> = match cause {
                Some(cause) => refused(decide::reckon::with_clock(&state, refused(events)?, cause, &context))?,
                None => refused(events)?,
            };
            let actor = ActorId(format!("requester-{}", self.case.id()));
            tx.append(&self.case, state.version, &actor, &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)
        })
    }
}
