//! Who is told of what changed without them: no work, only to be known.

use super::Work;
use crate::model::event::{Cause, RequestEvent, Side, TermCause};
use identity::{OrganisationId, PersonId, Role};
use inbox::{Reader, Told, Words};
use jiff::civil::Date;
use store::StoreError;

impl Work<'_> {
    /// The body that handed a case on cannot open it any more: what is left to it is that it did.
    async fn tell_who_had_it(&mut self, from: &str) -> Result<(), StoreError> {
        let told = Told {
            to: Reader::Role(Role::CaseOfficer, OrganisationId(from.to_owned())),
            words: Words::new("requests-told-handed-on").with("number", &self.case.number),
            url: "/office".into(),
        };
        inbox::tell(self.connection, self.event, &told).await
    }

    /// Who is told of what changed without them.
    pub(super) async fn tell(&mut self, said: &RequestEvent) -> Result<(), StoreError> {
        let number = self.case.number.clone();
        let actor = self.event.actor.0.as_str();
        let officers = match self.officer() {
            Some(holder) => Reader::Person(holder),
            None => Reader::Role(Role::CaseOfficer, self.case.organisation.clone()),
        };
        let day = |day: Option<Date>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
        let told = match said {
            RequestEvent::Assigned(assigned) if !assigned.to.is_empty() && assigned.to != actor => {
                (Reader::Person(PersonId(assigned.to.clone())), Words::new("requests-told-assigned"))
            }
            RequestEvent::Withdrawn(withdrawn) if withdrawn.by == Side::Requester => (officers, Words::new("requests-told-withdrawn")),
            RequestEvent::TermSet(set) if set.cause == TermCause::Calendar => {
                let words = Words::new(format!("requests-told-term-{}", set.term.as_str()));
                (officers, words.with("was", day(set.was)).with("until", set.until.to_string()))
            }
            RequestEvent::Lapsed(_) => (officers, Words::new("requests-told-lapsed")),
            RequestEvent::Transferred(transferred) => {
                self.tell_who_had_it(&transferred.from).await?;
                (officers, Words::new("requests-told-transferred"))
            }
            RequestEvent::ClockMoved(moved) if moved.cause == Cause::Calendar && moved.was != moved.due_on => (
                Reader::Role(Role::Approver, self.case.organisation.clone()),
                Words::new("requests-told-calendar-head").with("was", day(moved.was)).with("due", day(moved.due_on)),
            ),
            _ => return Ok(()),
        };
        let told = Told { to: told.0, words: told.1.with("number", &number), url: format!("/office/requests/{number}") };
        inbox::tell(self.connection, self.event, &told).await
    }
}
