//! What is told where an act came too late: what happened since its form was opened, with who and when, and what was
//! typed, so that nothing is lost. The same at every door of a case.

use super::history;
use crate::timeline;
use store::{Recorded, StreamId};
use web::{App, Conflict, Language, Link, Page, TimelineEntry, WebError};

/// A form as it came back.
pub(super) struct Late<'a> {
    /// every event of the case
    pub(super) events: &'a [Recorded],
    /// the version of the case that the form was opened with; 0 where it is not known
    pub(super) version: u64,
    /// who sent it
    pub(super) actor: &'a str,
    /// where the matter stands now
    pub(super) link: Link,
    /// the act can still be done: what was typed stands in its form
    pub(super) kept: bool,
    /// label and text of what was typed
    pub(super) typed: Vec<(String, String)>,
    /// names of the files that were chosen
    pub(super) files: Vec<String>,
}

/// The message and what stands beside it. `reason` is told where nothing happened since the form was opened.
pub(super) async fn told(app: &App, page: &Page, late: Late<'_>, reason: String) -> Result<(String, Conflict), WebError> {
    let since = if late.version == 0 { u64::MAX } else { late.version };
    let changes = history::since(app, page, late.events, since).await?;
    let first = late.events.iter().find(|event| event.version > since);
    let typed = if late.kept { Vec::new() } else { said(late.typed) };
    let own = first.filter(|event| event.actor.0 == late.actor).and_then(|_| changes.last());
    let (message, link) = match (own, changes.is_empty()) {
        (Some(own), _) => (page.t2("requests-conflict-own", "when", &own.when, "title", &own.title), Some(late.link)),
        (None, true) => (reason, None),
        (None, false) if late.kept => (page.t("requests-refusal-changed"), None),
        (None, false) => (page.t(over(&typed, &late.files)), Some(late.link)),
    };
    Ok((message, Conflict { changes, link, typed, files: late.files }))
}

/// The message where an act is not possible any more: what was typed is spoken of where there is something.
pub(super) fn over(typed: &[(String, String)], files: &[String]) -> &'static str {
    if typed.is_empty() && files.is_empty() { "requests-conflict-moved" } else { "requests-conflict-over" }
}

/// What was typed, without what is empty.
pub(super) fn said(typed: Vec<(String, String)>) -> Vec<(String, String)> {
    typed.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// Names of the files that a form brought.
pub(super) fn names(files: &[web::UploadedFile]) -> Vec<String> {
    files.iter().filter(|file| !file.name.is_empty()).map(|file| file.name.chars().filter(|c| !c.is_control()).collect()).collect()
}

/// What the requester may see of what happened since a version, newest first.
pub(super) fn public(app: &App, events: &[Recorded], version: u64, language: Language) -> Result<Vec<TimelineEntry>, WebError> {
    let newer = timeline::public(events, language)?.into_iter().rev().filter(|step| version > 0 && step.version > version);
    let entry = |step: timeline::Step| TimelineEntry {
        datetime: app.local_instant(step.at),
        when: app.clock_time(step.at),
        title: step.title,
        note: step.article.unwrap_or_default(),
        links: Vec::new(),
    };
    Ok(newer.map(entry).collect())
}

/// The requester's own step of one of these kinds since a version: a second click on what was done already.
pub(super) fn repeated(
    events: &[Recorded],
    case: &StreamId,
    (version, kinds): (u64, &[&str]),
    language: Language,
) -> Result<Option<timeline::Step>, WebError> {
    let requester = format!("requester-{}", case.id());
    let own = |step: &timeline::Step| {
        version > 0
            && step.version > version
            && kinds.contains(&step.kind)
            && events.iter().any(|event| event.version == step.version && event.actor.0 == requester)
    };
    Ok(timeline::public(events, language)?.into_iter().find(own))
}
