//! What a requester does on the own case, with number and query code.

use super::officer::seal_file;
use super::{Outcome, Setting, load, refused, seal_text};
use crate::decide::{self, Context, Refusal};
use crate::model::event::{Cause, DeliveryProof, FileAdded, RequestEvent, Side};
use crate::model::{Delivery, Request, Upload};
use futures::future::BoxFuture;
use store::{Act, ActorId, ExecuteError, PartRef, StreamId, Transaction};

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
    /// answer a clarification, with files or none
    Clarify(String, Vec<Upload>),
    /// give reasons for many requests, with files or none
    GiveReasons(String, Vec<Upload>),
    /// take the request back
    Withdraw,
    /// add files
    AddFiles(Vec<Upload>),
    /// have letters come another way
    ChooseDelivery {
        /// way
        delivery: Delivery,
        /// a new address; may be empty
        address: String,
        /// a new e-mail address; may be empty
        email: String,
    },
    /// letters were read, by their numbers; each told once
    Read(Vec<String>),
}

impl Act for RequesterAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            if state.erased_on.is_some() && matches!(self.command, RequesterCommand::Read(_)) {
                return Ok(());
            }
            refused(decide::not_erased(&state))?;
            let context = self.setting.context();
            let events = self.decide(tx, &state, &context)?;
            if events.is_empty() {
                return Ok(());
            }
            let actor = ActorId(format!("requester-{}", self.case.id()));
            tx.append(&self.case, state.version, &actor, &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)
        })
    }
}

impl RequesterAct {
    fn decide(&self, tx: &mut Transaction<'_>, state: &Request, context: &Context<'_>) -> Outcome<Vec<RequestEvent>> {
        let today = context.today;
        let (events, cause) = match &self.command {
            RequesterCommand::Clarify(text, files) => {
                let text = self.said(tx, text)?;
                let mut events = self.add(tx, state, files, context)?;
                events.extend(refused(decide::clarify::answer(state, text, Side::Requester, today, context))?);
                if decide::term::is_overtaken(state, context.law) {
                    events.push(super::officer::overtaken(tx, &self.case, "")?);
                }
                (events, Some(Cause::Clarified))
            }
            RequesterCommand::GiveReasons(text, files) => {
                let text = self.said(tx, text)?;
                let mut events = self.add(tx, state, files, context)?;
                events.extend(refused(decide::excess::give_reasons(state, text, Side::Requester, today, context))?);
                (events, None)
            }
            RequesterCommand::Withdraw => {
                (refused(decide::leave::withdraw(state, Side::Requester, today, context))?, Some(Cause::Withdrawn))
            }
            RequesterCommand::AddFiles(uploads) => (self.add(tx, state, uploads, context)?, None),
            RequesterCommand::ChooseDelivery { delivery, address, email } => {
                let address = self.optional(tx, "applicant.address", address, 200)?;
                let email = match email.trim() {
                    "" => None,
                    email if crate::model::plausible_email(email) => {
                        tx.index_for_look_up(&self.case, "email", &email.to_lowercase())?;
                        self.optional(tx, "applicant.email", email, 254)?
                    }
                    _ => return Err(ExecuteError::Refused(Refusal::field("applicant.email", "e-mail"))),
                };
                (refused(decide::delivery::choose(state, *delivery, address, email, context))?, None)
            }
            RequesterCommand::Read(numbers) => (read(state, numbers, context)?, None),
        };
        match cause {
            Some(cause) => refused(decide::reckon::with_clock(state, events, cause, context)),
            None => Ok(events),
        }
    }

    fn said(&self, tx: &mut Transaction<'_>, text: &str) -> Outcome<PartRef> {
        if text.trim().is_empty() {
            return Err(ExecuteError::Refused(Refusal::field("text", "required")));
        }
        seal_text(tx, &self.case, "text", text.trim(), 5_000)
    }

    fn optional(&self, tx: &mut Transaction<'_>, field: &'static str, text: &str, limit: usize) -> Outcome<Option<PartRef>> {
        if text.trim().is_empty() { Ok(None) } else { seal_text(tx, &self.case, field, text.trim(), limit).map(Some) }
    }

    fn add(&self, tx: &mut Transaction<'_>, state: &Request, files: &[Upload], context: &Context<'_>) -> Outcome<Vec<RequestEvent>> {
        let (mut state, mut events) = (state.clone(), Vec::new());
        for upload in files {
            let file = seal_file(tx, &self.case, upload)?;
            let added = refused(decide::release::file(&state, FileAdded { file, by: Side::Requester, on: context.today }))?;
            state = state.evolve_all(&added);
            events.extend(added);
        }
        Ok(events)
    }
}

/// Proof of delivery for each letter that has none yet; a letter to somebody else does not exist here.
fn read(state: &Request, numbers: &[String], context: &Context<'_>) -> Outcome<Vec<RequestEvent>> {
    let mut events = Vec::new();
    for number in numbers {
        refused(decide::delivery::own_letter(state, number))?;
        match decide::after::deliver(state, number, (context.today, DeliveryProof::ReadOnline, None), None, context) {
            Err(Refusal::Already(_)) => {}
            read => events.extend(refused(read)?),
        }
    }
    Ok(events)
}
