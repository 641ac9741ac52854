//! Style sheet, script and icon: built in, under names that hold the hash of their content, so that a browser may keep
//! them for ever.

use crate::WebError;
use axum::{
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

struct Asset {
    name: String,
    /// `/assets/app.0123456789ab.css`
    href: String,
    media_type: &'static str,
    bytes: Bytes,
    gzip: Bytes,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| Files::iter().filter_map(|name| load(&name)).collect());

fn load(name: &str) -> Option<Asset> {
    let mut bytes = Files::get(name)?.data.into_owned();
    if name == "app.css" {
        // Letters are shown inside pages; their rules belong to the crate that makes them.
        bytes.extend_from_slice(letters::STYLESHEET.as_bytes());
    }
    let bytes = Bytes::from(bytes);
    let (stem, extension) = name.rsplit_once('.')?;
    let media_type = match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    };
    let href = format!("/assets/{stem}.{}.{extension}", short_hash(&bytes));
    Some(Asset { name: name.to_owned(), href, media_type, gzip: gzip(&bytes), bytes })
}

/// The first twelve hexadecimal digits of SHA-256.
pub(crate) fn short_hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn gzip(bytes: &[u8]) -> Bytes {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::new(6));
    let written = encoder.write_all(bytes);
    written.and_then(|()| encoder.finish()).map(Bytes::from).unwrap_or_default()
}

pub(crate) fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|line| line.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"))
            && !parts.any(|weight| matches!(weight, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

/// Address of a built-in asset, with the hash of its content; `/assets/` where there is none of that name.
pub fn asset(name: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    debug_assert!(found.is_some(), "no asset {name}");
    found.map_or("/assets/", |asset| &asset.href)
}

/// `GET /assets/{file}`
pub(crate) async fn serve(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let asset = ASSETS.iter().find(|asset| asset.href.strip_prefix("/assets/") == Some(&file)).ok_or(WebError::NotFound)?;
    let zipped = accepts_gzip(&headers) && !asset.gzip.is_empty();
    let body = if zipped { asset.gzip.clone() } else { asset.bytes.clone() };
    let mut response = Body::from(body).into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    answer.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if zipped {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_the_hash() {
        let href = asset("app.css");
        assert!(href.starts_with("/assets/app.") && href.ends_with(".css") && href.len() == "/assets/app..css".len() + 12, "{href}");
    }

    #[test]
    fn encodings() {
        let with = |value: &'static str| HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
        assert!(accepts_gzip(&with("deflate, gzip;q=1.0")));
        assert!(!accepts_gzip(&with("br, gzip;q=0")));
        assert!(!accepts_gzip(&HeaderMap::new()));
    }

    #[test]
    fn nothing_is_fetched_from_elsewhere() {
        for name in Files::iter() {
            // The name of a namespace is fetched by nobody.
            let text = String::from_utf8(Files::get(&name).unwrap().data.into_owned()).unwrap().replace("http://www.w3.org/2000/svg", "");
            assert!(!text.contains("//fonts") && !text.contains("http://") && !text.contains("https://"), "{name}");
        }
    }
}
