//! The rules of a dispute: `(state, command, context) -> events` or a refusal. Pure.

use super::model::{
    Answered, AppealWaived, Appearance, Decided, DisputeEvent, DisputeKind, DisputeResult, Extended, Heard, HearingSet, Instance, Opened,
    Paper, Procedure, Term, TermKind,
};
use super::state::Dispute;
use crate::decide::{Context, Refusal};
use crate::model::{Request, Step};
use jiff::civil::Date;
use store::PartRef;

/// What the organ was told.
#[derive(Debug, Clone)]
pub struct Open {
    /// before whom
    pub kind: DisputeKind,
    /// of a court
    pub instance: Option<Instance>,
    /// by which procedure
    pub procedure: Procedure,
    /// name of the body
    pub body: String,
    /// its number of it
    pub case_number: Option<PartRef>,
    /// the day on which the organ received the papers
    pub notified_on: Date,
    /// the day on which the body took it up
    pub accepted_on: Option<Date>,
    /// person's id
    pub person: String,
}

/// A dispute that this one follows: its id, and whether it is a reconsideration or follows one.
pub type Before = Option<(String, bool)>;

/// Begins a record over a case.
///
/// # Errors
/// No case; a day to come, or before the request; no body; a court without instance, a second instance that follows none.
pub fn open(case: &Request, stream: &str, open: Open, before: Before, context: &Context<'_>) -> Result<Vec<DisputeEvent>, Refusal> {
    let received = case.received.as_ref().ok_or(Refusal::Unknown)?;
    if case.step == Step::New {
        return Err(Refusal::Unknown);
    }
    if case.erased_on.is_some() {
        return Err(Refusal::Already("erased"));
    }
    if open.body.trim().is_empty() {
        return Err(Refusal::field("body", "required"));
    }
    if open.body.chars().count() > 100 {
        return Err(Refusal::Fields(vec![crate::model::Problem { field: "body", code: "too-long", limit: 100 }]));
    }
    let instance = match (open.kind, open.instance) {
        (DisputeKind::Litigation, None) => return Err(Refusal::field("instance", "choice")),
        (DisputeKind::Litigation, instance) => instance,
        (DisputeKind::Reconsideration, _) => None,
    };
    for (field, day) in [("notified_on", Some(open.notified_on)), ("accepted_on", open.accepted_on)] {
        let Some(day) = day else { continue };
        if day > context.today {
            return Err(Refusal::field(field, "day-to-come"));
        }
        if day < received.arrived_on {
            return Err(Refusal::field(field, "before-request"));
        }
    }
    if instance == Some(Instance::Second) && before.is_none() {
        return Err(Refusal::field("after", "dispute-before"));
    }
    if open.kind == DisputeKind::Reconsideration && before.is_some() {
        return Err(Refusal::field("after", "dispute-none-before"));
    }
    let mut terms = Vec::new();
    let simplified = open.procedure == Procedure::Simplified;
    let of = |ordinary: &'static str, short: &'static str| if simplified { short } else { ordinary };
    match (open.kind, instance) {
        (DisputeKind::Reconsideration, _) => {
            terms.push(term(TermKind::Answer, of("answer", "answer-simplified"), open.notified_on, context)?);
            if let Some(accepted_on) = open.accepted_on {
                terms.push(term(TermKind::Decision, of("decision", "decision-simplified"), accepted_on, context)?);
            }
        }
        (_, Some(Instance::First)) => {
            terms.push(term(TermKind::Evidence, "evidence", open.notified_on, context)?);
            if let Some(accepted_on) = open.accepted_on {
                terms.push(term(TermKind::Decision, of("first-instance", "first-instance-simplified"), accepted_on, context)?);
            }
        }
        (_, Some(Instance::Second)) => {
            if let Some(accepted_on) = open.accepted_on {
                terms.push(term(TermKind::Decision, "second-instance", accepted_on, context)?);
            }
        }
        _ => {}
    }
    let after_reconsideration = open.kind == DisputeKind::Litigation && before.as_ref().is_some_and(|(_, after)| *after);
    let opened = Opened {
        case: stream.to_owned(),
        number: received.number.clone(),
        organisation: case.organisation.clone(),
        kind: open.kind,
        instance,
        procedure: open.procedure,
        after: before.map(|(id, _)| id),
        after_reconsideration,
        body: open.body.trim().to_owned(),
        case_number: open.case_number,
        notified_on: open.notified_on,
        accepted_on: open.accepted_on,
        terms,
        next: None,
        person: open.person,
    };
    Ok(with_next(&Dispute::default(), DisputeEvent::Opened(Box::new(opened))))
}

fn term(what: TermKind, family: &'static str, from: Date, context: &Context<'_>) -> Result<Term, Refusal> {
    let last = match context.law.dispute_term(family, from, Some(context.organisation.division)) {
        Ok(last) => last,
        // The simplified procedure of reconsideration begins with the Act of 2023.
        Err(_) if family.ends_with("-simplified") => return Err(Refusal::field("procedure", "procedure-then")),
        Err(fault) => return Err(fault.into()),
    };
    Ok(Term { what, from, due_on: last.due_on, provisional: last.provisional, rule: last.rule })
}

/// The event with what comes next after it.
fn with_next(state: &Dispute, mut event: DisputeEvent) -> Vec<DisputeEvent> {
    let next = state.clone().evolve(state.version + 1, Some(event.clone())).next();
    event.set_next(next);
    vec![event]
}

fn open_one(state: &Dispute) -> Result<&Opened, Refusal> {
    let opened = state.opened.as_ref().ok_or(Refusal::Unknown)?;
    if state.erased.is_some() {
        return Err(Refusal::Already("erased"));
    }
    if state.decided.is_some() { Err(Refusal::Already("dispute-decided")) } else { Ok(opened) }
}

fn between(field: &'static str, on: Date, opened: &Opened, context: &Context<'_>) -> Result<(), Refusal> {
    if on > context.today {
        return Err(Refusal::field(field, "day-to-come"));
    }
    if on < opened.notified_on { Err(Refusal::field(field, "before-papers")) } else { Ok(()) }
}

/// The organ's answer or evidence went out.
///
/// # Errors
/// Decided or answered before; a day to come or before the papers.
pub fn answer(state: &Dispute, on: Date, person: String, context: &Context<'_>) -> Result<Vec<DisputeEvent>, Refusal> {
    between("on", on, open_one(state)?, context)?;
    if state.answered_on.is_some() {
        return Err(Refusal::Already("dispute-answered"));
    }
    Ok(with_next(state, DisputeEvent::Answered(Answered { on, next: None, person })))
}

/// The body of a reconsideration takes more time.
///
/// # Errors
/// Not a reconsideration by the ordinary procedure; more than the law gives; no day of acceptance.
pub fn extend(state: &Dispute, until: Date, person: String, context: &Context<'_>) -> Result<Vec<DisputeEvent>, Refusal> {
    let opened = open_one(state)?;
    let term = state.term(TermKind::Decision).ok_or(Refusal::Already("dispute-no-term"))?;
    if opened.kind != DisputeKind::Reconsideration || opened.procedure != Procedure::Ordinary {
        return Err(Refusal::Already("dispute-no-extension"));
    }
    let accepted_on = opened.accepted_on.unwrap_or(opened.notified_on);
    let rule = context.law.rule("dispute-term-decision-extension", accepted_on).ok_or(Refusal::Already("dispute-no-extension"))?;
    let days = i64::from(rule.number("count").unwrap_or_default());
    // From the term as it was first set: an extension is not extended.
    let first = opened.terms.iter().find(|first| first.what == TermKind::Decision).unwrap_or(term);
    let latest = first.due_on.checked_add(jiff::Span::new().days(days)).unwrap_or(first.due_on);
    if until <= term.due_on || until > latest {
        return Err(Refusal::Fields(vec![crate::model::Problem {
            field: "until",
            code: "dispute-extension",
            limit: usize::try_from(days).unwrap_or_default(),
        }]));
    }
    let term = Term { what: TermKind::Decision, from: term.due_on, due_on: until, provisional: false, rule: rule.reference() };
    Ok(with_next(state, DisputeEvent::Extended(Box::new(Extended { term, next: None, person }))))
}

/// A hearing is set.
///
/// # Errors
/// Decided before; a day before the papers.
pub fn set_hearing(state: &Dispute, on: Date, person: String) -> Result<Vec<DisputeEvent>, Refusal> {
    if on < open_one(state)?.notified_on {
        return Err(Refusal::field("on", "before-papers"));
    }
    Ok(with_next(state, DisputeEvent::HearingSet(HearingSet { on, next: None, person })))
}

/// A hearing was held; who appeared.
///
/// # Errors
/// Decided before; a day to come or before the papers.
pub fn hear(
    state: &Dispute,
    on: Date,
    appearance: Appearance,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<DisputeEvent>, Refusal> {
    between("on", on, open_one(state)?, context)?;
    Ok(with_next(state, DisputeEvent::Heard(Heard { on, appearance, next: None, person })))
}

/// What was decided.
#[derive(Debug, Clone)]
pub struct Decision {
    /// day
    pub on: Date,
    /// the day on which the organ received it
    pub served_on: Date,
    /// how it ended
    pub result: DisputeResult,
    /// what it is called
    pub paper: Paper,
    /// person's id
    pub person: String,
}

/// The body decided. From a reconsideration the requester may go to court; from a first instance both may appeal.
///
/// # Errors
/// Decided before; days to come, before the papers or in the wrong order; a paper of another kind of body.
pub fn decide(state: &Dispute, decision: Decision, context: &Context<'_>) -> Result<Vec<DisputeEvent>, Refusal> {
    let opened = open_one(state)?;
    between("on", decision.on, opened, context)?;
    between("served_on", decision.served_on, opened, context)?;
    if decision.served_on < decision.on {
        return Err(Refusal::field("served_on", "before-decision"));
    }
    let court = opened.kind == DisputeKind::Litigation;
    if court == (decision.paper == Paper::Decision) {
        return Err(Refusal::field("paper", "choice"));
    }
    let mut terms = Vec::new();
    match (court, opened.instance, decision.paper) {
        (false, ..) => {
            let rule = context.law.rule("litigation-after-reconsideration", decision.served_on);
            if let Some(rule) = rule.filter(|rule| rule.word("unit") == Some("calendar-days")) {
                let days = i64::from(rule.number("count").unwrap_or_default());
                let due_on = decision.served_on.checked_add(jiff::Span::new().days(days)).unwrap_or(decision.served_on);
                terms.push(Term { what: TermKind::ToCourt, from: decision.served_on, due_on, provisional: false, rule: rule.reference() });
            }
        }
        (true, Some(Instance::First), Paper::Ruling) => {
            terms.push(term(TermKind::Appeal, "appeal-ruling", decision.served_on, context)?);
        }
        (true, Some(Instance::First), _) => {
            terms.push(term(TermKind::Appeal, "appeal-judgment", decision.served_on, context)?);
        }
        _ => {}
    }
    let decided = Decided {
        number: opened.number.clone(),
        organisation: opened.organisation.clone(),
        kind: opened.kind,
        after_reconsideration: opened.after_reconsideration,
        on: decision.on,
        served_on: decision.served_on,
        result: decision.result,
        paper: decision.paper,
        terms,
        next: None,
        person: decision.person,
    };
    Ok(with_next(state, DisputeEvent::Decided(Box::new(decided))))
}

/// The organ does not appeal.
///
/// # Errors
/// No decision from which an appeal can be made; said before; everything of it was erased.
pub fn waive_appeal(state: &Dispute, person: String, context: &Context<'_>) -> Result<Vec<DisputeEvent>, Refusal> {
    add(state)?;
    if state.term(TermKind::Appeal).is_none() {
        return Err(Refusal::Already("dispute-no-appeal"));
    }
    if state.appeal_waived_on.is_some() {
        return Err(Refusal::Already("dispute-appeal-waived"));
    }
    Ok(vec![DisputeEvent::AppealWaived(AppealWaived { on: context.today, person })])
}

/// Something is added that moves no term.
///
/// # Errors
/// No such dispute, or everything of it was erased.
pub fn add(state: &Dispute) -> Result<(), Refusal> {
    match (&state.opened, &state.erased) {
        (None, _) => Err(Refusal::Unknown),
        (_, Some(_)) => Err(Refusal::Already("erased")),
        _ => Ok(()),
    }
}
