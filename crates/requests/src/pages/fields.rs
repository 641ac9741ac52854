//! The form of an application, for requester and clerk alike: its controls, their choices, what was typed.

use crate::model::event::Track;
use crate::model::{AgentInput, ApplicantInput, ApplicantKind, ApplicationInput, Delivery, Form, IdentityInput, IdentityType, OTHERS};
use web::{Choice, Page, ProtectedForm};

/// What is chosen from a list.
#[derive(Debug, Clone)]
pub struct Choices {
    /// kinds of requesters
    pub kinds: Vec<Choice>,
    /// kinds of identity documents
    pub documents: Vec<Choice>,
    /// forms in which information is wanted
    pub forms: Vec<Choice>,
    /// ways of delivery
    pub deliveries: Vec<Choice>,
    /// information, or a correction
    pub tracks: Vec<Choice>,
}

impl Choices {
    /// every choice, in the page's language
    pub fn new(page: &Page) -> Choices {
        Choices {
            kinds: choices(page, "kind", ApplicantKind::ALL, ApplicantKind::as_str),
            documents: choices(page, "identity", IdentityType::ALL, IdentityType::as_str),
            forms: choices(page, "form", Form::ALL, Form::as_str),
            deliveries: choices(page, "delivery", Delivery::ALL, Delivery::as_str),
            tracks: choices(page, "track", &Track::ALL, Track::as_str),
        }
    }
}

/// Choices of a coded type; labels are `requests-<name>-<code>`.
fn choices<T: Copy>(page: &Page, name: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(code(*value), page.t(&format!("requests-{name}-{}", code(*value))))).collect()
}

/// What was typed into the controls of an application, and into `more`.
pub fn typed(posted: &ProtectedForm, more: &[&str]) -> Vec<(String, String)> {
    let named = |name: &&str| ((*name).to_owned(), posted.get(name).to_owned());
    let also = posted.all(ALSO).filter(|id| !id.is_empty()).map(|id| (ALSO.to_owned(), id.to_owned()));
    CONTROLS.iter().chain(more).map(named).chain(MORE.iter().map(named).filter(|(_, value)| !value.is_empty())).chain(also).collect()
}

/// Further organisations that were ticked, the first one left out.
pub fn also(values: &[(String, String)]) -> Vec<String> {
    let first = values.iter().find(|(name, _)| name == "organisation").map(|(_, value)| value.as_str());
    values.iter().filter(|(name, value)| name == ALSO && Some(value.as_str()) != first).map(|(_, value)| value.clone()).collect()
}

/// The label of a control.
pub fn label(page: &Page, name: &str) -> String {
    match name.strip_prefix("others.").and_then(|rest| rest.split_once('.')) {
        Some((_, rest)) => page.t(&format!("requests-field-others-{}", rest.replace(['.', '_'], "-"))),
        None => page.t(&format!("requests-field-{}", name.replace(['.', '_'], "-"))),
    }
}

/// The key against double submission, where the form has one.
pub fn key(posted: &ProtectedForm) -> Option<String> {
    Some(posted.key.clone()).filter(|key| !key.is_empty())
}

/// An application as a form's name/value pairs bring it.
pub fn application(values: &[(String, String)]) -> ApplicationInput {
    let get =
        |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).filter(|value| !value.trim().is_empty());
    ApplicationInput {
        organisation: get("organisation"),
        subject: get("subject"),
        description: get("description"),
        form: get("form"),
        delivery: get("delivery"),
        applicant: Some(ApplicantInput {
            kind: get("applicant.kind"),
            name: get("applicant.name"),
            identity: Some(IdentityInput { kind: get("applicant.identity.type"), number: get("applicant.identity.number") }),
            phone: get("applicant.phone"),
            email: get("applicant.email"),
            address: get("applicant.address"),
            contact_name: get("applicant.contact_name"),
        }),
        agent: agent(&get),
        others: Some(others(&get)).filter(|others| !others.is_empty()),
        track: get("track").filter(|track| track != Track::Disclosure.as_str()),
        evidence: get("evidence"),
        help: get("help"),
    }
}

fn agent(get: &impl Fn(&str) -> Option<String>) -> Option<AgentInput> {
    let agent = AgentInput { name: get("agent.name"), phone: get("agent.phone"), authority: get("agent.authority") };
    Some(agent).filter(|agent| *agent != AgentInput::default())
}

/// Those who ask together: a row in which neither name nor number was typed is none.
fn others(get: &impl Fn(&str) -> Option<String>) -> Vec<ApplicantInput> {
    let row = |row: usize| {
        let field = |name: &str| get(&format!("others.{row}.{name}"));
        let (name, number) = (field("name"), field("identity.number"));
        (name.is_some() || number.is_some()).then(|| ApplicantInput {
            name,
            identity: Some(IdentityInput { kind: field("identity.type"), number }),
            ..ApplicantInput::default()
        })
    };
    (0..OTHERS).filter_map(row).collect()
}

const ALSO: &str = "also";
/// Controls that are shown where somebody asks for them.
const MORE: [&str; 18] = [
    "help",
    "track",
    "evidence",
    "agent.name",
    "agent.phone",
    "agent.authority",
    "others.0.name",
    "others.0.identity.type",
    "others.0.identity.number",
    "others.1.name",
    "others.1.identity.type",
    "others.1.identity.number",
    "others.2.name",
    "others.2.identity.type",
    "others.2.identity.number",
    "others.3.name",
    "others.3.identity.type",
    "others.3.identity.number",
];

/// Names of a form's controls, in the order of the form.
pub const CONTROLS: [&str; 13] = [
    "organisation",
    "subject",
    "description",
    "form",
    "delivery",
    "applicant.kind",
    "applicant.name",
    "applicant.identity.type",
    "applicant.identity.number",
    "applicant.phone",
    "applicant.email",
    "applicant.address",
    "applicant.contact_name",
];

/// Names of the controls of one who asks together with the requester.
#[derive(Debug, Clone)]
pub struct OtherRow {
    /// counted from 1
    pub number: usize,
    /// control of the name
    pub name: String,
    /// control of the document's kind
    pub kind: String,
    /// control of its number
    pub document: String,
}

/// The rows of those who ask together.
pub fn rows() -> Vec<OtherRow> {
    let row = |row: usize| OtherRow {
        number: row + 1,
        name: format!("others.{row}.name"),
        kind: format!("others.{row}.identity.type"),
        document: format!("others.{row}.identity.number"),
    };
    (0..OTHERS).map(row).collect()
}

/// What was typed, in the order in which it is read: first what is wanted from whom, then who asks. The kind of a document
/// without a number says nothing.
pub fn in_order(values: &[(String, String)]) -> Vec<&(String, String)> {
    const FIRST: [&str; 8] = ["track", "organisation", ALSO, "subject", "description", "evidence", "form", "delivery"];
    let typed = |name: &str| values.iter().any(|(other, value)| other == name && !value.trim().is_empty());
    let said = |(name, value): &&(String, String)| {
        !value.trim().is_empty() && name.strip_suffix("identity.type").is_none_or(|one| typed(&format!("{one}identity.number")))
    };
    let mut rows: Vec<_> = values.iter().filter(said).collect();
    rows.sort_by_key(|(name, _)| FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()));
    rows
}

/// Whether a folded group of controls is to be open: something was typed into it, or is wrong in it.
pub fn opened(form: &web::Form, prefix: &str) -> bool {
    let mine = |name: &str| name.starts_with(prefix) && !name.ends_with(".type");
    let wrong = form.errors().list.iter().any(|error| error.field.starts_with(prefix));
    wrong || CONTROLS.iter().chain(&MORE).chain(&[ALSO]).any(|name| mine(name) && !form.value(name).is_empty())
}
