//! How a letter goes: it leaves the house, it arrives or comes back; a reply is opened for correction.

use super::super::case;
use super::super::steps::{self, Acted};
use super::{Typed, render};
use crate::acts::Command;
use crate::model::Delivery;
use crate::model::event::DeliveryProof;
use axum::http::StatusCode;
use axum::response::Response;
use identity::Action;
use jiff::civil::Date;
use web::{FieldErrors, Posted, ProtectedForm, Visit, WebError};

/// The ways by which a letter leaves the house; online it is read.
pub(in super::super) const WAYS: [Delivery; 3] = [Delivery::Post, Delivery::Collect, Delivery::EMail];

/// Fields of the acts, and what they are called on the page.
const DISPATCH: [(&str, &str); 3] = [("on", "dispatched_on"), ("tracking", "tracking"), ("delivery", "delivery")];
const DELIVER: [(&str, &str); 2] = [("on", "delivered_on"), ("note", "note")];
const CORRECT: [(&str, &str); 1] = [("reason", "correction")];

/// `POST /office/requests/{number}/letters/dispatch`
pub async fn dispatch(posted: Posted) -> Result<Response, WebError> {
    let (form, mut errors) = (&posted.form, Errors::new(&posted.visit));
    let on = errors.day("dispatched_on", form);
    let delivery = errors.chosen("delivery", Delivery::parse(form.get("delivery")).filter(|way| WAYS.contains(way)));
    let letter_number = errors.chosen("dispatch_letter", some(form.get("dispatch_letter")));
    let tracking = form.get("tracking").to_owned();
    let command = letter_number.zip(on).zip(delivery);
    let command = command.map(|((letter_number, on), delivery)| Command::Dispatch { letter_number, on, delivery, tracking });
    let errors = errors.list;
    done(&posted, (Action::SendReply, command, errors), &DISPATCH).await
}

/// `POST /office/requests/{number}/letters/deliver`
pub async fn deliver(posted: Posted) -> Result<Response, WebError> {
    let (form, mut errors) = (&posted.form, Errors::new(&posted.visit));
    let on = errors.day("delivered_on", form);
    let proof = errors.chosen("proof", DeliveryProof::parse(form.get("proof")));
    let letter_number = errors.chosen("deliver_letter", some(form.get("deliver_letter")));
    let note = form.get("note").to_owned();
    let command = letter_number.zip(on).zip(proof);
    let command = command.map(|((letter_number, on), proof)| Command::Deliver { letter_number, on, proof, note });
    let errors = errors.list;
    done(&posted, (Action::SendReply, command, errors), &DELIVER).await
}

/// `POST /office/requests/{number}/correct`
pub async fn correct(posted: Posted) -> Result<Response, WebError> {
    let command = Some(Command::Correct(posted.form.get("correction").to_owned()));
    done(&posted, (Action::DraftReply, command, FieldErrors::default()), &CORRECT).await
}

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

struct Errors<'a> {
    visit: &'a Visit,
    list: FieldErrors,
}

impl Errors<'_> {
    fn new(visit: &Visit) -> Errors<'_> {
        Errors { visit, list: FieldErrors::default() }
    }

    fn day(&mut self, field: &str, posted: &ProtectedForm) -> Option<Date> {
        let day = posted.get(field).trim().parse().ok();
        if day.is_none() {
            self.list.add(field, "date", web::message(self.visit.language, "requests-problem-date", &[]));
        }
        day
    }

    fn chosen<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.list.add(field, "choice", web::message(self.visit.language, "requests-problem-choice", &[]));
        }
        value
    }
}

async fn done(
    posted: &Posted,
    (action, command, errors): (Action, Option<Command>, FieldErrors),
    fields: &[(&str, &str)],
) -> Result<Response, WebError> {
    let Posted { app, visit, headers, id: number, form } = posted;
    let seen = case::seen(app, visit, number).await?;
    app.identity.may(Some(&seen.person), action, &seen.organisation.id)?;
    let acted = match command {
        Some(command) => steps::act(app, visit, &seen, form.get("version"), command).await?,
        None => Acted::Refused { errors, message: String::new(), status: StatusCode::UNPROCESSABLE_ENTITY },
    };
    match acted {
        Acted::Done => Ok(web::redirect(visit, &format!("/office/requests/{number}/letters"))),
        Acted::Refused { mut errors, message, status } => {
            for error in &mut errors.list {
                if let Some((_, shown)) = fields.iter().find(|(field, _)| *field == error.field) {
                    error.field = (*shown).to_owned();
                }
            }
            let mut response = render(app, visit, headers, &seen, Typed { values: form.values.clone(), errors, message }).await?;
            *response.status_mut() = status;
            Ok(response)
        }
    }
}
