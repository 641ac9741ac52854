//! A capability of nothing but work, and the people of two bodies.

use facts::Fact;
use futures::future::BoxFuture;
use identity::{Identity, OrganisationId, PersonId, Role};
use inbox::{Item, Key, Mail, Reader, ReminderPlan, Setting, Speaker, Step, To, Told, Urgency, Words};
use jiff::{civil::Date, tz::TimeZone};
use law::ReminderTime;
use serde::{Deserialize, Serialize};
use std::{convert::Infallible, sync::Arc};
use store::{
    Act, ActorId, Capability, Connection, Event, ExecuteError, Migration, Recorded, Store, StoreError, StreamId, Transaction,
    testing::TestInstance,
};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum Toy {
    Begun { started_on: Date, due_on: Option<Date>, urgent: bool },
    Given { person: PersonId },
    Released {},
    Ended {},
}

impl Event for Toy {
    const CATEGORY: &'static str = "toy";
}

struct Toys;

pub fn housing() -> OrganisationId {
    OrganisationId("hz-housing".into())
}

pub fn key(id: &str) -> Key {
    Key::new(&StreamId::new("toy", id), "play")
}

impl Capability for Toys {
    fn name(&self) -> &'static str {
        "toys"
    }
    fn migrations(&self) -> &'static [Migration] {
        &[]
    }
    fn categories(&self) -> &'static [&'static str] {
        &["toy"]
    }
    fn projections(&self) -> &'static [&'static str] {
        &[]
    }
    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let key = Key::new(&event.stream, "play");
            match event.event::<Toy>()? {
                Some(Toy::Begun { started_on, due_on, urgent }) => {
                    let item = Item {
                        key,
                        organisation: housing(),
                        role: Role::CaseOfficer,
                        holder: None,
                        title: Words::new("toy").with("number", event.stream.id()),
                        url: format!("/toys/{}", event.stream.id()),
                        started_on,
                        due_on,
                        urgency: if urgent { Urgency::Urgent } else { Urgency::Ordinary },
                    };
                    inbox::put(connection, &item).await
                }
                Some(Toy::Given { person }) => {
                    inbox::hold(connection, &key, &person).await?;
                    let words = Words::new("given");
                    inbox::tell(connection, event, &Told { to: Reader::Person(person), words: words.clone(), url: "/".into() }).await?;
                    let to = Reader::Role(Role::Approver, housing());
                    inbox::tell(connection, event, &Told { to, words, url: "/".into() }).await
                }
                Some(Toy::Released {}) => inbox::release(connection, &key).await,
                Some(Toy::Ended {}) => inbox::done_all(connection, &event.stream).await,
                None => Ok(()),
            }
        })
    }
    fn facts(&self, _event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(Vec::new())
    }
}

pub struct Play(pub &'static str, pub Vec<Toy>, pub Vec<Mail>);

impl Act for Play {
    type Answer = Vec<String>;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Vec<String>, ExecuteError<Infallible>>> {
        Box::pin(async move {
            let stream = StreamId::new("toy", self.0);
            let version = tx.version(&stream).await?;
            tx.append(&stream, version, &ActorId::system(), &self.1).await?;
            let mut queued = Vec::new();
            for mail in &self.2 {
                queued.extend(inbox::mail(tx, mail).await?);
            }
            Ok(queued)
        })
    }
}

/// Says the id with its arguments.
struct Echo;

impl Speaker for Echo {
    fn say(&self, words: &Words) -> String {
        let arguments: Vec<&str> = words.arguments.iter().map(|(_, value)| value.as_str()).collect();
        format!("{}({})", words.id, arguments.join(","))
    }
}

pub fn setting() -> Setting {
    let step = |at, to| Step { at, to };
    Setting {
        plan: ReminderPlan {
            steps: vec![
                step(ReminderTime::Elapsed(50), To::Holder),
                step(ReminderTime::Before(3), To::Holder),
                step(ReminderTime::Before(1), To::Holder),
                step(ReminderTime::After(1), To::Holder),
                step(ReminderTime::After(1), To::Head),
                step(ReminderTime::After(3), To::CityOffice),
            ],
            hour: 9,
        },
        law: Arc::new(law::Law::load(None).unwrap()),
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        speaker: Arc::new(Echo),
        base_url: "https://open.example.org".into(),
    }
}

pub fn capabilities() -> Vec<Arc<dyn Capability>> {
    vec![identity::capability(), inbox::reminding(setting()), Arc::new(Toys)]
}

pub struct World {
    pub store: Store,
    pub identity: Identity,
    pub ann: PersonId,
    pub ben: PersonId,
    pub head: PersonId,
    pub office: PersonId,
}

const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");

const PEOPLE: &str = r#"
[[person]]
sign_in = "ann"
name = "安（演示）"
roles = ["case-officer"]
organisation = "hz-housing"
[[person]]
sign_in = "ben"
name = "本（演示）"
roles = ["case-officer"]
organisation = "hz-housing"
[[person]]
sign_in = "head"
name = "长（演示）"
roles = ["approver"]
organisation = "hz-housing"
[[person]]
sign_in = "office"
name = "办（演示）"
roles = ["city-office"]
organisation = "hz-office"
"#;

impl World {
    pub async fn new(instance: &TestInstance) -> World {
        let store = instance.open(capabilities()).await.unwrap();
        let identity = Identity::new(store.clone()).await.unwrap();
        identity.load_organisations(ORGANISATIONS).await.unwrap();
        identity.load_people(PEOPLE, |_| "correct horse battery".to_owned()).await.unwrap();
        let officers = identity.people_with(Role::CaseOfficer, &housing()).await.unwrap();
        let one = |name: &str| officers.iter().find(|(_, found)| found.starts_with(name)).unwrap().0.clone();
        let head = identity.people_with(Role::Approver, &housing()).await.unwrap().remove(0).0;
        let office = identity.people_with(Role::CityOffice, &OrganisationId("hz-office".into())).await.unwrap().remove(0).0;
        World { ann: one("安"), ben: one("本"), head, office, store, identity }
    }

    pub async fn play(&self, id: &'static str, events: Vec<Toy>) {
        self.store.execute(Play(id, events, Vec::new())).await.unwrap();
    }

    pub async fn item(&self, id: &str) -> Option<Item> {
        inbox::item(&mut self.store.read().await.unwrap(), &key(id)).await.unwrap()
    }

    /// What a person was told, newest first: message and arguments of the remark.
    pub async fn told(&self, person: &PersonId) -> Vec<String> {
        let staff = self.identity.staff().await.unwrap();
        let found = inbox::notices(&mut self.store.read().await.unwrap(), person, staff.posts(person)).await.unwrap();
        found.iter().map(|notice| Echo.say(notice.remark.as_ref().unwrap_or(&notice.words))).collect()
    }
}

pub fn begun(started_on: &str, due_on: &str) -> Toy {
    Toy::Begun { started_on: started_on.parse().unwrap(), due_on: due_on.parse().ok(), urgent: false }
}
