//! The requester is asked to make the request clear (补正), once for all points; the answer starts the clock anew.

use super::{Context, Refusal, day_not_after_today};
use crate::model::event::{ClarificationRequested, Clarified, RequestEvent, Side};
use crate::model::{Problem, Request, Step};
use jiff::civil::Date;
use law::RequestTerms;
use store::PartRef;

/// Working days that can be given at most: what is longer is a slip of the pen.
const LONGEST: u32 = 250;

/// What an officer asks.
#[derive(Debug, Clone)]
pub struct Ask {
    /// the points, sealed
    pub points: PartRef,
    /// working days for the answer, from delivery
    pub working_days: u32,
    /// a fixed last day instead of them
    pub until: Option<Date>,
    /// person's id
    pub person: String,
}

/// The last day on which the organ can ask, and the working days that are proposed for the answer.
///
/// # Errors
/// Where no regulation was in force on the day of receipt.
pub fn days(received_on: Date, context: &Context<'_>) -> Result<(Option<Date>, u32), Refusal> {
    let terms = context.law.regime_on(received_on)?;
    let calendar = context.law.calendar_of(Some(context.organisation.division));
    let limit = terms.clarification.working_days.map(|days| calendar.add(received_on, days).due);
    Ok((limit, terms.clarification.given.working_days))
}

/// Asks. Asked late it is still asked: the clock then runs on from the day of receipt as the regulation says, and the
/// event holds the rule that was missed.
///
/// # Errors
/// Before the clock runs; where a question is open; no time for the answer, a fixed day that is not to come.
pub fn ask(state: &Request, ask: Ask, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let terms = open(state, context)?;
    if !terms.clarification.resets {
        // Under the regulation of 2007 asking for a change of the request is a reply (article 21(4)), not a question.
        return Err(Refusal::clause("clarification-is-reply", &terms.clarification.rule));
    }
    if state.open_clarification().is_some() {
        return Err(Refusal::clause("clarification-open", &terms.clarification.rule));
    }
    if ask.working_days == 0 || ask.working_days > LONGEST {
        return Err(Refusal::Fields(vec![Problem { field: "working_days", code: "days-given", limit: LONGEST as usize }]));
    }
    if ask.until.is_some_and(|until| until <= context.today) {
        return Err(Refusal::field("until", "not-to-come"));
    }
    Ok(vec![RequestEvent::ClarificationRequested(Box::new(ClarificationRequested {
        on: context.today,
        until: ask.until,
        working_days: Some(ask.working_days),
        points: ask.points,
        rule: terms.clarification.rule,
        person: ask.person,
    }))])
}

/// The requester's answer arrived on a day. After the term it is taken too, as long as no reply says that nothing came.
///
/// # Errors
/// Where nothing is asked; a day to come or before the question.
pub fn answer(state: &Request, text: PartRef, by: Side, on: Date, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    if state.received.is_none() {
        return Err(Refusal::Unknown);
    }
    let open = state.open_clarification().filter(|_| state.is_open() && !state.correcting).ok_or(Refusal::WrongStep(state.step))?;
    day_not_after_today("on", on, context)?;
    if on < open.asked.on {
        return Err(Refusal::field("on", "before-question"));
    }
    let late = open.until.is_some_and(|until| on > until);
    Ok(vec![RequestEvent::Clarified(Clarified { on, text, by, late })])
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
