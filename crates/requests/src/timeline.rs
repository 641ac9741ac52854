//! What happened to a case, as its requester may see it.

use crate::model::event::{RequestEvent, Side};
use jiff::Timestamp;
use store::{Recorded, StoreError};
use web::Language;

/// A step that the requester may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// instant of the event itself
    pub at: Timestamp,
    /// code, also of its message `requests-timeline-<code>`
    pub kind: &'static str,
    /// in words
    pub title: String,
    /// the article behind it
    pub article: Option<String>,
}

/// The steps that a requester may see, oldest first; what was erased is left out.
///
/// # Errors
/// Where a stored body does not fit its kind.
pub fn public(events: &[Recorded], language: Language) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::with_capacity(events.len());
    for recorded in events {
        let Some(event) = recorded.event::<RequestEvent>()? else { continue };
        let (kind, article) = match &event {
            RequestEvent::Received(received) => ("received", received.awaits.as_ref().map(|awaits| awaits.rule.article.clone())),
            RequestEvent::Confirmed(confirmed) if confirmed.by == Side::Requester => ("confirmed-by-requester", None),
            RequestEvent::Confirmed(_) => ("confirmed-by-organisation", None),
            RequestEvent::ClockStarted(clock) => ("clock-started", Some(clock.rule.article.clone())),
            RequestEvent::ReplySent(reply) => ("reply-sent", Some(reply.rule.article.clone())),
            _ => continue,
        };
        let title = web::message(language, &format!("requests-timeline-{kind}"), &[]);
        steps.push(Step { at: recorded.at, kind, title, article });
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{ActorId, StreamId};

    #[test]
    fn an_erased_body_moves_no_other_step() {
        let event = |version: u64, kind: &str, body: Option<serde_json::Value>| Recorded {
            index: version,
            stream: StreamId::new("request", "a"),
            version,
            kind: kind.to_owned(),
            at: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(i64::try_from(version).unwrap()),
            actor: ActorId("a".into()),
            schema: u32::from(body.is_some()),
            body,
        };
        let by = |side: &str| Some(serde_json::json!({"by": side, "on": "2026-03-02"}));
        let events = [
            event(1, "confirmed", None),
            event(2, "request-step", None),
            event(3, "confirmed", by("requester")),
            event(4, "confirmed", by("organisation")),
        ];
        let steps = public(&events, Language::Chinese).unwrap();
        assert_eq!(
            steps.iter().map(|step| (step.at.as_second(), step.kind)).collect::<Vec<_>>(),
            [(3, "confirmed-by-requester"), (4, "confirmed-by-organisation")]
        );
    }
}
