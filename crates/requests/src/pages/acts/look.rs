//! An act as it would be: the letter, the dates, the articles, before anything is written.

use super::Act;
use super::form::RuleShown;
use crate::acts::Rehearsal;
use crate::model::event::{PartyKind, RequestEvent};
use crate::pages::case::Seen;
use crate::pages::shown;
use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use law::RuleRef;
use web::{App, Form, Link, Page, Visit, WebError};

#[derive(Template)]
#[template(path = "requests-look.html")]
pub(in crate::pages) struct CheckPage {
    pub(in crate::pages) page: Page,
    pub(in crate::pages) form: Form,
    pub(in crate::pages) trail: Vec<Link>,
    pub(in crate::pages) number: String,
    pub(in crate::pages) code: String,
    pub(in crate::pages) version: u64,
    pub(in crate::pages) consultation: String,
    pub(in crate::pages) party: String,
    /// what was typed, kept for the next step
    pub(in crate::pages) values: Vec<(String, String)>,
    /// what would be written down
    pub(in crate::pages) facts: Vec<(String, String)>,
    pub(in crate::pages) dates: Option<(String, String)>,
    pub(in crate::pages) letter: String,
    pub(in crate::pages) rules: Vec<RuleShown>,
}

/// What is looked at.
pub(super) struct Looked<'a> {
    pub(super) seen: &'a Seen,
    pub(super) act: &'a Act,
    pub(super) page: &'a Page,
    pub(super) party: &'a str,
    pub(super) values: Vec<(String, String)>,
}

pub(super) fn render(
    app: &App,
    visit: &Visit,
    headers: &HeaderMap,
    looked: Looked<'_>,
    consultation: &str,
    rehearsal: Rehearsal,
    rules: Vec<RuleRef>,
) -> Result<Response, WebError> {
    let Looked { seen, act, page, party, values } = looked;
    let words = |state| shown::standing_words(page, state);
    let before = words(&rehearsal.before);
    let after = words(&rehearsal.after);
    let form = Form::new(app, visit, headers, "request-act");
    let template = CheckPage {
        trail: shown::case_trail(page, &seen.case.number, &format!("requests-act-{}", act.code)),
        number: seen.case.number.clone(),
        code: act.code.to_owned(),
        version: rehearsal.before.version,
        consultation: consultation.to_owned(),
        party: party.to_owned(),
        facts: rehearsal.events.iter().flat_map(|event| facts(page, event)).collect(),
        dates: rehearsal.before.clock.is_some().then_some((before, after)),
        letter: rehearsal.letter.as_ref().map(letters::html).unwrap_or_default(),
        rules: rules.into_iter().map(RuleShown::from).collect(),
        page: page.clone(),
        form: form.clone(),
        values,
    };
    Ok(form.respond(web::html(&template)?))
}

/// What would be written down, as label and value.
fn facts(page: &Page, event: &RequestEvent) -> Vec<(String, String)> {
    let fact = |id: &str, value: String| (page.t(id), value);
    let served = |days: u32| page.t1("requests-note-days-served", "days", days);
    match event {
        RequestEvent::ClarificationRequested(asked) => vec![match (asked.until, asked.working_days) {
            (Some(until), _) => fact("requests-act-until", until.to_string()),
            (None, days) => fact("requests-act-clarify-days", days.map(served).unwrap_or_default()),
        }],
        RequestEvent::FeeNoticed(noticed) => vec![
            fact("requests-act-fee-method", page.t(&format!("requests-fee-{}", noticed.method.as_str()))),
            fact("requests-act-fee-count", noticed.count.to_string()),
            fact("requests-act-fee-before", noticed.counted_before.to_string()),
            fact("requests-act-fee-amount", page.t1("requests-act-yuan", "amount", noticed.amount)),
            fact("requests-act-fee-until", noticed.working_days.map(served).unwrap_or_default()),
        ],
        RequestEvent::Consulted(asked) => {
            let mut facts = vec![fact("requests-act-consult-kind", page.t(&format!("requests-party-{}", asked.kind.as_str())))];
            facts.extend(asked.until.map(|until| fact("requests-act-until", until.to_string())));
            facts
        }
        RequestEvent::ConsultationDelivered(delivered) => {
            let mut facts = vec![fact("requests-act-delivered-on", delivered.on.to_string())];
            facts.extend(delivered.until.map(|until| fact("requests-act-silence-on", until.to_string())));
            facts
        }
        RequestEvent::TermSet(set) => vec![fact("requests-act-until", set.until.to_string())],
        RequestEvent::DelayedTo(delayed) => vec![fact("requests-act-date", delayed.date.to_string())],
        RequestEvent::Clarified(clarified) => vec![fact("requests-act-came-on", clarified.on.to_string())],
        RequestEvent::FeePaid(paid) => vec![fact("requests-act-paid-on", paid.on.to_string())],
        RequestEvent::Withdrawn(withdrawn) => vec![fact("requests-act-withdrawn-on", withdrawn.on.to_string())],
        _ => Vec::new(),
    }
}

/// What silence of a party means, in words.
pub(in crate::pages) fn silence(page: &Page, kind: PartyKind) -> String {
    page.t(&format!("requests-silence-{}", kind.as_str()))
}
