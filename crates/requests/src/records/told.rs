//! Those who have a case are told where its date moves by itself.

use crate::model::event::{Cause, RequestEvent};
use identity::{OrganisationId, PersonId, Role};
use inbox::{Reader, Told, Words};
use sqlx::Row;
use store::{Connection, Recorded, StoreError};

/// A calendar of working days changed and moved the due date: the officer who has the case is told both dates, or
/// whoever answers requests at its organisation where nobody has it.
pub(super) async fn project(connection: &mut Connection, event: &Recorded, said: &RequestEvent) -> Result<(), StoreError> {
    let RequestEvent::ClockMoved(moved) = said else { return Ok(()) };
    if moved.cause != Cause::Calendar || moved.was == moved.due_on {
        return Ok(());
    }
    let row = sqlx::query("SELECT holder FROM request_case WHERE stream = $1")
        .bind(event.stream.as_str())
        .fetch_optional(&mut *connection)
        .await?;
    let holder = row.map(|row| row.try_get::<String, _>("holder")).transpose()?.filter(|holder| !holder.is_empty());
    let to = match holder {
        Some(holder) => Reader::Person(PersonId(holder)),
        None => Reader::Role(Role::CaseOfficer, OrganisationId(moved.organisation.clone())),
    };
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    let words =
        Words::new("requests-told-calendar").with("number", &moved.number).with("was", day(moved.was)).with("due", day(moved.due_on));
    inbox::tell(connection, event, &Told { to, words, url: format!("/office/requests/{}/clock", moved.number) }).await
}
