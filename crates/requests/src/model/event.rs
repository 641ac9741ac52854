//! What happened to a request. Dates, rules, articles and remedies are written down here as they were decided; nothing
//! personal stands here, only the ids and commitments of sealed parts.

use super::application::{ApplicantKind, Delivery, Form, IdentityType};
use jiff::civil::Date;
use law::{Channel, Regime, Remedy, RuleRef};
use serde::{Deserialize, Serialize};
use store::{Event, PartRef};

/// One thing that happened to a request.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum RequestEvent {
    /// it arrived and was registered
    Received(Box<Received>),
    /// one side confirmed that it was received
    Confirmed(Confirmed),
    /// the legal date of receipt stands, and with it the day on which the reply is due
    ClockStarted(Box<ClockStarted>),
    /// a reply was drafted or changed
    ReplyDrafted(Box<ReplyDrafted>),
    /// the drafter handed the draft on
    DraftSubmitted(Step),
    /// the reviewer passed it
    ReviewPassed(Step),
    /// the reviewer or the approver sent it back
    DraftReturned(Returned),
    /// the approver signed it
    ReplyApproved(Step),
    /// the letter went out
    ReplySent(Box<ReplySent>),
    /// an officer looked at the requester's contact
    ContactViewed(ContactViewed),
}

/// A request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// public number
    pub number: String,
    /// id of the organisation that is asked
    pub organisation: String,
    /// by which way
    pub channel: Channel,
    /// the day on which it reached the organisation, as registered; the entry date is the event's own
    pub arrived_on: Date,
    /// who asks
    pub applicant: SealedApplicant,
    /// what is wanted
    pub subject: PartRef,
    /// features by which it can be found
    pub description: Option<PartRef>,
    /// form wanted
    pub form: Form,
    /// way wanted
    pub delivery: Delivery,
    /// what must happen before the clock starts: none where it started at once
    pub awaits: Option<Awaited>,
}

/// What a clock waits for (rules.md 1.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Awaited {
    /// the requester's confirmation
    pub requester: bool,
    /// the organisation's confirmation
    pub organisation: bool,
    /// the organisation must confirm on the day of arrival
    pub same_day: bool,
    /// the rule behind it
    pub rule: RuleRef,
}

/// Who asks, with everything personal sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedApplicant {
    /// column of the annual report
    pub kind: ApplicantKind,
    /// name
    pub name: PartRef,
    /// kind of document and its number
    pub identity: Option<(IdentityType, PartRef)>,
    /// telephone
    pub phone: Option<PartRef>,
    /// e-mail
    pub email: Option<PartRef>,
    /// address
    pub address: Option<PartRef>,
    /// contact person of an organisation
    pub contact_name: Option<PartRef>,
}

impl Received {
    /// Every sealed part, for the requester's own receipt.
    pub fn parts(&self) -> Vec<PartRef> {
        let who = &self.applicant;
        [
            Some(&who.name),
            who.identity.as_ref().map(|(_, part)| part),
            who.phone.as_ref(),
            who.email.as_ref(),
            who.address.as_ref(),
            who.contact_name.as_ref(),
            Some(&self.subject),
            self.description.as_ref(),
        ]
        .into_iter()
        .flatten()
        .cloned()
        .collect()
    }
}

/// Which side confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// the requester
    Requester,
    /// the organisation, by a person or, where it is set so, by the portal's own acknowledgement
    Organisation,
}

/// A confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// who
    pub by: Side,
    /// day
    pub on: Date,
}

/// The legal date of receipt and what follows from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStarted {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// legal date of receipt, day 0
    pub received_on: Date,
    /// day on which the reply is due
    pub due_on: Date,
    /// working days counted
    pub working_days: u32,
    /// regulation in force on the day of receipt
    pub regime: Regime,
    /// why this day is the day of receipt
    pub receipt_rule: RuleRef,
    /// why so many days
    pub rule: RuleRef,
    /// some day on the way lies in a year without a calendar notice
    pub provisional: bool,
}

/// A draft of the reply. Texts are sealed: they may speak of the requester.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplyDrafted {
    /// row of the closed list
    pub outcome: String,
    /// id of the ground
    pub ground: String,
    /// the rule that the reply rests on, as cited
    pub rule: RuleRef,
    /// the texts that this outcome asks for, one sealed JSON object
    pub texts: PartRef,
    /// drafter's person id
    pub drafter: String,
}

/// A step of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// person's id
    pub person: String,
}

/// Sent back for a reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

/// The letter that went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplySent {
    /// public number of the case, so that this event alone can be told to others
    pub number: String,
    /// organisation's id
    pub organisation: String,
    /// legal date of receipt
    pub received_on: Date,
    /// the day on which it was due
    pub due_on: Date,
    /// row of the closed list
    pub outcome: String,
    /// name of the row, as it was then
    pub outcome_name: String,
    /// 文号
    pub letter_number: String,
    /// day
    pub sent_on: Date,
    /// by which way
    pub delivery: Delivery,
    /// the rule that the reply rests on
    pub rule: RuleRef,
    /// the remedies that it names
    pub remedies: Vec<Remedy>,
    /// the letter itself, sealed JSON of `letters::Letter`
    pub letter: PartRef,
    /// id of the person who sent it
    pub person: String,
}

/// Personal data was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactViewed {
    /// person's id
    pub person: String,
    /// why
    pub reason: PartRef,
}

impl Event for RequestEvent {
    const CATEGORY: &'static str = "request";

    /// What goes on inside the organisation before the reply is nobody else's matter yet.
    fn public_kind(&self) -> Option<&'static str> {
        match self {
            RequestEvent::Received(_) | RequestEvent::Confirmed(_) | RequestEvent::ClockStarted(_) | RequestEvent::ReplySent(_) => None,
            _ => Some("request-step"),
        }
    }
}
