//! Documents through store, index and router, on each database.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod api;
mod desk;
mod imports;
mod portal;
mod world;
