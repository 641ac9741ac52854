//! A request is registered: one form becomes a case at each body that is asked, all of them or none.

use super::officer::seal_file;
use super::{Outcome, Setting, load, refused};
use crate::decide::receive::Receive;
use crate::decide::{self, Refusal};
use crate::model::event::{Origin, SealedAgent, SealedApplicant};
use crate::model::{Agent, Applicant, Application, Request, Upload};
use futures::future::BoxFuture;
use jiff::civil::Date;
use law::Channel;
use store::{Act, ActorId, ExecuteError, PartRef, StoreError, StreamId, Transaction};

/// Registers a request.
pub struct Submit {
    /// law, day, and each organisation that is asked; at least one
    pub settings: Vec<Setting>,
    /// checked
    pub application: Application,
    /// files that came with it, checked
    pub files: Vec<Upload>,
    /// words of its free text, by which others find it
    pub words: Vec<String>,
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
    /// its streams, in the order in which the bodies were named
    pub cases: Vec<StreamId>,
    /// true where the same call was made before and nothing new was made
    pub repeated: bool,
}

impl Act for Submit {
    type Answer = Submitted;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Submitted>> {
        Box::pin(async move {
            let cases: Vec<StreamId> = self.settings.iter().map(|_| StreamId::new("request", &tx.new_id())).collect();
            if let Some((key, body)) = &self.idempotency {
                let streams: Vec<&str> = cases.iter().map(StreamId::as_str).collect();
                if let Some(earlier) = tx.claim("request-idempotency", key, &format!("{body} {}", streams.join(" "))).await? {
                    return repeat(tx, &earlier, body).await;
                }
            }
            let form = if cases.len() > 1 { Some(Origin::SameForm(tx.new_id())) } else { None };
            for (case, setting) in cases.iter().zip(&self.settings) {
                self.register(tx, case, setting, form.clone()).await?;
            }
            Ok(Submitted { cases, repeated: false })
        })
    }
}

async fn repeat(tx: &mut Transaction<'_>, earlier: &str, body: &str) -> Outcome<Submitted> {
    let mut words = earlier.split(' ');
    let same = words.next() == Some(body);
    let cases: Vec<StreamId> = words.map(|stream| StreamId::new("request", stream.trim_start_matches("request-"))).collect();
    if cases.is_empty() {
        return Err(StoreError::Corrupt(format!("claim `{earlier}`")).into());
    }
    let mut numbers = Vec::with_capacity(cases.len());
    for case in &cases {
        numbers.push(load(tx, case, None).await?.received.ok_or(ExecuteError::Refused(Refusal::Unknown))?.number);
    }
    if !same {
        return Err(ExecuteError::Refused(Refusal::KeyReused(numbers)));
    }
    Ok(Submitted { cases, repeated: true })
}

impl Submit {
    async fn register(&self, tx: &mut Transaction<'_>, case: &StreamId, setting: &Setting, origin: Option<Origin>) -> Outcome<()> {
        let context = setting.context();
        refused(decide::receive::check_arrival(self.arrived_on, &context))?;
        let number = next_number(tx, &setting.organisation.id.0, self.arrived_on).await?;
        let command = self.seal(tx, case, number, origin)?;
        let events = refused(decide::receive::receive(command, &context))?;
        let actor = ActorId(self.clerk.clone().unwrap_or_else(|| format!("requester-{}", case.id())));
        tx.append(case, 0, &actor, &events).await?;
        let state = Request::default().evolve_all(&events);
        // A clock that runs has no day of its own yet; one that waits for a confirmation has.
        if state.clock.is_some() { Ok(()) } else { super::tick::schedule(tx, case, &state, &context) }
    }

    fn seal(&self, tx: &mut Transaction<'_>, case: &StreamId, number: String, origin: Option<Origin>) -> Outcome<Receive> {
        let application = &self.application;
        let description = optional(tx, case, &application.description)?;
        let evidence = optional(tx, case, &application.evidence)?;
        let help = optional(tx, case, &application.help)?;
        let applicant = seal_applicant(tx, case, &application.applicant)?;
        let others = application.others.iter().map(|other| seal_applicant(tx, case, other)).collect::<Outcome<Vec<_>>>()?;
        tx.index_words(case, &self.words);
        Ok(Receive {
            number,
            channel: self.channel,
            arrived_on: self.arrived_on,
            applicant,
            subject: tx.seal(case, application.subject.as_bytes())?,
            description,
            form: application.form,
            delivery: application.delivery,
            track: application.track,
            agent: application.agent.as_ref().map(|agent| seal_agent(tx, case, agent)).transpose()?,
            others,
            files: self.files.iter().map(|file| seal_file(tx, case, file)).collect::<Outcome<Vec<_>>>()?,
            origin,
            evidence,
            help,
        })
    }
}

/// The next public number of an organisation in the year of arrival.
pub(super) async fn next_number(tx: &mut Transaction<'_>, organisation: &str, arrived_on: Date) -> Outcome<String> {
    let year = arrived_on.year();
    let serial = tx.next_in_series(&format!("request-number/{organisation}/{year}")).await?;
    Ok(format!("{}-{year}-{serial:05}", organisation.to_ascii_uppercase()))
}

fn optional(tx: &mut Transaction<'_>, case: &StreamId, text: &str) -> Outcome<Option<PartRef>> {
    if text.is_empty() { Ok(None) } else { Ok(Some(tx.seal(case, text.as_bytes())?)) }
}

/// Seals one who asks, and writes the keyed hashes by which the person's cases are found.
pub(super) fn seal_applicant(tx: &mut Transaction<'_>, case: &StreamId, who: &Applicant) -> Outcome<SealedApplicant> {
    let mut part = |value: &Option<String>| value.as_ref().map(|value| tx.seal(case, value.as_bytes())).transpose();
    let (phone, email, address) = (part(&who.phone)?, part(&who.email)?, part(&who.address)?);
    let contact_name = part(&who.contact_name)?;
    let identity = match &who.identity {
        Some((kind, number)) => {
            tx.index_for_look_up(case, "identity", number)?;
            Some((*kind, tx.seal(case, number.as_bytes())?))
        }
        None => None,
    };
    if let Some(phone) = &who.phone {
        tx.index_for_look_up(case, "phone", &crate::records::normalised("phone", phone))?;
    }
    if let Some(email) = &who.email {
        tx.index_for_look_up(case, "email", &crate::records::normalised("email", email))?;
    }
    tx.index_for_look_up(case, "name", &crate::records::normalised("name", &who.name))?;
    Ok(SealedApplicant { kind: who.kind, name: tx.seal(case, who.name.as_bytes())?, identity, phone, email, address, contact_name })
}

fn seal_agent(tx: &mut Transaction<'_>, case: &StreamId, agent: &Agent) -> Outcome<SealedAgent> {
    Ok(SealedAgent {
        name: tx.seal(case, agent.name.as_bytes())?,
        phone: agent.phone.as_ref().map(|phone| tx.seal(case, phone.as_bytes())).transpose()?,
        authority: tx.seal(case, agent.authority.as_bytes())?,
    })
}
