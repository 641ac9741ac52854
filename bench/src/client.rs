//! A client that costs little: one connection, kept, no parsing beyond status and length.

use crate::Failed;
use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A kept connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// status
    pub status: u16,
    /// headers as sent, lower case
    pub head: String,
    /// body
    pub body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> Result<Client, Failed> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::with_capacity(1 << 17) })
    }

    /// Sends a request and reads its answer whole.
    pub async fn ask(&mut self, request: &[u8]) -> Result<Answer, Failed> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(place) = self.buffer.windows(4).position(|window| window == b"\r\n\r\n") {
                break place + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.buffer[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or("no status")?;
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).ok_or("no length")?.trim().parse::<usize>()?;
        while self.buffer.len() < end + length {
            self.more().await?;
        }
        Ok(Answer { status, head, body: self.buffer[end..end + length].to_vec() })
    }

    async fn more(&mut self) -> Result<(), Failed> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err("the connection was closed".into());
        }
        Ok(())
    }
}

/// A page asked for.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n\r\n").into_bytes()
}

/// A JSON body sent.
pub fn post(path: &str, body: &str) -> Vec<u8> {
    format!("POST {path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// So many clients ask in turn for these requests, until `count` were answered with `status` or the time is over;
/// answers how many a second.
pub async fn rate(address: SocketAddr, clients: usize, requests: Arc<Vec<Vec<u8>>>, status: u16, count: usize, time: Duration) -> Result<f64, Failed> {
    let asked = Arc::new(AtomicUsize::new(0));
    let mut connected = Vec::new();
    for _ in 0..clients {
        connected.push(Client::connect(address).await?);
    }
    let begin = Instant::now();
    let tasks: Vec<_> = connected
        .into_iter()
        .map(|mut client| {
            let (asked, requests) = (asked.clone(), requests.clone());
            tokio::spawn(async move {
                let mut answered = 0_usize;
                loop {
                    let turn = asked.fetch_add(1, Ordering::Relaxed);
                    if turn >= count || begin.elapsed() > time {
                        return Ok::<_, Failed>(answered);
                    }
                    let answer = client.ask(&requests[turn % requests.len()]).await?;
                    if answer.status != status {
                        return Err(format!("answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body)).into());
                    }
                    answered += 1;
                }
            })
        })
        .collect();
    let mut answered = 0;
    for task in tasks {
        answered += task.await??;
    }
    Ok(per_second(answered, begin.elapsed()))
}

/// How many a second.
pub fn per_second(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}
