//! Documents through store, index and router, on each database.

mod api;
mod desk;
mod imports;
mod portal;
mod world;
