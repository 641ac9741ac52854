//! `/office/requests/{number}/views`: who looked at what of a case, when and why. For the head and the auditor.

use crate::dispute::model::DisputeEvent;
use crate::dispute::records as disputes;
use crate::model::event::RequestEvent;
use crate::pages::case::open;
use crate::records;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use identity::{Action, OrganisationId, PersonId};
use store::{PartRef, Recorded};
use web::{App, Link, Page, Visit, WebError};

/// A look.
#[derive(Debug, Clone)]
pub struct Look {
    /// instant for machines
    pub datetime: String,
    /// instant for people
    pub when: String,
    /// who
    pub who: String,
    /// what
    pub what: String,
    /// why
    pub why: String,
    /// leaf index in the log
    pub entry: Link,
}

#[derive(Template)]
#[template(path = "requests-views.html")]
pub(crate) struct Views {
    pub(crate) page: Page,
    pub(crate) trail: Vec<Link>,
    pub(crate) heads: Vec<String>,
    pub(crate) looks: Vec<Look>,
}

/// `GET /office/requests/{number}/views`
pub async fn show(State(app): State<App>, visit: Visit, Path(number): Path<String>) -> Result<Response, WebError> {
    let person = visit.person()?;
    let case = records::by_number(&mut *app.store.read().await?, &number).await?.ok_or(WebError::NotFound)?;
    let organisation = OrganisationId(case.organisation.clone());
    let may = |action: Action| app.identity.may(Some(person), action, &organisation).is_ok();
    let sees = may(Action::SeeRequest);
    if !may(Action::ApproveReply) && !may(Action::SeeAudit) {
        return Err(if sees { WebError::Forbidden } else { WebError::NotFound });
    }
    let page = app.office_page(&visit, web::message(visit.language, "requests-views-title", &[("number", case.number.clone())])).await?;
    let mut looks = Vec::new();
    let mut events = app.store.load(&case.stream).await?;
    let rows = disputes::of_case(&mut *app.store.read().await?, &case.stream).await?;
    for row in rows {
        events.extend(app.store.load(&row.stream).await?);
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.index));
    for recorded in &events {
        let Some((what, reason)) = look(&page, recorded)? else { continue };
        let who = app.identity.person_name(&PersonId(recorded.actor.0.clone())).await.ok().flatten();
        looks.push(Look {
            datetime: app.local_instant(recorded.at),
            when: app.clock_time(recorded.at),
            who: who.unwrap_or_else(|| recorded.actor.0.clone()),
            what,
            why: open(&app, Some(&reason)).await?.unwrap_or_else(|| page.t("requests-erased")),
            entry: Link::new(recorded.index.to_string(), page.href(&format!("/ledger/entries?from={}", recorded.index))),
        });
    }
    // The auditor sees who looked, not the case.
    let trail = if sees {
        crate::pages::shown::case_trail(&page, &case.number, "requests-views-crumb")
    } else {
        vec![Link::new(page.t("requests-views-crumb"), String::new())]
    };
    let heads = ["when", "who", "what", "why", "entry"].map(|head| page.t(&format!("requests-views-head-{head}"))).into();
    web::html(&Views { page, trail, heads, looks })
}

/// What was looked at and why; none where the event is no look.
fn look(page: &Page, recorded: &Recorded) -> Result<Option<(String, PartRef)>, WebError> {
    if recorded.stream.category() == "dispute" {
        return Ok(match recorded.event::<DisputeEvent>()? {
            Some(DisputeEvent::DocumentViewed(viewed)) => {
                Some((page.t1("requests-look-dispute-document", "document", viewed.document), viewed.reason))
            }
            _ => None,
        });
    }
    Ok(match recorded.event::<RequestEvent>()? {
        Some(RequestEvent::ContactViewed(viewed)) if viewed.file.is_some() => Some((page.t("requests-look-file"), viewed.reason)),
        Some(RequestEvent::ContactViewed(viewed)) => Some((page.t("requests-look-contact"), viewed.reason)),
        Some(RequestEvent::Viewed(viewed)) => {
            let what = page.t(&format!("requests-look-{}", viewed.what.as_str()));
            Some((if viewed.which.is_empty() { what } else { format!("{what}　{}", viewed.which) }, viewed.reason))
        }
        _ => None,
    })
}
