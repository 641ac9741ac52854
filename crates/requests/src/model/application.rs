//! A checked application.

use super::check::{Check, Problem, plausible_email};
use super::choice::{ApplicantKind, Delivery, Form, IdentityType};
use super::event::Track;
use super::input::{AgentInput, ApplicantInput, ApplicationInput};
use jiff::civil::Date;
use law::ApplicationField;

/// How many may ask together with the requester.
pub const OTHERS: usize = 4;

/// A checked application. What is personal in it is sealed before anything is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    /// who asks
    pub applicant: Applicant,
    /// what is wanted
    pub subject: String,
    /// features by which it can be found; may be empty
    pub description: String,
    /// form wanted
    pub form: Form,
    /// way wanted
    pub delivery: Delivery,
    /// what kind of request it is
    pub track: Track,
    /// what shows that a record is wrong; may be empty
    pub evidence: String,
    /// what help is needed to read, see or hear; may be empty
    pub help: String,
    /// who acts for the requester
    pub agent: Option<Agent>,
    /// who asks together with the requester
    pub others: Vec<Applicant>,
}

/// A checked requester.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicant {
    /// column of the annual report
    pub kind: ApplicantKind,
    /// name
    pub name: String,
    /// document and number, where given
    pub identity: Option<(IdentityType, String)>,
    /// telephone
    pub phone: Option<String>,
    /// e-mail
    pub email: Option<String>,
    /// address
    pub address: Option<String>,
    /// contact person of an organisation
    pub contact_name: Option<String>,
}

/// A checked agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    /// name
    pub name: String,
    /// telephone
    pub phone: Option<String>,
    /// the authority in words
    pub authority: String,
}

/// Names of the fields of one who asks.
pub(super) struct Names {
    kind: &'static str,
    name: &'static str,
    pub(super) identity_type: &'static str,
    pub(super) identity_number: &'static str,
    phone: &'static str,
    email: &'static str,
    address: &'static str,
    contact_name: &'static str,
}

macro_rules! names {
    ($prefix:literal) => {
        Names {
            kind: concat!($prefix, ".kind"),
            name: concat!($prefix, ".name"),
            identity_type: concat!($prefix, ".identity.type"),
            identity_number: concat!($prefix, ".identity.number"),
            phone: concat!($prefix, ".phone"),
            email: concat!($prefix, ".email"),
            address: concat!($prefix, ".address"),
            contact_name: concat!($prefix, ".contact_name"),
        }
    };
}

const APPLICANT: Names = names!("applicant");
const OTHER: [Names; OTHERS] = [names!("others.0"), names!("others.1"), names!("others.2"), names!("others.3")];

impl Application {
    /// Checks an application against the fields that the law of the day asks for (Regulation on the Disclosure of
    /// Government Information, 2019, article 29).
    ///
    /// # Errors
    /// Every bad field, in the order of the form.
    pub fn parse(input: &ApplicationInput, asked: &[ApplicationField], today: Date) -> Result<Application, Vec<Problem>> {
        let mut check = Check::default();
        let needs = |name: &str| asked.iter().any(|field| field.required && field.name == name);
        let track = match input.track.as_deref().unwrap_or_default() {
            "" => Some(Track::Disclosure),
            code => check.choice("track", Some(code), |code| Track::ALL.into_iter().find(|track| track.as_str() == code)),
        };
        let subject = check.text("subject", input.subject.as_deref(), 200, true, false);
        let description = check.text("description", input.description.as_deref(), 5_000, false, true);
        let evidence = check.text("evidence", input.evidence.as_deref(), 5_000, false, true);
        if track == Some(Track::Disclosure) && !evidence.is_empty() {
            check.add("evidence", "not-asked", 0);
        }
        let help = check.text("help", input.help.as_deref(), 500, false, true);
        let form = check.choice("form", input.form.as_deref(), Form::parse);
        let delivery = check.choice("delivery", input.delivery.as_deref(), Delivery::parse);
        let missing = ApplicantInput::default();
        let who = input.applicant.as_ref().unwrap_or(&missing);
        // A correction is of one's own record: without proof of identity nobody can tell whose it is.
        let identity = needs("applicant.identity") || track == Some(Track::Correction);
        let applicant = one(&mut check, &APPLICANT, who, identity, today);
        let given = |value: &Option<String>| value.as_deref().is_some_and(|value| !value.trim().is_empty());
        let reached = given(&who.phone) || given(&who.email) || given(&who.address);
        if !reached && !check.has("applicant.phone") && !check.has("applicant.email") && needs("applicant.contact") {
            check.add("applicant.phone", "contact", 0);
        }
        match delivery {
            Some(Delivery::Post) if !given(&who.address) => check.add("applicant.address", "needed-for-post", 0),
            Some(Delivery::EMail) if !given(&who.email) => check.add("applicant.email", "needed-for-e-mail", 0),
            _ => {}
        }
        let agent = input.agent.as_ref().map(|agent| agent_of(&mut check, agent));
        let asking = input.others.as_deref().unwrap_or_default();
        if asking.len() > OTHERS {
            check.add("others", "too-many", OTHERS);
        }
        let others: Vec<Option<Applicant>> =
            OTHER.iter().zip(asking).map(|(names, other)| one(&mut check, names, &with_kind(other), true, today)).collect();
        match (check.problems.is_empty(), applicant, form, delivery, track) {
            (true, Some(applicant), Some(form), Some(delivery), Some(track)) => Ok(Application {
                applicant,
                subject,
                description,
                form,
                delivery,
                track,
                evidence,
                help,
                agent,
                others: others.into_iter().flatten().collect(),
            }),
            _ => Err(check.problems),
        }
    }
}

/// Of those who ask together only name and proof of identity are needed; who says nothing else is a person.
fn with_kind(other: &ApplicantInput) -> ApplicantInput {
    let kind = other.kind.clone().filter(|kind| !kind.is_empty()).unwrap_or_else(|| ApplicantKind::NaturalPerson.as_str().to_owned());
    ApplicantInput { kind: Some(kind), ..other.clone() }
}

fn one(check: &mut Check, names: &Names, who: &ApplicantInput, identity_needed: bool, today: Date) -> Option<Applicant> {
    let kind = check.choice(names.kind, who.kind.as_deref(), ApplicantKind::parse);
    let name = check.text(names.name, who.name.as_deref(), 100, true, false);
    let identity = check.identity(names, who.identity.as_ref(), kind, identity_needed, today);
    let phone = check.optional(names.phone, who.phone.as_deref(), 40);
    if phone.as_deref().is_some_and(|phone| !plausible_phone(phone)) {
        check.add(names.phone, "phone", 0);
    }
    let email = check.optional(names.email, who.email.as_deref(), 254);
    if email.as_deref().is_some_and(|email| !plausible_email(email)) {
        check.add(names.email, "e-mail", 0);
    }
    let address = check.optional(names.address, who.address.as_deref(), 200);
    let organisation = names.name == APPLICANT.name && kind.is_some_and(|kind| kind != ApplicantKind::NaturalPerson);
    let contact_name = check.text(names.contact_name, who.contact_name.as_deref(), 100, organisation, false);
    let contact_name = Some(contact_name).filter(|name| !name.is_empty());
    Some(Applicant { kind: kind?, name, identity, phone, email, address, contact_name })
}

fn agent_of(check: &mut Check, input: &AgentInput) -> Agent {
    let name = check.text("agent.name", input.name.as_deref(), 100, true, false);
    let phone = check.optional("agent.phone", input.phone.as_deref(), 40);
    if phone.as_deref().is_some_and(|phone| !plausible_phone(phone)) {
        check.add("agent.phone", "phone", 0);
    }
    Agent { name, phone, authority: check.text("agent.authority", input.authority.as_deref(), 1_000, true, true) }
}

fn plausible_phone(phone: &str) -> bool {
    phone.chars().filter(char::is_ascii_digit).count() >= 5 && phone.chars().all(|c| c.is_ascii_digit() || "+-() 转".contains(c))
}
