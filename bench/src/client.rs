//! A client that costs little, so that it is the servers that are measured: it writes bytes that stand ready and reads
//! no more of an answer than its status and its length.

use anyhow::{Context, bail};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What makes the bytes of the next request.
pub type Asking = Arc<dyn Fn() -> Arc<[u8]> + Send + Sync>;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 17) })
    }

    /// Sends a request and reads the whole answer; answers where its body begins.
    async fn ask(&mut self, request: &[u8], status: &str) -> anyhow::Result<usize> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut seen = 0;
        let head = loop {
            if let Some(end) = self.buffer[seen..].windows(4).position(|four| four == b"\r\n\r\n") {
                break seen + end + 4;
            }
            seen = self.buffer.len().saturating_sub(3);
            self.more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head])?;
        if text.get(9..12) != Some(status) {
            bail!("expected {status}: {text}");
        }
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")).context("an answer without a length")?;
        let whole = head + length.parse::<usize>()?;
        while self.buffer.len() < whole {
            self.more().await?;
        }
        Ok(head)
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the connection was closed");
        }
        Ok(())
    }

    /// Head and body of an answer.
    pub async fn read(&mut self, request: &[u8], status: &str) -> anyhow::Result<(String, Vec<u8>)> {
        let head = self.ask(request, status).await?;
        Ok((String::from_utf8(self.buffer[..head].to_vec())?, self.buffer[head..].to_vec()))
    }
}

/// Asks for a page; no encoding is accepted, so that product and baseline send the same bytes.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench.example\r\naccept: text/html\r\n\r\n").into_bytes()
}

/// Hands in JSON.
pub fn post(path: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("POST {path} HTTP/1.1\r\nhost: bench.example\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// How many answers a second several connections get.
pub async fn rate(address: SocketAddr, connections: usize, time: Duration, status: &'static str, asking: &Asking) -> anyhow::Result<f64> {
    let mut open = Vec::new();
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let began = Instant::now();
    let clients: Vec<_> = open
        .into_iter()
        .map(|mut connection| {
            let asking = asking.clone();
            tokio::spawn(async move {
                let mut answers = 0_u32;
                while began.elapsed() < time {
                    connection.ask(&asking(), status).await?;
                    answers += 1;
                }
                anyhow::Ok(answers)
            })
        })
        .collect();
    let mut answers = 0.0;
    for client in clients {
        answers += f64::from(client.await??);
    }
    Ok(answers / began.elapsed().as_secs_f64())
}
