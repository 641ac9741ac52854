//! The time of a case and its letters, as its requester reads them.

use super::follow::Held;
use crate::clock::{BarKind, Clock};
use crate::decide::{Context, delivery, reckon};
use crate::model::Request;
use crate::model::event::DeliveryProof;
use crate::model::state::SentLetter;
use jiff::civil::Date;
use web::{App, ClockBar, Page, SegmentKind, WebError};

/// A stretch of the clock in words.
pub(super) struct LineShown {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) why: String,
    pub(super) days: String,
    pub(super) article: String,
    pub(super) confirmed: bool,
}

/// The clock of a case.
pub(super) struct Time {
    pub(super) bar: ClockBar,
    /// when it came, by when there is an answer, or that nothing counts now
    pub(super) words: String,
    pub(super) provisional: bool,
    pub(super) lines: Vec<LineShown>,
    /// how the days are counted, where it is the plain term
    pub(super) how: String,
}

/// The clock as a bar and as a list; none before it started.
pub(super) fn time(page: &Page, app: &App, held: &Held, today: Date) -> Result<Option<Time>, WebError> {
    let (Some(started), Some(organisation)) = (&held.state.clock, &held.organisation) else { return Ok(None) };
    let context = Context { law: &app.law, today, organisation };
    let clock = reckon::clock(&held.state, &context).map_err(|fault| WebError::Internal(fault.to_string()))?;
    let Some(clock) = clock else { return Ok(None) };
    let received = started.received_on;
    let words = match (clock.due_on, clock.left) {
        _ if held.state.standing.has_ended() => page.t1("requests-follow-received", "received", received),
        (Some(due), _) => page.t2("requests-follow-explained", "received", received, "due", due),
        (None, Some(left)) => page.t2("requests-follow-stopped", "received", received, "days", left),
        (None, None) => page.t1("requests-follow-received", "received", received),
    };
    let plain = clock.segments.len() == 1;
    let how = format!("/law/deadline?received={received}&organisation={}", organisation.id.0);
    Ok(Some(Time {
        bar: bar(page, &clock),
        words,
        provisional: clock.provisional,
        lines: lines(page, &clock),
        how: if plain { page.href(&how) } else { String::new() },
    }))
}

fn bar(page: &Page, clock: &Clock) -> ClockBar {
    clock.bar().iter().fold(ClockBar::new(), |bar, piece| {
        let (kind, words) = match piece.kind {
            BarKind::Used => (SegmentKind::Run, "requests-clock-used"),
            BarKind::Left => (SegmentKind::Left, "requests-clock-left"),
            BarKind::Overdue => (SegmentKind::Late, "requests-clock-late"),
            BarKind::Paused | BarKind::Waiting | BarKind::Dropped => (SegmentKind::Stop, "requests-clock-stopped"),
        };
        bar.with(kind, piece.working_days, page.t1(words, "days", piece.working_days))
    })
}

fn lines(page: &Page, clock: &Clock) -> Vec<LineShown> {
    let line = |line: crate::clock::Line| LineShown {
        from: line.from.to_string(),
        to: line.to.to_string(),
        why: line.words(page.language()),
        days: page.t1(if line.counts { "requests-follow-counted" } else { "requests-follow-not-counted" }, "days", line.working_days),
        article: line.article,
        confirmed: line.confirmed,
    };
    clock.lines().into_iter().map(line).collect()
}

/// A letter to the requester.
pub(super) struct LetterShown {
    pub(super) number: String,
    pub(super) title: String,
    pub(super) sent_on: String,
    pub(super) state: String,
    pub(super) unread: bool,
}

/// Nothing shows yet that it arrived.
pub(super) fn is_unread(letter: &SentLetter) -> bool {
    letter.delivered.as_ref().is_none_or(|delivered| delivered.proof == DeliveryProof::Returned)
}

/// Every letter to the requester, newest first; what was corrected stays beside what corrects it.
pub(super) fn letters(page: &Page, state: &Request) -> Vec<LetterShown> {
    let corrected = |number: &str| state.corrected.iter().any(|reply| reply.letter_number == number);
    let is_correction = |number: &str| {
        !state.corrected.is_empty() && !corrected(number) && state.reply.as_ref().is_some_and(|reply| reply.letter_number == number)
    };
    let mut shown: Vec<LetterShown> = delivery::own_letters(state)
        .map(|letter| {
            let number = letter.letter_number.as_str();
            let title = match letter.notice.as_str() {
                "reply" if corrected(number) => page.t("requests-follow-letter-corrected"),
                "reply" if is_correction(number) => page.t("requests-follow-letter-reply-correcting"),
                kind => page.t(&format!("requests-follow-letter-{kind}")),
            };
            LetterShown {
                number: number.to_owned(),
                title,
                sent_on: letter.sent_on.to_string(),
                state: way(page, letter),
                unread: is_unread(letter),
            }
        })
        .collect();
    shown.reverse();
    shown
}

/// How far a letter is on its way.
fn way(page: &Page, letter: &SentLetter) -> String {
    match (&letter.delivered, &letter.dispatched) {
        (Some(delivered), _) => page.t1(&format!("requests-follow-proof-{}", delivered.proof.as_str()), "on", delivered.on),
        (None, Some(dispatched)) => page.t1(&format!("requests-follow-dispatched-{}", dispatched.delivery.as_str()), "on", dispatched.on),
        (None, None) => page.t("requests-follow-letter-unread"),
    }
}
