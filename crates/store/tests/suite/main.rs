//! The store as its users see it, on SQLite and, where there is one, on PostgreSQL.

mod sample;
mod writing;
