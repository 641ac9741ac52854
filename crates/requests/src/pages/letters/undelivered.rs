//! Letters that have not arrived after so many working days (`setting-undelivered-letter`), and those that came back.

use super::super::inbox::seen;
use super::{all, name};
use crate::records;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use web::{App, Link, Page, Tone, Visit, WebError};

/// A letter that is to be asked after.
pub(in super::super) struct Missing {
    pub(in super::super) number: String,
    pub(in super::super) letter: Link,
    pub(in super::super) name: String,
    pub(in super::super) way: String,
    pub(in super::super) sent_on: String,
    pub(in super::super) days: String,
    pub(in super::super) state: String,
    pub(in super::super) tone: Tone,
}

#[derive(Template)]
#[template(path = "requests-undelivered.html")]
pub(in super::super) struct Undelivered {
    pub(in super::super) page: Page,
    pub(in super::super) heads: Vec<String>,
    pub(in super::super) rows: Vec<Missing>,
    pub(in super::super) words: String,
}

/// `GET /office/letters`
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Response, WebError> {
    let organisations = seen(&app, visit.person()?);
    if organisations.is_empty() {
        return Err(WebError::Forbidden);
    }
    let page = app.office_page(&visit, web::message(visit.language, "requests-undelivered-title", &[])).await?;
    let rule = app.law.rule("setting-undelivered-letter", visit.today);
    let days = rule.and_then(|rule| rule.number("working-days")).unwrap_or_default();
    let notices = all(&app)?;
    let mut rows = Vec::new();
    for id in &organisations {
        let place = app.identity.organisation(id, visit.today).map(|organisation| organisation.division);
        let calendar = app.law.calendar_of(place);
        let found = records::undelivered(&mut *app.store.read().await?, &id.0, visit.today).await?;
        for letter in found {
            let waited = letter.sent_on.map_or(0, |sent| calendar.count(sent, visit.today));
            if waited < days && !letter.returned {
                continue;
            }
            let (state, tone) = match (letter.returned, letter.dispatched_on) {
                (true, _) => (page.t("requests-proof-returned"), Tone::Late),
                (false, Some(on)) => (page.t1("requests-letters-dispatched", "on", on), Tone::Soon),
                (false, None) if letter.delivery == "online" => (page.t("requests-letters-unread"), Tone::Soon),
                (false, None) => (page.t("requests-letters-waiting"), Tone::Late),
            };
            rows.push(Missing {
                letter: Link::new(letter.letter_number, page.href(&format!("/office/requests/{}/letters", letter.number))),
                name: name(&page, &notices, &letter.notice),
                way: page.t(&format!("requests-delivery-{}", letter.delivery)),
                sent_on: letter.sent_on.map(|on| on.to_string()).unwrap_or_default(),
                days: page.t1("requests-undelivered-days", "days", waited),
                number: letter.number,
                state,
                tone,
            });
        }
    }
    let heads = ["letter", "number", "way", "sent", "arrival"].map(|head| page.t(&format!("requests-letters-head-{head}"))).into();
    web::html(&Undelivered { words: page.t1("requests-undelivered-words", "days", days), page, heads, rows })
}
