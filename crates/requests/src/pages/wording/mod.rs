//! The city's own wording: notices and standard reasons, changed without touching code, checked when saved.

mod acted;
pub mod notice;
pub mod reason;

use super::drafts;
use crate::letter::notices;
use crate::words::{NoticeWords, ReasonWords, of_notice, of_reasons};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use identity::{Action, OrganisationId};
use letters::template::Notices;
use web::{App, Language, Link, Page, Tone, Visit, WebError};

/// Who changes the city's words: whoever may at the body above all others.
pub(super) fn allowed(app: &App, visit: &Visit) -> Result<String, WebError> {
    let person = visit.person()?;
    let office = OrganisationId(app.settings.city_office.clone());
    let top = app.identity.ancestors(&office).pop().unwrap_or(office);
    app.identity.may(Some(person), Action::ManageLetters, &top)?;
    Ok(person.person.0.clone())
}

/// Whether the way to these pages is shown.
pub(super) fn is_allowed(app: &App, visit: &Visit) -> bool {
    allowed(app, visit).is_ok()
}

/// A notice as it is listed.
pub(super) struct NoticeRow {
    pub(super) link: Link,
    pub(super) article: String,
    pub(super) from: String,
    pub(super) confirmed: bool,
    pub(super) state: String,
    pub(super) tone: Tone,
}

/// A standard reason as it is listed.
pub(super) struct ReasonRow {
    pub(super) link: Link,
    pub(super) outcome: String,
    pub(super) articles: String,
    pub(super) confirmed: bool,
    pub(super) state: String,
    pub(super) tone: Tone,
}

#[derive(Template)]
#[template(path = "requests-wording.html")]
pub(super) struct Wording {
    pub(super) page: Page,
    pub(super) notice_heads: Vec<String>,
    pub(super) notices: Vec<NoticeRow>,
    pub(super) reason_heads: Vec<String>,
    pub(super) reasons: Vec<ReasonRow>,
    pub(super) new_reason: String,
}

pub(super) fn shipped(app: &App) -> Result<Notices, WebError> {
    notices::all(&app.law).map_err(|fault| WebError::Internal(fault.to_string()))
}

/// `GET /office/administration/letters`
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    allowed(&app, &visit)?;
    let page = app.office_page(&visit, web::message(visit.language, "requests-wording-title", &[])).await?;
    let mut rows = Vec::new();
    for notice in shipped(&app)?.all() {
        let words = NoticeWords::fold(&app.store.load(&of_notice(&notice.kind)).await?)?;
        let name = if visit.language == Language::English { &notice.name_en } else { &notice.name };
        let version = notice.version(visit.today).or(notice.versions.last());
        let (state, tone) = match words.past.last() {
            Some(past) if !words.saved.is_empty() => (
                page.t2("requests-wording-own", "name", drafts::name(&app, &past.person).await, "when", app.clock_time(past.at)),
                Tone::Done,
            ),
            _ => (page.t("requests-wording-shipped"), Tone::Plain),
        };
        rows.push(NoticeRow {
            link: Link::new(name.clone(), page.href(&format!("/office/administration/letters/{}", notice.kind))),
            article: version.map(|version| version.article.clone()).unwrap_or_default(),
            from: version.map(|version| span(version.from, version.to)).unwrap_or_default(),
            confirmed: version.is_some_and(|version| version.confirmed),
            state,
            tone,
        });
    }
    let words = ReasonWords::fold(&app.store.load(&of_reasons()).await?)?;
    let reasons =
        words.all(&app.law, visit.today).into_iter().map(|reason| reason_row(&app, &page, &words, &reason, visit.today)).collect();
    web::html(&Wording {
        notice_heads: ["notice", "article", "days", "state"].map(|head| page.t(&format!("requests-wording-head-{head}"))).into(),
        notices: rows,
        reason_heads: ["reason", "outcome", "article", "state"].map(|head| page.t(&format!("requests-wording-head-{head}"))).into(),
        reasons,
        new_reason: page.href("/office/administration/reasons/new"),
        page,
    })
}

fn reason_row(app: &App, page: &Page, words: &ReasonWords, reason: &law::StandardReason, today: jiff::civil::Date) -> ReasonRow {
    let (state, tone) = match (words.is_offered(&reason.id, today), words.saved.contains_key(&reason.id)) {
        (false, _) => (page.t("requests-wording-retired"), Tone::Off),
        (true, true) => (page.t("requests-wording-own-reason"), Tone::Done),
        (true, false) => (page.t("requests-wording-shipped"), Tone::Plain),
    };
    let articles: Vec<String> = reason.grounds.iter().filter_map(|id| app.law.rule_by_id(id)).map(|rule| rule.article.clone()).collect();
    ReasonRow {
        link: Link::new(reason.title.clone(), page.href(&format!("/office/administration/reasons/{}", reason.id))),
        outcome: outcome_name(app, page, &reason.outcome),
        articles: articles.join("；"),
        confirmed: reason.confirmed,
        state,
        tone,
    }
}

/// `3.4 保护第三方合法权益`
fn outcome_name(app: &App, page: &Page, code: &str) -> String {
    let english = page.language() == Language::English;
    app.law.outcome(code).map(|row| format!("{} {}", row.code, if english { &row.name_en } else { &row.name })).unwrap_or_default()
}

/// `2019-05-15 — …`
fn span(from: jiff::civil::Date, to: Option<jiff::civil::Date>) -> String {
    format!("{from} — {}", to.map(|to| to.to_string()).unwrap_or_default()).trim_end().to_owned()
}
