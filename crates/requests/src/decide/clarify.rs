//! The requester is asked to make the request clear (补正), once for all points; the answer starts the clock anew.

use super::{Context, Refusal, day_not_after_today};
use crate::model::event::{ClarificationRequested, Clarified, RequestEvent, Side};
use crate::model::{Request, Step};
use jiff::civil::Date;
use law::RequestTerms;
use store::PartRef;

/// What an officer asks.
#[derive(Debug, Clone)]
pub struct Ask {
    /// the points, sealed
    pub points: PartRef,
    /// last day on which the requester can answer
    pub until: Date,
    /// person's id
    pub person: String,
}

/// The last day on which the organ can ask, and the day that is proposed for the answer.
///
/// # Errors
/// Where no regulation was in force on the day of receipt.
pub fn days(received_on: Date, context: &Context<'_>) -> Result<(Option<Date>, Date), Refusal> {
    let terms = context.law.regime_on(received_on)?;
    let calendar = context.law.calendar_of(Some(context.organisation.division));
    let limit = terms.clarification.working_days.map(|days| calendar.add(received_on, days).due);
    Ok((limit, calendar.add(context.today, terms.clarification.given.working_days).due))
}

/// Asks. Asked late it is still asked: the clock then runs on from the day of receipt as the regulation says, and the
/// event holds the rule that was missed.
///
/// # Errors
/// Before the clock runs; where a question is open; an answer's day that is not to come.
pub fn ask(state: &Request, ask: Ask, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let terms = open(state, context)?;
    if !terms.clarification.resets {
        // Under the regulation of 2007 asking for a change of the request is a reply (article 21(4)), not a question.
        return Err(Refusal::clause("clarification-is-reply", &terms.clarification.rule));
    }
    if state.open_clarification().is_some() {
        return Err(Refusal::clause("clarification-open", &terms.clarification.rule));
    }
    if ask.until <= context.today {
        return Err(Refusal::field("until", "not-to-come"));
    }
    Ok(vec![RequestEvent::ClarificationRequested(Box::new(ClarificationRequested {
        on: context.today,
        until: ask.until,
        points: ask.points,
        rule: terms.clarification.rule,
        person: ask.person,
    }))])
}

/// The requester's answer arrived on a day.
///
/// # Errors
/// Where nothing is asked; a day to come, before the question, or after its term.
pub fn answer(state: &Request, text: PartRef, by: Side, on: Date, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    if state.received.is_none() {
        return Err(Refusal::Unknown);
    }
    let open = state.open_clarification().filter(|_| state.is_open()).ok_or(Refusal::WrongStep(state.step))?;
    day_not_after_today("on", on, context)?;
    if on < open.asked.on {
        return Err(Refusal::field("on", "before-question"));
    }
    if on > open.asked.until {
        return Err(Refusal::clause("clarification-late", &open.asked.rule));
    }
    Ok(vec![RequestEvent::Clarified(Clarified { on, text, by })])
}

/// The terms of a case whose clock runs and that waits for its reply.
pub(super) fn open(state: &Request, context: &Context<'_>) -> Result<RequestTerms, Refusal> {
    match (&state.clock, state.step) {
        (_, Step::New) => Err(Refusal::Unknown),
        (Some(clock), step) if state.is_open() && step != Step::Confirming && !state.correcting => {
            Ok(context.law.regime_on(clock.received_on)?)
        }
        (_, step) => Err(Refusal::WrongStep(step)),
    }
}

/// The points of a question, cleaned: empty ones are left out.
///
/// # Errors
/// At the field `points`: none, more than twenty, or one that is longer than 500 characters.
pub fn points(points: &[String]) -> Result<Vec<String>, Refusal> {
    let points: Vec<String> = points.iter().map(|point| point.trim().to_owned()).filter(|point| !point.is_empty()).collect();
    if points.is_empty() {
        return Err(Refusal::field("points", "required"));
    }
    if points.len() > 20 || points.iter().any(|point| point.chars().count() > 500) {
        return Err(Refusal::field("points", "too-many-points"));
    }
    Ok(points)
}
