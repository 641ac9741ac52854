//! Bodies are read up to a limit. What is larger is read on and thrown away, up to a second limit, so that the client
//! sees the answer instead of a broken connection.

use crate::WebError;
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;

/// A posted page form without files.
pub(crate) const FORM_LIMIT: u64 = 1 << 20;
/// A JSON body.
pub(crate) const JSON_LIMIT: u64 = 1 << 20;
/// What an API call or an upload is read on up to.
pub(crate) const READ_ON: u64 = 256 << 20;

/// The body, at most `limit` bytes.
pub(crate) async fn read(mut body: Body, limit: u64, read_on: u64) -> Result<Bytes, WebError> {
    use axum::body::HttpBody;
    let announced = body.size_hint().lower();
    if announced > read_on {
        return Err(WebError::TooLarge { limit });
    }
    let mut kept = BytesMut::with_capacity(usize::try_from(announced.min(limit)).unwrap_or_default());
    let mut seen: u64 = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|fault| {
            tracing::debug!(%fault, "a body broke off");
            WebError::BadRequest(String::new())
        })?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len() as u64;
        if seen > read_on {
            break;
        }
        if seen <= limit {
            kept.extend_from_slice(&data);
        }
    }
    if seen > limit { Err(WebError::TooLarge { limit }) } else { Ok(kept.freeze()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn limits() {
        assert_eq!(read(Body::from("abc"), 3, 10).await.unwrap(), "abc");
        assert!(matches!(read(Body::from("abcd"), 3, 10).await, Err(WebError::TooLarge { limit: 3 })));
        assert!(matches!(read(Body::from("abcdefghijkl"), 3, 10).await, Err(WebError::TooLarge { limit: 3 })));
    }

    #[tokio::test]
    async fn what_is_too_large_is_not_kept_but_read_to_its_end() {
        let counted = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counter = counted.clone();
        let chunks = futures::stream::iter((0..64).map(move |_| {
            counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Ok::<_, std::io::Error>(Bytes::from(vec![0u8; 1024]))
        }));
        assert!(matches!(read(Body::from_stream(chunks), 2048, 1 << 20).await, Err(WebError::TooLarge { limit: 2048 })));
        assert_eq!(counted.load(std::sync::atomic::Ordering::Relaxed), 64);
    }
}
