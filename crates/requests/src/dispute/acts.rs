//! Carries each decision on a dispute through the write path.

use super::decide::{self, Decision, Open};
use super::model::{
    Appearance, DisputeEvent, DisputeKind, DisputeResult, DocumentAdded, DocumentViewed, Instance, Noted, Paper, Procedure,
};
use super::state::Dispute;
use crate::acts::{Setting, seal_file, seal_reason, seal_text};
use crate::decide::Refusal;
use crate::model::{Request, Upload};
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, ExecuteError, PartRef, StreamId, Transaction};

type Outcome<T> = Result<T, ExecuteError<Refusal>>;

/// The organ was told of a dispute.
pub struct OpenDispute {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// the officer
    pub person: String,
    /// before whom
    pub kind: DisputeKind,
    /// of a court
    pub instance: Option<Instance>,
    /// by which procedure
    pub procedure: Procedure,
    /// id of the dispute that it follows; empty where it follows none
    pub after: String,
    /// name of the body
    pub body: String,
    /// its number of it; may be empty
    pub case_number: String,
    /// the day on which the organ received the papers
    pub notified_on: Date,
    /// the day on which the body took it up
    pub accepted_on: Option<Date>,
}

impl Act for OpenDispute {
    /// its stream
    type Answer = StreamId;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<StreamId>> {
        Box::pin(async move {
            let case = Request::fold(&tx.load(&self.case).await?)?;
            if case.organisation != self.setting.organisation.id.0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            let before = match self.after.as_str() {
                "" => None,
                id => {
                    let before = Dispute::fold(&tx.load(&StreamId::new("dispute", id)).await?)?;
                    let opened = before.opened.filter(|opened| opened.case == self.case.as_str());
                    let opened = opened.ok_or(ExecuteError::Refused(Refusal::field("after", "choice")))?;
                    Some((id.to_owned(), opened.kind == DisputeKind::Reconsideration || opened.after_reconsideration))
                }
            };
            let dispute = StreamId::new("dispute", &tx.new_id());
            let case_number = sealed(tx, &dispute, "case_number", &self.case_number, 100, false)?;
            let open = Open {
                kind: self.kind,
                instance: self.instance,
                procedure: self.procedure,
                body: self.body.clone(),
                case_number,
                notified_on: self.notified_on,
                accepted_on: self.accepted_on,
                person: self.person.clone(),
            };
            let events = decide::open(&case, self.case.as_str(), open, before, &self.setting.context()).map_err(ExecuteError::Refused)?;
            tx.append(&dispute, 0, &ActorId(self.person.clone()), &events).await?;
            Ok(dispute)
        })
    }
}

/// A step on a dispute, made on the version that the officer saw.
pub struct DisputeAct {
    /// law, day, organisation
    pub setting: Setting,
    /// the dispute
    pub dispute: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// the officer
    pub person: String,
    /// what is done
    pub command: Command,
}

/// What can be done on a dispute.
#[derive(Debug, Clone)]
pub enum Command {
    /// the organ's answer or evidence went out
    Answer(Date),
    /// the body takes more time, until a day
    Extend(Date),
    /// a hearing is set
    SetHearing(Date),
    /// a hearing was held
    Hear(Date, Appearance),
    /// the body decided
    Decide {
        /// day
        on: Date,
        /// the day on which the organ received it
        served_on: Date,
        /// how it ended
        result: DisputeResult,
        /// what it is called
        paper: Paper,
    },
    /// the organ does not appeal
    WaiveAppeal,
    /// a note
    Note(String),
    /// a document
    AddDocument(Upload),
    /// a document is opened, for a reason
    ViewDocument(u32, String),
}

impl Act for DisputeAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = Dispute::fold(&tx.load(&self.dispute).await?)?;
            let organisation = state.opened.as_ref().map(|opened| opened.organisation.as_str());
            if organisation != Some(self.setting.organisation.id.0.as_str()) {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            let looking = matches!(self.command, Command::ViewDocument(..));
            if !looking && state.version != self.seen {
                return Err(ExecuteError::Conflict { stream: self.dispute.as_str().to_owned(), expected: self.seen, found: state.version });
            }
            let events = self.decide(tx, &state)?;
            tx.append(&self.dispute, state.version, &ActorId(self.person.clone()), &events).await?;
            Ok(())
        })
    }
}

impl DisputeAct {
    fn decide(&self, tx: &mut Transaction<'_>, state: &Dispute) -> Outcome<Vec<DisputeEvent>> {
        let context = self.setting.context();
        let person = self.person.clone();
        let today = self.setting.today;
        let events = match &self.command {
            Command::Answer(on) => decide::answer(state, *on, person, &context),
            Command::Extend(until) => decide::extend(state, *until, person, &context),
            Command::SetHearing(on) => decide::set_hearing(state, *on, person),
            Command::Hear(on, appearance) => decide::hear(state, *on, *appearance, person, &context),
            Command::Decide { on, served_on, result, paper } => {
                let decision = Decision { on: *on, served_on: *served_on, result: *result, paper: *paper, person };
                decide::decide(state, decision, &context)
            }
            Command::WaiveAppeal => decide::waive_appeal(state, person, &context),
            Command::Note(text) => {
                decide::add(state).map_err(ExecuteError::Refused)?;
                let text = required(sealed(tx, &self.dispute, "text", text, 5_000, true)?)?;
                Ok(vec![DisputeEvent::Noted(Noted { text, on: today, person })])
            }
            Command::AddDocument(upload) => {
                decide::add(state).map_err(ExecuteError::Refused)?;
                let file = seal_file(tx, &self.dispute, upload)?;
                Ok(vec![DisputeEvent::DocumentAdded(DocumentAdded { file, on: today, person })])
            }
            Command::ViewDocument(document, reason) => {
                decide::add(state).map_err(ExecuteError::Refused)?;
                let known = usize::try_from(*document).is_ok_and(|document| (1..=state.documents.len()).contains(&document));
                if !known {
                    return Err(ExecuteError::Refused(Refusal::Unknown));
                }
                let reason = seal_reason(tx, &self.dispute, &self.setting, "reason", reason)?;
                Ok(vec![DisputeEvent::DocumentViewed(DocumentViewed { document: *document, reason, person })])
            }
        };
        events.map_err(ExecuteError::Refused)
    }
}

fn required(part: Option<PartRef>) -> Outcome<PartRef> {
    part.ok_or(ExecuteError::Refused(Refusal::Unknown))
}

/// A sealed text; none where it is empty and need not be there.
fn sealed(
    tx: &mut Transaction<'_>,
    stream: &StreamId,
    field: &'static str,
    text: &str,
    limit: usize,
    needed: bool,
) -> Outcome<Option<PartRef>> {
    match text.trim() {
        "" if needed => Err(ExecuteError::Refused(Refusal::field(field, "required"))),
        "" => Ok(None),
        text => seal_text(tx, stream, field, text, limit).map(Some),
    }
}
