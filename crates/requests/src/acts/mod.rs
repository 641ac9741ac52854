//! Carries each decision through the write path: loads the case, asks `decide`, seals what is personal, appends.

mod asked;
mod command;
mod confirm;
mod hand_over;
mod notice;
mod officer;
mod record;
mod rehearse;
mod requester;
mod searched;
mod split;
mod submit;
pub(crate) mod tick;

pub(crate) use hand_over::hand_over;
pub(crate) use officer::seal_file;

pub use asked::AnswerAsked;
pub use command::Command;
pub use confirm::Confirm;
pub use officer::OfficerAct;
pub use record::{AnswerRecord, RecordStep};
pub(crate) use record::{Said as RecordLetter, letter as record_letter};
pub use rehearse::{Rehearsal, Rehearse, Rehearsed};
pub use requester::{RequesterAct, RequesterCommand};
pub use searched::Searched;
pub use split::{MATTERS, Matter, SplitCase};
pub use submit::{Submit, Submitted};
pub use tick::{TIMER, Tick, begin};

use crate::decide::{Context, Refusal};
use crate::model::{Problem, Request};
use identity::Organisation;
use jiff::civil::Date;
use law::Law;
use std::sync::Arc;
use store::{ExecuteError, PartRef, StoreError, StreamId, Transaction};

pub(crate) type Outcome<T> = Result<T, ExecuteError<Refusal>>;

pub(crate) fn refused<T>(result: Result<T, Refusal>) -> Outcome<T> {
    result.map_err(ExecuteError::Refused)
}

pub(crate) async fn load(tx: &mut Transaction<'_>, case: &StreamId, expected: Option<u64>) -> Outcome<Request> {
    let state = Request::fold(&tx.load(case).await?)?;
    match expected {
        Some(expected) if expected != state.version => {
            Err(ExecuteError::Conflict { stream: case.as_str().to_owned(), expected, found: state.version })
        }
        _ => Ok(state),
    }
}

/// What every act on a case knows.
#[derive(Clone)]
pub struct Setting {
    /// rules
    pub law: Arc<Law>,
    /// day of the act in the city's time zone
    pub today: Date,
    /// the organisation that is asked
    pub organisation: Organisation,
}

impl Setting {
    pub(crate) fn context(&self) -> Context<'_> {
        Context { law: &self.law, today: self.today, organisation: &self.organisation }
    }
}

pub(crate) fn seal_text(tx: &mut Transaction<'_>, case: &StreamId, field: &'static str, text: &str, limit: usize) -> Outcome<PartRef> {
    if text.chars().count() > limit {
        return Err(ExecuteError::Refused(Refusal::Fields(vec![Problem { field, code: "too-long", limit }])));
    }
    if text.chars().any(web::is_control) {
        return Err(ExecuteError::Refused(Refusal::field(field, "control-character")));
    }
    Ok(tx.seal(case, text.as_bytes())?)
}

/// Seals why somebody reads what is personal: the one place that says what a reason is. Marks alone are none.
pub(crate) fn seal_reason(
    tx: &mut Transaction<'_>,
    stream: &StreamId,
    setting: &Setting,
    field: &'static str,
    text: &str,
) -> Outcome<PartRef> {
    let least = setting.law.rule("setting-stated-reason", setting.today).and_then(|rule| rule.number("characters")).unwrap_or(1);
    let least = usize::try_from(least).unwrap_or(usize::MAX).max(1);
    let problem = match text.trim() {
        "" => Some("required"),
        text if text.chars().filter(|c| c.is_alphanumeric()).count() < least => Some("reason-unreadable"),
        _ => None,
    };
    match problem {
        Some(code) => Err(ExecuteError::Refused(Refusal::Fields(vec![Problem { field, code, limit: least }]))),
        None => seal_text(tx, stream, field, text.trim(), 500),
    }
}

fn seal_json(tx: &mut Transaction<'_>, case: &StreamId, value: &impl serde::Serialize) -> Outcome<PartRef> {
    let bytes = serde_json::to_vec(value).map_err(|fault| StoreError::Other(fault.to_string()))?;
    Ok(tx.seal(case, &bytes)?)
}
