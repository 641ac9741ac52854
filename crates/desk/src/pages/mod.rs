//! What people see.

pub mod absence;
pub mod feed;
pub mod mail;
pub mod notices;
pub mod reach;
pub mod samples;
pub mod unheld;
pub mod work;
