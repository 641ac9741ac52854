//! A fault in the visitor's words, as a page.

use crate::{FieldError, Language, Page, WebError, message};
use askama::Template;

/// Heading and paragraphs.
pub(crate) struct Words {
    pub title: String,
    pub lines: Vec<String>,
}

pub(crate) fn words(error: &WebError, language: Language) -> Words {
    let t = |id: &str| message(language, id, &[]);
    let pair = |title: &str, words: &str| Words { title: t(title), lines: vec![t(words)] };
    let or_usual = |title: &str, given: &str, usual: &str| Words {
        title: t(title),
        lines: vec![if given.is_empty() { t(usual) } else { given.to_owned() }],
    };
    match error {
        WebError::NotFound => pair("web-fault-not-found", "web-fault-not-found-words"),
        WebError::SignIn => Words { title: t("web-sign-in"), lines: Vec::new() },
        WebError::Forbidden => pair("web-fault-forbidden", "web-fault-forbidden-words"),
        WebError::BadRequest(given) => or_usual("web-fault-bad-request", given, "web-fault-bad-request-words"),
        WebError::Fields(_) => pair("web-fault-fields", "web-fault-fields-words"),
        WebError::Conflict(given) => or_usual("web-fault-conflict", given, "web-fault-conflict-words"),
        WebError::Gone(given) => or_usual("web-fault-gone", given, "web-fault-gone-words"),
        WebError::TooMany { retry_after } => Words {
            title: t("web-fault-too-many"),
            lines: vec![message(language, "web-fault-too-many-words", &[("seconds", retry_after.to_string())])],
        },
        WebError::TooLarge { limit } => Words {
            title: t("web-fault-too-large"),
            lines: vec![message(language, "web-fault-too-large-words", &[("limit", bytes(*limit))])],
        },
        WebError::MediaType => pair("web-fault-media-type", "web-fault-media-type-words"),
        WebError::FormExpired(_) => pair("web-fault-form-expired", "web-fault-form-expired-words"),
        WebError::CrossSite => pair("web-fault-cross-site", "web-fault-cross-site-words"),
        WebError::Method => pair("web-fault-method", "web-fault-method-words"),
        WebError::Unavailable => pair("web-fault-unavailable", "web-fault-unavailable-words"),
        WebError::Uncertain => pair("web-fault-uncertain", "web-fault-uncertain-words"),
        WebError::Internal(_) => pair("web-fault-internal", "web-fault-internal-words"),
    }
}

fn bytes(limit: u64) -> String {
    if limit >= 1 << 20 { format!("{} MB", limit >> 20) } else { format!("{} KB", limit >> 10) }
}

/// The page of a fault.
#[derive(Template)]
#[template(path = "fault.html")]
pub(crate) struct FaultPage {
    page: Page,
    title: String,
    words: Vec<String>,
    errors: Vec<FieldError>,
    typed: String,
    request_id: String,
}

impl FaultPage {
    /// `page` makes the shell for a title.
    pub fn new(error: &WebError, language: Language, request_id: &str, page: impl FnOnce(String) -> Page) -> FaultPage {
        let words = words(error, language);
        let errors = match error {
            WebError::Fields(errors) => errors.list.clone(),
            _ => Vec::new(),
        };
        let typed = match error {
            WebError::FormExpired(typed) => typed.text().to_owned(),
            _ => String::new(),
        };
        let server = error.status().is_server_error();
        FaultPage {
            page: page(words.title.clone()),
            title: words.title,
            words: words.lines,
            errors,
            typed,
            request_id: if server { request_id.to_owned() } else { String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_outcome_is_told_as_such() {
        let fault = WebError::from(store::StoreError::Uncertain);
        assert_eq!(fault.status(), 503);
        let usual = words(&WebError::Unavailable, Language::Chinese);
        let told = words(&fault, Language::Chinese);
        assert!(told.title != usual.title && told.lines[0].contains("先查看"), "{:?}", told.lines);
    }
}
