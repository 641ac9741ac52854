//! The store as its users see it, on SQLite and, where there is one, on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "tests fail where something is not as it should be")]

mod both;
mod crash;
mod erasure;
mod feed;
mod full;
mod mishaps;
mod opening;
mod personal;
mod sample;
mod tamper;
mod throughput;
mod timers;
mod workload;
mod writing;
