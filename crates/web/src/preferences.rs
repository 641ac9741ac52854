//! Large type: a preference that works without JavaScript.

use crate::{App, cookies};
use axum::{
    extract::{RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// `GET /preferences/type?size=large|normal&back=/path`
pub(crate) async fn type_size(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let parameter = |wanted: &str| {
        query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| percent_encoding::percent_decode_str(value).decode_utf8_lossy().into_owned())
            .unwrap_or_default()
    };
    let location = HeaderValue::from_str(local_path(&parameter("back"), "/")).unwrap_or(HeaderValue::from_static("/"));
    let cookie = match parameter("size").as_str() {
        "large" => cookies::set(&app, cookies::TYPE_COOKIE, "large", "; Max-Age=31536000"),
        _ => cookies::set(&app, cookies::TYPE_COOKIE, "", "; Max-Age=0"),
    };
    let mut response =
        (StatusCode::SEE_OTHER, [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))])
            .into_response();
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Only a path of this portal; what a browser could read as another host leads to `otherwise`. A browser drops tabs and
/// line ends and takes a backslash for a slash, so none of them is let through.
pub fn local_path<'p>(path: &'p str, otherwise: &'p str) -> &'p str {
    let plain = path.starts_with('/') && !path.starts_with("//") && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if plain { path } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::local_path;

    #[test]
    fn only_local_paths() {
        assert_eq!(local_path("/documents?q=%E5%85%AC", "/"), "/documents?q=%E5%85%AC");
        for elsewhere in ["//example.org", "https://example.org", "/\\example.org", "", "documents", "/\n/x", "/ x", "/\t/example.org"] {
            assert_eq!(local_path(elsewhere, "/office"), "/office", "{elsewhere:?}");
        }
    }
}
