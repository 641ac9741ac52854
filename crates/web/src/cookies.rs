//! Cookies: read without copying, written with one set of attributes.

use crate::App;
use axum::http::{HeaderMap, HeaderValue, header};
use jiff::Timestamp;

/// the session of a person who signed in
pub const SESSION_COOKIE: &str = "gongkai_session";
/// ties a visitor's forms to the visitor's browser
pub(crate) const FORM_COOKIE: &str = "gongkai_form";
/// `large`: large type
pub(crate) const TYPE_COOKIE: &str = "gongkai_type";

/// The value of a cookie that was sent.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()).find_map(|line| in_line(line, name))
}

pub(crate) fn in_line<'h>(line: &'h str, name: &str) -> Option<&'h str> {
    line.split(';').filter_map(|pair| pair.trim().split_once('=')).find(|(found, _)| *found == name).map(|(_, value)| value)
}

pub(crate) fn set(app: &App, name: &str, value: &str, attributes: &str) -> Option<HeaderValue> {
    let secure = if app.settings.secure_cookies { "; Secure" } else { "" };
    HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{attributes}")).ok()
}

/// `Set-Cookie` that carries a new session until it ends.
pub fn session_cookie(app: &App, token: &str, expires: Timestamp) -> Option<HeaderValue> {
    let seconds = expires.duration_since(app.store.now()).as_secs().max(0);
    set(app, SESSION_COOKIE, token, &format!("; Max-Age={seconds}"))
}

/// `Set-Cookie` that ends the session in the browser.
pub fn clear_session_cookie(app: &App) -> Option<HeaderValue> {
    set(app, SESSION_COOKIE, "", "; Max-Age=0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_cookie_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; gongkai_session=x; b=2"));
        headers.append(header::COOKIE, HeaderValue::from_static("gongkai_type=large"));
        assert_eq!(cookie(&headers, SESSION_COOKIE), Some("x"));
        assert_eq!(cookie(&headers, TYPE_COOKIE), Some("large"));
        assert_eq!(cookie(&headers, "session"), None);
    }
}
