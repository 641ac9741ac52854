//! What happened to a case, as its officers see it: everything, in words.

use super::case::open;
use super::consulted;
use crate::model::event::{Addressee, Consulted, RequestEvent, Side, Term, TermCause};
use crate::model::happened;
use crate::timeline;
use identity::{OrganisationId, PersonId};
use jiff::civil::Date;
use std::collections::BTreeMap;
use store::Recorded;
use web::{App, Link, Page, TimelineEntry, WebError};

/// Entries of these events, newest first.
pub(super) async fn entries(app: &App, page: &Page, events: &[Recorded]) -> Result<Vec<TimelineEntry>, WebError> {
    since(app, page, events, 0).await
}

/// Of the events of a case, entries of those after a version, newest first.
pub(super) async fn since(app: &App, page: &Page, events: &[Recorded], version: u64) -> Result<Vec<TimelineEntry>, WebError> {
    let mut parties = BTreeMap::new();
    for recorded in events {
        if let Some(RequestEvent::Consulted(consulted)) = recorded.event::<RequestEvent>()? {
            parties.insert(consulted.id.clone(), *consulted);
        }
    }
    let missed = missed(events)?;
    let mut people: BTreeMap<String, String> = BTreeMap::new();
    let mut entries = Vec::with_capacity(events.len());
    for recorded in events.iter().rev().filter(|recorded| recorded.version > version) {
        let Some(event) = recorded.event::<RequestEvent>()? else { continue };
        let actor = recorded.actor.0.as_str();
        if !people.contains_key(actor) {
            people.insert(actor.to_owned(), name(app, actor).await);
        }
        let person = people.get(actor).cloned().unwrap_or_default();
        let mut note = note(app, page, &event, &parties).await?;
        if let Some(due) = missed.get(&recorded.version) {
            note = format!("{note}　{}", page.t1("requests-missed", "day", due));
        }
        let index = page.t1("requests-case-index", "index", recorded.index);
        entries.push(TimelineEntry {
            datetime: app.local_instant(recorded.at),
            when: timeline::when(app, page.language(), recorded.at, happened(&event), matches!(event, RequestEvent::Received(_))),
            title: page.t(&format!("requests-timeline-{}", kind(&event, &recorded.kind))),
            note: [person, note].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("　"),
            links: vec![Link::new(index, page.href(&format!("/ledger/entries?from={}", recorded.index)))],
        });
    }
    Ok(entries)
}

/// Where a clarification was asked for after the due date: the term begins anew with the answer, and this stays to be seen.
fn missed(events: &[Recorded]) -> Result<BTreeMap<u64, Date>, WebError> {
    let (mut missed, mut due_on) = (BTreeMap::new(), None);
    for recorded in events {
        match recorded.event::<RequestEvent>()? {
            Some(RequestEvent::ClockStarted(clock)) => due_on = Some(clock.due_on),
            Some(RequestEvent::ClockMoved(moved)) => due_on = moved.due_on,
            Some(RequestEvent::ClarificationRequested(asked)) => {
                missed.extend(due_on.filter(|due| *due < asked.on).map(|due| (recorded.version, due)));
            }
            _ => {}
        }
    }
    Ok(missed)
}

async fn name(app: &App, person: &str) -> String {
    app.identity.person_name(&PersonId(person.to_owned())).await.ok().flatten().unwrap_or_default()
}

/// The stem of the title's message.
fn kind<'a>(event: &RequestEvent, kind: &'a str) -> &'a str {
    match event {
        RequestEvent::Confirmed(confirmed) if confirmed.told_to.is_some() => "confirmed-by-requester-told",
        RequestEvent::Confirmed(confirmed) if confirmed.by == Side::Requester => "confirmed-by-requester",
        RequestEvent::Confirmed(_) => "confirmed-by-organisation",
        RequestEvent::ContactViewed(viewed) if viewed.file.is_some() => "file-viewed",
        RequestEvent::ConsultationAnswered(answered) if answered.person.is_none() => "consultation-silent",
        RequestEvent::Assigned(assigned) if assigned.to.is_empty() => "released",
        _ => kind,
    }
}

/// The term that somebody was given: a fixed day, or days from delivery.
fn given(page: &Page, until: Option<Date>, working_days: Option<u32>) -> String {
    match (until, working_days) {
        (Some(until), _) => page.t1("requests-note-until", "day", until),
        (None, Some(days)) => page.t1("requests-note-days-served", "days", days),
        (None, None) => String::new(),
    }
}

/// What is added to the title.
async fn note(app: &App, page: &Page, event: &RequestEvent, parties: &BTreeMap<String, Consulted>) -> Result<String, WebError> {
    let day = |day: Option<Date>| day.map_or_else(|| "—".to_owned(), |day| day.to_string());
    let party = async |id: &str| match parties.get(id) {
        Some(consulted) => consulted::masked_name(app, page, consulted).await,
        None => Ok(String::new()),
    };
    let joined = |parts: Vec<String>| parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　");
    let late = |late: bool| if late { page.t("requests-note-late") } else { String::new() };
    let text = async |part: Option<&store::PartRef>| open(app, part).await.map(Option::unwrap_or_default);
    Ok(match event {
        RequestEvent::Confirmed(confirmed) => text(confirmed.how.as_ref()).await?,
        RequestEvent::ReplyDrafted(draft) => {
            app.law.outcome(&draft.outcome).map_or_else(|_| draft.outcome.clone(), |outcome| format!("{} {}", outcome.code, outcome.name))
        }
        RequestEvent::DraftReturned(returned) => text(Some(&returned.reason)).await?,
        RequestEvent::ContactViewed(viewed) => text(Some(&viewed.reason)).await?,
        RequestEvent::ReviewPassed(passed) | RequestEvent::LegalReviewPassed(passed) | RequestEvent::ReplyApproved(passed) => {
            text(passed.remark.as_ref()).await?
        }
        RequestEvent::ClockStarted(clock) => page.t2("requests-note-clock", "received", clock.received_on, "due", clock.due_on),
        RequestEvent::ClockMoved(moved) => joined(vec![
            page.t(&format!("requests-cause-{}", moved.cause.as_str())),
            match moved.due_on {
                due if due.is_some() || moved.was.is_some() => format!(
                    "{} → {}",
                    day(moved.was),
                    moved.due_on.map_or_else(|| page.t(&format!("requests-standing-{}", moved.standing.as_str())), |due| due.to_string())
                ),
                _ => page.t(&format!("requests-standing-{}", moved.standing.as_str())),
            },
            moved.article.clone(),
        ]),
        RequestEvent::ReplySent(reply) => reply.letter_number.clone(),
        RequestEvent::DeliveryChosen(chosen) => page.t(&format!("requests-delivery-{}", chosen.delivery.as_str())),
        RequestEvent::ClarificationRequested(asked) => given(page, asked.until, asked.working_days),
        // What the requester wrote is opened for a reason alone.
        RequestEvent::Clarified(came) => late(came.late),
        RequestEvent::ReasonsGiven(_) => String::new(),
        RequestEvent::ExtensionProposed(proposed) => {
            joined(vec![page.t1("requests-note-days", "days", proposed.working_days), text(Some(&proposed.reason)).await?])
        }
        RequestEvent::ExtensionDeclined(declined) => text(Some(&declined.reason)).await?,
        RequestEvent::Extended(extended) => {
            joined(vec![page.t1("requests-note-days", "days", extended.working_days), extended.rule.article.clone()])
        }
        RequestEvent::FeeNoticed(fee) => {
            joined(vec![page.t1("requests-act-yuan", "amount", fee.amount), given(page, fee.until, fee.working_days)])
        }
        RequestEvent::FeePaid(paid) => joined(vec![late(paid.late), paid.reference.clone()]),
        RequestEvent::TermSet(set) => {
            let of = match &set.term {
                Term::Consultation(id) => party(id).await?,
                term => page.t(&format!("requests-term-{}", term.as_str())),
            };
            let why = match set.cause {
                TermCause::Delivered => page.t1("requests-note-served", "day", set.delivered_on),
                TermCause::Calendar => page.t("requests-cause-calendar"),
            };
            let days = match set.was {
                Some(was) => format!("{was} → {}", set.until),
                None => page.t1("requests-note-until", "day", set.until),
            };
            joined(vec![of, why, days, set.article.clone()])
        }
        RequestEvent::TermPassed(passed) => joined(vec![
            page.t(&format!("requests-term-{}", passed.term.as_str())),
            page.t1("requests-note-until", "day", passed.until),
            passed.rule.article.clone(),
        ]),
        RequestEvent::DelayedTo(delayed) => joined(vec![delayed.date.to_string(), delayed.rule.article.clone()]),
        RequestEvent::Lapsed(lapsed) => joined(vec![lapsed.outcome.clone(), lapsed.rule.article.clone()]),
        RequestEvent::Consulted(consulted) => joined(vec![
            page.t(&format!("requests-party-{}", consulted.kind.as_str())),
            consulted::masked_name(app, page, consulted).await?,
            consulted.rule.article.clone(),
        ]),
        RequestEvent::ConsultationDelivered(delivered) => joined(vec![
            party(&delivered.id).await?,
            delivered.until.map(|until| page.t1("requests-note-until", "day", until)).unwrap_or_default(),
        ]),
        RequestEvent::ConsultationAnswered(answered) => joined(vec![
            party(&answered.id).await?,
            page.t(&format!("requests-answer-{}", answered.answer.as_str())),
            text(answered.text.as_ref()).await?,
        ]),
        RequestEvent::ConsultationChased(chased) => party(&chased.id).await?,
        RequestEvent::ObjectionOverridden(overridden) => joined(vec![party(&overridden.id).await?, text(Some(&overridden.reason)).await?]),
        RequestEvent::NoticeSent(notice) => {
            let to = match &notice.to {
                Addressee::Requester => page.t("requests-note-requester"),
                Addressee::Consulted(id) => party(id).await?,
            };
            joined(vec![notice.letter_number.clone(), to])
        }
        RequestEvent::Dispatched(dispatched) => dispatched.letter_number.clone(),
        RequestEvent::Delivered(delivered) => delivered.letter_number.clone(),
        RequestEvent::CorrectionOpened(correction) => text(Some(&correction.reason)).await?,
        RequestEvent::Assigned(assigned) if assigned.to.is_empty() => String::new(),
        RequestEvent::Assigned(assigned) => format!("→ {}", name(app, &assigned.to).await),
        RequestEvent::Noted(noted) => text(Some(&noted.text)).await?,
        RequestEvent::Transferred(transferred) => {
            let to = OrganisationId(transferred.to.clone());
            let to = app.identity.organisation(&to, transferred.on).map_or_else(|| transferred.to.clone(), |to| to.name);
            joined(vec![to, text(Some(&transferred.reason)).await?])
        }
        RequestEvent::Split(split) => split.into.join("、"),
        RequestEvent::Erased(erased) => erased.reason.clone(),
        RequestEvent::Viewed(viewed) => text(Some(&viewed.reason)).await?,
        RequestEvent::Archived(archived) => archived.retention_name.clone(),
        RequestEvent::ErasureProposed(proposed) => joined(vec![proposed.ground_name.clone(), text(Some(&proposed.reason)).await?]),
        RequestEvent::ErasureDeclined(declined) => text(Some(&declined.reason)).await?,
        RequestEvent::RecordDrafted(draft) => page.t(&format!("requests-record-{}", draft.answer.as_str())),
        RequestEvent::RecordAnswered(answered) => joined(vec![answered.letter_number.clone(), answered.rule.article.clone()]),
        RequestEvent::Received(_)
        | RequestEvent::Withdrawn(_)
        | RequestEvent::DraftSubmitted(_)
        | RequestEvent::FileAdded(_)
        | RequestEvent::ReasonsAsked(_)
        | RequestEvent::Commented(_)
        | RequestEvent::CommentResolved(_)
        | RequestEvent::MaterialAdded(_)
        | RequestEvent::LayerDrawn(_)
        | RequestEvent::ReleaseMade(_)
        | RequestEvent::MaterialWithdrawn(_)
        | RequestEvent::Searched(_) => String::new(),
    })
}
