//! What the auditor reads: administrative acts from the log, and who signed in.

use super::sight::{Sight, say};
use super::told::{self, Told};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum_extra::extract::Query;
use identity::{SignInOutcome, Subject};
use serde::Deserialize;
use web::{App, Page, Pagination, Tone, Visit, WebError};

/// Entries of the log that one page reads; what other capabilities wrote is left out of them.
const REACH: u32 = 500;
const SIZE: u32 = 100;

#[derive(Template)]
#[template(path = "administration-audit.html")]
pub(super) struct Audit {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) acts: Vec<Told>,
    pub(super) pages: Pagination,
}

/// A try to sign in as the page shows it.
pub(super) struct Tried {
    pub(super) at: String,
    pub(super) person: String,
    pub(super) href: String,
    pub(super) outcome: String,
    pub(super) tone: Tone,
    pub(super) origin: String,
}

#[derive(Template)]
#[template(path = "administration-sign-ins.html")]
pub(super) struct SignIns {
    pub(super) page: Page,
    pub(super) heads: Vec<String>,
    pub(super) tries: Vec<Tried>,
    pub(super) pages: Pagination,
}

/// Where to go on.
#[derive(Debug, Default, Deserialize)]
pub struct From {
    #[serde(default)]
    before: String,
    #[serde(default)]
    page: String,
}

fn sight(app: &App, visit: &Visit) -> Result<Sight, WebError> {
    let sight = Sight::of(app, visit)?;
    if sight.audit.is_empty() { Err(WebError::Forbidden) } else { Ok(sight) }
}

/// `GET /office/audit`
pub async fn acts(State(app): State<App>, visit: Visit, Query(from): Query<From>) -> Result<Response, WebError> {
    let sight = sight(&app, &visit)?;
    let known = told::known(&app).await?;
    let (acts, next) = app.identity.administered(from.before.parse().ok(), REACH).await?;
    let page = app.office_page(&visit, say(visit.language, "audit")).await?;
    let acts = acts
        .iter()
        .filter(|act| match &act.subject {
            Subject::Organisation(id, _) => sight.audit.contains(id),
            Subject::Person(id, _) => known.get(id).is_none_or(|person| sight.sees_person(person)),
        })
        .map(|act| told::tell(&app, &visit, &page, &known, act))
        .collect();
    let pages = Pagination {
        previous: (!from.before.is_empty()).then(|| page.href("/office/audit")),
        next: next.map(|before| page.href(&format!("/office/audit?before={before}"))),
        words: String::new(),
    };
    let heads = ["when", "actor", "act", "subject", "entry"].map(|head| page.t(&format!("administration-head-{head}"))).into();
    web::html(&Audit { page, heads, acts, pages })
}

/// `GET /office/audit/sign-ins`
pub async fn sign_ins(State(app): State<App>, visit: Visit, Query(from): Query<From>) -> Result<Response, WebError> {
    let sight = sight(&app, &visit)?;
    let known = told::known(&app).await?;
    let everywhere = app.identity.organisation_ids().iter().all(|id| sight.audit.contains(id));
    let number: u64 = from.page.parse().unwrap_or(1).clamp(1, 100_000);
    let mut found = app.identity.sign_ins(SIZE + 1, (number - 1) * u64::from(SIZE)).await?;
    let more = found.len() > SIZE as usize;
    found.truncate(SIZE as usize);
    let page = app.office_page(&visit, say(visit.language, "sign-ins")).await?;
    let tries = found
        .into_iter()
        .filter(|tried| match &tried.person {
            // Whose name was tried in vain is nobody's organisation: for those who see all.
            None => everywhere,
            Some(id) => known.get(id).is_none_or(|person| sight.sees_person(person)),
        })
        .map(|tried| Tried {
            at: app.clock_time(tried.at),
            person: tried.person.as_ref().map_or_else(|| page.t("administration-nobody"), |id| told::name(&page, &known, id)),
            href: tried.person.map(|id| page.href(&format!("/office/people/{}", id.0))).unwrap_or_default(),
            outcome: page.t(&format!("administration-outcome-{}", tried.outcome.as_str())),
            tone: if tried.outcome == SignInOutcome::SignedIn { Tone::Done } else { Tone::Soon },
            origin: tried.origin,
        })
        .collect();
    let href = |number: u64| page.href(&format!("/office/audit/sign-ins?page={number}"));
    let pages =
        Pagination { previous: (number > 1).then(|| href(number - 1)), next: more.then(|| href(number + 1)), words: number.to_string() };
    let heads = ["when", "person", "outcome", "origin"].map(|head| page.t(&format!("administration-head-{head}"))).into();
    web::html(&SignIns { page, heads, tries, pages })
}
