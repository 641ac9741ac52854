//! What a person was told.

use crate::shown;
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use web::{App, Form, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-notices.html")]
pub(super) struct NoticesPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) unread: usize,
    pub(super) heads: Vec<String>,
    pub(super) notices: Vec<Row>,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) title: String,
    pub(super) remark: String,
    pub(super) href: String,
    pub(super) read: bool,
}

pub(super) fn heads(page: &Page) -> Vec<String> {
    ["when", "what", "action"].map(|head| page.t(&format!("desk-head-{head}"))).into()
}

/// `GET /office/notices`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let person = visit.person()?;
    let page = app.office_page(&visit, web::message(visit.language, "desk-notices-title", &[])).await?;
    let found = inbox::notices(&mut *app.store.read().await?, &person.person, &person.posts).await?;
    let form = Form::new(&app, &visit, &headers, "desk-notices");
    let notices: Vec<Row> = found
        .into_iter()
        .map(|notice| Row {
            when: app.clock_time(notice.at),
            title: shown::say(visit.language, &notice.words),
            remark: notice.remark.as_ref().map(|remark| shown::say(visit.language, remark)).unwrap_or_default(),
            href: page.href(&notice.url),
            read: notice.read,
            id: notice.id,
        })
        .collect();
    let template = NoticesPage {
        unread: notices.iter().filter(|notice| !notice.read).count(),
        heads: heads(&page),
        page,
        form: form.clone(),
        notices,
    };
    Ok(form.respond(web::html(&template)?))
}

/// `POST /office/notices/read`: one, or all.
pub async fn read(State(app): State<App>, visit: Visit, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    match posted.get("id") {
        "all" => inbox::mark_all_read(&app.store, &person.person, &person.posts).await?,
        id => inbox::mark_read(&app.store, &person.person, &person.posts, id).await?,
    }
    Ok(web::redirect(&visit, "/office/notices"))
}
