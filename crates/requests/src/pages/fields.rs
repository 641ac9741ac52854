//! The form of an application, for requester and clerk alike: its controls, their choices, what was typed.

use crate::model::{ApplicantInput, ApplicantKind, ApplicationInput, Delivery, Form, IdentityInput, IdentityType};
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
}

impl Choices {
    /// every choice, in the page's language
    pub fn new(page: &Page) -> Choices {
        Choices {
            kinds: choices(page, "kind", ApplicantKind::ALL, ApplicantKind::as_str),
            documents: choices(page, "identity", IdentityType::ALL, IdentityType::as_str),
            forms: choices(page, "form", Form::ALL, Form::as_str),
            deliveries: choices(page, "delivery", Delivery::ALL, Delivery::as_str),
        }
    }
}

/// Choices of a coded type; labels are `requests-<name>-<code>`.
fn choices<T: Copy>(page: &Page, name: &str, all: &[T], code: impl Fn(T) -> &'static str) -> Vec<Choice> {
    all.iter().map(|value| Choice::new(code(*value), page.t(&format!("requests-{name}-{}", code(*value))))).collect()
}

/// What was typed into the controls of an application, and into `more`.
pub fn typed(posted: &ProtectedForm, more: &[&str]) -> Vec<(String, String)> {
    CONTROLS.iter().chain(more).map(|name| ((*name).to_owned(), posted.get(name).to_owned())).collect()
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
    }
}

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
