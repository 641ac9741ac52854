//! E-mail to the requester at each step, where an address was given: queued in the same write as the step, once. It
//! holds the number and nothing else of the case; the rest is read on the follow page, with the query code.

use crate::acts::{AnswerAsked, AnswerRecord, Confirm, OfficerAct, RequesterAct, SplitCase, Submit, Tick};
use crate::decide::{Context, Refusal, reckon};
use crate::model::Request;
use crate::model::event::{Cause, DeliveryProof, Received, RequestEvent, Side, Standing, Term, TermCause};
use futures::future::BoxFuture;
use identity::{OrganisationId, Role};
use inbox::{Mail, Words};
use store::{Act, Done, ExecuteError, StoreError, StreamId, Transaction};
use web::{App, Language, Settings};

/// What notes to requesters need to know of the instance.
#[derive(Debug, Clone)]
pub struct Notes {
    /// name of the portal
    pub site: String,
    /// address of the portal, without a slash at the end
    pub base_url: String,
}

impl Notes {
    /// As it is set; none where requesters are sent no e-mail.
    pub fn of(settings: &Settings) -> Option<Notes> {
        settings.requester_mail.then(|| Notes { site: settings.site_name.clone(), base_url: settings.base_url.clone() })
    }
}

/// An act on cases, as far as notes must know it.
pub trait OnCase: Act<Refusal = Refusal> {
    /// the case that it changes; none where it makes one
    fn case(&self) -> Option<&StreamId>;

    /// the cases that it changed or made
    fn cases(&self, answer: &Self::Answer) -> Vec<StreamId>;

    /// where a day passed: what a term that ends soon is judged by
    fn passing(&self) -> Option<Context<'_>> {
        None
    }
}

macro_rules! on_case {
    ($($act:ty),*) => {
        $(impl OnCase for $act {
            fn case(&self) -> Option<&StreamId> {
                Some(&self.case)
            }

            fn cases(&self, _: &Self::Answer) -> Vec<StreamId> {
                vec![self.case.clone()]
            }
        })*
    };
}

on_case!(OfficerAct, RequesterAct, Confirm, AnswerAsked, AnswerRecord, SplitCase);

impl OnCase for Tick {
    fn case(&self) -> Option<&StreamId> {
        Some(&self.case)
    }

    fn cases(&self, _: &bool) -> Vec<StreamId> {
        vec![self.case.clone()]
    }

    fn passing(&self) -> Option<Context<'_>> {
        Some(self.setting.context())
    }
}

impl OnCase for Submit {
    fn case(&self) -> Option<&StreamId> {
        None
    }

    fn cases(&self, answer: &Self::Answer) -> Vec<StreamId> {
        answer.cases.clone()
    }
}

/// An act, and with it the notes on what it did.
pub struct Telling<A> {
    /// the act
    pub act: A,
    /// none: nobody is told
    pub notes: Option<Notes>,
}

/// Carries an act out and queues what its requester is told.
///
/// # Errors
/// Those of the act.
pub async fn execute<A: OnCase>(app: &App, act: A) -> Result<Done<A::Answer>, ExecuteError<Refusal>> {
    app.store.execute(Telling { act, notes: Notes::of(&app.settings) }).await
}

impl<A: OnCase> Act for Telling<A> {
    type Answer = A::Answer;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<A::Answer, ExecuteError<Refusal>>> {
        Box::pin(async move {
            let Some(notes) = &self.notes else { return self.act.run(tx).await };
            let before = match self.act.case() {
                Some(case) => tx.version(case).await?,
                None => 0,
            };
            let answer = self.act.run(&mut *tx).await?;
            for case in self.act.cases(&answer) {
                notes.tell(tx, &case, before).await?;
                if let Some(context) = self.act.passing() {
                    notes.warn(tx, &case, &context).await?;
                }
            }
            Ok(answer)
        })
    }
}

/// What is said, and with what in it.
type Said = (&'static str, Vec<(&'static str, String)>);

impl Notes {
    /// Queues what is to be told of the events after version `before`.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn tell(&self, tx: &mut Transaction<'_>, case: &StreamId, before: u64) -> Result<(), StoreError> {
        let events = tx.load(case).await?;
        let state = Request::fold(&events)?;
        let mut said = Vec::new();
        let mut registered = false;
        for recorded in events.iter().filter(|recorded| recorded.version > before) {
            let Some(event) = recorded.event::<RequestEvent>()? else { continue };
            registered |= matches!(event, RequestEvent::Received(_));
            // What follows from the registration itself is told with it.
            let with_it = registered && !matches!(event, RequestEvent::Received(_));
            if let Some((kind, arguments)) = words(&event, &state).filter(|_| !with_it) {
                said.push((recorded.version.to_string(), kind, arguments));
            }
        }
        for (version, kind, arguments) in said {
            self.queue(tx, case, &state, (kind, arguments), &version).await?;
        }
        Ok(())
    }

    /// Queues what a day brings without anything having happened, on its day and after it, once: the warning before a
    /// term of the requester ends, the word that a request still is to be confirmed.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn warn(&self, tx: &mut Transaction<'_>, case: &StreamId, context: &Context<'_>) -> Result<(), StoreError> {
        let state = Request::fold(&tx.load(case).await?)?;
        let Some(warning) = reckon::warning(&state, context) else { return Ok(()) };
        if warning.is_due(context.today) {
            let said = (warning.kind, vec![("until", warning.day.to_string())]);
            self.queue(tx, case, &state, said, &format!("{}-{}", warning.kind, warning.day)).await?;
        }
        Ok(())
    }

    async fn queue(
        &self,
        tx: &mut Transaction<'_>,
        case: &StreamId,
        state: &Request,
        (kind, arguments): Said,
        once: &str,
    ) -> Result<(), StoreError> {
        let Some(received) = &state.received else { return Ok(()) };
        let Some(part) = &received.applicant.email else { return Ok(()) };
        let Some(address) = tx.open_part(part).await? else { return Ok(()) };
        let number = received.number.clone();
        let mut all = vec![("number", number.clone()), ("site", self.site.clone()), ("link", format!("{}/requests/status", self.base_url))];
        all.extend(arguments);
        let say = |language: Language, id: &str| web::message(language, id, &all);
        let text = [Language::Chinese, Language::English].map(|language| {
            let body = say(language, &format!("requests-mail-{kind}"));
            [body, say(language, "requests-mail-follow"), say(language, "requests-mail-why")].join("\n")
        });
        let mail = Mail {
            case: case.clone(),
            to: String::from_utf8_lossy(&address).into_owned(),
            subject: say(Language::Chinese, "requests-mail-subject"),
            text: text.join("\n\n"),
            organisation: OrganisationId(state.organisation.clone()),
            role: Role::CaseOfficer,
            about: Words::new("requests-mail-about").with("number", number.clone()),
            url: format!("/office/requests/{number}"),
            once: format!("{} {once}", case.as_str()),
        };
        inbox::mail(tx, &mail).await?;
        Ok(())
    }
}

/// What is told of an event; what goes on inside, and who else was asked, is not. Every kind of event is named here, so
/// that a new one is decided on.
fn words(event: &RequestEvent, after: &Request) -> Option<Said> {
    use RequestEvent as E;
    let plain = |kind| Some((kind, Vec::new()));
    match event {
        E::Received(received) if awaits_requester(received) => plain("received-confirm"),
        E::Received(_) => plain("received"),
        // Until the clock starts, which is told by itself; what the requester confirmed is known.
        E::Confirmed(confirmed) if confirmed.by == Side::Organisation && after.clock.is_none() => plain("confirmed"),
        E::ClockStarted(clock) => Some(("started", vec![("due", clock.due_on.to_string())])),
        E::ClarificationRequested(asked) => Some(match (asked.until, asked.working_days) {
            (None, Some(days)) => ("clarification-days", vec![("days", days.to_string())]),
            (until, _) => ("clarification", vec![("until", until.map(|until| until.to_string()).unwrap_or_default())]),
        }),
        E::Clarified(_) => plain("clarified"),
        E::Extended(extended) => Some(match after.due_on {
            Some(due) => ("extended", vec![("due", due.to_string())]),
            None => ("extended-paused", vec![("days", extended.working_days.to_string())]),
        }),
        E::FeeNoticed(fee) => Some(match (fee.until, fee.working_days) {
            (None, Some(days)) => ("fee-days", vec![("days", days.to_string())]),
            (until, _) => ("fee", vec![("until", until.map(|until| until.to_string()).unwrap_or_default())]),
        }),
        E::TermSet(set) => match (&set.term, set.cause, set.was) {
            (Term::Clarification | Term::Fee, TermCause::Calendar, Some(was)) => {
                let kind = if set.term == Term::Fee { "fee-moved" } else { "clarification-moved" };
                Some((kind, vec![("was", was.to_string()), ("until", set.until.to_string())]))
            }
            // When the letter arrived the page says it, and a warning comes before the term ends.
            _ => None,
        },
        E::TermPassed(passed) => match passed.term {
            Term::Clarification => Some(("clarification-over", vec![("until", passed.until.to_string())])),
            Term::Fee => Some(("fee-over", vec![("until", passed.until.to_string())])),
            Term::Consultation(_) => None,
        },
        E::FeePaid(_) => plain("fee-paid"),
        E::ReasonsAsked(_) => plain("reasons"),
        E::ReasonsGiven(_) => plain("reasons-given"),
        E::DelayedTo(delayed) => Some(("delayed", vec![("date", delayed.date.to_string())])),
        E::ReplySent(reply) if reply.lapses => plain("reply-lapsed"),
        E::ReplySent(reply) if reply.corrects.is_none() => plain("reply"),
        E::ReplySent(_) => plain("correction"),
        E::CorrectionOpened(_) => plain("correction-opened"),
        E::RecordAnswered(_) => plain("reply"),
        E::Dispatched(dispatched) => own(after, &dispatched.letter_number).then(|| ("dispatched", Vec::new())),
        E::Delivered(delivered) => {
            let returned = delivered.proof == DeliveryProof::Returned && own(after, &delivered.letter_number);
            returned.then(|| ("letter-returned", Vec::new()))
        }
        E::Lapsed(_) => plain("lapsed"),
        E::Withdrawn(_) => plain("withdrawn"),
        E::Transferred(_) => plain("transferred"),
        E::Split(split) => Some(("split", vec![("numbers", split.into.join("、"))])),
        E::ClockMoved(moved) => match (moved.cause, moved.was, moved.due_on) {
            (Cause::Calendar, Some(was), Some(due)) => Some(("moved", vec![("was", was.to_string()), ("due", due.to_string())])),
            (Cause::Consulted, Some(_), None) if moved.standing == Standing::Paused => plain("paused"),
            (Cause::Consulted | Cause::Answered, None, Some(due)) => Some(("resumed", vec![("due", due.to_string())])),
            // Every other cause is told with what happened.
            _ => None,
        },
        // The requester's own, at the moment of doing it.
        E::Confirmed(_) | E::FileAdded(_) | E::DeliveryChosen(_) => None,
        // What goes on inside.
        E::ReplyDrafted(_)
        | E::RecordDrafted(_)
        | E::DraftSubmitted(_)
        | E::ReviewPassed(_)
        | E::LegalReviewPassed(_)
        | E::DraftReturned(_)
        | E::ReplyApproved(_)
        | E::Commented(_)
        | E::CommentResolved(_)
        | E::ExtensionProposed(_)
        | E::ExtensionDeclined(_)
        | E::MaterialAdded(_)
        | E::LayerDrawn(_)
        | E::ReleaseMade(_)
        | E::MaterialWithdrawn(_)
        | E::Assigned(_)
        | E::Noted(_)
        | E::ContactViewed(_)
        | E::Viewed(_)
        | E::Searched(_)
        | E::Archived(_)
        | E::ErasureProposed(_)
        | E::ErasureDeclined(_) => None,
        // Who else was asked; that the clock stands still, and runs on, is told.
        E::Consulted(_)
        | E::ConsultationDelivered(_)
        | E::ConsultationAnswered(_)
        | E::ConsultationChased(_)
        | E::ObjectionOverridden(_) => None,
        // The letter of what is told already.
        E::NoticeSent(_) => None,
        // There is no address any more.
        E::Erased(_) => None,
    }
}

fn awaits_requester(received: &Received) -> bool {
    received.awaits.as_ref().is_some_and(|awaits| awaits.requester)
}

fn own(state: &Request, letter_number: &str) -> bool {
    crate::decide::delivery::own_letter(state, letter_number).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_has_words_in_both_languages() {
        const WORDS: [&str; 9] = ["date", "days", "due", "link", "number", "numbers", "site", "until", "was"];
        let kinds = [
            "received",
            "received-confirm",
            "confirm",
            "confirmed",
            "started",
            "paused",
            "resumed",
            "reasons-given",
            "correction-opened",
            "letter-returned",
            "clarification",
            "clarified",
            "extended",
            "fee",
            "fee-paid",
            "reasons",
            "delayed",
            "reply",
            "correction",
            "dispatched",
            "lapsed",
            "withdrawn",
            "transferred",
            "split",
            "moved",
            "extended-paused",
            "reply-lapsed",
            "clarification-days",
            "clarification-moved",
            "clarification-over",
            "fee-days",
            "fee-moved",
            "fee-over",
            "lapse-clarification",
            "lapse-fee",
            "follow",
            "why",
            "subject",
            "about",
        ];
        for kind in kinds {
            for language in [Language::Chinese, Language::English] {
                let id = format!("requests-mail-{kind}");
                let given = WORDS.map(|name| (name, "x".to_owned()));
                assert_ne!(web::message(language, &id, &given), id);
            }
        }
    }
}
