//! What nobody holds: for those who sign for a body, and for the city office.

use crate::shown;
use askama::Template;
use axum::{extract::State, http::HeaderMap, response::Response};
use identity::{Action, OrganisationId, PersonId, SignedIn};
use inbox::{Key, Why};
use web::{App, Choice, Form, Page, ProtectedForm, Tone, Visit, WebError};

#[derive(Template)]
#[template(path = "desk-unheld.html")]
pub(super) struct UnheldPage {
    pub(super) page: Page,
    pub(super) form: Form,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) key: String,
    pub(super) title: String,
    /// empty for whoever may not open it
    pub(super) href: String,
    pub(super) kind: String,
    pub(super) organisation: String,
    pub(super) holder: String,
    pub(super) why: String,
    pub(super) why_tone: Tone,
    pub(super) due_on: String,
    pub(super) left: String,
    pub(super) tone: Tone,
    pub(super) people: Vec<Choice>,
}

/// Whose work a person sees here.
pub enum Seen {
    /// every organisation's
    All,
    /// of these
    At(Vec<OrganisationId>),
}

/// The organisations for which a person signs; all for the city office; none for others.
pub fn seen(app: &App, person: &SignedIn) -> Option<Seen> {
    if !app.identity.where_may(person, Action::SeeAllRequests).is_empty() {
        return Some(Seen::All);
    }
    let own = app.identity.where_may(person, Action::ApproveReply);
    if own.is_empty() { None } else { Some(Seen::At(own)) }
}

pub(super) fn heads(page: &Page) -> Vec<String> {
    ["due", "title", "organisation", "why", "action"].map(|head| page.t(&format!("desk-head-{head}"))).into()
}

/// `GET /office/unheld`
pub async fn show(State(app): State<App>, visit: Visit, headers: HeaderMap) -> Result<Response, WebError> {
    let person = visit.person()?;
    let seen = seen(&app, person).ok_or(WebError::Forbidden)?;
    let places = match &seen {
        Seen::All => None,
        Seen::At(some) => Some(some.as_slice()),
    };
    let page = app.office_page(&visit, web::message(visit.language, "desk-unheld-title", &[])).await?;
    let (staff, absences) = shown::people(&app, visit.today).await?;
    let found = inbox::unheld(&mut *app.store.read().await?, places, &staff, &absences, visit.today).await?;
    let form = Form::new(&app, &visit, &headers, "desk-unheld");
    let mut rows = Vec::new();
    for (item, why) in found {
        let left = shown::left(&app, &visit, &item);
        let assigns = app.identity.may(Some(person), Action::ApproveReply, &item.organisation).is_ok();
        let people = if assigns { app.identity.people_with(item.role, &item.organisation).await? } else { Vec::new() };
        rows.push(Row {
            key: item.key.to_string(),
            title: shown::say(visit.language, &item.title),
            href: if person.posts.iter().any(|post| post.organisation == item.organisation && !post.role.is_administrator()) {
                page.href(&item.url)
            } else {
                String::new()
            },
            kind: shown::kind(visit.language, &item),
            organisation: shown::organisation(&app, visit.today, &item.organisation),
            holder: match &item.holder {
                Some(holder) => shown::name(&app, visit.language, holder).await?,
                None => String::new(),
            },
            why: page.t(&format!("inbox-unheld-{}", why.code())),
            why_tone: if why == Why::Unassigned { Tone::Soon } else { Tone::Late },
            due_on: item.due_on.map(|day| day.to_string()).unwrap_or_default(),
            left: left.words,
            tone: left.tone,
            people: people
                .into_iter()
                .filter(|(id, _)| item.holder.as_ref() != Some(id))
                .map(|(id, name)| Choice::new(id.0, name))
                .collect(),
        });
    }
    let template = UnheldPage { heads: heads(&page), page, form: form.clone(), rows };
    Ok(form.respond(web::html(&template)?))
}

/// `POST /office/unheld`: gives an item to somebody.
pub async fn assign(State(app): State<App>, visit: Visit, posted: ProtectedForm) -> Result<Response, WebError> {
    let person = visit.person()?;
    if app.identity.where_may(person, Action::ApproveReply).is_empty() {
        return Err(WebError::Forbidden);
    }
    let gone = || WebError::Conflict(web::message(visit.language, "inbox-refusal-gone", &[]));
    let key = Key::parse(posted.get("item")).map_err(|_| gone())?;
    let item = inbox::item(&mut *app.store.read().await?, &key).await?.ok_or_else(gone)?;
    // An item of another body does not exist for this person.
    app.identity.may(Some(person), Action::ApproveReply, &item.organisation).map_err(|_| gone())?;
    let staff = app.identity.staff().await?;
    match inbox::assign(&app.store, &key, &PersonId(posted.get("to").to_owned()), &person.person, staff).await {
        Ok(()) => Ok(web::redirect(&visit, "/office/unheld")),
        Err(error) => Err(WebError::Conflict(shown::refused(visit.language, error)?.1)),
    }
}
