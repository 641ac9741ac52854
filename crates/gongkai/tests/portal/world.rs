//! Two bodies of the demo city with a person for each role at each of them, two cases and two documents of the first.

use super::{Portal, Visitor};
use axum::http::StatusCode;
use identity::Role;
use requests::{look_up, model::query_code, records};
use std::fmt::Write;

pub const PASSWORD: &str = "correct horse battery";
/// Whose cases and documents they are, and a body that has nothing to do with them.
pub const HERE: &str = "housing";
pub const ELSEWHERE: &str = "environment";

pub const SUBJECT: &str = "隐秘主题甲（演示）";
pub const DESCRIPTION: &str = "隐秘描述乙（演示）";
pub const NAME: &str = "欧阳隐秘";
pub const IDENTITY: &str = "330106197802281476";
pub const PHONE: &str = "0571-87654321";
pub const EMAIL: &str = "secret@example.org";
/// What must not be seen of a case by those who may not see it.
pub const OF_CASES: [&str; 6] = [SUBJECT, DESCRIPTION, NAME, IDENTITY, PHONE, EMAIL];

pub const DRAFT_TITLE: &str = "未发布的内部标题（演示）";
pub const DRAFT_TEXT: &str = "未发布的内部正文（演示）";
pub const OF_DRAFTS: [&str; 2] = [DRAFT_TITLE, DRAFT_TEXT];
pub const TITLE: &str = "关于公布演示事项的通知";

/// What the routes of the table need in their places.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// a case that was just registered
    pub fresh: String,
    /// one that was answered
    pub sent: String,
    /// its query code
    pub code: String,
    pub letter_token: String,
    /// 文号 of its reply, as an address has it
    pub letter_number: String,
    /// a document that is not public
    pub draft: String,
    /// one that is
    pub public: String,
    /// the case officer of the first body
    pub person: String,
    /// a reconsideration over the answered case
    pub dispute: String,
}

impl Places {
    /// Fills a path of the table.
    pub fn fill(&self, text: &str) -> String {
        [
            ("{fresh}", &self.fresh),
            ("{sent}", &self.sent),
            ("{code}", &self.code),
            ("{letter}", &self.letter_token),
            ("{letter_number}", &self.letter_number),
            ("{draft}", &self.draft),
            ("{public}", &self.public),
            ("{person}", &self.person),
            ("{dispute}", &self.dispute),
        ]
        .iter()
        .fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

/// Everybody: each role at both bodies, and a second officer of the first.
pub fn people() -> String {
    let mut text = String::new();
    let mut person = |sign_in: &str, role: Role, body: &str| {
        let entry = format!(
            "[[person]]\nsign_in = \"{sign_in}\"\nname = \"{sign_in}（演示）\"\nroles = [\"{}\"]\norganisation = \"hz-{body}\"\n",
            role.as_str()
        );
        text.write_str(&entry).unwrap();
    };
    for body in [HERE, ELSEWHERE] {
        for role in Role::ALL {
            person(&sign_in(role, body), role, body);
        }
    }
    person("second-officer", Role::CaseOfficer, HERE);
    person("second-publisher", Role::Publisher, HERE);
    text
}

pub fn sign_in(role: Role, body: &str) -> String {
    format!("{}-{body}", role.as_str())
}

/// Organisations and people.
pub async fn city(portal: &Portal) {
    portal.app.identity.load_organisations(include_str!("../../../../demo/organisations.toml")).await.unwrap();
    portal.app.identity.load_people(&people(), |_| PASSWORD.to_owned()).await.unwrap();
}

/// Two cases: one just registered, one answered.
pub async fn cases(portal: &Portal) -> Places {
    let case = |key: &str, days: u32, reply: &str| {
        format!(
            "[[request]]\nkey = \"{key}\"\nchannel = \"counter\"\nworking_days_ago = {days}\napplication = {{ organisation = \"hz-housing\", subject = \"{SUBJECT}\", description = \"{DESCRIPTION}\", form = \"electronic\", delivery = \"online\", \
             applicant = {{ kind = \"natural-person\", name = \"{NAME}\", identity = {{ type = \"resident-identity-card\", number = \"{IDENTITY}\" }}, phone = \"{PHONE}\", email = \"{EMAIL}\" }} }}\n{reply}\n"
        )
    };
    let reply = "reply = { outcome = \"1\", until = \"sent\", texts = { where_to_find = \"门户网站（演示）。\", provision = \"一并提供（演示）。\" } }";
    let text = format!("{}{}", case("fresh", 0, ""), case("sent", 5, reply));
    assert_eq!(requests::demo::load(&portal.app, &text).await.unwrap(), 2);
    let app = &portal.app;
    let found = records::list(&mut app.store.read().await.unwrap(), "hz-housing", records::Which::All, 10, 0).await.unwrap();
    let (sent, fresh) =
        (found.iter().find(|case| case.replied_on.is_some()).unwrap(), found.iter().find(|case| case.replied_on.is_none()).unwrap());
    let reply = requests::model::Request::fold(&app.store.load(&sent.stream).await.unwrap()).unwrap().reply.unwrap();
    read_online(portal, sent, &reply.letter_number).await;
    Places {
        fresh: fresh.number.clone(),
        sent: sent.number.clone(),
        code: query_code::of(&app.store, &sent.stream),
        letter_token: look_up::letter_token(app, &sent.stream),
        dispute: dispute(portal, &sent.stream).await,
        letter_number: web::percent_encoded(&reply.letter_number),
        ..Places::default()
    }
}

/// The requester has read the reply: looking again writes nothing down.
async fn read_online(portal: &Portal, case: &records::Case, letter: &str) {
    let app = &portal.app;
    let organisation = app.identity.organisation(&identity::OrganisationId("hz-housing".into()), app.today()).unwrap();
    let setting = requests::acts::Setting { law: app.law.clone(), today: app.today(), organisation };
    let command = requests::acts::RequesterCommand::Read(vec![letter.to_owned()]);
    app.store.execute(requests::acts::RequesterAct { setting, case: case.stream.clone(), command }).await.unwrap();
}

/// A reconsideration over a case of the first body; its id.
async fn dispute(portal: &Portal, case: &store::StreamId) -> String {
    let app = &portal.app;
    let organisation = app.identity.organisation(&identity::OrganisationId("hz-housing".into()), app.today()).unwrap();
    let act = requests::dispute::OpenDispute {
        setting: requests::acts::Setting { law: app.law.clone(), today: app.today(), organisation },
        case: case.clone(),
        person: "officer".into(),
        kind: requests::dispute::DisputeKind::Reconsideration,
        instance: None,
        procedure: requests::dispute::Procedure::Ordinary,
        after: String::new(),
        body: "演示人民政府".into(),
        case_number: String::new(),
        notified_on: app.today(),
        accepted_on: None,
    };
    app.store.execute(act).await.unwrap().answer.id().to_owned()
}

pub fn document<'a>(title: &'a str, text: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("version", "0"),
        ("organisation", "hz-housing"),
        ("title", title),
        ("number", "杭房演〔2026〕1号"),
        ("issuer", "杭州市住房保障和房产管理局"),
        ("made_on", "2026-01-05"),
        ("subject", "综合政务"),
        ("mode", "proactive"),
        ("status", "in-force"),
        ("text", text),
    ]
}

pub const FILE: &[u8] = b"%PDF-1.7\n%%EOF\n";

/// Begins a document; answers its id.
pub async fn begin(portal: &Portal, publisher: &Visitor, title: &str, text: &str) -> String {
    let drafted = portal.post_parts(publisher, "/office/documents/new", &document(title, text), Some(("稿.pdf", FILE))).await;
    assert_eq!(drafted.status, StatusCode::SEE_OTHER, "{}", drafted.text());
    drafted.location().rsplit('/').next().unwrap().to_owned()
}

/// Begins and publishes one.
pub async fn publish(portal: &Portal, title: &str, text: &str) -> String {
    let publisher = portal.sign_in(&sign_in(Role::Publisher, HERE)).await;
    let reviewer = portal.sign_in(&sign_in(Role::ConfidentialityReviewer, HERE)).await;
    let id = begin(portal, &publisher, title, text).await;
    for (version, who, step) in [("1", &publisher, "ask"), ("2", &reviewer, "pass"), ("3", &publisher, "publish")] {
        let done = portal.post(who, &format!("/office/documents/{id}/{step}"), &[("version", version)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{step}: {}", done.text());
    }
    portal.searchable().await;
    id
}

/// All of it.
pub async fn whole(portal: &Portal) -> Places {
    city(portal).await;
    let places = cases(portal).await;
    let publisher = portal.sign_in(&sign_in(Role::Publisher, HERE)).await;
    let draft = begin(portal, &publisher, DRAFT_TITLE, DRAFT_TEXT).await;
    let public = publish(portal, TITLE, "一、甲\n（一）乙").await;
    let officer = portal.app.identity.person_by_sign_in(&sign_in(Role::CaseOfficer, HERE)).await.unwrap().unwrap();
    Places { draft, public, person: officer.id.0, ..places }
}
