//! The baseline of pages: an axum handler that sends the same header fields and the same body, behind the loop that the
//! product has.

use anyhow::Context;
use axum::{
    Router,
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue},
    routing::get,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle};
use tower::Service;

/// A server that is stopped when this is dropped.
pub struct BareServer {
    pub address: SocketAddr,
    task: JoinHandle<()>,
}

impl Drop for BareServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Sends the product's answer (head and body) to whoever asks for `path`.
pub async fn serve(path: &str, (head, body): (String, Vec<u8>)) -> anyhow::Result<BareServer> {
    let (fields, body) = (fields(&head)?, Bytes::from(body));
    let handler = move || {
        let (fields, body) = (fields.clone(), body.clone());
        async move { (fields, body) }
    };
    let router = Router::new().route(path, get(handler));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(10));
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // As the product's loop: without it small answers wait.
            let _ = stream.set_nodelay(true);
            let router = router.clone();
            let answer = service_fn(move |request: Request<Incoming>| router.clone().call(request.map(Body::new)));
            let connection = builder.serve_connection(TokioIo::new(stream), answer);
            tokio::spawn(async move {
                // A client that goes away is how each round ends.
                let _ = connection.await;
            });
        }
    });
    Ok(BareServer { address, task })
}

/// The fields of a head, without those that the server loop adds itself.
fn fields(head: &str) -> anyhow::Result<HeaderMap> {
    let mut fields = HeaderMap::new();
    for line in head.lines().skip(1).filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ").context("a header line without a colon")?;
        if !matches!(name, "date" | "content-length" | "connection") {
            fields.append(HeaderName::try_from(name)?, HeaderValue::try_from(value)?);
        }
    }
    Ok(fields)
}
