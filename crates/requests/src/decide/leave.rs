//! A case changes hands or ends without a reply: given to a person, to another body, split, withdrawn.

use super::{Context, Refusal, day_not_after_today};
use crate::model::event::{Assigned, Cause, ClockMoved, Noted, RequestEvent, Side, Split, Standing, Transferred, Withdrawn};
use crate::model::{Request, Step};
use jiff::civil::Date;
use law::OutcomeOf;
use store::PartRef;

fn registered(state: &Request) -> Result<(), Refusal> {
    match state.step {
        Step::New => Err(Refusal::Unknown),
        _ if state.is_open() => Ok(()),
        step => Err(Refusal::WrongStep(step)),
    }
}

/// Gives the case to a person; the clock stays.
///
/// # Errors
/// Where it has ended, or that person has it.
pub fn assign(state: &Request, to: String, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    registered(state)?;
    if state.holder.as_deref().unwrap_or_default() == to {
        return Err(Refusal::Already(if to.is_empty() { "unassigned" } else { "assigned" }));
    }
    Ok(vec![RequestEvent::Assigned(Assigned { to, person })])
}

/// Writes a note for the file.
///
/// # Errors
/// Where there is no such case.
pub fn note(state: &Request, text: PartRef, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    if state.step == Step::New { Err(Refusal::Unknown) } else { Ok(vec![RequestEvent::Noted(Noted { text, person })]) }
}

/// The requester takes the request back.
///
/// # Errors
/// Where it has ended; a day to come or before arrival.
pub fn withdraw(state: &Request, by: Side, on: Date, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    registered(state)?;
    day_not_after_today("on", on, context)?;
    if state.received.as_ref().is_some_and(|received| on < received.arrived_on) {
        return Err(Refusal::field("on", "before-question"));
    }
    let outcome = context.law.outcome_of(OutcomeOf::Withdrawal)?.code.clone();
    Ok(vec![RequestEvent::Withdrawn(Withdrawn { on, by, outcome })])
}

/// Hands the case to another body of the same intake, by the city's own rule. The day of receipt stays: the requester
/// loses nothing.
///
/// # Errors
/// Where it has ended or a draft is being checked, or that body has it.
pub fn transfer(state: &Request, to: String, reason: PartRef, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    registered(state)?;
    if !matches!(state.step, Step::Registered | Step::Drafting) || state.correcting {
        return Err(Refusal::WrongStep(state.step));
    }
    if state.organisation == to {
        return Err(Refusal::field("to", "choice"));
    }
    let received = state.received.as_ref().ok_or(Refusal::Unknown)?;
    let rule = context.law.rule("setting-transfer", context.today).filter(|rule| rule.flag("allowed") == Some(true));
    let rule = rule.map(law::Rule::reference).ok_or(Refusal::Already("transfer-unknown"))?;
    Ok(vec![RequestEvent::Transferred(Box::new(Transferred {
        number: received.number.clone(),
        from: state.organisation.clone(),
        to,
        on: context.today,
        reason,
        rule,
        person,
    }))])
}

/// Closes a case that became several.
///
/// # Errors
/// Where it has ended or a draft is being checked, or somebody's answer is awaited; fewer than two new cases.
pub fn split(state: &Request, into: Vec<String>, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    registered(state)?;
    if !matches!(state.step, Step::Registered | Step::Drafting) || state.correcting || state.clock.is_none() {
        return Err(Refusal::WrongStep(state.step));
    }
    if into.len() < 2 {
        return Err(Refusal::field("matters", "two-matters"));
    }
    let consulting = state.consultations.iter().any(|consultation| consultation.is_open());
    if consulting || state.standing != Standing::Running || state.extension_proposed.is_some() {
        return Err(Refusal::Already("split-while-open"));
    }
    Ok(vec![RequestEvent::Split(Split { into, on: context.today, person })])
}

/// With the split its clock ends: those of the parts run on.
pub fn closed_by_split(state: &Request, mut events: Vec<RequestEvent>) -> Vec<RequestEvent> {
    if let (Some(received), Some(clock)) = (&state.received, &state.clock) {
        events.push(RequestEvent::ClockMoved(Box::new(ClockMoved {
            number: received.number.clone(),
            organisation: state.organisation.clone(),
            was: state.due_on,
            due_on: None,
            left: None,
            standing: Standing::Closed,
            cause: Cause::Split,
            article: clock.rule.article.clone(),
            provisional: false,
        })));
    }
    events
}
