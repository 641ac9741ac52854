//! `POST /office/requests/{number}/archive/package`: the case as one file, for a reason that is written down first.

use super::super::acts::View;
use super::steps::answer;
use crate::archive::office::{self, Kind};
use crate::model::event::Look;
use crate::pages::case::seen;
use crate::pages::steps::{Acted, acted, filing};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use web::{Posted, WebError};

/// `POST /office/requests/{number}/archive/package`
pub async fn post(posted: Posted) -> Result<Response, WebError> {
    let Posted { app, visit, id: number, form, .. } = &posted;
    let seen = seen(app, visit, number).await?;
    let (kind, what) = match form.get("package") {
        "public" => (Kind::Public, Look::PublicArchive),
        _ => (Kind::Whole, Look::Archive),
    };
    let act = View { filing: filing(app, visit, &seen, ""), what, which: String::new(), reason: form.get("look_reason").to_owned() };
    let looked = acted(app.store.execute(act).await, visit.language)?;
    if matches!(looked, Acted::Refused { .. }) {
        return answer(&posted, looked).await;
    }
    let bytes = office::pack(app, &seen.case, &seen.organisation, kind, visit.today, visit.language).await?;
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
