//! Many requests (article 35): reasons are asked for; without good ones the request is not handled (outcome 5.4, a
//! reply like any other), with good ones a person sets a later date. The law knows no number, so neither does this.

use super::clarify::open;
use super::{Context, Refusal, day_not_after_today};
use crate::model::Request;
use crate::model::event::{DelayedTo, ReasonsAsked, ReasonsGiven, RequestEvent, Side};
use jiff::civil::Date;
use law::RuleRef;
use store::PartRef;

/// The rule on many requests, where the law of the day of receipt knows one.
///
/// # Errors
/// Where it knows none.
pub fn rule(state: &Request, context: &Context<'_>) -> Result<RuleRef, Refusal> {
    let terms = open(state, context)?;
    let received_on = state.clock.as_ref().map(|clock| clock.received_on).ok_or(Refusal::WrongStep(state.step))?;
    let rule = context.law.rule("excess", received_on).map(law::Rule::reference);
    rule.ok_or_else(|| Refusal::clause("excess-unknown", &terms.regulation))
}

/// Asks for reasons.
///
/// # Errors
/// Where the regulation knows no such question, or it was asked before.
pub fn ask_reasons(state: &Request, answer_by: Option<Date>, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    rule(state, context)?;
    if state.reasons.is_some() {
        return Err(Refusal::Already("reasons-asked"));
    }
    Ok(vec![RequestEvent::ReasonsAsked(ReasonsAsked { on: context.today, person, answer_by })])
}

/// The requester gave reasons.
///
/// # Errors
/// Where none are asked for; a day to come or before the question.
pub fn give_reasons(state: &Request, text: PartRef, by: Side, on: Date, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let reasons = state.reasons.as_ref().filter(|reasons| reasons.given.is_none() && state.is_open());
    let reasons = reasons.ok_or(Refusal::WrongStep(state.step))?;
    day_not_after_today("on", on, context)?;
    if on < reasons.asked_on {
        return Err(Refusal::field("on", "before-question"));
    }
    Ok(vec![RequestEvent::ReasonsGiven(ReasonsGiven { on, text, by })])
}

/// Sets a later date.
///
/// # Errors
/// Before reasons were given; a date that is not later than the due date.
pub fn delay(state: &Request, date: Date, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let rule = rule(state, context)?;
    if state.reasons.as_ref().is_none_or(|reasons| reasons.given.is_none()) {
        return Err(Refusal::clause("reasons-missing", &rule));
    }
    if state.due_on.is_some_and(|due| date <= due) || date <= context.today {
        return Err(Refusal::field("date", "not-later"));
    }
    Ok(vec![RequestEvent::DelayedTo(Box::new(DelayedTo { on: context.today, date, rule, person }))])
}
