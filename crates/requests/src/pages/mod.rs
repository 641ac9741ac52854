//! What people see of disclosure on request: citizens without an account, and officers at their desk.

pub mod apply;
pub mod case;
pub mod citizen;
pub mod days;
pub mod draft;
pub mod fields;
pub mod follow;
pub mod inbox;
pub mod letter;
pub mod office;
pub mod overview;
pub mod receipt;
pub mod register;
pub mod samples;
pub mod shown;
pub mod steps;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use steps::Step;
use utoipa_axum::router::OpenApiRouter;
use web::{App, ProtectedForm, Visit};

/// Pages; the API's paths are [`crate::api::routes`].
pub fn routes() -> web::Routes {
    let step = |step: Step| {
        move |State(app): State<App>, visit: Visit, headers: HeaderMap, Path(number): Path<String>, posted: ProtectedForm| {
            steps::step(app, visit, headers, number, posted, step)
        }
    };
    OpenApiRouter::new()
        .route("/requests", get(citizen::index))
        .route("/requests/new", get(apply::blank).post(apply::post))
        .route("/requests/suggest", get(apply::suggest))
        .route("/requests/status", get(follow::blank).post(follow::post))
        .route("/requests/status/confirm", post(follow::confirm))
        .route("/requests/status/receipt", post(receipt::file))
        .route("/requests/letters/{number}/{token}/letter.html", get(letter::html))
        .route("/requests/letters/{number}/{token}/letter.pdf", get(letter::pdf))
        .route("/requests/letters/{number}/{token}/letter.docx", get(letter::docx))
        .route("/office", get(inbox::show))
        .route("/office/requests", get(office::list))
        .route("/office/requests.csv", get(office::csv))
        .route("/office/requests/new", get(register::blank).post(register::post))
        .route("/office/requests/{number}", get(case::show))
        .route("/office/requests/{number}/days", get(days::show))
        .route("/office/requests/{number}/confirm", post(steps::confirm))
        .route("/office/requests/{number}/contact", post(steps::contact))
        .route("/office/requests/{number}/draft", get(draft::show).post(draft::save))
        .route("/office/requests/{number}/submit", post(step(Step::Submit)))
        .route("/office/requests/{number}/review", post(step(Step::Review)))
        .route("/office/requests/{number}/approve", post(step(Step::Approve)))
        .route("/office/requests/{number}/send", post(step(Step::Send)))
        .route("/office/requests/{number}/letter", get(draft::preview))
        .route("/office/overview", get(overview::show))
        .route("/office/overview.csv", get(overview::csv))
}
