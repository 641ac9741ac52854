//! Work while somebody outside is asked: waiting for the answer, and what an answer leaves to decide.

use super::Work;
use crate::model::event::{Answer, PartyKind, RequestEvent};
use inbox::{Item, Key, Urgency};
use store::StoreError;

impl Work<'_> {
    /// Somebody is asked: until an answer comes, somebody here waits for it and asks again.
    pub(super) async fn consultation(&mut self, said: &RequestEvent) -> Result<(), StoreError> {
        let stream = &self.event.stream;
        match said {
            RequestEvent::Consulted(consulted) => {
                self.looked().await?;
                let key = Key::with_part(stream, waiting(consulted.kind), &consulted.id);
                self.open(key, consulted.until.or(consulted.delivered_by), Urgency::Ordinary).await
            }
            RequestEvent::ConsultationDelivered(delivered) => {
                if let Some(letter) = &delivered.letter {
                    let dispatch = self.of_letter("dispatch", letter);
                    inbox::done(self.connection, &dispatch).await?;
                }
                let Some(item) = self.waits(&delivered.id).cloned() else { return Ok(()) };
                let due_on = delivered.until.or(item.due_on);
                self.put(Item { due_on, started_on: delivered.on, ..item }).await
            }
            RequestEvent::ConsultationAnswered(answered) => {
                let third_party = Key::with_part(stream, waiting(PartyKind::ThirdParty), &answered.id);
                let silent = Key::with_part(stream, "silence", &answered.id);
                let asked = self.open.iter().any(|item| item.key == third_party || item.key == silent);
                if let Some(key) = self.waits(&answered.id).map(|item| item.key.clone()) {
                    inbox::done(self.connection, &key).await?;
                }
                inbox::done(self.connection, &silent).await?;
                match answered.answer {
                    Answer::Objects if asked => {
                        let key = Key::with_part(stream, "objection", &answered.id);
                        self.open(key, self.case.due_on, Urgency::Urgent).await
                    }
                    Answer::Silent if asked => self.open(silent, self.case.due_on, Urgency::Ordinary).await,
                    _ => Ok(()),
                }
            }
            RequestEvent::ObjectionOverridden(overridden) => {
                inbox::done(self.connection, &Key::with_part(stream, "objection", &overridden.id)).await
            }
            _ => Ok(()),
        }
    }

    pub(super) fn waits(&self, id: &str) -> Option<&Item> {
        let kinds = PartyKind::ALL.map(waiting);
        self.open.iter().find(|item| item.key.part() == Some(id) && kinds.contains(&item.key.work()))
    }
}

/// The kind of work while an answer is awaited.
fn waiting(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::ThirdParty => "await-third-party",
        PartyKind::CoProducer => "await-co-producer",
        PartyKind::Body => "await-body",
    }
}
