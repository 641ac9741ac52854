//! What administrators and auditors see.

pub mod audit;
pub mod organisation;
pub mod organisation_end;
pub mod organisations;
pub mod people;
pub mod permissions;
pub mod person;
pub mod rail;
pub mod samples;
mod sight;
mod told;

use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

/// Every page.
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/office/organisations", get(organisations::show))
        .route("/office/organisations/new", get(organisations::blank).post(organisations::establish))
        .route("/office/organisations/{id}", get(organisation::show))
        .route("/office/organisations/{id}/rename", post(organisation::rename))
        .route("/office/organisations/{id}/move", post(organisation::relocate))
        .route("/office/organisations/{id}/contact", post(organisation::contact))
        .route("/office/organisations/{id}/letters", post(organisation::letters))
        .route("/office/organisations/{id}/end", get(organisation_end::ending).post(organisation_end::end))
        .route("/office/people", get(people::show))
        .route("/office/people/new", get(people::blank).post(people::register))
        .route("/office/people/{id}", get(person::show))
        .route("/office/people/{id}/give", post(person::give))
        .route("/office/people/{id}/end", post(person::end))
        .route("/office/people/{id}/account", post(person::account))
        .route("/office/people/{id}/password", post(person::password))
        .route("/office/people/{id}/codes", post(person::codes))
        .route("/office/permissions", get(permissions::show))
        .route("/office/audit", get(audit::acts))
        .route("/office/audit/sign-ins", get(audit::sign_ins))
}
