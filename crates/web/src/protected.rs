//! A posted form whose token was checked.

use crate::{App, Typed, Visit, WebError, body, cookies, form, turns_text};
use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header},
};

/// A posted form whose token was checked (its origin was checked by the shell): an extractor.
/// Cannot be read unchecked. Repeated keys are kept.
#[derive(Debug, Clone)]
pub struct ProtectedForm {
    /// name/value pairs in order
    pub values: Vec<(String, String)>,
    /// idempotency key of the page
    pub key: String,
    /// what ties it to the visitor and the form, for its challenge; empty where it has none
    pub token: String,
}

impl ProtectedForm {
    /// first value, trimmed of nothing; empty where there is none
    pub fn get(&self, name: &str) -> &str {
        self.values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// all values of a name
    pub fn all<'f>(&'f self, name: &str) -> impl Iterator<Item = &'f str> {
        self.values.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<App> for ProtectedForm {
    type Rejection = WebError;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let (mut parts, body) = request.into_parts();
        if !has_media_type(&parts.headers, "application/x-www-form-urlencoded") {
            // Read to its end first, or the client would see a broken connection.
            let _ = body::read(body, 0, body::READ_ON).await;
            return Err(WebError::MediaType);
        }
        let bytes = body::read(body, body::FORM_LIMIT, body::READ_ON).await?;
        let values = decode(&bytes)?;
        let Ok(visit) = Visit::from_request_parts(&mut parts, app).await;
        let (values, key, token) = checked(app, &visit, &parts.headers, values)?;
        Ok(ProtectedForm { values, key, token })
    }
}

pub(crate) fn has_media_type(headers: &HeaderMap, wanted: &str) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|found| found.trim().eq_ignore_ascii_case(wanted))
}

/// Name/value pairs of `application/x-www-form-urlencoded`.
fn decode(bytes: &[u8]) -> Result<Vec<(String, String)>, WebError> {
    let part = |part: &[u8]| -> Result<String, WebError> {
        let spaced: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        let text = percent_encoding::percent_decode(&spaced).decode_utf8().map_err(|_| WebError::BadRequest(String::new()))?;
        text_value(text.into_owned())
    };
    bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let middle = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            Ok((part(&pair[..middle])?, part(pair.get(middle + 1..).unwrap_or_default())?))
        })
        .collect()
}

/// NUL is refused; a browser's line ends become plain ones; what turns the direction of a text and came with what was
/// pasted is left out: nobody sees it to take it out.
pub(crate) fn text_value(mut text: String) -> Result<String, WebError> {
    if text.contains('\0') {
        return Err(WebError::BadRequest(String::new()));
    }
    if text.contains(turns_text) {
        text.retain(|c| !turns_text(c));
    }
    Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
}

/// Names and values of a form.
type Values = Vec<(String, String)>;

/// Checks the token and takes the kit's own fields out: values, the form's key, its token.
pub(crate) fn checked(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    values: Vec<(String, String)>,
) -> Result<(Values, String, String), WebError> {
    let own = |name: &str| values.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value);
    let expired = || WebError::FormExpired(Typed::of(&values));
    let binding = match &visit.signed_in {
        Some(person) => form::session_binding(person),
        None => form::cookie_binding(
            cookies::cookie(headers, cookies::FORM_COOKIE).filter(|value| form::is_form_cookie(value)).ok_or_else(expired)?,
        ),
    };
    let expected = form::token(app, &binding, own("_form"));
    if !same(expected.as_bytes(), own("_token").as_bytes()) {
        return Err(expired());
    }
    let key = own("_key").to_owned();
    if key.len() > 200 {
        return Err(WebError::BadRequest(String::new()));
    }
    Ok((values.into_iter().filter(|(name, _)| !name.starts_with('_')).collect(), key, expected))
}

/// Takes as long for a near miss as for a far one.
pub(crate) fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs() {
        let pairs = decode("a=1&a=2&b=%E5%85%AC+%E5%BC%80&c&=&t=x%0D%0Ay".as_bytes()).unwrap();
        let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("a", "1"), ("a", "2"), ("b", "公 开"), ("c", ""), ("", ""), ("t", "x\ny")]);
        assert_eq!(decode("a=甲%E2%80%AE乙%E2%81%A6".as_bytes()).unwrap(), [("a".to_owned(), "甲乙".to_owned())]);
        assert!(decode(b"a=%00").is_err());
        assert!(decode(b"a=%FF").is_err());
    }

    #[test]
    fn comparison() {
        assert!(same(b"abc", b"abc"));
        assert!(!same(b"abc", b"abd"));
        assert!(!same(b"abc", b""));
    }

    proptest::proptest! {
        #[test]
        fn decoding_never_panics(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }
    }
}
