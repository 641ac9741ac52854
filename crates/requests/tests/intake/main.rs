//! How requests come in: at the counter, by letter, online, with files, to several bodies; how they are split and found.

#![expect(clippy::unwrap_used, reason = "a test ends where something is not there")]

mod counter;
mod finding;
mod portal;
mod sending;
mod splitting;

fn run<F: Future<Output = ()>>(future: F) {
    tokio::runtime::Runtime::new().unwrap().block_on(future);
}
