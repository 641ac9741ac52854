//! Administration: organisations, people with their accounts and posts, and what the auditor reads. A capability
//! without events of its own: what it shows and asks for is `identity`'s.
//!
//! Three administrators keep each other in check; who may do what stands in `identity`'s one table of permissions, and
//! each page shows only what its reader may do.

pub mod pages;

pub use pages::rail::rail;
pub use pages::samples::samples;

/// Pages; there is no API.
pub fn routes() -> web::Routes {
    pages::routes()
}
