//! A case with several matters becomes several cases: each has the requester's data anew under a key of its own, the
//! same day of receipt and all that happened to the clock. The old one closes in the same write.

use super::submit::{next_number, seal_applicant};
use super::{Outcome, Setting, load, refused};
use crate::decide::{self, Refusal};
use crate::model::event::{Origin, Received, RequestEvent, SealedAgent, SealedApplicant, SealedFile};
use crate::model::{Applicant, Problem, Request};
use futures::future::BoxFuture;
use serde_json::{Map, Value};
use store::{Act, ActorId, ExecuteError, PartRef, StoreError, StreamId, Transaction};

/// How many cases one may become.
pub const MATTERS: usize = 5;

/// One of several matters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Matter {
    /// what is wanted, in a line
    pub subject: String,
    /// features; may be empty
    pub description: String,
}

/// Splits a case.
pub struct SplitCase {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// the officer
    pub person: String,
    /// at least two, each with its words
    pub matters: Vec<(Matter, Vec<String>)>,
}

impl Act for SplitCase {
    /// numbers of the new cases
    type Answer = Vec<String>;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Vec<String>>> {
        Box::pin(async move {
            let state = load(tx, &self.case, Some(self.seen)).await?;
            if state.organisation != self.setting.organisation.id.0 {
                return Err(ExecuteError::Refused(Refusal::Unknown));
            }
            let context = self.setting.context();
            let placeholders = vec![String::new(); self.matters.len()];
            refused(decide::leave::split(&state, placeholders, self.person.clone(), &context))?;
            check(&self.matters)?;
            let received = state.received.clone().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            let history: Vec<RequestEvent> =
                tx.load(&self.case).await?.iter().filter_map(|recorded| recorded.event().transpose()).collect::<Result<_, _>>()?;
            let mut numbers = Vec::with_capacity(self.matters.len());
            for matter in &self.matters {
                numbers.push(self.part(tx, &received, &history, matter).await?);
            }
            let events = refused(decide::leave::split(&state, numbers.clone(), self.person.clone(), &context))?;
            let events = decide::leave::closed_by_split(&state, events);
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            super::tick::schedule(tx, &self.case, &state.evolve_all(&events), &context)?;
            Ok(numbers)
        })
    }
}

fn check(matters: &[(Matter, Vec<String>)]) -> Outcome<()> {
    const SUBJECTS: [&str; MATTERS] =
        ["matters.0.subject", "matters.1.subject", "matters.2.subject", "matters.3.subject", "matters.4.subject"];
    const DESCRIPTIONS: [&str; MATTERS] =
        ["matters.0.description", "matters.1.description", "matters.2.description", "matters.3.description", "matters.4.description"];
    if matters.len() > MATTERS {
        return Err(ExecuteError::Refused(Refusal::Fields(vec![Problem { field: "matters", code: "too-many", limit: MATTERS }])));
    }
    let mut problems = Vec::new();
    for (place, (matter, _)) in matters.iter().enumerate() {
        let code = |text: &str, limit: usize, required: bool| match text {
            text if required && text.trim().is_empty() => Some("required"),
            text if text.chars().count() > limit => Some("too-long"),
            text if text.chars().any(web::is_control) => Some("control-character"),
            _ => None,
        };
        let subject = code(&matter.subject, 200, true).map(|code| Problem { field: SUBJECTS[place], code, limit: 200 });
        let description = code(&matter.description, 5_000, false).map(|code| Problem { field: DESCRIPTIONS[place], code, limit: 5_000 });
        problems.extend(subject.into_iter().chain(description));
    }
    if problems.is_empty() { Ok(()) } else { Err(ExecuteError::Refused(Refusal::Fields(problems))) }
}

impl SplitCase {
    /// Makes one of the new cases and answers its number.
    async fn part(
        &self,
        tx: &mut Transaction<'_>,
        old: &Received,
        history: &[RequestEvent],
        (matter, words): &(Matter, Vec<String>),
    ) -> Outcome<String> {
        let case = StreamId::new("request", &tx.new_id());
        let number = next_number(tx, &self.setting.organisation.id.0, old.arrived_on).await?;
        let mut events = vec![RequestEvent::Received(Box::new(self.received(tx, &case, old, number.clone(), matter).await?))];
        for event in history {
            if carries_over(event) {
                events.push(sealed_anew(tx, &case, event, &number).await?);
            }
        }
        tx.index_words(&case, words);
        let state = Request::default().evolve_all(&events);
        tx.append(&case, 0, &ActorId(self.person.clone()), &events).await?;
        super::tick::schedule(tx, &case, &state, &self.setting.context())?;
        Ok(number)
    }

    async fn received(
        &self,
        tx: &mut Transaction<'_>,
        case: &StreamId,
        old: &Received,
        number: String,
        matter: &Matter,
    ) -> Outcome<Received> {
        let applicant = applicant(tx, case, &old.applicant).await?;
        let mut others = Vec::new();
        for other in &old.others {
            others.push(self::applicant(tx, case, other).await?);
        }
        let agent = match &old.agent {
            Some(agent) => Some(SealedAgent {
                name: again(tx, case, &agent.name).await?,
                phone: match &agent.phone {
                    Some(phone) => Some(again(tx, case, phone).await?),
                    None => None,
                },
                authority: again(tx, case, &agent.authority).await?,
            }),
            None => None,
        };
        let mut files = Vec::new();
        for file in &old.files {
            let (content, name) = (again(tx, case, &file.content).await?, again(tx, case, &file.name).await?);
            files.push(SealedFile { content, name, ..file.clone() });
        }
        let evidence = match &old.evidence {
            Some(evidence) => Some(again(tx, case, evidence).await?),
            None => None,
        };
        let help = match &old.help {
            Some(help) => Some(again(tx, case, help).await?),
            None => None,
        };
        let description = match matter.description.trim() {
            "" => None,
            text => Some(tx.seal(case, text.as_bytes())?),
        };
        Ok(Received {
            origin: Some(Origin::Split(old.number.clone())),
            organisation: self.setting.organisation.id.0.clone(),
            subject: tx.seal(case, matter.subject.trim().as_bytes())?,
            number,
            applicant,
            others,
            agent,
            files,
            evidence,
            help,
            description,
            ..old.clone()
        })
    }
}

/// What happened to the clock, and what the requester added, happened to each part as well.
fn carries_over(event: &RequestEvent) -> bool {
    use RequestEvent as E;
    matches!(
        event,
        E::Confirmed(_)
            | E::ClockStarted(_)
            | E::ClockMoved(_)
            | E::ClarificationRequested(_)
            | E::Clarified(_)
            | E::Extended(_)
            | E::FeeNoticed(_)
            | E::FeePaid(_)
            | E::TermSet(_)
            | E::TermPassed(_)
            | E::ReasonsAsked(_)
            | E::ReasonsGiven(_)
            | E::DelayedTo(_)
            | E::Consulted(_)
            | E::ConsultationDelivered(_)
            | E::ConsultationAnswered(_)
            | E::ConsultationChased(_)
            | E::ObjectionOverridden(_)
            | E::FileAdded(_)
            | E::Assigned(_)
    )
}

async fn opened(tx: &mut Transaction<'_>, part: &PartRef) -> Outcome<Vec<u8>> {
    tx.open_part(part).await?.ok_or(ExecuteError::Refused(Refusal::Already("erased")))
}

async fn again(tx: &mut Transaction<'_>, case: &StreamId, part: &PartRef) -> Outcome<PartRef> {
    let bytes = opened(tx, part).await?;
    Ok(tx.seal(case, &bytes)?)
}

async fn text(tx: &mut Transaction<'_>, part: Option<&PartRef>) -> Outcome<Option<String>> {
    let Some(part) = part else { return Ok(None) };
    let bytes = opened(tx, part).await?;
    String::from_utf8(bytes).map(Some).map_err(|fault| StoreError::Corrupt(fault.to_string()).into())
}

async fn applicant(tx: &mut Transaction<'_>, case: &StreamId, old: &SealedApplicant) -> Outcome<SealedApplicant> {
    let identity = text(tx, old.identity.as_ref().map(|(_, part)| part)).await?;
    let who = Applicant {
        kind: old.kind,
        name: text(tx, Some(&old.name)).await?.unwrap_or_default(),
        identity: old.identity.as_ref().map(|(kind, _)| *kind).zip(identity),
        phone: text(tx, old.phone.as_ref()).await?,
        email: text(tx, old.email.as_ref()).await?,
        address: text(tx, old.address.as_ref()).await?,
        contact_name: text(tx, old.contact_name.as_ref()).await?,
    };
    seal_applicant(tx, case, &who)
}

/// An event of the old case as one of the new: its sealed parts under the new key, the new number in the old one's place.
async fn sealed_anew(tx: &mut Transaction<'_>, case: &StreamId, event: &RequestEvent, number: &str) -> Outcome<RequestEvent> {
    let corrupt = |fault: serde_json::Error| StoreError::Corrupt(fault.to_string());
    let mut value = serde_json::to_value(event).map_err(corrupt)?;
    if let Some(old) = value.get_mut("data").and_then(|data| data.get_mut("number")) {
        *old = Value::from(number);
    }
    let mut waiting: Vec<&mut Value> = vec![&mut value];
    while let Some(place) = waiting.pop() {
        if let Some(part) = place.as_object().and_then(part_of) {
            *place = serde_json::to_value(again(tx, case, &part).await?).map_err(corrupt)?;
            continue;
        }
        match place {
            Value::Object(members) => waiting.extend(members.values_mut()),
            Value::Array(members) => waiting.extend(members.iter_mut()),
            _ => {}
        }
    }
    Ok(serde_json::from_value(value).map_err(corrupt)?)
}

fn part_of(members: &Map<String, Value>) -> Option<PartRef> {
    let text = |name: &str| members.get(name)?.as_str().map(str::to_owned);
    (members.len() == 2).then(|| Some(PartRef { part: text("part")?, commitment: text("commitment")? }))?
}
