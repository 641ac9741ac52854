//! What the clock says after something happened: every act that touches the clock ends here, and so does a day that
//! passes and a calendar that changes.

use super::{Context, Refusal, term};
use crate::clock::{self, Clock, ClockEvent, ClockInput, ClockStatus, Consulted as Whom, EventKind};
use crate::model::event::{Answer, Cause, ClockMoved, ConsultationAnswered, PartyKind, RequestEvent, Standing, Track};
use crate::model::state::Consultation;
use crate::model::{Request, Step};
use jiff::civil::Date;

/// Everything that happened to the clock, as the fold reads it; none before it started.
pub fn input(state: &Request, context: &Context<'_>) -> Option<ClockInput> {
    let clock = state.clock.as_ref().filter(|_| !is_correction(state))?;
    let event = |on: Date, kind: EventKind| ClockEvent { on, kind, party: None };
    let mut events = Vec::new();
    // No term ends a case by itself: the fold hears of its end only where the organ has decided that it lapsed.
    let waits = state.open_clarification().is_some() || state.open_fee().is_some();
    let lapsed_on = state.lapsed_on.filter(|_| waits);
    let until = lapsed_on.and_then(|day| day.yesterday().ok()).unwrap_or(Date::MAX);
    for clarification in &state.clarifications {
        events.push(event(clarification.asked.on, EventKind::ClarificationRequested { until }));
        events.extend(clarification.answered_on.map(|on| event(on, EventKind::Clarified)));
    }
    for consultation in &state.consultations {
        events.extend(consulted(consultation));
    }
    events.extend(state.extensions.iter().map(|extended| event(extended.on, EventKind::Extended { working_days: extended.working_days })));
    for fee in &state.fees {
        events.push(event(fee.noticed.on, EventKind::FeeNoticed { until }));
        events.extend(fee.paid_on.map(|on| event(on, EventKind::FeePaid)));
    }
    events.extend(state.delayed.iter().map(|delayed| event(delayed.on, EventKind::DelayedTo { date: delayed.date })));
    events.extend(state.withdrawn_on.map(|on| event(on, EventKind::Withdrawn)));
    let first_reply = state.corrected.first().or(state.reply.as_ref()).filter(|_| lapsed_on.is_none());
    events.extend(first_reply.map(|reply| event(reply.sent_on, EventKind::Replied)));
    events.sort_by_key(|event| event.on);
    Some(ClockInput { organisation: Some(context.organisation.division), received_on: clock.received_on, as_of: context.today, events })
}

/// Who is asked, as the fold names it.
pub(crate) fn whom(kind: PartyKind) -> Whom {
    match kind {
        PartyKind::ThirdParty => Whom::ThirdParty,
        PartyKind::CoProducer => Whom::CoProducer,
        PartyKind::Body => Whom::Body,
    }
}

fn consulted(consultation: &Consultation) -> Vec<ClockEvent> {
    let whom = whom(consultation.consulted.kind);
    let party = Some(consultation.consulted.id.clone());
    let kind = EventKind::Consulted { whom, delivered_on: consultation.delivered_on };
    let mut events = vec![ClockEvent { on: consultation.consulted.on, kind, party: party.clone() }];
    // Silence is reckoned by the fold itself, from the day of delivery.
    let answered = consultation.answered.as_ref().filter(|answered| answered.answer != Answer::Silent);
    events.extend(answered.map(|answered| ClockEvent { on: answered.on, kind: EventKind::Answered { whom }, party }));
    events
}

/// The law gives a correction no term: nothing in it resets, stops or lengthens one. What the city set runs through.
fn is_correction(state: &Request) -> bool {
    state.received.as_ref().is_some_and(|received| received.track == Track::Correction)
}

/// The city's term for a correction moves with the calendar of working days.
fn calendar_of_correction(state: &Request, context: &Context<'_>) -> Option<RequestEvent> {
    let (received, clock, was) = (state.received.as_ref()?, state.clock.as_ref()?, state.due_on?);
    let deadline = context.law.calendar_of(Some(context.organisation.division)).add(clock.received_on, clock.working_days);
    (deadline.due != was).then(|| {
        RequestEvent::ClockMoved(Box::new(ClockMoved {
            number: received.number.clone(),
            organisation: state.organisation.clone(),
            was: Some(was),
            due_on: Some(deadline.due),
            left: None,
            standing: state.standing,
            cause: Cause::Calendar,
            article: clock.rule.article.clone(),
            provisional: deadline.provisional,
        }))
    })
}

fn of_correction(before: &Request, after: &Request, cause: Cause, context: &Context<'_>) -> Option<RequestEvent> {
    let (received, clock) = (after.received.as_ref()?, after.clock.as_ref()?);
    let standing = if after.withdrawn_on.is_some() { Standing::Withdrawn } else { after.standing };
    if cause == Cause::Calendar && standing == Standing::Running {
        return calendar_of_correction(after, context);
    }
    (standing != after.standing).then(|| {
        RequestEvent::ClockMoved(Box::new(ClockMoved {
            number: received.number.clone(),
            organisation: after.organisation.clone(),
            was: before.due_on,
            due_on: None,
            left: None,
            standing,
            cause,
            article: clock.rule.article.clone(),
            provisional: false,
        }))
    })
}

/// The clock of a case today.
///
/// # Errors
/// Where what happened contradicts a rule; none of our acts lets that come about.
pub fn clock(state: &Request, context: &Context<'_>) -> Result<Option<Clock>, Refusal> {
    input(state, context).map(|input| clock::reckon(&input, context.law)).transpose().map_err(Refusal::from)
}

/// The events of an act, and with them what the clock says since, where it says something else than before.
///
/// # Errors
/// Where the events contradict a rule of the clock.
pub fn with_clock(
    state: &Request,
    mut events: Vec<RequestEvent>,
    cause: Cause,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let after = state.clone().evolve_all(&events);
    if is_correction(state) {
        events.extend(of_correction(state, &after, cause, context));
        return Ok(events);
    }
    let (Some(reckoned), Some(received)) = (clock(&after, context)?, &after.received) else { return Ok(events) };
    let standing = standing(reckoned.status);
    // While it runs, what is left changes with every day and moves nothing.
    let left = reckoned.left.filter(|_| reckoned.due_on.is_none());
    let same = (after.due_on, after.left, after.standing) == (reckoned.due_on, left, standing);
    if !same && standing != Standing::Replied {
        let article = reckoned.segments.last().map(|segment| segment.article()).unwrap_or_default();
        events.push(RequestEvent::ClockMoved(Box::new(ClockMoved {
            number: received.number.clone(),
            organisation: after.organisation.clone(),
            was: state.due_on,
            due_on: reckoned.due_on,
            left,
            standing,
            cause,
            article,
            provisional: reckoned.provisional,
        })));
    }
    Ok(events)
}

fn standing(status: ClockStatus) -> Standing {
    match status {
        ClockStatus::Running | ClockStatus::Overdue => Standing::Running,
        ClockStatus::Paused => Standing::Paused,
        ClockStatus::AwaitingClarification => Standing::AwaitingRequester,
        ClockStatus::Lapsed => Standing::Lapsed,
        ClockStatus::Withdrawn => Standing::Withdrawn,
        ClockStatus::Replied => Standing::Replied,
    }
}

/// What a day that came brings: a calendar that was changed since, terms that passed, silence. Days move before anything
/// is judged by them.
///
/// # Errors
/// Where the law of the day of receipt is gone.
pub fn tick(state: &Request, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    if !state.is_open() || state.step == Step::Confirming || state.reply.is_some() {
        return Ok(Vec::new());
    }
    let mut events = term::moved(state, context);
    let now = state.clone().evolve_all(&events);
    events.extend(term::passed(&now, context));
    let mut silence_near = false;
    for consultation in now.consultations.iter().filter(|consultation| consultation.is_open()) {
        let (Some(until), Some(_)) = (consultation.until, consultation.delivered_on) else { continue };
        let has_term = consultation.consulted.kind != PartyKind::Body;
        silence_near |= has_term && until <= context.today;
        if has_term && until < context.today {
            events.push(RequestEvent::ConsultationAnswered(Box::new(ConsultationAnswered {
                id: consultation.consulted.id.clone(),
                on: until,
                answer: Answer::Silent,
                text: None,
                files: Vec::new(),
                person: None,
            })));
        }
    }
    let cause = if silence_near { Cause::Answered } else { Cause::Calendar };
    with_clock(state, events, cause, context)
}

/// What the requester is told without anything having happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// `lapse-clarification`, `lapse-fee` or `confirm`
    pub kind: &'static str,
    /// from this day on
    pub from: Date,
    /// the last day of the term; of a confirmation, the day by which it was to be asked for
    pub day: Date,
}

impl Warning {
    /// Whether it is to be told on a day: after a term has passed it would come too late, a confirmation never does.
    pub fn is_due(&self, today: Date) -> bool {
        today >= self.from && (today <= self.day || self.kind == CONFIRM)
    }
}

/// The request still is to be confirmed.
const CONFIRM: &str = "confirm";

fn confirmation(state: &Request) -> Option<Warning> {
    let awaits = state.received.as_ref()?.awaits.as_ref().filter(|_| state.step == Step::Confirming)?;
    let day = awaits.chase_on.filter(|_| awaits.requester && state.requester_confirmed.is_none())?;
    Some(Warning { kind: CONFIRM, from: day, day })
}

/// What the requester is warned of: that no clock runs before the request is confirmed, and before a term of his or hers
/// ends. The plan of reminders says how many working days before.
pub fn warning(state: &Request, context: &Context<'_>) -> Option<Warning> {
    let open = || state.is_open() && state.step != Step::Confirming;
    if let Some(confirmation) = confirmation(state) {
        return Some(confirmation);
    }
    let clarification = state.open_clarification().and_then(|open| Some(("lapse-clarification", open.asked.on, open.until?)));
    let fee = || state.open_fee().and_then(|open| Some(("lapse-fee", open.noticed.on, open.until?)));
    let (kind, asked_on, until) = clarification.or_else(fee).filter(|_| open())?;
    let days = context.law.reminders().soon()?;
    let calendar = context.law.calendar_of(Some(context.organisation.division));
    let mut from = until;
    while calendar.count(from, until) < days && from > asked_on {
        from = from.yesterday().ok()?;
    }
    Some(Warning { kind, from, day: until })
}

/// The next day on which [`tick`] may have something to say, or [`warning`]; none where nothing is open.
pub fn next_tick(state: &Request, context: &Context<'_>) -> Option<Date> {
    let today = context.today;
    if !state.is_open() {
        return None;
    }
    let warned = warning(state, context).map(|warning| warning.from);
    // What should have been said by now is said tomorrow.
    let after = |until: Date| until.max(today).tomorrow().ok();
    let clarification = state.open_clarification().filter(|open| !open.passed).and_then(|open| after(open.until?));
    let fee = state.open_fee().filter(|open| !open.passed).and_then(|open| after(open.until?));
    let consultations = state.consultations.iter().filter(|consultation| consultation.is_open() && consultation.delivered_on.is_some());
    let silence = consultations.filter_map(|consultation| consultation.until).flat_map(|until| [Some(until), after(until)]);
    [clarification, fee, warned].into_iter().chain(silence).flatten().filter(|day| *day > today).min()
}
