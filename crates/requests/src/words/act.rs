//! Changing the city's wording.

use super::{NoticeReset, NoticeSaved, NoticeWords, ReasonRetired, ReasonSaved, ReasonWords, WordsEvent, of_notice, of_reasons};
use crate::decide::Refusal;
use crate::letter::notices;
use crate::model::Problem;
use futures::future::BoxFuture;
use jiff::civil::Date;
use law::{Law, StandardReason};
use std::sync::Arc;
use store::{Act, ActorId, ExecuteError, StoreError, StreamId, Transaction};

type Outcome<T> = Result<T, ExecuteError<Refusal>>;

/// A change of the city's wording, made on the version that the person saw.
pub struct Reword {
    /// rules
    pub law: Arc<Law>,
    /// the day in the city's time zone
    pub today: Date,
    /// the version that the page showed
    pub seen: u64,
    /// who
    pub person: String,
    /// what is changed
    pub rewording: Rewording,
}

/// What is changed.
#[derive(Debug, Clone)]
pub enum Rewording {
    /// another text of a notice
    Notice {
        /// kind
        kind: String,
        /// first day of the version
        from: Date,
        /// 标题
        title: String,
        /// the template
        text: String,
    },
    /// the text of the files again
    Reset {
        /// kind
        kind: String,
        /// first day of the version
        from: Date,
    },
    /// a reason, new or changed; an empty id is a new one
    Reason {
        /// id
        id: String,
        /// row of the closed list
        outcome: String,
        /// ids of rules
        grounds: Vec<String>,
        /// what it is about
        title: String,
        /// the wording
        text: String,
        /// first day
        since: Date,
    },
    /// a reason is offered no longer
    Retire {
        /// id
        id: String,
        /// first day without it
        on: Date,
    },
}

impl Act for Reword {
    /// the id of the reason, or the kind of notice
    type Answer = String;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<String>> {
        Box::pin(async move {
            let refuse = |refusal: Refusal| ExecuteError::Refused(refusal);
            let (stream, answer, event) = match &self.rewording {
                Rewording::Notice { kind, from, title, text } => {
                    let stream = of_notice(kind);
                    self.notice(tx, &stream, kind, *from, title, text).await?;
                    let saved = NoticeSaved {
                        notice: kind.clone(),
                        from: *from,
                        title: title.trim().to_owned(),
                        text: text.clone(),
                        person: self.person.clone(),
                    };
                    (stream, kind.clone(), WordsEvent::NoticeSaved(saved))
                }
                Rewording::Reset { kind, from } => {
                    let stream = of_notice(kind);
                    if !NoticeWords::fold(&tx.load(&stream).await?)?.saved.contains_key(from) {
                        return Err(refuse(Refusal::Already("words-shipped")));
                    }
                    let reset = NoticeReset { notice: kind.clone(), from: *from, person: self.person.clone() };
                    (stream, kind.clone(), WordsEvent::NoticeReset(reset))
                }
                Rewording::Reason { id, outcome, grounds, title, text, since } => {
                    check_reason(&self.law, outcome, grounds, title, text).map_err(refuse)?;
                    let words = ReasonWords::fold(&tx.load(&of_reasons()).await?)?;
                    if !id.is_empty() && !knows(&self.law, &words, id) {
                        return Err(refuse(Refusal::Unknown));
                    }
                    let id = if id.is_empty() { tx.new_id() } else { id.clone() };
                    let saved = ReasonSaved {
                        id: id.clone(),
                        outcome: outcome.clone(),
                        grounds: grounds.clone(),
                        title: title.trim().to_owned(),
                        text: text.trim().to_owned(),
                        since: *since,
                        person: self.person.clone(),
                    };
                    (of_reasons(), id, WordsEvent::ReasonSaved(Box::new(saved)))
                }
                Rewording::Retire { id, on } => {
                    let words = ReasonWords::fold(&tx.load(&of_reasons()).await?)?;
                    if !knows(&self.law, &words, id) {
                        return Err(refuse(Refusal::Unknown));
                    }
                    if words.retired.contains_key(id) {
                        return Err(refuse(Refusal::Already("reason-retired")));
                    }
                    let retired = ReasonRetired { id: id.clone(), on: *on, person: self.person.clone() };
                    (of_reasons(), id.clone(), WordsEvent::ReasonRetired(retired))
                }
            };
            tx.append(&stream, self.seen, &ActorId(self.person.clone()), &[event]).await?;
            Ok(answer)
        })
    }
}

impl Reword {
    async fn notice(&self, tx: &mut Transaction<'_>, stream: &StreamId, kind: &str, from: Date, title: &str, text: &str) -> Outcome<()> {
        let refuse = |field, code| Err(ExecuteError::Refused(Refusal::field(field, code)));
        let notices = notices::all(&self.law).map_err(|fault| StoreError::Other(fault.to_string()))?;
        let notice = notices.get(kind).ok_or(ExecuteError::Refused(Refusal::Unknown))?;
        let version = notice.versions.iter().find(|version| version.from == from).ok_or(ExecuteError::Refused(Refusal::Unknown))?;
        if notice.with_text(from, title, text).is_err() {
            return refuse("text", "template");
        }
        let words = NoticeWords::fold(&tx.load(stream).await?)?;
        let same = match words.saved.get(&from) {
            Some(saved) => saved.title == title.trim() && saved.text == text,
            None => version.title == title.trim() && version.text == text,
        };
        if same { Err(ExecuteError::Refused(Refusal::Already("words-same"))) } else { Ok(()) }
    }
}

fn knows(law: &Law, words: &ReasonWords, id: &str) -> bool {
    words.saved.contains_key(id) || law.reasons().iter().any(|reason| reason.id == id)
}

/// Checks a standard reason as the files of the law are checked.
///
/// # Errors
/// Each fault at its field.
pub(crate) fn check_reason(law: &Law, outcome: &str, grounds: &[String], title: &str, text: &str) -> Result<(), Refusal> {
    let mut problems = Vec::new();
    let mut add = |field, code, limit| problems.push(Problem { field, code, limit });
    if law.outcome(outcome).is_err() {
        add("outcome", "choice", 0);
    }
    let carries = |id: &String| law.rule_by_id(id).is_some_and(|rule| rule.ground_for.iter().any(|code| code == outcome));
    if grounds.is_empty() {
        add("grounds", "required", 0);
    } else if !grounds.iter().all(carries) {
        add("grounds", "choice", 0);
    }
    for (field, value, limit) in [("title", title, 100), ("text", text, 5_000)] {
        if value.trim().is_empty() {
            add(field, "required", 0);
        } else if value.chars().count() > limit {
            add(field, "too-long", limit);
        }
    }
    if !StandardReason::is_whole(text) {
        add("text", "blanks", 0);
    }
    if problems.is_empty() { Ok(()) } else { Err(Refusal::Fields(problems)) }
}
