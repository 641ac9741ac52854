//! What a form page needs in its template, and the token that ties a posted form to the visitor who opened it.

use crate::{App, FieldErrors, ProtectedForm, Visit, cookies};
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use identity::SignedIn;

/// What a form page needs in its template: token field and idempotency key (`{{ form.hidden()|safe }}`), values typed,
/// errors.
#[derive(Debug, Clone)]
pub struct Form {
    name: &'static str,
    token: String,
    key: String,
    set_cookie: Option<HeaderValue>,
    values: Vec<(String, String)>,
    errors: FieldErrors,
}

impl Form {
    /// a new form named `name`; makes the visitor's form cookie where it is missing (answer through [`Form::respond`])
    pub fn new(app: &App, visit: &Visit, headers: &HeaderMap, name: &'static str) -> Form {
        let key = random(app);
        let (token, set_cookie) = match &visit.signed_in {
            Some(person) => (token(app, &session_binding(person), name), None),
            None => match cookies::cookie(headers, cookies::FORM_COOKIE).filter(|value| is_form_cookie(value)) {
                Some(value) => (token(app, &cookie_binding(value), name), None),
                None => {
                    let value = random(app);
                    (token(app, &cookie_binding(&value), name), cookies::set(app, cookies::FORM_COOKIE, &value, ""))
                }
            },
        };
        Form { name, token, key, set_cookie, values: Vec::new(), errors: FieldErrors::default() }
    }

    /// for `templates check`
    pub fn sample() -> Form {
        Form {
            name: "sample",
            token: "sample".into(),
            key: "sample".into(),
            set_cookie: None,
            values: Vec::new(),
            errors: FieldErrors::default(),
        }
    }

    /// keeps what was typed and the errors
    #[must_use]
    pub fn with(self, values: Vec<(String, String)>, errors: FieldErrors) -> Form {
        Form { values, errors, ..self }
    }

    /// Keeps the idempotency key of the page before: what is asked on several pages is sent once, also after going back.
    #[must_use]
    pub fn continuing(self, posted: &ProtectedForm) -> Form {
        if is_form_cookie(&posted.key) { Form { key: posted.key.clone(), ..self } } else { self }
    }

    /// what ties it to the visitor
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// hidden inputs: token, key
    pub fn hidden(&self) -> String {
        format!("{}<input type=\"hidden\" name=\"_key\" value=\"{}\">", token_fields(self.name, &self.token), self.key)
    }

    /// typed value
    pub fn value(&self, field: &str) -> &str {
        self.values.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }

    /// whether radio/checkbox/select `field` has this value
    pub fn is(&self, field: &str, value: &str) -> bool {
        self.values.iter().any(|(name, typed)| name == field && typed == value)
    }

    /// message
    pub fn error(&self, field: &str) -> Option<&str> {
        self.errors.at(field)
    }

    /// all
    pub fn errors(&self) -> &FieldErrors {
        &self.errors
    }

    /// sets the form cookie where a new one is needed, and keeps the page out of caches
    pub fn respond(&self, mut response: Response) -> Response {
        if let Some(cookie) = &self.set_cookie {
            response.headers_mut().append(header::SET_COOKIE, cookie.clone());
        }
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

pub(crate) fn random(app: &App) -> String {
    let mut bytes = [0; 16];
    app.store.environment().entropy.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn is_form_cookie(value: &str) -> bool {
    value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub(crate) fn session_binding(person: &SignedIn) -> String {
    format!("session:{}", person.session)
}

pub(crate) fn cookie_binding(value: &str) -> String {
    format!("cookie:{value}")
}

pub(crate) fn token(app: &App, binding: &str, name: &str) -> String {
    app.store.keyed_hash("csrf", format!("{binding}|{name}").as_bytes())
}

fn token_fields(name: &str, token: &str) -> String {
    format!("<input type=\"hidden\" name=\"_form\" value=\"{name}\"><input type=\"hidden\" name=\"_token\" value=\"{token}\">")
}

/// Hidden inputs of a form that is on every page of a signed-in person (signing out).
pub(crate) fn session_fields(app: &App, person: &SignedIn, name: &'static str) -> String {
    token_fields(name, &token(app, &session_binding(person), name))
}
