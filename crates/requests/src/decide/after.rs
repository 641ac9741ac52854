//! What happens to letters and drafts beside the main road: comments, delivery, correction of a reply that went out.

use super::{Context, Refusal, day_not_after_today, draft, term};
use crate::model::event::{CommentResolved, Commented, CorrectionOpened, Delivered, DeliveryProof, Dispatched, RequestEvent};
use crate::model::state::SentLetter;
use crate::model::{Delivery, Request, Step};
use jiff::civil::Date;
use store::PartRef;

/// A comment at a place in the draft.
///
/// # Errors
/// Where there is no draft in hand, or none of its texts is named.
pub fn comment(state: &Request, said: Commented) -> Result<Vec<RequestEvent>, Refusal> {
    let checking = matches!(state.step, Step::Drafting | Step::Reviewing | Step::LegalReviewing | Step::Approving);
    if !checking || state.draft.is_none() {
        return Err(if state.step == Step::New { Refusal::Unknown } else { Refusal::WrongStep(state.step) });
    }
    if !draft::FIELDS.iter().any(|(_, name)| *name == said.field) {
        return Err(Refusal::field("field", "choice"));
    }
    Ok(vec![RequestEvent::Commented(said)])
}

/// A comment was dealt with.
///
/// # Errors
/// An unknown comment, or one that was dealt with.
pub fn resolve(state: &Request, id: &str, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    let comment = state.comments.iter().find(|comment| comment.said.id == id).ok_or(Refusal::Unknown)?;
    if comment.resolved {
        return Err(Refusal::Already("resolved"));
    }
    Ok(vec![RequestEvent::CommentResolved(CommentResolved { id: id.to_owned(), person })])
}

fn letter<'a>(state: &'a Request, letter_number: &str) -> Result<&'a SentLetter, Refusal> {
    state.letters.iter().find(|letter| letter.letter_number == letter_number).ok_or(Refusal::Unknown)
}

/// A letter left the house by post or for collection.
///
/// # Errors
/// An unknown letter, one that left before; a day to come or before the letter; by post without a number.
pub fn dispatch(
    state: &Request,
    letter_number: &str,
    (on, delivery, tracking): (Date, Delivery, Option<PartRef>),
    person: String,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let sent = letter(state, letter_number)?;
    if sent.dispatched.is_some() {
        return Err(Refusal::Already("dispatched"));
    }
    between("on", on, sent.sent_on, context)?;
    if delivery == Delivery::Post && tracking.is_none() {
        return Err(Refusal::field("tracking", "required"));
    }
    let awaited = awaits_delivery(state, sent);
    let delivered_by = awaited.then(|| term::by_setting("setting-record-delivery", context)).flatten();
    let letter_number = letter_number.to_owned();
    Ok(vec![RequestEvent::Dispatched(Dispatched { letter_number, on, delivery, tracking, person, delivered_by })])
}

/// A letter arrived, or came back. A term that runs from its delivery has its last day with it.
///
/// # Errors
/// An unknown letter, one that arrived before; a day to come or before the letter.
pub fn deliver(
    state: &Request,
    letter_number: &str,
    (on, proof, note): (Date, DeliveryProof, Option<PartRef>),
    person: Option<String>,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let sent = letter(state, letter_number)?;
    if sent.delivered.as_ref().is_some_and(|delivered| delivered.proof != DeliveryProof::Returned) {
        return Err(Refusal::Already("delivered"));
    }
    between("on", on, sent.sent_on, context)?;
    let delivered = Delivered { letter_number: letter_number.to_owned(), on, proof, note, person };
    let mut events = vec![RequestEvent::Delivered(delivered)];
    if proof != DeliveryProof::Returned {
        let after = state.clone().evolve_all(&events);
        events.extend(term::served(&after, letter_number, on, context));
    }
    Ok(events)
}

/// A term of the requester runs from the delivery of this letter, and nothing came yet.
fn awaits_delivery(state: &Request, sent: &SentLetter) -> bool {
    let is_it = |letter: &Option<String>| letter.as_ref() == Some(&sent.letter_number);
    let asked =
        state.open_clarification().is_some_and(|open| is_it(&open.letter)) || state.open_fee().is_some_and(|open| is_it(&open.letter));
    state.is_open() && asked && !sent.is_delivered()
}

fn between(field: &'static str, on: Date, from: Date, context: &Context<'_>) -> Result<(), Refusal> {
    day_not_after_today(field, on, context)?;
    if on < from { Err(Refusal::field(field, "before-letter")) } else { Ok(()) }
}

/// Opens a reply that went out for correction. Both stay; the new one says which it corrects.
///
/// # Errors
/// Where no reply went out.
pub fn correct(state: &Request, reason: PartRef, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    let reply = state.reply.as_ref().filter(|_| state.step == Step::Replied).ok_or(Refusal::WrongStep(state.step))?;
    let letter_number = reply.letter_number.clone();
    Ok(vec![RequestEvent::CorrectionOpened(CorrectionOpened { letter_number, reason, person })])
}
