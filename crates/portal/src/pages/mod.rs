//! What people see of the foundations.

pub mod account;
pub mod codes;
pub mod deadline;
pub mod guide;
pub mod home;
pub mod law;
pub mod ledger;
pub mod organisations;
pub mod samples;
pub mod sign_in;
pub mod verify;

use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

/// Pages; the API's paths are [`crate::api::routes`].
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/", get(home::show))
        .route("/guide", get(guide::show))
        .route("/organisations", get(organisations::show))
        .route("/law", get(law::show))
        .route("/law/deadline", get(deadline::show))
        .route("/ledger", get(ledger::show))
        .route("/ledger/entries", get(ledger::entries))
        .route("/ledger/tile/{*path}", get(ledger::tile))
        .route("/ledger/verify", get(verify::blank).post(verify::post))
        .route("/sign-in", get(sign_in::blank).post(sign_in::post))
        .route("/sign-out", post(sign_in::out))
        .route("/account", get(account::show).post(account::change))
        .route("/account/sessions", post(account::sign_out_elsewhere))
        .route("/account/codes", get(codes::show).post(codes::begin))
        .route("/account/codes/confirm", post(codes::confirm))
        .route("/account/codes/off", post(codes::off))
}

fn internal(fault: impl std::fmt::Display) -> web::WebError {
    web::WebError::Internal(fault.to_string())
}
