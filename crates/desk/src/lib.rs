//! Pages of what a person has to do and is told: work, notices, absence, calendar and e-mail addresses, what nobody
//! holds, e-mail that could not be delivered. A capability without events of its own: the words and rules are `inbox`'s.

mod pages;
mod rail;
mod shown;

pub use pages::samples::samples;
pub use rail::rail;

use axum::routing::{get, post};
use utoipa_axum::router::OpenApiRouter;

/// Every page.
pub fn routes() -> web::Routes {
    OpenApiRouter::new()
        .route("/office/work", get(pages::work::show))
        .route("/office/notices", get(pages::notices::show))
        .route("/office/notices/read", post(pages::notices::read))
        .route("/office/absence", get(pages::absence::show).post(pages::absence::announce))
        .route("/office/absence/withdraw", post(pages::absence::withdraw))
        .route("/office/reach", get(pages::reach::show).post(pages::reach::save))
        .route("/office/reach/calendar", post(pages::reach::calendar))
        .route("/office/unheld", get(pages::unheld::show).post(pages::unheld::assign))
        .route("/office/mail", get(pages::mail::show).post(pages::mail::settle))
        .route("/calendar/{token}/deadlines.ics", get(pages::feed::show))
}
