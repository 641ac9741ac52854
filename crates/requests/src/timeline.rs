//! What happened to a case, as its requester may see it.

use crate::model::event::{Addressee, DeliveryProof, PartyKind, RequestEvent, Side, Standing, Term, TermCause};
use crate::model::happened;
use crate::own;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;
use store::{Recorded, StoreError};
use web::{App, Language};

/// A step that the requester may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// instant of the event itself
    pub at: Timestamp,
    /// the day on which it happened, where it says one: it may have been written down later
    pub on: Option<Date>,
    /// code, also of its message `requests-way-<code>`
    pub kind: &'static str,
    /// in words
    pub title: String,
    /// the article behind it
    pub article: Option<String>,
    /// version of the stream after it
    pub version: u64,
    /// the requester's own act, of which there is a receipt
    pub own: bool,
}

/// When something happened, for people: the instant at which it was written down, and where it happened on another day,
/// that day first.
pub fn when(app: &App, language: Language, at: Timestamp, on: Option<Date>, is_receipt: bool) -> String {
    let written = app.date_of(at);
    match on.filter(|on| *on != written) {
        None => app.clock_time(at),
        Some(on) => {
            let id = if is_receipt { "requests-when-received" } else { "requests-when" };
            web::message(language, id, &[("on", on.to_string()), ("recorded", written.to_string())])
        }
    }
}

impl Step {
    /// When it happened, for people.
    pub fn when(&self, app: &App, language: Language) -> String {
        when(app, language, self.at, self.on, self.kind == "received")
    }
}

/// What is said of one event: kind, arguments of its words, article.
type Said = (&'static str, Vec<(&'static str, String)>, Option<String>);

/// The steps that a requester may see, oldest first; what was erased is left out.
///
/// # Errors
/// Where a stored body does not fit its kind.
pub fn public(events: &[Recorded], language: Language) -> Result<Vec<Step>, StoreError> {
    let mut steps = Vec::with_capacity(events.len());
    let mut told = Told::default();
    for recorded in events {
        let Some(event) = recorded.event::<RequestEvent>()? else { continue };
        let Some((kind, arguments, article)) = told.say(&event) else { continue };
        let title = web::message(language, &format!("requests-way-{kind}"), &arguments);
        let own = own::parts(&event).is_some();
        steps.push(Step { at: recorded.at, on: happened(&event), kind, title, article, version: recorded.version, own });
    }
    Ok(steps)
}

/// What was said so far: which letters are the requester's, and whether there was a reply.
#[derive(Default)]
struct Told {
    letters: BTreeSet<String>,
    replied: bool,
}

fn day(name: &'static str, day: Date) -> Vec<(&'static str, String)> {
    vec![(name, day.to_string())]
}

fn article(article: &str) -> Option<String> {
    Some(article.to_owned()).filter(|article| !article.is_empty())
}

impl Told {
    /// The request itself, its confirmation, its clock.
    fn say(&mut self, event: &RequestEvent) -> Option<Said> {
        let plain = |kind| Some((kind, Vec::new(), None));
        match event {
            RequestEvent::Received(received) => {
                Some(("received", Vec::new(), received.awaits.as_ref().map(|awaits| awaits.rule.article.clone())))
            }
            RequestEvent::Confirmed(confirmed) if confirmed.by == Side::Requester => plain("confirmed-by-requester"),
            RequestEvent::Confirmed(_) => plain("confirmed-by-organisation"),
            RequestEvent::ClockStarted(clock) => Some(("clock-started", Vec::new(), Some(clock.rule.article.clone()))),
            RequestEvent::ClockMoved(moved) => match (moved.was, moved.due_on) {
                (Some(was), Some(due)) if was != due => {
                    let days = vec![("was", was.to_string()), ("due", due.to_string())];
                    Some(("due-moved", days, article(&moved.article)))
                }
                (Some(_), None) if moved.standing == Standing::Paused => Some(("paused", Vec::new(), article(&moved.article))),
                (None, Some(due)) => Some(("due-again", day("due", due), article(&moved.article))),
                _ => None,
            },
            RequestEvent::Transferred(transferred) => Some(("transferred", Vec::new(), Some(transferred.rule.article.clone()))),
            RequestEvent::Split(split) => Some(("split", vec![("numbers", split.into.join("、"))], None)),
            RequestEvent::FileAdded(added) if added.by == Side::Requester => plain("file-added"),
            RequestEvent::DeliveryChosen(_) => plain("delivery-chosen"),
            RequestEvent::Erased(_) => plain("erased"),
            event => self.say_of_questions(event),
        }
    }

    /// Questions to the requester and to others. Whom else was asked, and what they said, is told by nobody.
    fn say_of_questions(&mut self, event: &RequestEvent) -> Option<Said> {
        match event {
            RequestEvent::ClarificationRequested(asked) => {
                let (kind, words) = match (asked.until, asked.working_days) {
                    (None, Some(days)) => ("clarification-requested-days", vec![("days", days.to_string())]),
                    (until, _) => ("clarification-requested", until.map(|until| day("until", until)).unwrap_or_default()),
                };
                Some((kind, words, Some(asked.rule.article.clone())))
            }
            RequestEvent::Clarified(clarified) => Some((if clarified.late { "clarified-late" } else { "clarified" }, Vec::new(), None)),
            RequestEvent::ReasonsAsked(_) => Some(("reasons-asked", Vec::new(), None)),
            RequestEvent::ReasonsGiven(_) => Some(("reasons-given", Vec::new(), None)),
            RequestEvent::Extended(extended) => {
                Some(("extended", vec![("days", extended.working_days.to_string())], Some(extended.rule.article.clone())))
            }
            RequestEvent::FeeNoticed(fee) => {
                let mut words = vec![("amount", fee.amount.to_string())];
                words.extend(fee.until.map(|until| ("until", until.to_string())));
                words.extend(fee.working_days.map(|days| ("days", days.to_string())));
                let kind = if fee.until.is_none() { "fee-noticed-days" } else { "fee-noticed" };
                Some((kind, words, Some(fee.rule.article.clone())))
            }
            RequestEvent::FeePaid(paid) => Some((if paid.late { "fee-paid-late" } else { "fee-paid" }, Vec::new(), None)),
            RequestEvent::TermSet(set) => {
                let until = ("until", set.until.to_string());
                let (kind, words) = match (&set.term, set.was.filter(|_| set.cause == TermCause::Calendar)) {
                    (Term::Clarification, None) => ("clarification-until", vec![until]),
                    (Term::Fee, None) => ("fee-until", vec![until]),
                    (Term::Clarification, Some(was)) => ("clarification-moved", vec![("was", was.to_string()), until]),
                    (Term::Fee, Some(was)) => ("fee-moved", vec![("was", was.to_string()), until]),
                    // Whom else was asked is told by nobody.
                    (Term::Consultation(_), _) => return None,
                };
                Some((kind, words, article(&set.article)))
            }
            RequestEvent::TermPassed(passed) => {
                let kind = match passed.term {
                    Term::Clarification => "clarification-over",
                    Term::Fee => "fee-over",
                    Term::Consultation(_) => return None,
                };
                Some((kind, day("until", passed.until), article(&passed.rule.article)))
            }
            RequestEvent::DelayedTo(delayed) => Some(("delayed", day("date", delayed.date), Some(delayed.rule.article.clone()))),
            RequestEvent::Lapsed(lapsed) => Some(("lapsed", Vec::new(), Some(lapsed.rule.article.clone()))),
            RequestEvent::Withdrawn(_) => Some(("withdrawn", Vec::new(), None)),
            RequestEvent::Consulted(consulted) => {
                let kind = match consulted.kind {
                    PartyKind::ThirdParty => "third-party-asked",
                    PartyKind::CoProducer => "co-producer-asked",
                    PartyKind::Body => "body-asked",
                };
                Some((kind, Vec::new(), article(&consulted.rule.article)))
            }
            event => self.say_of_letters(event),
        }
    }

    /// Letters to the requester.
    fn say_of_letters(&mut self, event: &RequestEvent) -> Option<Said> {
        match event {
            RequestEvent::ReplySent(reply) => {
                self.letters.insert(reply.letter_number.clone());
                let kind = if std::mem::replace(&mut self.replied, true) { "reply-corrected" } else { "reply-sent" };
                Some((kind, Vec::new(), Some(reply.rule.article.clone())))
            }
            RequestEvent::NoticeSent(notice) => {
                if notice.to == Addressee::Requester {
                    self.letters.insert(notice.letter_number.clone());
                }
                None
            }
            RequestEvent::RecordAnswered(answered) => {
                self.letters.insert(answered.letter_number.clone());
                Some(("record-answered", Vec::new(), Some(answered.rule.article.clone())))
            }
            RequestEvent::CorrectionOpened(_) => Some(("correction-opened", Vec::new(), None)),
            RequestEvent::Dispatched(dispatched) if self.letters.contains(&dispatched.letter_number) => {
                Some(("dispatched", vec![("letter", dispatched.letter_number.clone())], None))
            }
            RequestEvent::Delivered(delivered) if self.letters.contains(&delivered.letter_number) => {
                let kind = match delivered.proof {
                    DeliveryProof::ReadOnline => "letter-read",
                    DeliveryProof::Returned => "letter-returned",
                    DeliveryProof::Signed | DeliveryProof::CarrierRecord => "letter-delivered",
                };
                Some((kind, vec![("letter", delivered.letter_number.clone())], None))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::{ActorId, StreamId};

    #[test]
    fn an_erased_body_moves_no_other_step() {
        let event = |version: u64, kind: &str, body: Option<serde_json::Value>| Recorded {
            index: version,
            stream: StreamId::new("request", "a"),
            version,
            kind: kind.to_owned(),
            at: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(i64::try_from(version).unwrap()),
            actor: ActorId("a".into()),
            schema: u32::from(body.is_some()),
            body,
        };
        let by = |side: &str| Some(serde_json::json!({"by": side, "on": "2026-03-02"}));
        let events = [
            event(1, "confirmed", None),
            event(2, "request-step", None),
            event(3, "confirmed", by("requester")),
            event(4, "confirmed", by("organisation")),
        ];
        let steps = public(&events, Language::Chinese).unwrap();
        assert_eq!(
            steps.iter().map(|step| (step.at.as_second(), step.kind)).collect::<Vec<_>>(),
            [(3, "confirmed-by-requester"), (4, "confirmed-by-organisation")]
        );
    }
}
