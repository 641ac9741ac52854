//! Carries each decision through the write path: loads the case, asks `decide`, seals what is personal, appends.

use crate::decide::draft::DraftTexts;
use crate::decide::pass::Stage;
use crate::decide::receive::Receive;
use crate::decide::{self, Context, Refusal};
use crate::letter::{self, LetterFacts, LetterSettings};
use crate::model::event::{ClockStarted, ContactViewed, RequestEvent, SealedApplicant, Side};
use crate::model::{Application, Request, Step};
use futures::future::BoxFuture;
use identity::Organisation;
use jiff::civil::Date;
use law::{Channel, Law};
use std::sync::Arc;
use store::{Act, ActorId, ExecuteError, PartRef, StoreError, StreamId, Transaction};

type Outcome<T> = Result<T, ExecuteError<Refusal>>;

fn refused<T>(result: Result<T, Refusal>) -> Outcome<T> {
    result.map_err(ExecuteError::Refused)
}

async fn load(tx: &mut Transaction<'_>, case: &StreamId, expected: Option<u64>) -> Outcome<Request> {
    let state = Request::fold(&tx.load(case).await?)?;
    match expected {
        Some(expected) if expected != state.version => {
            Err(ExecuteError::Conflict { stream: case.as_str().to_owned(), expected, found: state.version })
        }
        _ => Ok(state),
    }
}

/// What every act on a case knows.
#[derive(Clone)]
pub struct Setting {
    /// rules
    pub law: Arc<Law>,
    /// day of the act in the city's time zone
    pub today: Date,
    /// the organisation that is asked
    pub organisation: Organisation,
}

impl Setting {
    fn context(&self) -> Context<'_> {
        Context { law: &self.law, today: self.today, organisation: &self.organisation }
    }
}

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
        })
    }
}

/// One side confirms.
pub struct Confirm {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// who confirms
    pub by: Side,
    /// the officer, where the organisation confirms
    pub person: Option<String>,
}

impl Act for Confirm {
    type Answer = Option<ClockStarted>;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<Self::Answer>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            let events = refused(decide::confirm::confirm(&state, self.by, &self.setting.context()))?;
            let actor = ActorId(self.person.clone().unwrap_or_else(|| format!("requester-{}", self.case.id())));
            tx.append(&self.case, state.version, &actor, &events).await?;
            Ok(events.into_iter().find_map(|event| match event {
                RequestEvent::ClockStarted(clock) => Some(*clock),
                _ => None,
            }))
        })
    }
}

/// An officer's step on a case, made on the version that the officer saw.
pub struct OfficerAct {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
    /// the version that the page showed
    pub seen: u64,
    /// the officer
    pub person: String,
    /// what is done
    pub command: Command,
}

/// What an officer can do.
#[derive(Debug, Clone)]
pub enum Command {
    /// write a draft, and hand it on where `submit` says so
    Draft {
        /// row of the closed list
        outcome: String,
        /// ground's id
        ground: String,
        /// texts
        texts: Box<DraftTexts>,
        /// hand it on at once
        submit: bool,
    },
    /// hand the draft on
    Submit,
    /// pass it
    Pass(Stage),
    /// send it back with a reason
    SendBack(Stage, String),
    /// send the reply
    Send(Box<LetterSettings>),
    /// look at the requester's contact, for a reason
    ViewContact(String),
}

impl Act for OfficerAct {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<()>> {
        Box::pin(async move {
            let looking = matches!(self.command, Command::ViewContact(_));
            let state = load(tx, &self.case, (!looking).then_some(self.seen)).await?;
            let events = self.decide(tx, &state).await?;
            tx.append(&self.case, state.version, &ActorId(self.person.clone()), &events).await?;
            Ok(())
        })
    }
}

impl OfficerAct {
    async fn decide(&self, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
        let context = self.setting.context();
        let person = self.person.clone();
        match &self.command {
            Command::Draft { outcome, ground, texts, submit } => {
                let regime = state.clock.as_ref().map(|clock| clock.regime).ok_or(ExecuteError::Refused(Refusal::WrongStep(state.step)))?;
                let rule = refused(decide::draft::check(outcome, ground, texts, regime, &context))?;
                let sealed = self.seal_json(tx, &**texts)?;
                let mut events = refused(decide::draft::draft(state, outcome.clone(), ground.clone(), rule, sealed, person.clone()))?;
                if *submit {
                    let drafted = events.iter().fold(state.clone(), |state, event| {
                        let version = state.version + 1;
                        state.evolve(version, Some(event.clone()))
                    });
                    events.extend(refused(decide::draft::submit(&drafted, person))?);
                }
                Ok(events)
            }
            Command::Submit => refused(decide::draft::submit(state, person)),
            Command::Pass(stage) => refused(decide::pass::pass(state, *stage, person)),
            Command::SendBack(stage, reason) => {
                let reason = self.reason(tx, reason)?;
                refused(decide::pass::send_back(state, *stage, person, reason))
            }
            Command::Send(settings) => self.send(tx, state, settings).await,
            Command::ViewContact(reason) => {
                if state.step == Step::New {
                    return Err(ExecuteError::Refused(Refusal::Unknown));
                }
                let reason = self.reason(tx, reason)?;
                Ok(vec![RequestEvent::ContactViewed(ContactViewed { person, reason })])
            }
        }
    }

    async fn send(&self, tx: &mut Transaction<'_>, state: &Request, settings: &LetterSettings) -> Outcome<Vec<RequestEvent>> {
        let context = self.setting.context();
        let remedies = refused(decide::send::remedies(state, &context))?;
        let mark = self.setting.organisation.letter_mark.clone().unwrap_or_else(|| self.setting.organisation.short_name.clone());
        let year = self.setting.today.year();
        let facts = letter_facts(tx, state, &remedies, settings, &self.setting).await?;
        if state.step != Step::Approved {
            return Err(ExecuteError::Refused(Refusal::WrongStep(state.step)));
        }
        let serial = tx.next_in_series(&format!("letter-number/{}/{year}", self.setting.organisation.id.0)).await?;
        let number = format!("{mark}〔{year}〕{serial}号");
        let letter =
            letter::reply(&facts, &number, self.setting.today, &self.setting.law).map_err(|fault| StoreError::Other(fault.to_string()))?;
        let sealed = self.seal_json(tx, &letter)?;
        refused(decide::send::send(state, number, sealed, remedies, self.person.clone(), &context))
    }

    fn reason(&self, tx: &mut Transaction<'_>, reason: &str) -> Outcome<PartRef> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(ExecuteError::Refused(Refusal::field("reason", "required")));
        }
        if reason.chars().count() > 2_000 {
            return Err(ExecuteError::Refused(Refusal::Fields(vec![crate::model::Problem {
                field: "reason",
                code: "too-long",
                limit: 2_000,
            }])));
        }
        Ok(tx.seal(&self.case, reason.as_bytes())?)
    }

    fn seal_json(&self, tx: &mut Transaction<'_>, value: &impl serde::Serialize) -> Result<PartRef, StoreError> {
        let bytes = serde_json::to_vec(value).map_err(|fault| StoreError::Other(fault.to_string()))?;
        tx.seal(&self.case, &bytes)
    }
}

async fn letter_facts(
    tx: &mut Transaction<'_>,
    state: &Request,
    remedies: &[law::Remedy],
    settings: &LetterSettings,
    setting: &Setting,
) -> Outcome<LetterFacts> {
    let (Some(received), Some(draft), Some(clock)) = (&state.received, &state.draft, &state.clock) else {
        return Err(ExecuteError::Refused(Refusal::WrongStep(state.step)));
    };
    let mut texts = Vec::with_capacity(3);
    for part in [&received.applicant.name, &received.subject, &draft.texts] {
        texts.push(tx.open_part(part).await?.ok_or(ExecuteError::Refused(Refusal::WrongStep(state.step)))?);
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let draft_texts = serde_json::from_slice(&texts[2]).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
    Ok(LetterFacts {
        organisation: setting.organisation.clone(),
        request_number: received.number.clone(),
        received_on: clock.received_on,
        recipient: text(&texts[0]),
        subject: text(&texts[1]),
        outcome: draft.outcome.clone(),
        rule: draft.rule.clone(),
        texts: draft_texts,
        delivery: received.delivery,
        remedies: remedies.to_vec(),
        settings: settings.clone(),
    })
}
