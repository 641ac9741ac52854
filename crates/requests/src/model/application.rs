//! A checked application.

use super::check::{Check, Problem, plausible_email};
use super::choice::{ApplicantKind, Delivery, Form, IdentityType};
use super::input::{ApplicantInput, ApplicationInput};
use jiff::civil::Date;
use law::ApplicationField;

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

impl Application {
    /// Checks an application against the fields that the law of the day asks for (Regulation on the Disclosure of
    /// Government Information, 2019, article 29).
    ///
    /// # Errors
    /// Every bad field, in the order of the form.
    pub fn parse(input: &ApplicationInput, asked: &[ApplicationField], today: Date) -> Result<Application, Vec<Problem>> {
        let mut check = Check::default();
        let needs = |name: &str| asked.iter().any(|field| field.required && field.name == name);
        let subject = check.text("subject", input.subject.as_deref(), 200, true, false);
        let description = check.text("description", input.description.as_deref(), 5_000, false, true);
        let form = check.choice("form", input.form.as_deref(), Form::parse);
        let delivery = check.choice("delivery", input.delivery.as_deref(), Delivery::parse);
        let missing = ApplicantInput::default();
        let who = input.applicant.as_ref().unwrap_or(&missing);
        let kind = check.choice("applicant.kind", who.kind.as_deref(), ApplicantKind::parse);
        let name = check.text("applicant.name", who.name.as_deref(), 100, true, false);
        let identity = check.identity(who.identity.as_ref(), kind, needs("applicant.identity"), today);
        let phone = check.optional("applicant.phone", who.phone.as_deref(), 40);
        if let Some(phone) = &phone
            && !(phone.chars().filter(char::is_ascii_digit).count() >= 5
                && phone.chars().all(|c| c.is_ascii_digit() || "+-() 转".contains(c)))
        {
            check.add("applicant.phone", "phone", 0);
        }
        let email = check.optional("applicant.email", who.email.as_deref(), 254);
        if let Some(email) = &email
            && !plausible_email(email)
        {
            check.add("applicant.email", "e-mail", 0);
        }
        let address = check.optional("applicant.address", who.address.as_deref(), 200);
        let organisation = kind.is_some_and(|kind| kind != ApplicantKind::NaturalPerson);
        let contact_name = check.text("applicant.contact_name", who.contact_name.as_deref(), 100, organisation, false);
        if phone.is_none() && email.is_none() && address.is_none() && !check.has("applicant.") && needs("applicant.contact") {
            check.add("applicant.phone", "contact", 0);
        }
        match delivery {
            Some(Delivery::Post) if address.is_none() => check.add("applicant.address", "needed-for-post", 0),
            Some(Delivery::EMail) if email.is_none() => check.add("applicant.email", "needed-for-e-mail", 0),
            _ => {}
        }
        match (check.problems.is_empty(), kind, form, delivery) {
            (true, Some(kind), Some(form), Some(delivery)) => Ok(Application {
                applicant: Applicant {
                    kind,
                    name,
                    identity,
                    phone,
                    email,
                    address,
                    contact_name: Some(contact_name).filter(|name| !name.is_empty()),
                },
                subject,
                description,
                form,
                delivery,
            }),
            _ => Err(check.problems),
        }
    }
}
