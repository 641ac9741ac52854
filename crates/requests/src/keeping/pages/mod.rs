//! What officers see of closed cases: what is to be filed, what is due for erasure, the file of one case, who looked at it.

pub mod case;
pub mod list;
pub mod package;
pub mod steps;
pub mod views;
