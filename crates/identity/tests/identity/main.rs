//! Identity over both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod administration;
mod common;
mod demo_city;
mod mutated;
mod signing_in;
mod stored_bytes;
