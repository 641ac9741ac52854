//! What publishing puts into the office rail.

use super::office::organisations;
use crate::model::Stage;
use crate::records;
use futures::future::BoxFuture;
use identity::Action;
use std::sync::Arc;
use web::{App, RailEntry, RailGroup, RailSource, Tone, Visit, WebError, message};

struct Rail;

/// The rail's entry for documents.
#[must_use]
pub fn rail() -> Arc<dyn RailSource> {
    Arc::new(Rail)
}

impl RailSource for Rail {
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>> {
        Box::pin(async move {
            let Some(person) = &visit.signed_in else { return Ok(Vec::new()) };
            let mut waiting = 0;
            let mine = organisations(app, person);
            for organisation in &mine {
                let reviews = app.identity.may(Some(person), Action::ReviewConfidentiality, organisation).is_ok();
                let edits = app.identity.may(Some(person), Action::EditDocument, organisation).is_ok();
                for (stage, count) in records::counts(&mut *app.store.read().await?, &organisation.0).await? {
                    let theirs = match stage {
                        Stage::InReview => reviews,
                        Stage::Draft | Stage::Returned | Stage::Passed => edits,
                        Stage::Published | Stage::Withdrawn => false,
                    };
                    waiting += if theirs { count } else { 0 };
                }
            }
            if mine.is_empty() {
                return Ok(Vec::new());
            }
            let entry = RailEntry {
                label: message(visit.language, "publishing-office-title", &[]),
                href: "/office/documents".to_owned(),
                count: (waiting > 0).then_some(waiting),
                tone: Tone::Soon,
            };
            Ok(vec![RailGroup { title: message(visit.language, "publishing-rail", &[]), entries: vec![entry] }])
        })
    }
}
