//! E-mail to the requester at each step, where an address was given: queued in the same write as the step, once. It
//! holds the number and nothing else of the case; the rest is read on the follow page, with the query code.

use crate::acts::{Confirm, OfficerAct, RequesterAct, Submit, Tick};
use crate::decide::{Context, Refusal, reckon};
use crate::model::Request;
use crate::model::event::{Cause, RequestEvent};
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

on_case!(OfficerAct, RequesterAct, Confirm);

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
        for recorded in events.iter().filter(|recorded| recorded.version > before) {
            let event = recorded.event::<RequestEvent>()?;
            if let Some((kind, arguments)) = event.and_then(|event| words(&event, &state)) {
                said.push((format!("{}", recorded.version), kind, arguments));
            }
        }
        for (version, kind, arguments) in said {
            self.queue(tx, case, &state, (kind, arguments), &version).await?;
        }
        Ok(())
    }

    /// Queues the warning before a term of the requester ends, on its day and after it, once for each term.
    ///
    /// # Errors
    /// Faults of the store.
    pub async fn warn(&self, tx: &mut Transaction<'_>, case: &StreamId, context: &Context<'_>) -> Result<(), StoreError> {
        let state = Request::fold(&tx.load(case).await?)?;
        let Some((kind, from, until)) = reckon::warning(&state, context) else { return Ok(()) };
        if (from..=until).contains(&context.today) {
            let said = (kind, vec![("until", until.to_string())]);
            self.queue(tx, case, &state, said, &format!("{kind}-{until}")).await?;
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

/// What is told of an event; what goes on inside, and who else was asked, is not.
fn words(event: &RequestEvent, after: &Request) -> Option<Said> {
    let plain = |kind| Some((kind, Vec::new()));
    match event {
        RequestEvent::Received(_) => plain("received"),
        RequestEvent::ClarificationRequested(asked) => Some(("clarification", vec![("until", asked.until.to_string())])),
        RequestEvent::Clarified(_) => plain("clarified"),
        RequestEvent::Extended(_) => Some(("extended", vec![("due", after.due_on.map(|due| due.to_string()).unwrap_or_default())])),
        RequestEvent::FeeNoticed(fee) => Some(("fee", vec![("until", fee.until.to_string())])),
        RequestEvent::FeePaid(_) => plain("fee-paid"),
        RequestEvent::ReasonsAsked(_) => plain("reasons"),
        RequestEvent::DelayedTo(delayed) => Some(("delayed", vec![("date", delayed.date.to_string())])),
        RequestEvent::ReplySent(_) if after.corrected.is_empty() => plain("reply"),
        RequestEvent::ReplySent(_) => plain("correction"),
        RequestEvent::RecordAnswered(_) => plain("reply"),
        RequestEvent::Dispatched(dispatched) => own(after, &dispatched.letter_number).then(|| ("dispatched", Vec::new())),
        RequestEvent::Lapsed(_) => plain("lapsed"),
        RequestEvent::Withdrawn(_) => plain("withdrawn"),
        RequestEvent::Transferred(_) => plain("transferred"),
        RequestEvent::Split(_) => plain("split"),
        RequestEvent::ClockMoved(moved) if moved.cause == Cause::Calendar => match (moved.was, moved.due_on) {
            (Some(was), Some(due)) => Some(("moved", vec![("was", was.to_string()), ("due", due.to_string())])),
            _ => None,
        },
        _ => None,
    }
}

fn own(state: &Request, letter_number: &str) -> bool {
    crate::decide::delivery::own_letter(state, letter_number).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_has_words_in_both_languages() {
        const WORDS: [&str; 7] = ["date", "due", "link", "number", "site", "until", "was"];
        let kinds = [
            "received",
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
