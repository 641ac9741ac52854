//! What people see: the public pages of documents, and the publisher's desk.

mod actions;
mod body;
mod document;
mod edit;
mod feed;
mod list;
mod office;
mod original;
mod proof;
mod rail;
mod samples;
mod shown;

pub use rail::rail;
pub use samples::samples;
pub(crate) use shown::load;

use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

/// Pages; the API's paths are [`crate::api::routes`].
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/documents", get(list::show))
        .route("/documents/feed.atom", get(feed::show))
        .route("/documents/{id}", get(document::show))
        .route("/documents/{id}/print", get(document::print))
        .route("/documents/{id}/original", get(original::public))
        .route("/documents/{id}/proof", get(proof::show))
        .route("/documents/{id}/receipt.json", get(proof::receipt))
        .route("/documents/{id}/versions", get(proof::versions))
        .route("/office/documents", get(office::list))
        .route("/office/documents/new", get(edit::blank).post(edit::create))
        .route("/office/documents/{id}", get(office::show))
        .route("/office/documents/{id}/edit", get(edit::filled).post(edit::change))
        .route("/office/documents/{id}/original", get(original::office))
        .route("/office/documents/{id}/ask", post(actions::ask))
        .route("/office/documents/{id}/pass", post(actions::pass))
        .route("/office/documents/{id}/return", post(actions::send_back))
        .route("/office/documents/{id}/publish", post(actions::publish))
        .route("/office/documents/{id}/mark", post(actions::mark))
        .route("/office/documents/{id}/withdraw", post(actions::withdraw))
}
