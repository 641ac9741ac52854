//! What comes after the reply: disputes, the archive package, filing, erasure, looks.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

mod disputes;
mod erasure;
mod package;
mod portal;
mod rules;

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}
