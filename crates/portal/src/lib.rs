//! The pages of the foundations themselves: home, law and deadline calculator, ledger, sign-in, organisations, guide.
//! It knows no other capability: what is published it asks of `search`.

pub mod api;
pub mod pages;

pub use pages::samples::samples;

/// Pages and API.
pub fn routes() -> web::Routes {
    pages::routes().merge(api::routes())
}
