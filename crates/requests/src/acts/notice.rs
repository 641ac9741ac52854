//! Letters that go out with an act: the reply, and the notices that the law asks for beside it. The act and its letter
//! are one write; there is no notice without its event and no event without its notice.

use super::command::Command;
use super::officer::OfficerAct;
use super::{Outcome, refused, seal_json};
use crate::decide::draft::DraftTexts;
use crate::decide::{self, Refusal};
use crate::letter::common::{self, Reckoned};
use crate::letter::notices::{self, Decided};
use crate::letter::{self, LetterFacts, LetterFault};
use crate::model::event::{Addressee, FeeMethod, FeeNoticed, NoticeSent, PartyKind, ReplyDrafted, RequestEvent};
use crate::model::{Delivery, Request, Step};
use crate::words::{self, NoticeWords};
use jiff::civil::Date;
use law::Fees;
use letters::Letter;
use letters::template::{Fields, Frame, Value};
use store::{ExecuteError, PartRef, StoreError, Transaction};

/// Sends the reply: draws its number, sets the letter, seals it.
///
/// # Errors
/// Where the case is not approved; where the letter cannot be put together.
pub(super) async fn reply(act: &OfficerAct, tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<RequestEvent>> {
    let context = act.setting.context();
    let remedies = refused(decide::send::remedies(state, &context))?;
    if state.step != Step::Approved {
        return Err(ExecuteError::Refused(Refusal::WrongStep(state.step)));
    }
    let facts = reply_facts(act, tx, state, &remedies).await?;
    let number = letter_number(act, tx).await?;
    let mut letter = letter::reply(&facts, &number, act.setting.today, &act.setting.law).map_err(fault)?;
    letter.attachments = attachments(tx, state).await?;
    let sealed = seal_json(tx, &act.case, &letter)?;
    refused(decide::send::send(state, number, sealed, remedies, act.person.clone(), &context))
}

/// Names of the files that go out with the reply.
async fn attachments(tx: &mut Transaction<'_>, state: &Request) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for file in crate::material::going_out(state) {
        names.push(text(tx, &file.name).await?);
    }
    Ok(names)
}

pub(super) fn fault(fault: LetterFault) -> ExecuteError<Refusal> {
    match fault {
        LetterFault::NoOnlineChannel => ExecuteError::Refused(Refusal::NoReconsiderationChannel),
        fault => StoreError::Other(fault.to_string()).into(),
    }
}

async fn letter_number(act: &OfficerAct, tx: &mut Transaction<'_>) -> Outcome<String> {
    next_letter_number(&act.setting, tx).await
}

/// The next 文号 of an organisation.
pub(super) async fn next_letter_number(setting: &super::Setting, tx: &mut Transaction<'_>) -> Outcome<String> {
    let organisation = &setting.organisation;
    let mark = organisation.letter_mark.clone().unwrap_or_else(|| organisation.short_name.clone());
    let year = setting.today.year();
    let serial = tx.next_in_series(&format!("letter-number/{}/{year}", organisation.id.0)).await?;
    Ok(format!("{mark}〔{year}〕{serial}号"))
}

/// A notice, composed and not sent yet.
pub(super) struct Composed {
    kind: &'static str,
    to: Addressee,
    delivery: Delivery,
    number: String,
    /// the letter itself
    pub(super) letter: Letter,
}

/// How a notice is composed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// it goes out: its number is drawn
    Sending,
    /// it is only looked at: no number is drawn, and the requester is masked
    Looking,
}

/// The notice that goes out with what an officer did, composed and not written; none where the act needs none.
///
/// # Errors
/// Where it cannot be put together.
pub(super) async fn compose(
    act: &OfficerAct,
    tx: &mut Transaction<'_>,
    state: &Request,
    events: &[RequestEvent],
    purpose: Purpose,
) -> Outcome<Option<Composed>> {
    let after = state.clone().evolve_all(events);
    let Some((kind, to, fields)) = fields(act, tx, state, &after).await? else { return Ok(None) };
    let received = after.received.as_ref().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
    let (recipient, delivery) = match &to {
        Addressee::Requester => (Some(received.applicant.name.clone()), received.delivery),
        Addressee::Consulted(id) => (after.consultation(id).map(|consultation| consultation.consulted.name.clone()), Delivery::Post),
    };
    let recipient = match recipient {
        Some(part) => text(tx, &part).await?,
        None => String::new(),
    };
    let (number, recipient) = match (purpose, &to) {
        (Purpose::Sending, _) => (letter_number(act, tx).await?, recipient),
        (Purpose::Looking, Addressee::Requester) => (pending(), crate::pages::shown::masked(&recipient, received.applicant.kind.as_str())),
        (Purpose::Looking, Addressee::Consulted(_)) => (pending(), recipient),
    };
    let frame = Frame {
        issuer: act.setting.organisation.name.clone(),
        letter_number: Some(number.clone()),
        recipient,
        date: act.setting.today,
        contact: notices::contact(&act.setting.organisation),
        attachments: Vec::new(),
        notice: letter::demonstration(&act.letters, &act.setting.law).map_err(fault)?,
    };
    let received_on = after.clock.as_ref().map_or(act.setting.today, |clock| clock.received_on);
    let words = NoticeWords::fold(&tx.load(&words::of_notice(kind)).await?)?;
    let letter = notices::worded(&act.setting.law, &words, kind, received_on, &fields, &frame).map_err(fault)?;
    let by = act.setting.organisation.kind;
    let decided = Decided { kind, answer: None, by, delivery, settings: &act.letters };
    let letter = notices::with_remedies(letter, &decided, &act.setting.law).map_err(fault)?;
    Ok(Some(Composed { kind, to, delivery, number, letter }))
}

/// Sends what was composed. What goes on paper is to leave the house by a day; what a term runs from is to arrive by one.
///
/// # Errors
/// Faults of the store.
pub(super) fn send(act: &OfficerAct, tx: &mut Transaction<'_>, composed: Composed) -> Outcome<RequestEvent> {
    let context = act.setting.context();
    // Whoever is asked and is of this instance finds the question here.
    let on_paper = !matches!(&act.command, Command::Consult { organisation: Some(_), .. });
    let dispatch_by = decide::delivery::dispatch_by(composed.delivery, &context).filter(|_| on_paper);
    let starts_term = matches!(act.command, Command::AskClarification { .. } | Command::NoticeFee { .. });
    let delivered_by = if starts_term && dispatch_by.is_none() { decide::term::by_setting(RECORD_DELIVERY, &context) } else { None };
    let sealed = seal_json(tx, &act.case, &composed.letter)?;
    Ok(RequestEvent::NoticeSent(Box::new(NoticeSent {
        notice: composed.kind.to_owned(),
        letter_number: composed.number,
        sent_on: act.setting.today,
        to: composed.to,
        delivery: composed.delivery,
        letter: sealed,
        person: act.person.clone(),
        dispatch_by,
        delivered_by,
    })))
}

/// What stands in the place of a number that is not drawn yet.
fn pending() -> String {
    web::message(web::Language::Chinese, "requests-preview-number", &[])
}

/// Working days within which the delivery of a letter is to be written down.
const RECORD_DELIVERY: &str = "setting-record-delivery";

type Kind = (&'static str, Addressee, Fields);

/// Which notice a command sends, to whom, and what stands in it.
async fn fields(act: &OfficerAct, tx: &mut Transaction<'_>, before: &Request, after: &Request) -> Outcome<Option<Kind>> {
    let mut fields = about(tx, after).await?;
    let (kind, to) = match &act.command {
        Command::AskClarification { points, working_days, until } => {
            let points = decide::clarify::points(points).map_err(ExecuteError::Refused)?;
            put(&mut fields, "points", Value::List(points));
            let calendar = act.setting.law.calendar_of(Some(act.setting.organisation.division));
            let days = until.map_or(*working_days, |until| calendar.count(act.setting.today, until));
            put(&mut fields, "working_days", Value::Number(u64::from(days)));
            if let Some(until) = until {
                put(&mut fields, "due_on", Value::Date(*until));
                if calendar.is_provisional_between(act.setting.today, *until) {
                    put_provisional(act, &mut fields, Reckoned::Fixed)?;
                }
            }
            ("clarification", Addressee::Requester)
        }
        Command::ApproveExtension => {
            let proposed = before.extension_proposed.as_ref().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            // While the clock stands still there are no days to name: the extension is added to what is left.
            if let (Some(was), Some(now)) = (before.due_on, after.due_on) {
                put(&mut fields, "due_on", Value::Date(was));
                put(&mut fields, "new_due_on", Value::Date(now));
            }
            put(&mut fields, "working_days", Value::Number(u64::from(proposed.working_days)));
            put(&mut fields, "reason", Value::Text(text(tx, &proposed.reason).await?));
            if after.provisional {
                put_provisional(act, &mut fields, Reckoned::Moves)?;
            }
            ("extension", Addressee::Requester)
        }
        Command::NoticeFee { how_to_pay, .. } => {
            let fee = after.fees.last().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            let received_on = after.clock.as_ref().map_or(fee.noticed.on, |clock| clock.received_on);
            fee_fields(act, (received_on, &fee.noticed), how_to_pay, &mut fields)?;
            ("fee", Addressee::Requester)
        }
        Command::AskReasons { extent, answer_by } => {
            put(&mut fields, "extent", said("extent", extent)?);
            put(&mut fields, "answer_by", Value::Date(*answer_by));
            ("ask-reasons", Addressee::Requester)
        }
        Command::Delay { date, reason } => {
            put(&mut fields, "reason", said("reason", reason)?);
            put(&mut fields, "new_due_on", Value::Date(*date));
            ("delayed-date", Addressee::Requester)
        }
        Command::Consult { .. } => {
            let consultation = after.consultations.last().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            (consult_fields(act, &mut fields)?, Addressee::Consulted(consultation.consulted.id.clone()))
        }
        Command::Override { id, content, reason } => {
            let consultation = before.consultation(id).ok_or(ExecuteError::Refused(Refusal::Unknown))?;
            let objection = match consultation.answered.as_ref().and_then(|answered| answered.text.as_ref()) {
                Some(part) => text(tx, part).await?,
                None if consultation.is_silent() => web::message(web::Language::Chinese, "requests-override-silent", &[]),
                None => String::new(),
            };
            put(&mut fields, "asked_on", Value::Date(consultation.consulted.on));
            put(&mut fields, "objection", Value::Text(objection));
            put(&mut fields, "content", lines("content", content)?);
            put(&mut fields, "reasons", said("reason", reason)?);
            ("third-party-override", Addressee::Consulted(id.clone()))
        }
        Command::Transfer { to_name, to_contact, reason, .. } => {
            put(&mut fields, "organ", Value::Text(to_name.clone()));
            if let Some(contact) = to_contact {
                put(&mut fields, "organ_contact", Value::Text(contact.clone()));
            }
            put(&mut fields, "reason", said("reason", reason)?);
            put(&mut fields, "transferred", Value::Flag(true));
            put(&mut fields, "transferred_on", Value::Date(act.setting.today));
            ("transfer", Addressee::Requester)
        }
        _ => return Ok(None),
    };
    if matches!(to, Addressee::Consulted(_)) {
        // Those who are asked need not know since when the requester waits, and their letters have no place for it.
        fields.remove("received_on");
    }
    Ok(Some((kind, to, fields)))
}

fn put(fields: &mut Fields, name: &str, value: Value) {
    fields.insert(name.to_owned(), value);
}

fn put_provisional(act: &OfficerAct, fields: &mut Fields, reckoned: Reckoned) -> Outcome<()> {
    put(fields, "provisional", Value::Text(common::provisional(&act.setting.law, reckoned).map_err(fault)?));
    Ok(())
}

fn said(field: &'static str, text: &str) -> Outcome<Value> {
    match text.trim() {
        "" => Err(ExecuteError::Refused(Refusal::field(field, "required"))),
        text => Ok(Value::Text(text.to_owned())),
    }
}

fn lines(field: &'static str, text: &str) -> Outcome<Value> {
    let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { Err(ExecuteError::Refused(Refusal::field(field, "required"))) } else { Ok(Value::List(lines)) }
}

fn fee_fields(act: &OfficerAct, (received_on, noticed): (Date, &FeeNoticed), how_to_pay: &str, fields: &mut Fields) -> Outcome<()> {
    let law = &act.setting.law;
    let word = |id: &str, arguments: &[(&str, String)]| web::message(web::Language::Chinese, id, arguments);
    let method = noticed.method.as_str();
    put(fields, "method", Value::Text(word(&format!("requests-fee-{method}"), &[])));
    let tariff = match law.fees_of(received_on, noticed.on).map_err(|fault| ExecuteError::Refused(fault.into()))? {
        Fees::ByTariff(tariff) => tariff,
        _ => return Err(ExecuteError::Refused(Refusal::Already("fee-noticed"))),
    };
    let bands = match noticed.method {
        FeeMethod::Item => &tariff.items,
        FeeMethod::Page => &tariff.pages,
    };
    let (what, parts) = common::charged(law, bands, noticed).map_err(fault)?;
    put(fields, "count", Value::Text(what));
    put(fields, "bands", Value::List(parts));
    put(fields, "standard", Value::Text(bands.rule.text.clone()));
    put(fields, "amount", Value::Number(noticed.amount));
    put(fields, "working_days", Value::Number(u64::from(tariff.payment.working_days)));
    put(fields, "how_to_pay", said("how_to_pay", how_to_pay)?);
    Ok(())
}

fn consult_fields(act: &OfficerAct, fields: &mut Fields) -> Outcome<&'static str> {
    let Command::Consult { kind, question, until, .. } = &act.command else {
        return Err(ExecuteError::Refused(Refusal::Unknown));
    };
    let terms = act.setting.law.regime_on(act.setting.today).map_err(|fault| ExecuteError::Refused(fault.into()))?;
    let days = match kind {
        PartyKind::ThirdParty => terms.third_party.working_days,
        PartyKind::CoProducer => terms.co_producer.as_ref().and_then(|consultation| consultation.working_days),
        PartyKind::Body => None,
    };
    if let Some(days) = days {
        put(fields, "working_days", Value::Number(u64::from(days)));
    }
    Ok(match kind {
        PartyKind::ThirdParty => {
            put(fields, "content", lines("question", question)?);
            "third-party"
        }
        PartyKind::CoProducer => {
            put(fields, "opinion", said("question", question)?);
            "co-producer"
        }
        PartyKind::Body => {
            put(fields, "questions", lines("question", question)?);
            put(fields, "answer_by", Value::Date(until.ok_or(ExecuteError::Refused(Refusal::field("until", "required")))?));
            "consultation"
        }
    })
}

/// What every notice can say of its case.
async fn about(tx: &mut Transaction<'_>, after: &Request) -> Outcome<Fields> {
    let received = after.received.as_ref().ok_or(ExecuteError::Refused(Refusal::Unknown))?;
    let received_on = after.clock.as_ref().map_or(received.arrived_on, |clock| clock.received_on);
    let subject = text(tx, &received.subject).await?;
    Ok(Fields::from([
        ("number".to_owned(), Value::Text(received.number.clone())),
        ("received_on".to_owned(), Value::Date(received_on)),
        ("subject".to_owned(), Value::Text(subject)),
    ]))
}

async fn text(tx: &mut Transaction<'_>, part: &PartRef) -> Outcome<String> {
    let bytes = tx.open_part(part).await?.ok_or(ExecuteError::Refused(Refusal::Already("erased")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The texts of a draft.
pub(super) async fn texts(tx: &mut Transaction<'_>, draft: &ReplyDrafted) -> Outcome<DraftTexts> {
    let texts = text(tx, &draft.texts).await?;
    Ok(serde_json::from_str(&texts).map_err(|fault| StoreError::Corrupt(fault.to_string()))?)
}

async fn reply_facts(act: &OfficerAct, tx: &mut Transaction<'_>, state: &Request, remedies: &[law::Remedy]) -> Outcome<LetterFacts> {
    let (Some(received), Some(draft), Some(clock)) = (&state.received, &state.draft, &state.clock) else {
        return Err(ExecuteError::Refused(Refusal::WrongStep(state.step)));
    };
    let texts = texts(tx, draft).await?;
    let corrects = state.reply.as_ref().filter(|_| state.correcting).map(|reply| (reply.letter_number.clone(), reply.sent_on));
    Ok(LetterFacts {
        organisation: act.setting.organisation.clone(),
        request_number: received.number.clone(),
        received_on: clock.received_on,
        recipient: text(tx, &received.applicant.name).await?,
        subject: text(tx, &received.subject).await?,
        outcome: draft.outcome.clone(),
        rule: draft.rule.clone(),
        texts,
        delivery: received.delivery,
        remedies: remedies.to_vec(),
        corrects,
        settings: act.letters.clone(),
    })
}
