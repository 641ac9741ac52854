//! After a case is closed: it is filed (归档) with a class of retention, its personal data is erased when that has passed,
//! and who looked at it is told.

pub mod acts;
pub mod decide;
pub mod pages;
pub mod records;

pub use acts::{Approve, File, Filing, Propose, View};
