//! A person's work, soonest first.

use crate::shown;
use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use inbox::Work;
use serde::Deserialize;
use store::StreamId;
use web::{App, Matter, NavigationLink, Page, Tone, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-work.html")]
pub(super) struct WorkPage {
    pub(super) page: Page,
    pub(super) away: Option<String>,
    pub(super) kinds: Vec<NavigationLink>,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) title: String,
    pub(super) href: String,
    /// what the matter is about, and who asks; empty where it is no case
    pub(super) matter: Matter,
    pub(super) kind: String,
    /// since when it lies there
    pub(super) since: String,
    pub(super) organisation: String,
    pub(super) holder: String,
    pub(super) instead_of: String,
    pub(super) due_on: String,
    pub(super) left: String,
    pub(super) tone: Tone,
    pub(super) urgent: bool,
}

#[derive(Deserialize)]
pub struct Filter {
    #[serde(default)]
    kind: String,
}

pub(super) fn heads(page: &Page) -> Vec<String> {
    ["due", "title", "subject", "who", "kind", "holder"].map(|head| page.t(&format!("desk-head-{head}"))).into()
}

/// The kind of work as a filter names it.
fn code(work: &Work) -> String {
    format!("{}.{}", work.item.key.stream.category(), work.item.key.work())
}

/// `GET /office/work`
pub async fn show(State(app): State<App>, visit: Visit, Query(filter): Query<Filter>) -> Result<Response, WebError> {
    let person = visit.person()?.person.clone();
    let (staff, absences) = shown::people(&app, visit.today).await?;
    let all = inbox::work_of(&mut *app.store.read().await?, &person, &staff, &absences, visit.today).await?;
    let page = app.office_page(&visit, web::message(visit.language, "desk-work-title", &[])).await?;
    let mut kinds: Vec<(String, String)> = all.iter().map(|work| (code(work), shown::kind(visit.language, &work.item))).collect();
    kinds.sort();
    kinds.dedup();
    let link = |label: String, query: &str| NavigationLink {
        label,
        href: page.href(&if query.is_empty() {
            "/office/work".into()
        } else {
            format!("/office/work?kind={}", web::percent_encoded(query))
        }),
        current: filter.kind == query,
    };
    let kinds: Vec<NavigationLink> = match kinds.len() {
        0 | 1 => Vec::new(),
        _ => std::iter::once(link(page.t("desk-work-all"), "")).chain(kinds.into_iter().map(|(code, label)| link(label, &code))).collect(),
    };
    let listed: Vec<&Work> = all.iter().filter(|work| filter.kind.is_empty() || code(work) == filter.kind).collect();
    let streams: Vec<StreamId> = listed.iter().map(|work| work.item.key.stream.clone()).collect();
    let matters = app.matters(&visit, &streams).await?;
    let mut rows = Vec::new();
    for work in listed {
        let item = &work.item;
        let left = shown::left(&app, &visit, item);
        rows.push(Row {
            title: shown::say(visit.language, &item.title),
            href: page.href(&item.url),
            matter: matters.get(&item.key.stream).cloned().unwrap_or_default(),
            kind: shown::kind(visit.language, item),
            since: page.t1("desk-since", "day", item.started_on),
            organisation: shown::organisation(&app, visit.today, &item.organisation),
            holder: match &item.holder {
                Some(holder) => shown::name(&app, visit.language, holder).await?,
                None => page.t("desk-nobody-yet"),
            },
            instead_of: match &work.instead_of {
                Some(absent) => shown::name(&app, visit.language, absent).await?,
                None => String::new(),
            },
            due_on: item.due_on.map(|day| day.to_string()).unwrap_or_default(),
            left: left.words,
            tone: left.tone,
            urgent: item.urgency == inbox::Urgency::Urgent,
        });
    }
    let away = absences.on(&person, visit.today).map(|absence| page.t1("desk-away", "until", absence.until));
    web::html(&WorkPage { heads: heads(&page), away, kinds, rows, page })
}
