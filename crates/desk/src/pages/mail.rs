//! E-mail that could not be delivered: without address and text.

use crate::shown;
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use identity::{Action, SignedIn};
use inbox::MailRow;
use store::ActorId;
use web::{App, Form, Page, ProtectedForm, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-mail.html")]
pub(super) struct MailPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) waiting: u64,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) about: String,
    pub(super) href: String,
    pub(super) organisation: String,
    pub(super) reason: String,
    pub(super) attempts: i64,
    pub(super) returned: bool,
}

/// Whether somebody has this page: those who keep the system, and those who handle requests.
pub fn sees(app: &App, person: &SignedIn) -> bool {
    [Action::ManagePeople, Action::SeeRequest].into_iter().any(|action| !app.identity.where_may(person, action).is_empty())
}

/// Whether a mail is one of theirs.
fn theirs(app: &App, person: &SignedIn, row: &MailRow) -> bool {
    person.posts.iter().any(|post| post.role == row.role && post.organisation == row.organisation)
        || app.identity.may(Some(person), Action::ManagePeople, &row.organisation).is_ok()
}

pub(super) fn heads(page: &Page) -> Vec<String> {
    ["when", "what", "reason", "action"].map(|head| page.t(&format!("desk-head-{head}"))).into()
}

/// The words of a reason: a word of ours, or the number with which the server refused it or sent it back.
pub(super) fn reason(page: &Page, code: &str, returned: bool) -> String {
    match code {
        "returned" => page.t("desk-mail-reason-returned"),
        number if returned => page.t1("desk-mail-reason-returned-code", "code", number),
        "expired" | "address" | "unreachable" | "timeout" | "tls" => page.t(&format!("desk-mail-reason-{code}")),
        number => page.t1("desk-mail-reason-refused", "code", number),
    }
}

/// `GET /office/mail`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let person = visit.person()?;
    if !sees(&app, person) {
        return Err(WebError::Forbidden);
    }
    let page = app.office_page(&visit, web::message(visit.language, "desk-mail-title", &[])).await?;
    let mut connection = app.store.read().await?;
    let found = inbox::undelivered_mail(&mut connection).await?;
    let waiting = inbox::queue_length(&mut connection).await?;
    drop(connection);
    let rows = found
        .into_iter()
        .filter(|row| theirs(&app, person, row))
        .map(|row| Row {
            when: app.clock_time(row.made),
            about: shown::say(visit.language, &row.about),
            // Whoever only keeps the system may not open the case.
            href: if person.posts.iter().any(|post| post.organisation == row.organisation && !post.role.is_administrator()) {
                page.href(&row.url)
            } else {
                String::new()
            },
            organisation: shown::organisation(&app, visit.today, &row.organisation),
            reason: reason(&page, &row.reason, row.returned),
            returned: row.returned,
            attempts: row.attempts,
            id: row.id,
        })
        .collect();
    let form = Form::new(&app, &visit, &headers, "desk-mail");
    let template = MailPage { heads: heads(&page), page, form: form.clone(), waiting, rows };
    Ok(form.respond(web::html(&template)?))
}

/// `POST /office/mail`: tries one again, or gives it up.
pub async fn settle(State(app): State<App>, visit: Visit, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    if !sees(&app, person) {
        return Err(WebError::Forbidden);
    }
    let found = inbox::undelivered_mail(&mut *app.store.read().await?).await?;
    let row = found.iter().find(|row| row.id == posted.get("id") && theirs(&app, person, row));
    let row = row.ok_or_else(|| WebError::Conflict(web::message(visit.language, "inbox-refusal-gone", &[])))?;
    let actor = ActorId(person.person.0.clone());
    let done = match posted.get("do") {
        "retry" => inbox::retry(&app.store, &row.id, &actor).await,
        "give-up" => inbox::give_up(&app.store, &row.id, &actor).await,
        _ => return Err(WebError::BadRequest(String::new())),
    };
    match done {
        Ok(()) => Ok(web::redirect(&visit, "/office/mail")),
        Err(error) => Err(WebError::Conflict(shown::refused(visit.language, error)?.1)),
    }
}
