//! `POST /office/requests/{number}/archive/package`: the case as one file, for a reason that is written down first.

use super::super::acts::View;
use super::steps::refused;
use crate::archive::office::{self, Kind};
use crate::model::event::Look;
use crate::pages::case::seen;
use crate::pages::steps::{Acted, acted, filing};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use web::{App, ProtectedForm, Visit, WebError};

/// `POST /office/requests/{number}/archive/package`
pub async fn post(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    Path(number): Path<String>,
    posted: ProtectedForm,
) -> Result<Response, WebError> {
    let seen = seen(&app, &visit, &number).await?;
    let (kind, what) = match posted.get("package") {
        "public" => (Kind::Public, Look::PublicArchive),
        _ => (Kind::Whole, Look::Archive),
    };
    let reason = posted.get("look_reason").to_owned();
    let act = View { filing: filing(&app, &visit, &seen, ""), what, which: String::new(), reason };
    if let Acted::Refused { errors, message, status } = acted(app.store.execute(act).await, visit.language)? {
        return refused(&app, &visit, &headers, &number, posted.values.clone(), (errors, message, status)).await;
    }
    let bytes = office::pack(&app, &seen.case, &seen.organisation, kind, visit.today, visit.language).await?;
    let name = match kind {
        Kind::Whole => format!("{number}.zip"),
        Kind::Public => format!("{number}-public.zip"),
    };
    Ok((
        [
            (header::CONTENT_TYPE, "application/zip".to_owned()),
            (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
            (header::CACHE_CONTROL, "private, no-store".to_owned()),
        ],
        bytes,
    )
        .into_response())
}
