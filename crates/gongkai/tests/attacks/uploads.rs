//! Bodies that never end: read on, thrown away, answered, and memory stays where it was.

use crate::portal::{
    Portal, Visitor, parts, request,
    world::{self, HERE},
};
use axum::{
    body::{Body, Bytes},
    http::{StatusCode, header},
};
use identity::Role;
use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

const MEGABYTE: usize = 1 << 20;

/// A body that comes piece by piece, each made when it is asked for.
struct Pieces {
    first: Option<Bytes>,
    piece: Bytes,
    left: usize,
    last: Option<Bytes>,
    read: Arc<AtomicUsize>,
}

impl axum::body::HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<hyper::body::Frame<Bytes>, Infallible>>> {
        let next = match (self.first.take(), self.left) {
            (Some(first), _) => Some(first),
            (None, 0) => self.last.take(),
            (None, _) => {
                self.left -= 1;
                Some(Bytes::copy_from_slice(&self.piece))
            }
        };
        let size = next.as_ref().map_or(0, Bytes::len);
        self.read.fetch_add(size, Ordering::Relaxed);
        Poll::Ready(next.map(|bytes| Ok(hyper::body::Frame::data(bytes))))
    }
}

/// Kilobytes of this process that are in memory.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").trim().parse().unwrap()
}

#[expect(clippy::too_many_arguments, reason = "a body is told by its four parts")]
async fn send(
    portal: &Portal,
    visitor: &Visitor,
    path: &str,
    kind: &str,
    first: Vec<u8>,
    piece: &[u8],
    megabytes: usize,
    last: &'static [u8],
) -> (StatusCode, String, usize) {
    let read = Arc::new(AtomicUsize::new(0));
    let left = megabytes * MEGABYTE / piece.len();
    let body = Pieces {
        first: Some(first.into()),
        piece: Bytes::copy_from_slice(piece),
        left,
        last: Some(Bytes::from_static(last)),
        read: read.clone(),
    };
    let answer = portal.send(request("POST", path, visitor).header(header::CONTENT_TYPE, kind).body(Body::new(body)).unwrap()).await;
    (answer.status, answer.text(), read.load(Ordering::Relaxed))
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_megabytes() {
    store::testing::on_sqlite(|instance| async move {
        let portal = Portal::open(&instance.data, None).await;
        world::city(&portal).await;
        let publisher = portal.sign_in(&world::sign_in(Role::Publisher, HERE)).await;
        let size = portal.size().await;
        let before = memory();
        let chunk = vec![b'x'; MEGABYTE];
        let many = "multipart/form-data; boundary=xx";
        let fields = |end: &str| {
            let mut body = parts(&publisher.hidden);
            body.extend_from_slice(end.as_bytes());
            body
        };

        let file = fields("--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"a.pdf\"\r\n\r\n");
        let (status, text, read) = send(&portal, &publisher, "/office/documents/new", many, file, &chunk, 200, b"\r\n--xx--\r\n").await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{text}");
        assert!(text.contains("24 MB") && text.contains("<html lang=\"zh-CN\""), "{text}");
        assert!(read > 200 * MEGABYTE, "read on to the end: {read}");

        // A header that never ends, a name that never ends, fields without number: what is no content counts too.
        let header = fields("--xx\r\ncontent-disposition: ");
        let field = format!("--xx\r\ncontent-disposition: form-data; name=\"{}\"\r\n\r\n\r\n", "n".repeat(900));
        let empty = b"--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"\"\r\n\r\n\r\n";
        for (what, first, piece) in
            [("header", header, chunk.as_slice()), ("names", fields(""), field.as_bytes()), ("fields", fields(""), empty.as_slice())]
        {
            let (status, text, _) = send(&portal, &publisher, "/office/documents/new", many, first, piece, 100, b"--xx--\r\n").await;
            assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{what}: {text}");
        }

        // A stranger's file is not even kept until the token is looked at.
        let stranger = portal.anybody().await;
        let mut file = parts(&stranger.hidden);
        file.extend_from_slice(b"--xx\r\ncontent-disposition: form-data; name=\"original\"; filename=\"a.pdf\"\r\n\r\n");
        let (status, _, _) = send(&portal, &stranger, "/office/documents/new", many, file, &chunk, 20, b"\r\n--xx--\r\n").await;
        assert_eq!(status, StatusCode::FORBIDDEN);

        // No end at all: the server stops reading.
        let (status, _, read) = send(
            &portal,
            &publisher,
            "/office/documents/new",
            many,
            fields("--xx\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\n"),
            &chunk,
            4_000,
            b"",
        )
        .await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        assert!(read < 300 * MEGABYTE, "{read}");

        let (status, text, read) =
            send(&portal, &publisher, "/requests/new", "application/x-www-form-urlencoded", b"subject=".to_vec(), &chunk, 200, b"").await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{text}");
        assert!(read > 200 * MEGABYTE);

        let (status, text, read) =
            send(&portal, &publisher, "/api/v1/requests", "application/json", b"{\"subject\":\"".to_vec(), &chunk, 200, b"\"}").await;
        assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
        let problem: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(problem["status"], 413);
        assert!(read > 200 * MEGABYTE, "read to its end, so that the client sees the answer: {read}");

        let grown = (memory() - before) / 1024;
        println!("memory grew by {grown} MB");
        assert!(grown < 150, "memory grew by {grown} MB");
        assert_eq!(portal.size().await, size);
        assert!(!instance.data.join("files").exists() || std::fs::read_dir(instance.data.join("files")).unwrap().next().is_none());
        portal.app.store.close().await;
    })
    .await;
}
