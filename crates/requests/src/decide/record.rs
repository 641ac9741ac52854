//! An application to correct a record on the requester is answered: verified and corrected, found accurate, or handed on.
//! By the regulation of 2007 what is another body's must be forwarded; since 2019 it may be forwarded, or the requester
//! told whom to ask. Which answers there are, the law data says.

use super::{Context, Refusal};
use crate::model::event::{Cause, ClockMoved, RecordAnswer, RecordAnswered, RequestEvent, Standing, Track};
use crate::model::{Request, Step};
use law::Rule;
use store::PartRef;

/// An answer whose texts are sealed.
#[derive(Debug, Clone)]
pub struct Answered {
    /// what it amounts to
    pub answer: RecordAnswer,
    /// what was found, and why
    pub reason: PartRef,
    /// the body that may correct it, where it is another one
    pub organ: Option<PartRef>,
    /// 文号
    pub letter_number: String,
    /// person's id
    pub person: String,
}

/// The rule on corrections of the day of receipt.
pub fn rule<'a>(state: &Request, context: &Context<'a>) -> Option<&'a Rule> {
    let received_on = state.clock.as_ref()?.received_on;
    context.law.rule("correction", received_on)
}

/// Answers there are under the regulation of the day of receipt.
pub fn answers(state: &Request, context: &Context<'_>) -> Vec<RecordAnswer> {
    let words = rule(state, context).map(|rule| rule.words("answers")).unwrap_or_default();
    RecordAnswer::ALL.into_iter().filter(|answer| words.iter().any(|word| word == answer.as_str())).collect()
}

/// Answers the application; with it the case ends.
///
/// # Errors
/// Where the case is no such application or is not at hand; an answer that the regulation of its day does not know; another
/// body that is not named.
pub fn answer(state: &Request, answered: Answered, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    let (Some(received), Some(clock)) = (&state.received, &state.clock) else {
        return Err(if state.step == Step::New { Refusal::Unknown } else { Refusal::WrongStep(state.step) });
    };
    if received.track != Track::Correction {
        return Err(Refusal::Already("only-for-corrections"));
    }
    if state.step != Step::Registered {
        return Err(Refusal::WrongStep(state.step));
    }
    let rule = rule(state, context).ok_or(law::LawError::NoRegime(clock.received_on))?;
    if !answers(state, context).contains(&answered.answer) {
        return Err(Refusal::clause("correction-must-be-forwarded", &rule.reference()));
    }
    if answered.answer.names_another() && answered.organ.is_none() {
        return Err(Refusal::field("organ", "required"));
    }
    let moved = RequestEvent::ClockMoved(Box::new(ClockMoved {
        number: received.number.clone(),
        organisation: state.organisation.clone(),
        was: state.due_on,
        due_on: None,
        left: None,
        standing: Standing::Closed,
        cause: Cause::Settled,
        article: rule.article.clone(),
        provisional: false,
    }));
    let said = RequestEvent::RecordAnswered(Box::new(RecordAnswered {
        answer: answered.answer,
        on: context.today,
        reason: answered.reason,
        organ: answered.organ,
        rule: rule.reference(),
        letter_number: answered.letter_number,
        person: answered.person,
    }));
    Ok(vec![said, moved])
}
