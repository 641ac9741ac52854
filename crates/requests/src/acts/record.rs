//! An application for a correction is answered: an officer drafts, another person signs; the answer and its letter are one
//! write.

use super::notice::fault;
use super::{Outcome, Setting, load, refused, seal_json, seal_text};
use crate::decide::record::Drafted;
use crate::decide::{self, Refusal};
use crate::letter::notices::{self, Decided};
use crate::letter::{self, LetterFault, LetterSettings};
use crate::model::event::{Addressee, NoticeSent, RecordAnswer, RequestEvent};
use crate::model::{Delivery, Request};
use crate::words::{self, NoticeWords};
use futures::future::BoxFuture;
use letters::Letter;
use letters::template::{Fields, Frame, Value};
use store::{Act, ActorId, ExecuteError, PartRef, StreamId, Transaction};

/// A step on the way of the answer to an application for a correction.
pub struct AnswerRecord {
    /// law, day, organisation
    pub setting: Setting,
    /// words of the instance's letters
    pub letters: LetterSettings,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// who takes the step
    pub person: String,
    /// which
    pub step: RecordStep,
}

/// Which step it is.
pub enum RecordStep {
    /// an officer writes the answer and hands it on
    Draft {
        /// what it amounts to
        answer: RecordAnswer,
        /// what was found, and why
        reason: String,
        /// the body that may correct it; empty where it is this one
        organ: String,
    },
    /// another person signs and sends it
    Send,
    /// another person sends it back, for a reason
    SendBack(String),
}

impl Act for AnswerRecord {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let state = load(tx, &self.case, Some(self.seen)).await?;
            if state.organisation != self.setting.organisation.id.0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            refused(decide::not_erased(&state))?;
            let context = self.setting.context();
            let events = match &self.step {
                RecordStep::Draft { answer, reason, organ } => {
                    let drafted = self.sealed(tx, *answer, reason, organ)?;
                    refused(decide::record::draft(&state, drafted, &context))?
                }
                RecordStep::SendBack(reason) => {
                    let reason = super::officer::required(tx, &self.case, "reason", reason)?;
                    refused(decide::record::send_back(&state, self.person.clone(), reason, &context))?
                }
                RecordStep::Send => self.send(tx, &state).await?,
            };
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)
        })
    }
}

impl AnswerRecord {
    fn sealed(&self, tx: &mut Transaction<'_>, answer: RecordAnswer, reason: &str, organ: &str) -> Outcome<Drafted> {
        let reason = reason.trim().trim_end_matches('。');
        if reason.is_empty() {
            return Err(ExecuteError::Refused(Refusal::field("reason", "required")));
        }
        let organ = Some(organ.trim()).filter(|organ| !organ.is_empty() && answer.names_another());
        Ok(Drafted {
            answer,
            reason: seal_text(tx, &self.case, "reason", reason, 5_000)?,
            organ: organ.map(|organ| seal_text(tx, &self.case, "organ", organ, 200)).transpose()?,
            person: self.person.clone(),
        })
    }

    async fn send(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        let context = self.setting.context();
        let draft = refused(decide::record::to_be_signed(state, &self.person, &context))?.clone();
        let letter_number = super::notice::next_letter_number(&self.setting, tx).await?;
        let mut events = refused(decide::record::send(state, letter_number.clone(), self.person.clone(), &context))?;
        let received = state.received.as_ref().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
        let organ = match &draft.organ {
            Some(organ) => Some(text(tx, organ).await?),
            None => None,
        };
        let said = Said {
            answer: draft.answer,
            letter_number: letter_number.clone(),
            subject: text(tx, &received.subject).await?,
            recipient: text(tx, &received.applicant.name).await?,
            reason: text(tx, &draft.reason).await?,
            organ,
        };
        let words = NoticeWords::fold(&tx.load(&words::of_notice("correction")).await?)?;
        let letter = letter(&self.setting, &self.letters, state, said, &words).map_err(fault)?;
        events.push(RequestEvent::NoticeSent(Box::new(NoticeSent {
            notice: "correction".to_owned(),
            letter_number,
            sent_on: self.setting.today,
            to: Addressee::Requester,
            delivery: received.delivery,
            letter: seal_json(tx, &self.case, &letter)?,
            person: self.person.clone(),
            dispatch_by: decide::delivery::dispatch_by(received.delivery, &context),
            delivered_by: None,
        })));
        Ok(events)
    }
}

/// What stands in the letter, in the clear.
pub(crate) struct Said {
    pub(crate) answer: RecordAnswer,
    pub(crate) letter_number: String,
    pub(crate) subject: String,
    pub(crate) recipient: String,
    pub(crate) reason: String,
    pub(crate) organ: Option<String>,
}

/// The letter of an answer, to be sent or to be looked at.
///
/// # Errors
/// Where it cannot be put together.
pub(crate) fn letter(
    setting: &Setting,
    settings: &LetterSettings,
    state: &Request,
    said: Said,
    words: &NoticeWords,
) -> Result<Letter, LetterFault> {
    let received_on = state.clock.as_ref().map_or(setting.today, |clock| clock.received_on);
    let number = state.received.as_ref().map(|received| received.number.clone()).unwrap_or_default();
    let mut fields = Fields::from([
        ("number".to_owned(), Value::Text(number)),
        ("subject".to_owned(), Value::Text(said.subject)),
        ("received_on".to_owned(), Value::Date(received_on)),
        ("corrected".to_owned(), Value::Flag(said.answer == RecordAnswer::Corrected)),
        ("accurate".to_owned(), Value::Flag(said.answer == RecordAnswer::Accurate)),
        ("forwarded".to_owned(), Value::Flag(said.answer == RecordAnswer::Forwarded)),
        ("reason".to_owned(), Value::Text(said.reason)),
    ]);
    fields.extend(said.organ.map(|organ| ("organ".to_owned(), Value::Text(organ))));
    let frame = Frame {
        issuer: setting.organisation.name.clone(),
        letter_number: Some(said.letter_number),
        recipient: said.recipient,
        date: setting.today,
        contact: notices::contact(&setting.organisation),
        attachments: Vec::new(),
        notice: letter::demonstration(settings, &setting.law)?,
    };
    let letter = notices::worded(&setting.law, words, "correction", received_on, &fields, &frame)?;
    let decided = Decided {
        kind: "correction",
        answer: Some(said.answer.as_str()),
        by: setting.organisation.kind,
        delivery: state.received.as_ref().map_or(Delivery::Online, |received| received.delivery),
        settings,
    };
    notices::with_remedies(letter, &decided, &setting.law)
}

async fn text(tx: &mut Transaction<'_>, part: &PartRef) -> Outcome<String> {
    let bytes = tx.open_part(part).await?.ok_or(ExecuteError::Refused(Refusal::Already("erased")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
