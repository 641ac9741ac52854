//! What people see of disclosure on request: citizens without an account, and officers at their desk.

pub mod apply;
pub mod case;
pub mod citizen;
pub mod days;
pub mod draft;
pub mod follow;
pub mod inbox;
pub mod letter;
pub mod office;
pub mod overview;
pub mod register;
pub mod samples;
pub mod shown;

use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

/// Pages; the API's paths are [`crate::api::routes`].
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/requests", get(citizen::index))
        .route("/requests/new", get(apply::blank).post(apply::post))
        .route("/requests/suggest", get(apply::suggest))
        .route("/requests/status", get(follow::blank).post(follow::post))
        .route("/requests/status/confirm", post(follow::confirm))
        .route("/requests/receipts/{number}/{token}/receipt.json", get(crate::api::receipt_file))
        .route("/requests/letters/{number}/{token}/letter.html", get(letter::html))
        .route("/requests/letters/{number}/{token}/letter.pdf", get(letter::pdf))
        .route("/requests/letters/{number}/{token}/letter.docx", get(letter::docx))
        .route("/office", get(inbox::show))
        .route("/office/requests", get(office::list))
        .route("/office/requests.csv", get(office::csv))
        .route("/office/requests/new", get(register::blank).post(register::post))
        .route("/office/requests/{number}", get(case::show))
        .route("/office/requests/{number}/days", get(days::show))
        .route("/office/requests/{number}/confirm", post(case::confirm))
        .route("/office/requests/{number}/contact", post(case::contact))
        .route("/office/requests/{number}/draft", get(draft::show).post(draft::save))
        .route("/office/requests/{number}/submit", post(case::submit))
        .route("/office/requests/{number}/review", post(case::review))
        .route("/office/requests/{number}/approve", post(case::approve))
        .route("/office/requests/{number}/send", post(case::send))
        .route("/office/requests/{number}/letter", get(draft::preview))
        .route("/office/overview", get(overview::show))
        .route("/office/overview.csv", get(overview::csv))
}
