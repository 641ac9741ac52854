//! What people see of disclosure on request: citizens without an account, and officers at their desk.

pub mod acts;
pub mod aftermath;
pub mod apply;
pub mod asked;
pub mod attached;
pub mod bundle;
pub mod case;
pub mod citizen;
pub mod clock;
mod conflict;
pub mod consultations;
pub mod consulted;
pub mod days;
pub mod doing;
pub mod draft;
pub mod drafts;
pub mod fields;
pub mod find;
pub mod follow;
pub mod history;
pub mod inbox;
pub mod intake;
pub mod letter;
pub mod letters;
mod looked;
pub mod materials;
pub mod office;
pub mod overview;
pub mod preview;
pub mod receipt;
pub mod record;
pub mod register;
pub mod review;
pub mod samples;
pub mod samples_after;
mod samples_drafting;
pub mod shown;
pub mod similar;
pub mod split;
pub mod steps;
pub mod unconfirmed;
pub mod way;
pub mod wording;
mod words;

use crate::dispute::pages as dispute;
use crate::keeping::pages as keeping;
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
        .route("/requests/status/answer", post(doing::answer_question))
        .route("/requests/status/add", post(doing::add_file))
        .route("/requests/status/withdraw", post(doing::withdraw))
        .route("/requests/status/delivery", post(doing::choose_delivery))
        .route("/requests/status/letter", post(letter::open))
        .route("/requests/status/released", post(bundle::released))
        .route("/requests/status/archive", post(bundle::archive))
        .route("/requests/status/file", post(attached::requester))
        .route("/requests/letters/{number}/{token}/letter.html", get(letter::html))
        .route("/requests/letters/{number}/{token}/letter.pdf", get(letter::pdf))
        .route("/requests/letters/{number}/{token}/letter.docx", get(letter::docx))
        .route("/requests/letters/{number}/{token}/{letter}/letter.html", get(letter::numbered_html))
        .route("/requests/letters/{number}/{token}/{letter}/letter.pdf", get(letter::numbered_pdf))
        .route("/requests/letters/{number}/{token}/{letter}/letter.docx", get(letter::numbered_docx))
        .route("/office", get(inbox::show))
        .route("/office/requests", get(office::list))
        .route("/office/requests.csv", get(office::csv))
        .route("/office/requests/new", get(register::blank).post(register::post))
        .route("/office/requests/register", get(register::blank).post(register::post))
        .route("/office/requests/search", get(find::blank).post(find::post))
        .route("/office/requests/unconfirmed", get(unconfirmed::show))
        .route("/office/requests/{number}", get(case::show))
        .route("/office/requests/{number}/days", get(days::show))
        .route("/office/requests/{number}/clock", get(clock::show))
        .route("/office/requests/{number}/acts/{act}", get(acts::show).post(acts::post))
        .route("/office/requests/{number}/consultations/{id}/{place}", get(consultations::file))
        .route("/office/consultations", get(consultations::list))
        .route("/office/consultations/{id}", get(consultations::show).post(consultations::answer))
        .route("/office/requests/{number}/confirm", post(steps::confirm))
        .route("/office/requests/{number}/contact", post(steps::contact))
        .route("/office/requests/{number}/files", post(attached::officer))
        .route("/office/requests/{number}/split", get(split::show).post(split::post))
        .route("/office/requests/{number}/correction", get(record::show).post(record::post))
        .route("/office/requests/{number}/draft", get(draft::show).post(draft::save))
        .route("/office/requests/{number}/submit", post(step(Step::Submit)))
        .route("/office/requests/{number}/review", get(review::show).post(step(Step::Review)))
        .route("/office/requests/{number}/legal-review", post(step(Step::LegalReview)))
        .route("/office/requests/{number}/comments", post(review::comment))
        .route("/office/requests/{number}/comments/resolve", post(review::resolve))
        .route("/office/requests/{number}/approve", post(step(Step::Approve)))
        .route("/office/requests/{number}/send", post(step(Step::Send)))
        .route("/office/requests/{number}/letter", get(preview::preview))
        .route("/office/requests/{number}/letters", get(letters::show))
        .route("/office/requests/{number}/letters/print", post(letters::print::post))
        .route("/office/requests/{number}/letters/dispatch", post(letters::way::dispatch))
        .route("/office/requests/{number}/letters/deliver", post(letters::way::deliver))
        .route("/office/requests/{number}/correct", post(letters::way::correct))
        .route("/office/requests/{number}/letters/{letter}/letter.html", get(letters::files::html))
        .route("/office/requests/{number}/letters/{letter}/letter.pdf", get(letters::files::pdf))
        .route("/office/requests/{number}/letters/{letter}/letter.docx", get(letters::files::docx))
        .route("/office/administration/letters", get(wording::show))
        .route("/office/administration/letters/{kind}", get(wording::notice::show).post(wording::notice::post))
        .route("/office/administration/reasons/new", get(wording::reason::blank).post(wording::reason::add))
        .route("/office/administration/reasons/{id}", get(wording::reason::show).post(wording::reason::post))
        .route("/office/letters", get(letters::undelivered::show))
        .route("/office/requests/{number}/disputes/new", get(dispute::open::blank).post(dispute::open::post))
        .route("/office/disputes", get(dispute::list::show))
        .route("/office/disputes.csv", get(dispute::list::csv))
        .route("/office/disputes/{id}", get(dispute::show::show).post(dispute::steps::post))
        .route("/office/disputes/{id}/documents", post(dispute::steps::add))
        .route("/office/disputes/{id}/documents/{document}", post(dispute::steps::file))
        .route("/office/archiving", get(keeping::list::show))
        .route("/office/requests/{number}/archive", get(keeping::case::show))
        .route("/office/requests/{number}/archive/file", post(keeping::steps::file))
        .route("/office/requests/{number}/archive/package", post(keeping::package::post))
        .route("/office/requests/{number}/archive/erasure", post(keeping::steps::erasure))
        .route("/office/requests/{number}/views", get(keeping::views::show))
        .route("/office/overview", get(overview::show))
        .route("/office/overview.csv", get(overview::csv))
        .merge(materials::routes())
}
