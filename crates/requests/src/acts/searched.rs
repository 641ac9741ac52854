//! An officer looked for cases by personal data: by which fields, never by which values.

use super::Outcome;
use crate::decide::Refusal;
use crate::model::event::{RequestEvent, Searched as Event};
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, StreamId, Transaction};

/// Writes a search down, in a stream of its own for each day: it belongs to no case.
pub struct Searched {
    /// who looked
    pub person: String,
    /// fields: `identity`, `name`, `phone`, `email`
    pub by: Vec<String>,
    /// where: `counter` or `search`
    pub place: String,
    /// day
    pub today: Date,
}

impl Act for Searched {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let stream = StreamId::new("request", &format!("searches-{}", self.today));
            let version = tx.version(&stream).await?;
            let event = Event { person: self.person.clone(), by: self.by.clone(), place: self.place.clone(), on: self.today };
            tx.append(&stream, version, &ActorId(self.person.clone()), &[RequestEvent::Searched(event)]).await?;
            Ok(())
        })
    }
}
