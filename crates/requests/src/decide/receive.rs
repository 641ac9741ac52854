//! A request arrives: by which way, on which day, and what that day starts.

use super::{Context, Refusal};
use crate::model::event::{
    Awaited, ClockStarted, Confirmed, Origin, Received, RequestEvent, SealedAgent, SealedApplicant, SealedFile, Side, Track,
};
use crate::model::{Delivery, Form};
use jiff::civil::Date;
use law::{Channel, ReceiptStart, RuleRef};
use store::PartRef;

/// A checked application whose personal parts are sealed.
#[derive(Debug, Clone)]
pub struct Receive {
    /// number drawn from the organisation's series
    pub number: String,
    /// by which way
    pub channel: Channel,
    /// the day on which it reached the organisation
    pub arrived_on: Date,
    /// who asks
    pub applicant: SealedApplicant,
    /// what is wanted
    pub subject: PartRef,
    /// features
    pub description: Option<PartRef>,
    /// form wanted
    pub form: Form,
    /// way wanted
    pub delivery: Delivery,
    /// what kind of request it is
    pub track: Track,
    /// who acts for the requester
    pub agent: Option<SealedAgent>,
    /// who asks together with the requester
    pub others: Vec<SealedApplicant>,
    /// files that came with it
    pub files: Vec<SealedFile>,
    /// where it came from, when it is a part or a copy of another
    pub origin: Option<Origin>,
    /// for a correction: what shows that the record is wrong
    pub evidence: Option<PartRef>,
    /// what help the requester needs
    pub help: Option<PartRef>,
}

/// The day by which a confirmation is asked for again, where the law says nothing: the city's own setting.
fn chase_on(arrived_on: Date, context: &Context<'_>) -> Option<Date> {
    let days = context.law.rule("setting-confirmation-chase", arrived_on)?.number("working-days")?;
    Some(context.law.calendar_of(Some(context.organisation.division)).add(arrived_on, days).due)
}

/// Registers a request. By the receipt rule of its channel its clock starts at once, or it waits for a confirmation.
///
/// # Errors
/// A day of arrival in the future or before there was a regulation.
pub fn receive(command: Receive, context: &Context<'_>) -> Result<Vec<RequestEvent>, Refusal> {
    check_arrival(command.arrived_on, context)?;
    let receipt = context.law.receipt(command.channel, command.arrived_on)?;
    let acknowledged = command.channel == Channel::Online && context.organisation.acknowledgement_confirms;
    let (awaits, started) = match receipt.starts {
        ReceiptStart::Submission | ReceiptStart::Signing => (None, Some(receipt.rule)),
        ReceiptStart::ConfirmationSameDay => {
            (Some(Awaited { requester: false, organisation: true, same_day: true, rule: receipt.rule, chase_on: None }), None)
        }
        ReceiptStart::BothConfirm if acknowledged => (None, Some(context.law.acknowledgement_confirms(command.arrived_on)?)),
        ReceiptStart::BothConfirm => {
            let chase_on = chase_on(command.arrived_on, context);
            (Some(Awaited { requester: true, organisation: true, same_day: false, rule: receipt.rule, chase_on }), None)
        }
    };
    let both = receipt.starts == ReceiptStart::BothConfirm && acknowledged;
    let arrived_on = command.arrived_on;
    let (number, track) = (command.number.clone(), command.track);
    if track == Track::Correction && command.evidence.is_none() && command.files.is_empty() {
        let rule = context.law.rule("correction", arrived_on).map(law::Rule::reference);
        return Err(rule.map_or(Refusal::Unknown, |_| Refusal::field("evidence", "evidence")));
    }
    let mut events = vec![RequestEvent::Received(Box::new(Received {
        number: command.number,
        organisation: context.organisation.id.0.clone(),
        channel: command.channel,
        arrived_on,
        applicant: command.applicant,
        subject: command.subject,
        description: command.description,
        form: command.form,
        delivery: command.delivery,
        awaits,
        track: command.track,
        agent: command.agent,
        others: command.others,
        files: command.files,
        origin: command.origin,
        evidence: command.evidence,
        help: command.help,
    }))];
    if both {
        events.extend(
            [Side::Requester, Side::Organisation]
                .map(|by| RequestEvent::Confirmed(Confirmed { by, on: arrived_on, told_to: None, how: None })),
        );
    }
    if let Some(rule) = started {
        events.push(RequestEvent::ClockStarted(Box::new(start_clock(number, track, arrived_on, rule, context)?)));
    }
    Ok(events)
}

/// A day of arrival is a day on which there was a regulation, and not one to come.
///
/// # Errors
/// At the field `arrived_on`.
pub fn check_arrival(arrived_on: Date, context: &Context<'_>) -> Result<(), Refusal> {
    if arrived_on > context.today {
        return Err(Refusal::field("arrived_on", "future"));
    }
    context.law.regime(arrived_on).map_err(|_| Refusal::field("arrived_on", "before-law"))?;
    Ok(())
}

/// The clock of a legal date of receipt, by the law of that day and the calendar of the organisation's place. For a
/// correction the law sets no term: the city's own holds, and says of itself that it is one.
///
/// # Errors
/// Where no regulation was in force.
pub fn start_clock(
    number: String,
    track: Track,
    received_on: Date,
    receipt_rule: RuleRef,
    context: &Context<'_>,
) -> Result<ClockStarted, Refusal> {
    if track == Track::Correction {
        return correction_clock(number, received_on, receipt_rule, context);
    }
    let deadline = context.law.reply_deadline(received_on, Some(context.organisation.division), false)?;
    Ok(ClockStarted {
        number,
        organisation: context.organisation.id.0.clone(),
        received_on,
        due_on: deadline.due,
        working_days: deadline.working_days,
        regime: deadline.regime,
        receipt_rule,
        rule: deadline.rule,
        provisional: deadline.provisional,
    })
}

fn correction_clock(number: String, received_on: Date, receipt_rule: RuleRef, context: &Context<'_>) -> Result<ClockStarted, Refusal> {
    let setting = context.law.rule("setting-correction-term", received_on);
    let setting = setting.ok_or(law::LawError::NoRegime(received_on))?;
    let working_days = setting.number("working-days").unwrap_or_default();
    let term = context.law.calendar_of(Some(context.organisation.division)).add(received_on, working_days);
    Ok(ClockStarted {
        number,
        organisation: context.organisation.id.0.clone(),
        received_on,
        due_on: term.due,
        working_days,
        regime: context.law.regime(received_on)?,
        receipt_rule,
        rule: setting.reference(),
        provisional: term.provisional,
    })
}
