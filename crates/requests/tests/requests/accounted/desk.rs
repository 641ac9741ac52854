//! A portal with people of two bodies that tells requesters and carries timers out.

use crate::world::{IDENTITY, NAME, Person, Portal, in_2026};
use identity::{Organisation, OrganisationId, PersonId};
use requests::acts::{Command, OfficerAct, Setting};
use requests::letter::LetterSettings;
use requests::model::{ApplicationInput, Request as Case};
use requests::records;
use requests::submit::{Arrival, Registered};
use requests::told::Notes;
use std::ops::Deref;
use store::StreamId;
use store::testing::TestInstance;

pub const HOUSING: &str = "hz-housing";
const PEOPLE: [Person; 6] = [
    ("officer", "case-officer", HOUSING),
    ("second", "case-officer", HOUSING),
    ("clerk", "clerk", HOUSING),
    ("reviewer", "reviewer", HOUSING),
    ("approver", "approver", HOUSING),
    ("stranger", "case-officer", "hz-environment"),
];

pub struct Desk {
    portal: Portal,
}

impl Deref for Desk {
    type Target = Portal;

    fn deref(&self) -> &Portal {
        &self.portal
    }
}

impl Desk {
    pub async fn open(instance: &TestInstance) -> Desk {
        in_2026(instance);
        let notes = Notes { site: "演示".into(), base_url: "https://open.example.org".into() };
        let settings = web::Settings { requester_mail: true, ..web::Settings::sample() };
        Desk { portal: Portal::serving(instance, &PEOPLE, settings, law::Law::load(None).unwrap(), Some(notes)).await.with_fonts() }
    }

    /// A request of today, with an e-mail address.
    pub async fn register(&self, channel: law::Channel, track: Option<&str>) -> Registered {
        let mut input = serde_json::json!({
            "organisation": HOUSING, "subject": "主题（演示）", "form": "electronic", "delivery": "online",
            "applicant": {"kind": "natural-person", "name": NAME, "phone": "0571-00000000", "email": "demo@example.org",
                "identity": {"type": "resident-identity-card", "number": IDENTITY}},
        });
        if let Some(track) = track {
            input["track"] = track.into();
            input["evidence"] = "登记有误（演示）".into();
        }
        let input: ApplicationInput = serde_json::from_value(input).unwrap();
        let clerk = (channel != law::Channel::Online).then(|| "clerk".to_owned());
        let arrival = Arrival { channel, arrived_on: self.portal.app.today(), clerk, key: None };
        requests::submit::submit(&self.portal.app, &input, arrival, web::Language::Chinese).await.unwrap()
    }

    /// A case that was answered.
    pub async fn answered(&self) -> StreamId {
        let case = "[[request]]\nkey = \"a\"\nchannel = \"counter\"\nworking_days_ago = 5\n\
            application = { organisation = \"hz-housing\", subject = \"主题（演示）\", form = \"electronic\", delivery = \"online\", \
            applicant = { kind = \"natural-person\", name = \"欧阳隐秘\", identity = { type = \"resident-identity-card\", \
            number = \"11010519491231002X\" }, phone = \"0571-00000000\" } }\n\
            reply = { outcome = \"4.1\", until = \"sent\", texts = { search_made = \"查阅了档案（演示）。\", reason = \"经查不存在（演示）。\", \
            competent_organ = \"某局（演示）\" } }\n";
        requests::demo::enter(&self.portal.app, case).await.unwrap().remove(0).case
    }

    pub fn body(&self, id: &str) -> Organisation {
        self.portal.app.identity.organisation(&OrganisationId(id.into()), self.portal.app.today()).unwrap()
    }

    pub fn setting(&self) -> Setting {
        Setting { law: self.portal.app.law.clone(), today: self.portal.app.today(), organisation: self.body(HOUSING) }
    }

    pub async fn person(&self, sign_in: &str) -> PersonId {
        self.portal.app.identity.person_by_sign_in(sign_in).await.unwrap().unwrap().id
    }

    /// Has the officer do something, as the pages do.
    pub async fn execute(&self, case: &StreamId, command: Command) {
        let person = self.person("officer").await.0;
        let seen = self.state(case).await.version;
        let act = OfficerAct { setting: self.setting(), letters: LetterSettings::default(), case: case.clone(), seen, person, command };
        requests::told::execute(&self.portal.app, act).await.unwrap();
    }

    pub async fn state(&self, case: &StreamId) -> Case {
        Case::fold(&self.portal.app.store.load(case).await.unwrap()).unwrap()
    }

    pub async fn row(&self, number: &str) -> records::Case {
        records::by_number(&mut self.portal.app.store.read().await.unwrap(), number).await.unwrap().unwrap()
    }

    /// Open work of a stream: kind, whose, due date, who holds it.
    pub async fn work(&self, stream: &StreamId) -> Vec<String> {
        let items = inbox::of_stream(&mut self.portal.app.store.read().await.unwrap(), stream).await.unwrap();
        let line = |item: &inbox::Item| {
            let due = item.due_on.map(|due| due.to_string()).unwrap_or_default();
            let holder = item.holder.as_ref().map_or("nobody", |holder| holder.0.as_str());
            format!("{} {} {due} {holder}", item.key.kind, item.role.as_str())
        };
        items.iter().map(line).collect()
    }

    /// First lines of the e-mail that waits, in the order in which it was queued; it is sent with that.
    pub async fn mail(&self) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some(mail) = inbox::lease(&self.portal.app.store, "test").await.unwrap() {
            assert_eq!(mail.to, "demo@example.org");
            inbox::sent(&self.portal.app.store, &mail.id).await.unwrap();
            lines.push(mail.text.lines().next().unwrap().replace(['\u{2068}', '\u{2069}'], ""));
        }
        lines.sort();
        lines
    }

    /// A day comes: what is due on it is carried out.
    pub async fn day(&self, instance: &TestInstance, day: &str) {
        instance.clock.set(format!("{day}T01:00:00Z").parse().unwrap());
        self.portal.app.store.fire_due_timers().await.unwrap();
    }

    pub async fn close(self) {
        self.portal.close().await;
    }
}
