//! More time (延期): asked for by an officer, agreed to by the person in charge, told to the requester before the due date.

use super::clarify::open;
use super::{Context, Refusal};
use crate::model::event::{Extended, ExtensionDeclined, ExtensionProposed, RequestEvent};
use crate::model::{Problem, Request};
use store::PartRef;

/// An officer asks for more time.
///
/// # Errors
/// More than the regulation allows, a second extension of the same period, while the requester is asked for what begins the
/// term anew, after the due date.
pub fn propose(
    state: &Request,
    working_days: u32,
    reason: PartRef,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    check(state, working_days, context)?;
    if state.extension_proposed.is_some() {
        return Err(Refusal::Already("extension-proposed"));
    }
    Ok(vec![RequestEvent::ExtensionProposed(ExtensionProposed { working_days, reason, person })])
}

/// The person in charge agrees; the notice goes out in the same act.
///
/// # Errors
/// As [`propose`]; where nothing was asked for, or by the person who asked.
pub fn approve(state: &Request, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let proposed = state.extension_proposed.as_ref().ok_or(Refusal::WrongStep(state.step))?;
    if proposed.person == person {
        return Err(Refusal::SamePerson);
    }
    let rule = check(state, proposed.working_days, context)?;
    Ok(vec![RequestEvent::Extended(Box::new(Extended { on: context.today, working_days: proposed.working_days, person, rule }))])
}

/// The person in charge says no.
///
/// # Errors
/// Where nothing was asked for.
pub fn decline(state: &Request, reason: PartRef, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    if state.extension_proposed.is_none() {
        return Err(Refusal::WrongStep(state.step));
    }
    Ok(vec![RequestEvent::ExtensionDeclined(ExtensionDeclined { person, reason })])
}

fn check(state: &Request, working_days: u32, context: &Context<'_>) -> Result<law::RuleRef, Refusal> {
    let terms = open(state, context)?;
    let most = terms.extension.working_days;
    if working_days == 0 || working_days > most {
        let limit = usize::try_from(most).unwrap_or_default();
        return Err(Refusal::Fields(vec![Problem { field: "working_days", code: "extension-days", limit }]));
    }
    let since_reset = state.clarifications.iter().filter_map(|clarification| clarification.answered_on).max();
    let again = state.extensions.iter().any(|extended| since_reset.is_none_or(|reset| extended.on > reset));
    let first_lost = !state.extensions.is_empty() && !terms.extension_after_clarification.allowed;
    if again {
        return Err(Refusal::clause("extended-already", &terms.extension.rule));
    }
    if first_lost {
        return Err(Refusal::clause("extended-already", &terms.extension_after_clarification.rule));
    }
    if state.open_clarification().is_some() || state.open_fee().is_some() {
        // With what the requester is asked for the term begins anew: an extension of the old one would be lost.
        return Err(Refusal::Already("extension-while-paused"));
    }
    if state.due_on.is_some_and(|due| due < context.today) {
        return Err(Refusal::clause("extension-late", &terms.extension.rule));
    }
    Ok(terms.extension.rule)
}
