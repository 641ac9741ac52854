//! `/office/archiving`: closed cases to be filed, proposals that wait for a second person, terms that have passed.

use super::super::acts::ended_on;
use super::super::records::{self, Kept, KeptRow};
use crate::pages::shown::{self, Row};
use crate::records::{Case, all_of_streams};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query;
use identity::Action;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::StreamId;
use web::{App, Link, Page, Visit, WebError};

const SIZE: u32 = 200;

#[derive(Template)]
#[template(path = "requests-archiving.html")]
pub(crate) struct Archiving {
    pub(crate) page: Page,
    pub(crate) lists: Vec<(Link, bool)>,
    pub(crate) heads: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) words: String,
}

/// Which list.
#[derive(Debug, Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    which: String,
}

/// `GET /office/archiving`
pub async fn show(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let organisations = app.identity.where_may(visit.person()?, Action::SeeRequest);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let which = Kept::parse(&filter.which).unwrap_or(Kept::ToFile);
    let page = app.office_page(&visit, web::message(visit.language, "requests-archiving-title", &[])).await?;
    let mut connection = app.store.read().await?;
    let mut kept = Vec::new();
    for organisation in &organisations {
        kept.extend(records::list(&mut connection, &organisation.0, which, visit.today, SIZE).await?);
    }
    let streams: Vec<StreamId> = kept.iter().map(|row| row.stream.clone()).collect();
    let cases: BTreeMap<StreamId, Case> =
        all_of_streams(&mut connection, &streams, &organisations).await?.into_iter().map(|case| (case.stream.clone(), case)).collect();
    drop(connection);
    let kept: Vec<(KeptRow, Case)> = kept.into_iter().filter_map(|row| cases.get(&row.stream).cloned().map(|case| (row, case))).collect();
    let cases: Vec<Case> = kept.iter().map(|(_, case)| case.clone()).collect();
    let mut rows = shown::rows(&page, &app, &cases, visit.today).await?;
    for (row, (kept, case)) in rows.iter_mut().zip(&kept) {
        row.opens = "/archive";
        row.note = match which {
            Kept::ToFile => page.t1("requests-kept-closed-on", "on", closed_on(&app, case).await?),
            Kept::Proposed => page.t1("requests-kept-proposed-on", "on", &kept.proposed_on),
            Kept::Due => page.t1("requests-kept-until", "until", &kept.until),
            Kept::Erased => page.t2("requests-erased-because", "on", &kept.erased_on, "reason", &kept.erased_because),
        };
    }
    let lists = Kept::ALL
        .into_iter()
        .map(|kept| {
            let href = page.href(&format!("/office/archiving?which={}", kept.as_str()));
            (Link::new(page.t(&format!("requests-kept-{}", kept.as_str())), href), kept == which)
        })
        .collect();
    let heads = ["due", "number", "subject", "who", "step"].map(|head| page.t(&format!("requests-head-{head}"))).into();
    let words = page.t(&format!("requests-kept-{}-words", which.as_str()));
    web::html(&Archiving { page, lists, heads, rows, words })
}

/// The day on which a case was closed: of its reply, or of what ended it.
async fn closed_on(app: &App, case: &Case) -> Result<String, WebError> {
    let day = match case.replied_on {
        Some(day) => Some(day),
        None => ended_on(&app.store.load(&case.stream).await?)?,
    };
    Ok(day.map_or_else(|| "—".to_owned(), |day| day.to_string()))
}
