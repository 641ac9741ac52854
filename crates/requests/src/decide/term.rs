//! Terms that a letter gives run from its delivery. The program never ends a case because one has passed: it says so,
//! and an officer either answers in writing (outcomes 6.1 and 6.2) or takes what came late.

use super::{Context, consult};
use crate::model::event::{RequestEvent, Term, TermCause, TermPassed, TermSet};
use crate::model::state::{Clarification, Consultation, Fee};
use crate::model::{Request, Step};
use jiff::civil::Date;
use law::{Fees, Law, OutcomeOf, RuleRef};

/// So many working days after a day at the organisation's place.
fn after(day: Date, days: u32, context: &Context<'_>) -> Date {
    context.law.calendar_of(Some(context.organisation.division)).add(day, days).due
}

/// The day that a setting of working days gives from today; none where the city has set none.
pub(crate) fn by_setting(setting: &str, context: &Context<'_>) -> Option<Date> {
    let days = context.law.rule(setting, context.today)?.number("working-days")?;
    Some(after(context.today, days, context))
}

/// The last day of a clarification's term. A day that the officer fixed stands, unless the letter arrived only on it or
/// later: then the term runs from delivery like any other.
fn of_clarification(open: &Clarification, delivered_on: Date, state: &Request, context: &Context<'_>) -> Option<Date> {
    if let Some(fixed) = open.asked.until.filter(|fixed| delivered_on < *fixed) {
        return Some(fixed);
    }
    let given = || {
        let received_on = state.clock.as_ref()?.received_on;
        context.law.regime_on(received_on).ok().map(|terms| terms.clarification.given.working_days)
    };
    open.asked.working_days.or_else(given).map(|days| after(delivered_on, days, context))
}

fn of_fee(open: &Fee, delivered_on: Date, state: &Request, context: &Context<'_>) -> Option<Date> {
    let given = || match context.law.fees_of(state.clock.as_ref()?.received_on, open.noticed.on) {
        Ok(Fees::ByTariff(tariff)) => Some(tariff.payment.working_days),
        _ => None,
    };
    open.noticed.working_days.or_else(given).map(|days| after(delivered_on, days, context))
}

fn set(term: Term, delivered_on: Date, was: Option<Date>, until: Date, cause: TermCause, rule: &RuleRef) -> RequestEvent {
    RequestEvent::TermSet(Box::new(TermSet { term, delivered_on, was, until, cause, article: rule.article.clone() }))
}

fn open_clarification(state: &Request) -> Option<&Clarification> {
    state.open_clarification().filter(|_| state.is_open() && !state.correcting)
}

fn open_fee(state: &Request) -> Option<&Fee> {
    state.open_fee().filter(|_| state.is_open() && !state.correcting)
}

/// What follows for a term of the requester from the arrival of its letter.
pub(super) fn served(state: &Request, letter_number: &str, on: Date, context: &Context<'_>) -> Vec<RequestEvent> {
    let is_it = |letter: &Option<String>| letter.as_deref() == Some(letter_number);
    let mut events = Vec::new();
    if let Some(open) = open_clarification(state).filter(|open| is_it(&open.letter)) {
        let until = of_clarification(open, on, state, context);
        events.extend(until.map(|until| set(Term::Clarification, on, open.until, until, TermCause::Delivered, &open.asked.rule)));
    }
    if let Some(open) = open_fee(state).filter(|open| is_it(&open.letter)) {
        let until = of_fee(open, on, state, context);
        events.extend(until.map(|until| set(Term::Fee, on, open.until, until, TermCause::Delivered, &open.noticed.rule)));
    }
    let after = state.clone().evolve_all(&events);
    events.extend(passed(&after, context));
    events
}

/// Terms whose last day is another one by the calendars of today.
pub(super) fn moved(state: &Request, context: &Context<'_>) -> Vec<RequestEvent> {
    let cause = |was: Option<Date>| if was.is_some() { TermCause::Calendar } else { TermCause::Delivered };
    let mut events = Vec::new();
    if let Some(open) = open_clarification(state)
        && let Some(delivered_on) = open.delivered_on
        && let Some(until) = of_clarification(open, delivered_on, state, context).filter(|until| open.until != Some(*until))
    {
        events.push(set(Term::Clarification, delivered_on, open.until, until, cause(open.until), &open.asked.rule));
    }
    if let Some(open) = open_fee(state)
        && let Some(delivered_on) = open.delivered_on
        && let Some(until) = of_fee(open, delivered_on, state, context).filter(|until| open.until != Some(*until))
    {
        events.push(set(Term::Fee, delivered_on, open.until, until, cause(open.until), &open.noticed.rule));
    }
    let asked = |open: &&Consultation| open.is_open();
    for open in state.consultations.iter().filter(asked) {
        let Some(delivered_on) = open.delivered_on else { continue };
        let Some(until) = consult::last_day(state, open.consulted.kind, delivered_on, context) else { continue };
        if open.until != Some(until) {
            let term = Term::Consultation(open.consulted.id.clone());
            events.push(set(term, delivered_on, open.until, until, cause(open.until), &open.consulted.rule));
        }
    }
    events
}

/// Terms of the requester that have passed and of which nothing was said yet.
pub(super) fn passed(state: &Request, context: &Context<'_>) -> Vec<RequestEvent> {
    let clarification = open_clarification(state).filter(|open| !open.passed);
    let clarification = clarification.and_then(|open| Some((Term::Clarification, open.until?, &open.asked.rule)));
    let fee = open_fee(state).filter(|open| !open.passed).and_then(|open| Some((Term::Fee, open.until?, &open.noticed.rule)));
    let both = clarification.into_iter().chain(fee).filter(|(_, until, _)| *until < context.today);
    let decide_by = by_setting("setting-passed-term", context);
    both.map(|(term, until, rule)| RequestEvent::TermPassed(Box::new(TermPassed { term, until, decide_by, rule: rule.clone() }))).collect()
}

/// Whether an outcome says that the requester let a term pass.
pub(crate) fn is_lapse(outcome: &str, law: &Law) -> bool {
    [OutcomeOf::LapsedClarification, OutcomeOf::UnpaidFee].into_iter().any(|of| law.outcome_of(of).is_ok_and(|row| row.code == outcome))
}

/// What came makes a draft untrue that is being checked and says that nothing came: it goes back.
pub(crate) fn is_overtaken(state: &Request, law: &Law) -> bool {
    let checked = matches!(state.step, Step::Reviewing | Step::LegalReviewing | Step::Approving | Step::Approved);
    checked && !state.correcting && state.draft.as_ref().is_some_and(|draft| is_lapse(&draft.outcome, law))
}
