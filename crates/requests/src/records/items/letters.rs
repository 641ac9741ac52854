//! Work that hangs on a letter: to be sent, to arrive, and the terms that run from its arrival.

use super::{Work, serial};
use crate::model::event::{RequestEvent, Term};
use identity::Role;
use inbox::{Item, Key, Urgency};
use jiff::civil::Date;
use sqlx::Row as _;
use store::StoreError;

impl Work<'_> {
    pub(super) fn of_letter(&self, kind: &str, letter_number: &str) -> Key {
        Key::with_part(&self.event.stream, kind, &serial(letter_number))
    }

    /// A letter went out: what is on paper is to be printed and to leave the house; what a term runs from is to arrive.
    pub(super) async fn sent(
        &mut self,
        letter_number: &str,
        dispatch_by: Option<Date>,
        delivered_by: Option<Date>,
    ) -> Result<(), StoreError> {
        if dispatch_by.is_some() {
            let key = self.of_letter("dispatch", letter_number);
            let item = Item { urgency: Urgency::Urgent, ..self.item(key, Role::CaseOfficer, dispatch_by) };
            let title = item.title.clone().with("letter", letter_number);
            let url = format!("{}/letters", item.url);
            return self.put(Item { title, url, ..item }).await;
        }
        self.await_delivery(letter_number, delivered_by).await
    }

    /// The term that runs from the delivery of a letter.
    pub(super) async fn term_of(&mut self, letter_number: &str) -> Result<Option<Term>, StoreError> {
        let row = sqlx::query("SELECT notice FROM request_letter WHERE stream = $1 AND letter_number = $2")
            .bind(self.event.stream.as_str())
            .bind(letter_number)
            .fetch_optional(&mut *self.connection)
            .await?;
        let notice = row.map(|row| row.try_get::<String, _>("notice")).transpose()?;
        Ok([Term::Clarification, Term::Fee].into_iter().find(|term| notice.as_deref() == Some(term.as_str())))
    }

    /// No term runs before its letter was delivered: somebody sees to it by a day.
    pub(super) async fn await_delivery(&mut self, letter_number: &str, by: Option<Date>) -> Result<(), StoreError> {
        let Some(term) = self.term_of(letter_number).await?.filter(|_| by.is_some()) else { return Ok(()) };
        let key = self.key(&format!("deliver-{}", term.as_str()));
        let item = self.item(key, Role::CaseOfficer, by);
        let (title, url) = (item.title.clone().with("letter", letter_number), format!("{}/letters", item.url));
        self.put(Item { title, url, ..item }).await
    }

    /// A term of the requester has its last day: it is waited for; it has passed: somebody decides.
    pub(super) async fn term(&mut self, said: &RequestEvent) -> Result<(), StoreError> {
        match said {
            RequestEvent::TermSet(set) => {
                if let Term::Consultation(id) = &set.term {
                    let Some(item) = self.waits(id).cloned() else { return Ok(()) };
                    return self.put(Item { due_on: Some(set.until), ..item }).await;
                }
                self.answered(&set.term).await?;
                self.open(self.key(&format!("await-{}", set.term.as_str())), Some(set.until), Urgency::Ordinary).await
            }
            RequestEvent::TermPassed(passed) => {
                self.answered(&passed.term).await?;
                self.open(self.key(&format!("{}-over", passed.term.as_str())), passed.decide_by, Urgency::Urgent).await
            }
            _ => Ok(()),
        }
    }

    /// What was waited for came, or is waited for no longer.
    pub(super) async fn answered(&mut self, term: &Term) -> Result<(), StoreError> {
        let term = term.as_str();
        for kind in [format!("deliver-{term}"), format!("await-{term}"), format!("{term}-over")] {
            inbox::done(self.connection, &self.key(&kind)).await?;
        }
        Ok(())
    }
}
