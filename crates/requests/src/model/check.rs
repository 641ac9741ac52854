//! Checks of single fields.

use super::choice::{ApplicantKind, IdentityType};
use super::identity_number::{self, NumberFault};
use super::input::IdentityInput;
use jiff::civil::Date;

/// What is wrong with a field: JSON member's name with dots, a stable code, and a number that the message needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// for example `applicant.identity.number`
    pub field: &'static str,
    /// for example `check-digit`; the message is `requests-problem-<code>`
    pub code: &'static str,
    /// a limit that the message names
    pub limit: usize,
}

/// Collects what is wrong, one problem for each field.
#[derive(Default)]
pub(super) struct Check {
    pub(super) problems: Vec<Problem>,
}

impl Check {
    pub(super) fn add(&mut self, field: &'static str, code: &'static str, limit: usize) {
        if !self.problems.iter().any(|problem| problem.field == field) {
            self.problems.push(Problem { field, code, limit });
        }
    }

    pub(super) fn has(&self, prefix: &str) -> bool {
        self.problems.iter().any(|problem| problem.field.starts_with(prefix))
    }

    pub(super) fn text(&mut self, field: &'static str, value: Option<&str>, limit: usize, required: bool, lines: bool) -> String {
        let mut value = value.unwrap_or_default().replace("\r\n", "\n");
        if !lines {
            value = value.replace('\n', " ");
        }
        if value.chars().any(web::is_control) {
            self.add(field, "control-character", 0);
        } else if value.trim().is_empty() {
            if required {
                self.add(field, "required", 0);
            }
            return String::new();
        } else if value.chars().count() > limit {
            self.add(field, "too-long", limit);
        }
        value
    }

    pub(super) fn optional(&mut self, field: &'static str, value: Option<&str>, limit: usize) -> Option<String> {
        Some(self.text(field, value, limit, false, false).trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn choice<T>(&mut self, field: &'static str, value: Option<&str>, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let value = value.unwrap_or_default();
        let choice = parse(value);
        if choice.is_none() {
            self.add(field, if value.is_empty() { "required" } else { "choice" }, 0);
        }
        choice
    }

    pub(super) fn identity(
        &mut self,
        names: &super::application::Names,
        input: Option<&IdentityInput>,
        kind: Option<ApplicantKind>,
        required: bool,
        today: Date,
    ) -> Option<(IdentityType, String)> {
        let given = input.filter(|i| i.number.as_deref().is_some_and(|n| !n.trim().is_empty()));
        let Some(given) = given else {
            if required {
                self.add(names.identity_number, "identity-required", 0);
            }
            return None;
        };
        let document = self.choice(names.identity_type, given.kind.as_deref(), IdentityType::parse)?;
        let person = kind.is_none_or(|kind| kind == ApplicantKind::NaturalPerson);
        if kind.is_some() && person == (document == IdentityType::UnifiedSocialCreditCode) {
            self.add(names.identity_type, if person { "identity-of-person" } else { "identity-of-organisation" }, 0);
            return None;
        }
        let typed = given.number.as_deref().unwrap_or_default();
        let checked = match document {
            IdentityType::ResidentIdentityCard => identity_number::resident(typed, today),
            IdentityType::UnifiedSocialCreditCode => identity_number::social_credit(typed),
            _ => other_document(typed),
        };
        match checked {
            Ok(number) => Some((document, number)),
            Err(fault) => {
                self.add(
                    names.identity_number,
                    match fault {
                        NumberFault::Form => "identity-form",
                        NumberFault::BirthDate => "birth-date",
                        NumberFault::CheckDigit => "check-digit",
                    },
                    0,
                );
                None
            }
        }
    }
}

fn other_document(number: &str) -> Result<String, NumberFault> {
    let number = number.trim();
    if (4..=40).contains(&number.chars().count()) && number.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '(' | ')')) {
        Ok(number.to_ascii_uppercase())
    } else {
        Err(NumberFault::Form)
    }
}

pub(crate) fn plausible_email(email: &str) -> bool {
    let Some((local, domain)) = email.rsplit_once('@') else { return false };
    !local.is_empty()
        && domain.contains('.')
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !email.chars().any(|c| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && !local.contains('@')
}
