//! `/office/archiving`: closed cases to be filed, proposals that wait for a second person, terms that have passed.

use super::super::records::{self, Kept};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query;
use identity::{Action, OrganisationId};
use serde::Deserialize;
use web::{App, Link, Page, Visit, WebError};

const SIZE: u32 = 200;

/// A row of a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// public number
    pub number: String,
    /// address of its file
    pub href: String,
    /// organisation's short name
    pub organisation: String,
    /// days and reasons, in words
    pub note: String,
}

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
    let mut rows = Vec::new();
    let mut connection = app.store.read().await?;
    for organisation in &organisations {
        let name = name(&app, organisation, visit.today);
        for row in records::list(&mut connection, &organisation.0, which, visit.today, SIZE).await? {
            let note = match which {
                Kept::ToFile => String::new(),
                Kept::Proposed => page.t1("requests-kept-proposed-on", "on", &row.proposed_on),
                Kept::Due => page.t1("requests-kept-until", "until", &row.until),
                Kept::Erased => page.t2("requests-erased-because", "on", &row.erased_on, "reason", &row.erased_because),
            };
            let href = page.href(&format!("/office/requests/{}/archive", row.number));
            rows.push(Row { href, number: row.number, organisation: name.clone(), note });
        }
    }
    drop(connection);
    let lists = Kept::ALL
        .into_iter()
        .map(|kept| {
            let href = page.href(&format!("/office/archiving?which={}", kept.as_str()));
            (Link::new(page.t(&format!("requests-kept-{}", kept.as_str())), href), kept == which)
        })
        .collect();
    let heads = ["number", "organisation", "note"].map(|head| page.t(&format!("requests-kept-head-{head}"))).into();
    let words = page.t(&format!("requests-kept-{}-words", which.as_str()));
    web::html(&Archiving { page, lists, heads, rows, words })
}

fn name(app: &App, id: &OrganisationId, today: jiff::civil::Date) -> String {
    app.identity.organisation(id, today).map_or_else(|| id.0.clone(), |organisation| organisation.short_name)
}
