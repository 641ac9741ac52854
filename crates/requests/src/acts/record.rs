//! An application for a correction is answered: the answer and its letter are one write.

use super::notice::fault;
use super::{Outcome, Setting, load, refused, seal_json, seal_text};
use crate::decide::record::Answered;
use crate::decide::{self, Refusal};
use crate::letter::notices::{self, Decided};
use crate::letter::{self, LetterSettings};
use crate::model::event::{Addressee, NoticeSent, RecordAnswer, RequestEvent};
use crate::words::{self, NoticeWords};
use futures::future::BoxFuture;
use letters::template::{Fields, Frame, Value};
use store::{Act, ActorId, ExecuteError, PartRef, StreamId, Transaction};

/// Answers an application for a correction.
pub struct AnswerRecord {
    /// law, day, organisation
    pub setting: Setting,
    /// words of the instance's letters
    pub letters: LetterSettings,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// who signs
    pub person: String,
    /// what it amounts to
    pub answer: RecordAnswer,
    /// what was found, and why
    pub reason: String,
    /// the body that may correct it; empty where it is this one
    pub organ: String,
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
            let reason = self.reason.trim().trim_end_matches('。');
            if reason.is_empty() {
                return Err(ExecuteError::Refused(Refusal::field("reason", "required")));
            }
            let organ = Some(self.organ.trim()).filter(|organ| !organ.is_empty() && self.answer.names_another());
            let answered = Answered {
                answer: self.answer,
                reason: seal_text(tx, &self.case, "reason", reason, 5_000)?,
                organ: organ.map(|organ| seal_text(tx, &self.case, "organ", organ, 200)).transpose()?,
                letter_number: super::notice::next_letter_number(&self.setting, tx).await?,
                person: self.person.clone(),
            };
            let letter_number = answered.letter_number.clone();
            let context = self.setting.context();
            let mut events = refused(decide::record::answer(&state, answered, &context))?;
            let received = state.received.as_ref().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            let received_on = state.clock.as_ref().map_or(received.arrived_on, |clock| clock.received_on);
            let mut fields = Fields::from([
                ("number".to_owned(), Value::Text(received.number.clone())),
                ("subject".to_owned(), Value::Text(text(tx, &received.subject).await?)),
                ("received_on".to_owned(), Value::Date(received_on)),
                ("corrected".to_owned(), Value::Flag(self.answer == RecordAnswer::Corrected)),
                ("accurate".to_owned(), Value::Flag(self.answer == RecordAnswer::Accurate)),
                ("forwarded".to_owned(), Value::Flag(self.answer == RecordAnswer::Forwarded)),
                ("reason".to_owned(), Value::Text(reason.to_owned())),
            ]);
            fields.extend(organ.map(|organ| ("organ".to_owned(), Value::Text(organ.to_owned()))));
            let frame = Frame {
                issuer: self.setting.organisation.name.clone(),
                letter_number: Some(letter_number.clone()),
                recipient: text(tx, &received.applicant.name).await?,
                date: self.setting.today,
                contact: notices::contact(&self.setting.organisation),
                attachments: Vec::new(),
                notice: letter::demonstration(&self.letters, &self.setting.law).map_err(fault)?,
            };
            let words = NoticeWords::fold(&tx.load(&words::of_notice("correction")).await?)?;
            let letter = notices::worded(&self.setting.law, &words, "correction", received_on, &fields, &frame).map_err(fault)?;
            let decided = Decided {
                kind: "correction",
                answer: Some(self.answer.as_str()),
                by: self.setting.organisation.kind,
                delivery: received.delivery,
                settings: &self.letters,
            };
            let letter = notices::with_remedies(letter, &decided, &self.setting.law).map_err(fault)?;
            events.push(RequestEvent::NoticeSent(Box::new(NoticeSent {
                notice: "correction".to_owned(),
                letter_number,
                sent_on: self.setting.today,
                to: Addressee::Requester,
                delivery: received.delivery,
                letter: seal_json(tx, &self.case, &letter)?,
                person: self.person.clone(),
            })));
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)
        })
    }
}

async fn text(tx: &mut Transaction<'_>, part: &PartRef) -> Outcome<String> {
    let bytes = tx.open_part(part).await?.ok_or(ExecuteError::Refused(Refusal::Already("erased")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
