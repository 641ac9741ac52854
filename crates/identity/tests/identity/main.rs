//! Identity over both databases.

mod administration;
mod common;
mod demo_city;
mod signing_in;
mod stored_bytes;
