//! A day passes: terms lapse, silence sets in, a changed calendar moves a date. Timers bring it about; a start of the
//! program asks every open case, so that new calendars reach them.

use super::{Outcome, Setting, load, refused};
use crate::decide::{self, Context, Refusal};
use crate::model::Request;
use futures::future::BoxFuture;
use jiff::civil::Date;
use store::{Act, ActorId, StreamId, Transaction};

/// The name of the timer of a case.
pub const TIMER: &str = "tick";

/// A day passed for a case.
pub struct Tick {
    /// law, day, organisation
    pub setting: Setting,
    /// the case
    pub case: StreamId,
}

impl Act for Tick {
    /// whether anything came of it
    type Answer = bool;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Outcome<bool>> {
        Box::pin(async move {
            let state = load(tx, &self.case, None).await?;
            let context = self.setting.context();
            let events = refused(decide::reckon::tick(&state, &context))?;
            if !events.is_empty() {
                tx.append(&self.case, state.version, &ActorId::system(), &events).await?;
            }
            schedule(tx, &self.case, &state.evolve_all(&events), &context)?;
            Ok(!events.is_empty())
        })
    }
}

/// Sets the timer for the next day on which something may come about, or none.
///
/// # Errors
/// Faults of the store.
pub(crate) fn schedule(tx: &mut Transaction<'_>, case: &StreamId, state: &Request, context: &Context<'_>) -> Outcome<()> {
    match decide::reckon::next_tick(state, context.today).and_then(begin) {
        Some(at) => tx.schedule(case, TIMER, at, serde_json::Value::Null)?,
        None => tx.unschedule(case, TIMER)?,
    }
    Ok(())
}

/// The first minute of a day in China, after midnight.
fn begin(day: Date) -> Option<jiff::Timestamp> {
    let at = day.at(0, 1, 0, 0).in_tz("Asia/Shanghai").ok()?;
    Some(at.timestamp())
}
