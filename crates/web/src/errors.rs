//! Errors of a form or of a JSON body, field by field.

use serde::Serialize;

/// Errors of a form: field name (JSON member's name with dots) → message, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldErrors {
    /// (field, code, message)
    pub list: Vec<FieldError>,
}

/// One bad field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct FieldError {
    /// a form field's name, or a JSON pointer; in a problem document always a JSON pointer
    pub field: String,
    /// stable word for programs
    pub code: String,
    /// what to do, for people
    pub message: String,
}

impl FieldErrors {
    /// adds one
    pub fn add(&mut self, field: &str, code: &str, message: impl Into<String>) {
        self.list.push(FieldError { field: field.to_owned(), code: code.to_owned(), message: message.into() });
    }

    /// the message at a field, for templates
    pub fn at(&self, field: &str) -> Option<&str> {
        self.list.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    /// whether there are none
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// with JSON pointers for fields: `applicant.identity.number` → `/applicant/identity/number`
    pub(crate) fn as_pointers(&self) -> Vec<FieldError> {
        let pointer = |field: &str| {
            if field.is_empty() || field.starts_with('/') { field.to_owned() } else { format!("/{}", field.replace('.', "/")) }
        };
        self.list.iter().map(|error| FieldError { field: pointer(&error.field), ..error.clone() }).collect()
    }
}
