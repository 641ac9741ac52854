//! How the requester wants letters to come, and which letters are the requester's own.

use super::{Context, Refusal, term};
use crate::model::event::{Addressee, DeliveryChosen, RequestEvent};
use crate::model::state::SentLetter;
use crate::model::{Delivery, Request, Step};
use jiff::civil::Date;
use store::PartRef;

/// Chooses anew. Letters that are out keep their way.
///
/// # Errors
/// After the end; where it is so already; by post or e-mail without an address.
pub fn choose(
    state: &Request,
    delivery: Delivery,
    address: Option<PartRef>,
    email: Option<PartRef>,
    context: &Context<'_>,
) -> Result<Vec<RequestEvent>, Refusal> {
    let received = state.received.as_ref().ok_or(Refusal::Unknown)?;
    if !state.is_open() {
        return Err(Refusal::WrongStep(state.step));
    }
    match delivery {
        Delivery::Post if address.is_none() && received.applicant.address.is_none() => {
            return Err(Refusal::field("applicant.address", "needed-for-post"));
        }
        Delivery::EMail if email.is_none() && received.applicant.email.is_none() => {
            return Err(Refusal::field("applicant.email", "needed-for-e-mail"));
        }
        _ => {}
    }
    if received.delivery == delivery && address.is_none() && email.is_none() {
        return Err(Refusal::Already("delivery-chosen"));
    }
    Ok(vec![RequestEvent::DeliveryChosen(DeliveryChosen { on: context.today, delivery, address, email })])
}

/// The day by which a letter that goes this way is to leave the house; none where it goes through the wire.
pub fn dispatch_by(delivery: Delivery, context: &Context<'_>) -> Option<Date> {
    let on_paper = matches!(delivery, Delivery::Post | Delivery::Collect);
    on_paper.then(|| term::by_setting("setting-dispatch-letter", context)).flatten()
}

/// A letter that is addressed to the requester; those to others do not exist for the requester.
///
/// # Errors
/// [`Refusal::Unknown`].
pub fn own_letter<'a>(state: &'a Request, letter_number: &str) -> Result<&'a SentLetter, Refusal> {
    own_letters(state).find(|letter| letter.letter_number == letter_number).ok_or(Refusal::Unknown)
}

/// Every letter that is addressed to the requester, oldest first.
pub fn own_letters(state: &Request) -> impl Iterator<Item = &SentLetter> {
    state.letters.iter().filter(|letter| letter.to == Addressee::Requester && state.step != Step::New)
}
