//! How a case came, as its officers see it: track, agent, joint requesters, files, where it came from, and what is like it.

use super::attached::{self, Attached};
use super::case::{Seen, open};
use super::record::{self, Hand};
use super::shown;
use super::similar::{self, Alike};
use crate::model::event::{Origin, Received, SealedApplicant, Track};
use crate::model::{Request, Step, query_code};
use crate::records;
use identity::Action;
use web::{App, Link, Page, Visit, WebError};

/// What the page of a case shows of its intake.
#[derive(Debug, Clone, Default)]
pub(super) struct Intake {
    /// words on the track; empty for an ordinary request
    pub(super) track: String,
    pub(super) help: String,
    /// masked
    pub(super) agent: String,
    /// masked
    pub(super) others: Vec<String>,
    pub(super) attached: Attached,
    pub(super) alike: Alike,
    /// the case that it was a part of
    pub(super) part_of: Option<Link>,
    pub(super) same_form: bool,
    pub(super) became: Vec<Link>,
    pub(super) may_split: bool,
    /// what the visitor does with the answer to an application for a correction; empty for nothing
    pub(super) answer: String,
}

/// Of a case that its officer has opened.
pub(super) async fn of(app: &App, visit: &Visit, page: &Page, seen: &Seen, state: &Request) -> Result<Intake, WebError> {
    let Some(received) = &state.received else { return Ok(Intake::default()) };
    let link = |number: &String| Link::new(number.clone(), page.href(&format!("/office/requests/{number}")));
    let masked = async |part: &store::PartRef, kind: &str| -> Result<String, WebError> {
        Ok(open(app, Some(part)).await?.map_or_else(|| page.t("requests-erased"), |name| shown::masked(&name, kind)))
    };
    let mut others = Vec::new();
    for other in &received.others {
        others.push(masked(&other.name, other.kind.as_str()).await?);
    }
    let at_hand = matches!(state.step, Step::Registered | Step::Drafting) && !state.correcting && state.clock.is_some();
    Ok(Intake {
        track: match received.track {
            Track::Disclosure => String::new(),
            track => page.t(&format!("requests-track-{}", track.as_str())),
        },
        help: open(app, received.help.as_ref()).await?.unwrap_or_default(),
        agent: match &received.agent {
            Some(agent) => masked(&agent.name, "natural-person").await?,
            None => String::new(),
        },
        others,
        attached: attached::attached(app, page, state, false).await?,
        alike: similar::of_case(app, visit, &seen.case.stream, received).await?,
        part_of: match &received.origin {
            Some(Origin::Split(number)) => Some(link(number)),
            _ => None,
        },
        same_form: matches!(received.origin, Some(Origin::SameForm(_))),
        became: state.split_into.iter().map(link).collect(),
        answer: match record::hand(app, visit, seen, state) {
            Hand::Write => page.t("requests-record-crumb"),
            Hand::Sign => page.t("requests-record-sign"),
            Hand::Read if state.record.is_some() => page.t("requests-record-read"),
            Hand::Read => String::new(),
        },
        may_split: at_hand && app.identity.may(Some(&seen.person), Action::DraftReply, &seen.organisation.id).is_ok(),
    })
}

/// Contact of agent and joint requesters, for an officer whose look was written down.
pub(super) async fn contact(app: &App, page: &Page, received: &Received) -> Result<Vec<(String, String)>, WebError> {
    let mut rows = Vec::new();
    if let Some(agent) = &received.agent {
        for (label, part) in
            [("agent-name", Some(&agent.name)), ("agent-phone", agent.phone.as_ref()), ("agent-authority", Some(&agent.authority))]
        {
            rows.extend(open(app, part).await?.map(|text| (page.t(&format!("requests-field-{label}")), text)));
        }
    }
    for SealedApplicant { name, identity, .. } in &received.others {
        rows.extend(open(app, Some(name)).await?.map(|text| (page.t("requests-field-others-name"), text)));
        let number = open(app, identity.as_ref().map(|(_, part)| part)).await?;
        rows.extend(number.map(|text| (page.t("requests-field-others-identity-number"), text)));
    }
    Ok(rows)
}

/// Number and query code of each case that a case was split into: whoever holds the code of the one holds theirs.
pub(super) async fn became(app: &App, state: &Request) -> Result<Vec<(String, String)>, WebError> {
    let mut became = Vec::new();
    for number in &state.split_into {
        let found = records::by_number(&mut *app.store.read().await?, number).await?;
        became.extend(found.map(|case| (case.number, query_code::of(&app.store, &case.stream))));
    }
    Ok(became)
}
