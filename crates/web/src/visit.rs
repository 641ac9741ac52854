//! Who looks, how, and when.

use crate::{App, Language, cookies};
use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use identity::SignedIn;
use jiff::{Timestamp, civil::Date};
use std::{
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// Who looks, how, and when: an extractor (never fails).
/// Language by the path prefix `/en` (stripped by the shell), large type by cookie, person by the session cookie.
/// The database is asked only where a session cookie was sent.
#[derive(Debug, Clone)]
pub struct Visit {
    /// of the page
    pub language: Language,
    /// large type
    pub large: bool,
    /// who is signed in
    pub signed_in: Option<SignedIn>,
    /// path without the language prefix
    pub path: String,
    /// query without its question mark
    pub query: String,
    /// instant of the request
    pub now: Timestamp,
    /// its date in the city
    pub today: Date,
    /// network address of the visitor, as limits count it (of IPv6 its /64)
    pub address: String,
    /// number of this request, in its answer's `x-request-id`
    pub request_id: String,
}

/// What the shell found out before routing; a request extension.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    pub language: Language,
    pub request_id: String,
}

impl Visit {
    /// a path within the portal in the visitor's language
    pub fn href(&self, path: &str) -> String {
        self.language.href(path)
    }

    /// the person, or the fault that leads to the sign-in page
    ///
    /// # Errors
    /// [`crate::WebError::SignIn`] where nobody is signed in.
    pub fn person(&self) -> Result<&SignedIn, crate::WebError> {
        self.signed_in.as_ref().ok_or(crate::WebError::SignIn)
    }

    /// a visit for samples and tests
    pub fn sample(language: Language, path: &str) -> Visit {
        Visit {
            language,
            large: false,
            signed_in: None,
            path: path.to_owned(),
            query: String::new(),
            now: Timestamp::UNIX_EPOCH,
            today: Date::constant(2016, 8, 17),
            address: "127.0.0.1".to_owned(),
            request_id: String::new(),
        }
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        if let Some(visit) = parts.extensions.get::<Visit>() {
            return Ok(visit.clone());
        }
        let seen = parts.extensions.get::<Seen>().cloned().unwrap_or_default();
        let session = cookies::cookie(&parts.headers, cookies::SESSION_COOKIE).filter(|token| !token.is_empty()).map(str::to_owned);
        let signed_in = match &session {
            None => None,
            Some(token) => app.identity.session(token).await.unwrap_or_else(|fault| {
                tracing::warn!(%fault, "a session could not be read");
                None
            }),
        };
        let now = app.store.now();
        let visit = Visit {
            language: seen.language,
            large: cookies::cookie(&parts.headers, cookies::TYPE_COOKIE) == Some("large"),
            signed_in,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            now,
            today: app.date_of(now),
            address: address(parts, app.settings.behind_proxy),
            request_id: seen.request_id,
        };
        if session.is_some() {
            parts.extensions.insert(visit.clone());
        }
        Ok(visit)
    }
}

/// The visitor's address. What a visitor says of his own address is never believed: only what a proxy of ours added last.
fn address(parts: &Parts, behind_proxy: bool) -> String {
    let forwarded = || {
        let last = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?.rsplit(',').next()?;
        last.trim().parse::<IpAddr>().ok()
    };
    let told = if behind_proxy { forwarded() } else { None };
    let peer = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    told.or_else(peer).map_or_else(|| "unknown".to_owned(), counted)
}

/// An address as limits count it: of IPv6 the network (/64), for who has one address of it has all of them.
fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).to_string(),
    }
}

/// `303 See Other` to a path within the portal, in the visitor's language.
pub fn redirect(visit: &Visit, path: &str) -> Response {
    match HeaderValue::from_str(&visit.href(path)) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => crate::WebError::Internal(format!("no location: {path}")).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::Request;

    #[test]
    fn only_our_own_proxy_is_believed() {
        let table = [
            (false, vec!["203.0.113.9"], "192.0.2.1"),
            (true, vec!["203.0.113.9"], "203.0.113.9"),
            (true, vec!["198.51.100.7, 203.0.113.9"], "203.0.113.9"),
            (true, vec!["198.51.100.7", "2001:db8::1"], "2001:db8::"),
            (true, vec!["::ffff:203.0.113.9"], "203.0.113.9"),
            (true, vec!["no address"], "192.0.2.1"),
            (true, vec![], "192.0.2.1"),
        ];
        for (behind_proxy, told, expected) in table {
            let mut request = Request::new(());
            for line in &told {
                request.headers_mut().append("x-forwarded-for", HeaderValue::from_static(line));
            }
            request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 1))));
            assert_eq!(address(&request.into_parts().0, behind_proxy), expected, "{told:?}");
        }
    }
}
