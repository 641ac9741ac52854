//! A request is registered.

use super::{Outcome, Setting, load, refused};
use crate::decide::receive::Receive;
use crate::decide::{self, Refusal};
use crate::model::Application;
use crate::model::event::{ClockStarted, RequestEvent, SealedApplicant, Track};
use futures::future::BoxFuture;
use jiff::civil::Date;
use law::Channel;
use store::{Act, ActorId, ExecuteError, StoreError, StreamId, Transaction};

/// Registers a request.
pub struct Submit {
    /// law, day, organisation
    pub setting: Setting,
    /// checked
    pub application: Application,
    /// by which way
    pub channel: Channel,
    /// day of arrival
    pub arrived_on: Date,
    /// the clerk who registers it; none where the requester does it
    pub clerk: Option<String>,
    /// keyed hash of the caller's idempotency key, and a hash of the body it came with
    pub idempotency: Option<(String, String)>,
}

/// A registered request.
#[derive(Debug, Clone)]
pub struct Submitted {
    /// its stream
    pub case: StreamId,
    /// public number
    pub number: String,
    /// its clock, where it runs
    pub clock: Option<ClockStarted>,
    /// true where the same call was made before and nothing new was made
    pub repeated: bool,
}

impl Act for Submit {
    type Answer = Submitted;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Submitted>> {
        Box::pin(async move {
            let case = StreamId::new("request", &tx.new_id());
            if let Some((key, body)) = &self.idempotency
                && let Some(earlier) = tx.claim("request-idempotency", key, &format!("{body} {}", case.as_str())).await?
            {
                return self.repeat(tx, &earlier, body).await;
            }
            refused(decide::receive::check_arrival(self.arrived_on, &self.setting.context()))?;
            let organisation = &self.setting.organisation.id.0;
            let year = self.arrived_on.year();
            let serial = tx.next_in_series(&format!("request-number/{organisation}/{year}")).await?;
            let number = format!("{}-{year}-{serial:05}", organisation.to_ascii_uppercase());
            let command = self.seal(tx, &case, number.clone())?;
            let events = refused(decide::receive::receive(command, &self.setting.context()))?;
            let clock = events.iter().find_map(|event| match event {
                RequestEvent::ClockStarted(clock) => Some((**clock).clone()),
                _ => None,
            });
            let actor = ActorId(self.clerk.clone().unwrap_or_else(|| format!("requester-{}", case.id())));
            tx.append(&case, 0, &actor, &events).await?;
            Ok(Submitted { case, number, clock, repeated: false })
        })
    }
}

impl Submit {
    async fn repeat(&self, tx: &mut Transaction<'_>, earlier: &str, body: &str) -> Outcome<Submitted> {
        let Some((earlier_body, stream)) = earlier.split_once(' ') else {
            return Err(StoreError::Corrupt(format!("claim `{earlier}`")).into());
        };
        if earlier_body != body {
            return Err(ExecuteError::Refused(Refusal::KeyReused));
        }
        let case = StreamId::new("request", stream.trim_start_matches("request-"));
        let state = load(tx, &case, None).await?;
        let number = state.received.as_ref().map(|received| received.number.clone());
        let number = number.ok_or(ExecuteError::Refused(Refusal::Unknown))?;
        Ok(Submitted { case, number, clock: state.clock, repeated: true })
    }

    fn seal(&self, tx: &mut Transaction<'_>, case: &StreamId, number: String) -> Result<Receive, StoreError> {
        let application = &self.application;
        let who = &application.applicant;
        let mut optional = |value: &Option<String>| value.as_ref().map(|value| tx.seal(case, value.as_bytes())).transpose();
        let (phone, email, address) = (optional(&who.phone)?, optional(&who.email)?, optional(&who.address)?);
        let contact_name = optional(&who.contact_name)?;
        let description = optional(&Some(application.description.clone()).filter(|text| !text.is_empty()))?;
        let identity = match &who.identity {
            Some((kind, number)) => {
                tx.index_for_look_up(case, "identity", number)?;
                Some((*kind, tx.seal(case, number.as_bytes())?))
            }
            None => None,
        };
        if let Some(phone) = &who.phone {
            tx.index_for_look_up(case, "phone", &phone.chars().filter(char::is_ascii_digit).collect::<String>())?;
        }
        if let Some(email) = &who.email {
            tx.index_for_look_up(case, "email", &email.to_lowercase())?;
        }
        tx.index_for_look_up(case, "name", who.name.trim())?;
        Ok(Receive {
            number,
            channel: self.channel,
            arrived_on: self.arrived_on,
            applicant: SealedApplicant {
                kind: who.kind,
                name: tx.seal(case, who.name.as_bytes())?,
                identity,
                phone,
                email,
                address,
                contact_name,
            },
            subject: tx.seal(case, application.subject.as_bytes())?,
            description,
            form: application.form,
            delivery: application.delivery,
            track: Track::Disclosure,
            agent: None,
            others: Vec::new(),
            files: Vec::new(),
            origin: None,
        })
    }
}
