//! What officers see of disputes: the list of an organisation, one dispute, a block on the page of the case; what the city
//! office sees of all of them.

pub mod list;
pub mod open;
pub mod show;
pub mod steps;

use super::model::{DisputeKind, DisputeResult, TermKind};
use super::records::DisputeRow;
use jiff::civil::Date;
use web::{App, Page, Tone};

/// A row of a list.
#[derive(Debug, Clone)]
pub struct Shown {
    /// address of its page; empty for those who may not open it
    pub href: String,
    /// public number of the case
    pub number: String,
    /// address of the case; empty for those who may not open it
    pub case_href: String,
    /// organisation's short name
    pub organisation: String,
    /// before whom, in words, with the instance
    pub kind: String,
    /// name of the body
    pub body: String,
    /// what comes next, in words; empty where nothing does
    pub next: String,
    /// its day
    pub next_on: String,
    /// how near it is
    pub tone: Tone,
    /// how it ended, in words
    pub result: String,
    /// who appeared last, in words; empty where there was no hearing
    pub appearance: String,
    /// day of the papers
    pub notified_on: String,
    /// day of the decision
    pub decided_on: String,
}

/// A row in words; `open` where the visitor may open it.
pub fn shown(page: &Page, app: &App, row: &DisputeRow, open: bool, today: Date) -> Shown {
    let organisation = app
        .identity
        .organisation(&identity::OrganisationId(row.organisation.clone()), today)
        .map_or_else(|| row.organisation.clone(), |organisation| organisation.short_name);
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    let next = row.next.filter(|(_, on)| row.decided_on.is_none() || *on >= today);
    let href = |path: String| if open { page.href(&path) } else { String::new() };
    Shown {
        href: href(format!("/office/disputes/{}", row.stream.id())),
        case_href: href(format!("/office/requests/{}", row.number)),
        number: row.number.clone(),
        organisation,
        kind: kind_words(page, row),
        body: row.body.clone(),
        next: next.map(|(what, _)| page.t(what.message())).unwrap_or_default(),
        next_on: day(next.map(|(_, on)| on)),
        tone: next.map_or(Tone::Off, |(what, on)| tone(soon(app, today), what, on, today)),
        result: page.t(row.result.map_or("requests-dispute-result-pending", DisputeResult::message)),
        appearance: row.appearance.map(|who| page.t(who.message())).unwrap_or_default(),
        notified_on: day(row.notified_on),
        decided_on: day(row.decided_on),
    }
}

fn kind_words(page: &Page, row: &DisputeRow) -> String {
    match (row.kind, row.instance) {
        (DisputeKind::Litigation, Some(instance)) => format!("{} {}", page.t(row.kind.message()), page.t(instance.message())),
        _ => page.t(row.kind.message()),
    }
}

/// The last day that is soon.
pub(super) fn soon(app: &App, today: Date) -> Date {
    app.law.calendars().national().add(today, crate::pages::shown::soon(app)).due
}

/// An own term is late or soon; the body's own is only a day.
pub(super) fn tone(soon: Date, what: TermKind, on: Date, today: Date) -> Tone {
    match what.is_own() {
        true if on < today => Tone::Late,
        true if on <= soon => Tone::Soon,
        _ => Tone::Plain,
    }
}
