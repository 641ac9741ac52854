//! What stands in the office rail.

use crate::{pages, shown};
use futures::future::BoxFuture;
use std::sync::Arc;
use web::{App, RailEntry, RailGroup, RailSource, Tone, Visit, WebError};

struct Rail;

/// What this capability puts into the office rail.
pub fn rail() -> Arc<dyn RailSource> {
    Arc::new(Rail)
}

impl RailSource for Rail {
    fn rail<'a>(&'a self, app: &'a App, visit: &'a Visit) -> BoxFuture<'a, Result<Vec<RailGroup>, WebError>> {
        Box::pin(async move {
            let Some(person) = &visit.signed_in else { return Ok(Vec::new()) };
            let mut connection = app.store.read().await?;
            let soon = shown::soon(app, visit.today);
            let absences = inbox::Absences::read(&mut connection, visit.today).await?;
            // While nobody is stood in for today, work is counted without reading the list.
            let covers =
                |absence: &inbox::Absence| absence.delegate.is_some() && absence.from <= visit.today && visit.today <= absence.until;
            let counts = if absences.0.iter().any(covers) {
                let staff = app.identity.staff().await?;
                let work = inbox::work_of(&mut connection, &person.person, &staff, &absences, visit.today).await?;
                inbox::Counts::of(&work, visit.today, soon)
            } else {
                inbox::counts(&mut connection, &person.person, &person.posts, visit.today, soon).await?
            };
            let unread = inbox::unread(&mut connection, &person.person, &person.posts).await?;
            drop(connection);
            let entry = |id: &str, href: &str, count: Option<u64>, tone: Tone| RailEntry {
                label: web::message(visit.language, id, &[]),
                href: href.to_owned(),
                count,
                tone,
            };
            let tone = match counts {
                inbox::Counts { late: 1.., .. } => Tone::Late,
                inbox::Counts { soon: 1.., .. } => Tone::Soon,
                inbox::Counts { .. } => Tone::Plain,
            };
            let mut entries = vec![
                entry("desk-work-title", "/office/work", Some(counts.all).filter(|all| *all > 0), tone),
                entry("desk-notices-title", "/office/notices", Some(unread).filter(|unread| *unread > 0), Tone::Soon),
                entry("desk-absence-title", "/office/absence", None, Tone::Plain),
                entry("desk-reach-title", "/office/reach", None, Tone::Plain),
            ];
            if pages::unheld::seen(app, person).is_some() {
                entries.push(entry("desk-unheld-title", "/office/unheld", None, Tone::Plain));
            }
            if pages::mail::sees(app, person) {
                entries.push(entry("desk-mail-title", "/office/mail", None, Tone::Plain));
            }
            Ok(vec![RailGroup { title: web::message(visit.language, "desk-rail", &[]), entries }])
        })
    }
}
