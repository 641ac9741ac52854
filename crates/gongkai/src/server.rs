//! Accepts connections and ends them well.

use axum::{
    Extension, Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{future::Future, io, net::SocketAddr, time::Duration};
use tokio::net::{TcpListener, TcpStream};
use tower::Service;
use web::{App, Shell};

/// A client that is slower in sending its headers is let go.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// How long what is in hand may take after a signal.
const DRAIN: Duration = Duration::from_secs(5);
/// A pause after a connection could not be accepted (no file handles left).
const BREATH: Duration = Duration::from_millis(50);

/// Everything that answers, over an open instance.
pub fn service(app: App) -> Shell {
    let (router, openapi) = crate::wiring::routes().split_for_parts();
    let document = crate::openapi::Document::new(openapi);
    let router: Router<App> = router.layer(Extension(document)).layer(Extension(crate::metrics::handle()));
    web::service(router, app)
}

/// Serves until `stop`, then finishes what is in hand.
pub async fn serve(listener: TcpListener, shell: Shell, stop: impl Future<Output = ()>) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME);
    let graceful = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => take(&builder, &graceful, &shell, stream, peer),
                Err(fault) => rest(&fault).await,
            },
        }
    }
    drop(listener);
    if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("connections that were still busy were closed");
    }
}

fn take(builder: &http1::Builder, graceful: &GracefulShutdown, shell: &Shell, stream: TcpStream, peer: SocketAddr) {
    // Without it small answers wait for an acknowledgement; where it is refused they wait.
    let _ = stream.set_nodelay(true);
    let shell = shell.clone();
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        shell.clone().call(request)
    });
    let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), answer));
    tokio::spawn(async move {
        if let Err(fault) = connection.await {
            tracing::debug!(%fault, "a connection broke off");
        }
    });
}

async fn rest(fault: &io::Error) {
    if !matches!(fault.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset) {
        tracing::warn!(%fault, "a connection could not be accepted");
        tokio::time::sleep(BREATH).await;
    }
}
