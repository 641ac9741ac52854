//! What administration puts into the office rail.

use super::sight::{Sight, say};
use futures::future::BoxFuture;
use std::sync::Arc;
use web::{App, RailEntry, RailGroup, RailSource, Tone, Visit, WebError};

struct Rail;

/// The rail's entries for administrators and auditors.
#[must_use]
pub fn rail() -> Arc<dyn RailSource> {
    Arc::new(Rail)
}

impl RailSource for Rail {
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>> {
        Box::pin(async move {
            let Ok(sight) = Sight::of(app, visit) else { return Ok(Vec::new()) };
            let entry =
                |id: &str, href: &str| RailEntry { label: say(visit.language, id), href: href.to_owned(), count: None, tone: Tone::Plain };
            let mut entries = vec![entry("organisations", "/office/organisations"), entry("people", "/office/people")];
            if !sight.audit.is_empty() {
                entries.push(entry("audit", "/office/audit"));
                entries.push(entry("sign-ins", "/office/audit/sign-ins"));
            }
            entries.push(entry("permissions", "/office/permissions"));
            Ok(vec![RailGroup { title: say(visit.language, "rail"), entries }])
        })
    }
}
