//! The drafts that a case keeps, as pages compare and list them, and what speaks against the newest.

use super::case;
use crate::decide::concern::Concern;
use crate::decide::draft::{DraftTexts, FIELDS};
use crate::model::event::{ReplyDrafted, RequestEvent};
use identity::PersonId;
use store::Recorded;
use web::{App, Page, WebError};

/// A draft with who wrote it when.
pub(super) struct Kept {
    pub(super) version: u64,
    pub(super) draft: ReplyDrafted,
    pub(super) texts: DraftTexts,
    pub(super) who: String,
    pub(super) when: String,
}

impl Kept {
    /// `2016-08-17 09:30 林（演示） 3.4`
    pub(super) fn title(&self, page: &Page) -> String {
        format!("{}　{}　{} {}", self.when, self.who, page.t("requests-review-outcome"), self.draft.outcome)
    }
}

/// The texts of a draft; empty ones where they were erased.
pub(super) async fn texts(app: &App, draft: &ReplyDrafted) -> Result<DraftTexts, WebError> {
    match app.store.open_part(&draft.texts).await? {
        Some(bytes) => serde_json::from_slice(&bytes).map_err(|fault| WebError::Internal(fault.to_string())),
        None => Ok(DraftTexts::default()),
    }
}

/// Every draft of a case, oldest first.
pub(super) async fn earlier(app: &App, events: &[Recorded]) -> Result<Vec<Kept>, WebError> {
    let mut kept = Vec::new();
    for recorded in events {
        let Some(RequestEvent::ReplyDrafted(draft)) = recorded.event::<RequestEvent>()? else { continue };
        let who = app.identity.person_name(&PersonId(draft.drafter.clone())).await.ok().flatten().unwrap_or_default();
        kept.push(Kept {
            version: recorded.version,
            texts: texts(app, &draft).await?,
            draft: *draft,
            who,
            when: app.clock_time(recorded.at),
        });
    }
    Ok(kept)
}

/// The texts of a draft under their labels, for a comparison.
pub(super) fn as_text(page: &Page, texts: &DraftTexts) -> String {
    let said = FIELDS.iter().filter(|(field, _)| !texts.get(*field).trim().is_empty());
    said.map(|(field, name)| format!("{}\n{}", label(page, name), texts.get(*field).trim())).collect::<Vec<_>>().join("\n")
}

/// The label of a text.
pub(super) fn label(page: &Page, control: &str) -> String {
    page.t(&format!("requests-field-{}", control.replace('_', "-")))
}

/// What speaks against a draft, in words.
pub(super) struct ConcernShown {
    pub(super) words: String,
    pub(super) stops: bool,
}

/// Concerns in words.
pub(super) fn shown(page: &Page, concerns: Vec<Concern>) -> Vec<ConcernShown> {
    let words = |concern: &Concern| {
        page.t2(&format!("requests-concern-{}", concern.code), "count", concern.count, "article", concern.article.clone())
    };
    concerns.into_iter().map(|concern| ConcernShown { words: words(&concern), stops: concern.stops }).collect()
}

/// The name of a person.
pub(super) async fn name(app: &App, person: &str) -> String {
    app.identity.person_name(&PersonId(person.to_owned())).await.ok().flatten().unwrap_or_default()
}

/// The text of a sealed part, or the words for one that was erased.
pub(super) async fn text(app: &App, page: &Page, part: &store::PartRef) -> Result<String, WebError> {
    Ok(case::open(app, Some(part)).await?.unwrap_or_else(|| page.t("requests-erased")))
}
