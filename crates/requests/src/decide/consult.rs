//! Others are asked. A third party's silence leaves the decision to the organ, a co-producing organ's silence is
//! consent; both terms run from the day on which the letter reached them.

use super::clarify::open;
use super::term::by_setting;
use super::{Context, Refusal, day_not_after_today};
use crate::model::Request;
use crate::model::event::{
    Addressee, Answer, ConsultationAnswered, ConsultationChased, ConsultationDelivered, Consulted, ObjectionOverridden, PartyKind,
    RequestEvent, SealedFile,
};
use crate::model::state::Consultation;
use jiff::civil::Date;
use law::{RequestTerms, RuleRef, Silence};
use store::PartRef;

/// Whom an officer asks, and what.
#[derive(Debug, Clone)]
pub struct Ask {
    /// id of the consultation
    pub id: String,
    /// who
    pub kind: PartyKind,
    /// name
    pub name: PartRef,
    /// address or other contact
    pub contact: Option<PartRef>,
    /// the organisation's id, where it is one of this instance
    pub organisation: Option<String>,
    /// the name is of an organisation, not of a person
    pub is_organisation: bool,
    /// the term that the letter names
    pub until: Option<Date>,
    /// what is asked
    pub question: PartRef,
    /// person's id
    pub person: String,
}

fn terms_of(kind: PartyKind, terms: &RequestTerms) -> Option<(Option<u32>, RuleRef)> {
    match kind {
        PartyKind::ThirdParty => Some((terms.third_party.working_days, terms.third_party.rule.clone())),
        PartyKind::CoProducer => terms.co_producer.as_ref().map(|consultation| (consultation.working_days, consultation.rule.clone())),
        PartyKind::Body => Some((None, terms.pause.rule.clone())),
    }
}

/// Asks somebody.
///
/// # Errors
/// Where the regulation knows no such question; a term that is not to come.
pub fn ask(state: &Request, ask: Ask, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let terms = open(state, context)?;
    let Some((_, rule)) = terms_of(ask.kind, &terms) else {
        return Err(Refusal::clause("no-co-producer", &terms.regulation));
    };
    if ask.until.is_some_and(|until| until <= context.today) {
        return Err(Refusal::field("until", "not-to-come"));
    }
    Ok(vec![RequestEvent::Consulted(Box::new(Consulted {
        id: ask.id,
        kind: ask.kind,
        name: ask.name,
        contact: ask.contact,
        is_organisation: ask.is_organisation || ask.organisation.is_some(),
        organisation: ask.organisation,
        on: context.today,
        until: ask.until,
        question: ask.question,
        rule,
        person: ask.person,
        delivered_by: (ask.kind != PartyKind::Body).then(|| by_setting("setting-record-delivery", context)).flatten(),
    }))])
}

/// The last day for an answer, where the law has a term and the letter arrived on a day.
pub(super) fn last_day(state: &Request, kind: PartyKind, delivered_on: Date, context: &Context<'_>) -> Option<Date> {
    let terms = context.law.regime_on(state.clock.as_ref()?.received_on).ok()?;
    let days = terms_of(kind, &terms).and_then(|(days, _)| days)?;
    Some(context.law.calendar_of(Some(context.organisation.division)).add(delivered_on, days).due)
}

fn asked<'a>(state: &'a Request, id: &str) -> Result<&'a Consultation, Refusal> {
    let consultation = state.consultation(id).ok_or(Refusal::Unknown)?;
    if state.is_open() { Ok(consultation) } else { Err(Refusal::WrongStep(state.step)) }
}

/// The letter reached the one who is asked.
///
/// # Errors
/// An unknown consultation, one that is answered or delivered; a day to come or before the letter.
pub fn deliver(state: &Request, id: &str, on: Date, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let consultation = asked(state, id)?;
    if consultation.delivered_on.is_some() || !consultation.is_open() {
        return Err(Refusal::Already("delivered"));
    }
    day_not_after_today("on", on, context)?;
    if on < consultation.consulted.on {
        return Err(Refusal::field("on", "before-question"));
    }
    open(state, context)?;
    let until = last_day(state, consultation.consulted.kind, on, context);
    let to = Addressee::Consulted(id.to_owned());
    let letter = state.letters.iter().find(|letter| letter.to == to).map(|letter| letter.letter_number.clone());
    Ok(vec![RequestEvent::ConsultationDelivered(ConsultationDelivered { id: id.to_owned(), on, until, person, letter })])
}

/// What came back, as an officer enters it.
#[derive(Debug, Clone)]
pub struct Came {
    /// which consultation
    pub id: String,
    /// day
    pub on: Date,
    /// what it amounts to
    pub answer: Answer,
    /// in words
    pub text: Option<PartRef>,
    /// material
    pub files: Vec<SealedFile>,
    /// person's id
    pub person: String,
}

/// An answer came.
///
/// # Errors
/// An unknown consultation, one that is answered; a day to come or before the letter; an answer that this party cannot
/// give.
pub fn answer(state: &Request, came: Came, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let consultation = asked(state, &came.id)?;
    // Silence that was written down does not shut the door on a late answer; it only no longer stops the clock.
    if consultation.answered.as_ref().is_some_and(|answered| answered.answer != Answer::Silent) {
        return Err(Refusal::Already("answered"));
    }
    day_not_after_today("on", came.on, context)?;
    if came.on < consultation.consulted.on {
        return Err(Refusal::field("on", "before-question"));
    }
    if came.answer == Answer::Silent || (consultation.consulted.kind != PartyKind::Body && came.answer == Answer::Says) {
        return Err(Refusal::field("answer", "choice"));
    }
    Ok(vec![RequestEvent::ConsultationAnswered(Box::new(ConsultationAnswered {
        id: came.id,
        on: came.on,
        answer: came.answer,
        text: came.text,
        files: came.files,
        person: Some(came.person),
    }))])
}

/// Reminds the one who is asked.
///
/// # Errors
/// An unknown consultation, or one that is answered.
pub fn chase(state: &Request, id: &str, person: String, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    if !asked(state, id)?.is_open() {
        return Err(Refusal::Already("answered"));
    }
    Ok(vec![RequestEvent::ConsultationChased(ConsultationChased { id: id.to_owned(), on: context.today, person })])
}

/// Discloses against an objection, or under the regulation of 2007 without consent: the third party is told content and
/// reasons in writing, in the same act.
///
/// # Errors
/// Where nobody objected; under the regulation of 2007, where the question did not reach the third party yet or it consents.
pub fn override_objection(
    state: &Request,
    id: &str,
    reason: PartRef,
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let consultation = asked(state, id)?;
    let terms = open(state, context)?;
    let unanswered = terms.third_party.silence == Silence::NoConsent && consultation.is_silent();
    if !consultation.is_objection() && !unanswered {
        return Err(Refusal::WrongStep(state.step));
    }
    Ok(vec![RequestEvent::ObjectionOverridden(Box::new(ObjectionOverridden {
        id: id.to_owned(),
        on: context.today,
        reason,
        rule: terms.third_party.rule,
        person,
    }))])
}
