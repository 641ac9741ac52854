//! A day passes: terms lapse, silence sets in, a changed calendar moves a date. Timers bring it about; a start of the
//! program asks every open case, so that new calendars reach them.

use super::{Outcome, Setting, load, refused};
use crate::decide::{self, Context, Refusal};
use crate::model::Request;
use crate::records::{self, Which};
use crate::told::Notes;
use futures::StreamExt;
use futures::future::BoxFuture;
use identity::{Contact, Organisation, OrganisationId, Staff};
use jiff::civil::Date;
use law::{Law, OrganisationKind};
use std::sync::Arc;
use store::{Act, ActorId, ConflictOr, ExecuteError, StoreError, StreamId, Transaction};
use web::App;

/// The name of the timer of a case.
pub const TIMER: &str = "tick";
/// Cases that are asked at a time when the program starts.
const AT_ONCE: usize = 64;
/// Cases that are read at a time.
const PAGE: u32 = 500;

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
            pass(tx, &self.case, state, &self.setting.context()).await
        })
    }
}

async fn pass(tx: &mut Transaction<'_>, case: &StreamId, state: Request, context: &Context<'_>) -> Outcome<bool> {
    let events = refused(decide::reckon::tick(&state, context))?;
    if !events.is_empty() {
        tx.append(case, state.version, &ActorId::system(), &events).await?;
    }
    schedule(tx, case, &state.evolve_all(&events), context)?;
    Ok(!events.is_empty())
}

/// The timer of a case came due.
///
/// # Errors
/// Faults of the store; a case whose law is gone.
pub(crate) async fn due(tx: &mut Transaction<'_>, law: &Arc<Law>, notes: Option<&Notes>, case: &StreamId) -> Result<(), ConflictOr> {
    let state = Request::fold(&tx.load(case).await?)?;
    let id = OrganisationId(state.organisation.clone());
    let Some(division) = Staff::read(tx.connection()).await?.division(&id) else {
        return Err(StoreError::Corrupt(format!("{case} lies with {}, which is nowhere", id.0)).into());
    };
    // A day that passes asks of an organisation only where it is.
    let organisation = Organisation {
        code: id.0.clone(),
        id,
        name: String::new(),
        short_name: String::new(),
        kind: OrganisationKind::Department,
        division,
        parent: None,
        letter_mark: None,
        acknowledgement_confirms: false,
        contact: Contact::default(),
    };
    let context = Context { law, today: web::day_in_city(tx.now()), organisation: &organisation };
    let before = state.version;
    match pass(tx, case, state, &context).await {
        Ok(_) => {
            if let Some(notes) = notes {
                notes.tell(tx, case, before).await?;
                notes.warn(tx, case, &context).await?;
            }
            Ok(())
        }
        Err(ExecuteError::Store(fault)) => Err(fault.into()),
        Err(ExecuteError::Conflict { stream, expected, found }) => Err(ConflictOr::Conflict { stream, expected, found }),
        Err(ExecuteError::Refused(refusal)) => Err(StoreError::Other(format!("a day that passed for {case}: {refusal}")).into()),
    }
}

/// A program that serves began: every open case is asked what the days since and the calendars of today bring. Answers
/// how many changed. One case that cannot be asked is logged and holds up no other.
///
/// # Errors
/// Where the cases cannot be read.
pub async fn begin(app: &App) -> Result<usize, StoreError> {
    let today = app.today();
    let mut cases = Vec::new();
    loop {
        let mut connection = app.store.read().await?;
        let read = records::list(&mut connection, "", Which::Open, PAGE, cases.len() as u64).await?;
        let last = read.len() < PAGE as usize;
        cases.extend(read.into_iter().map(|case| (case.stream, OrganisationId(case.organisation))));
        if last {
            break;
        }
    }
    let ask = |(case, id): (StreamId, OrganisationId)| async move {
        let Some(organisation) = app.identity.organisation(&id, today) else { return 0 };
        let stream = case.clone();
        let tick = Tick { setting: Setting { law: app.law.clone(), today, organisation }, case };
        match crate::told::execute(app, tick).await {
            Ok(done) => usize::from(done.answer),
            Err(fault) => {
                tracing::error!(case = %stream, %fault, "a case could not be asked what the days since bring");
                0
            }
        }
    };
    Ok(futures::stream::iter(cases).map(ask).buffer_unordered(AT_ONCE).fold(0, |sum, one| async move { sum + one }).await)
}

/// Sets the timer for the next day on which something may come about, or none.
///
/// # Errors
/// Faults of the store.
pub(crate) fn schedule(tx: &mut Transaction<'_>, case: &StreamId, state: &Request, context: &Context<'_>) -> Outcome<()> {
    match decide::reckon::next_tick(state, context).and_then(first_minute) {
        Some(at) => tx.schedule(case, TIMER, at, serde_json::Value::Null)?,
        None => tx.unschedule(case, TIMER)?,
    }
    Ok(())
}

/// The first minute of a day in the city, after midnight.
fn first_minute(day: Date) -> Option<jiff::Timestamp> {
    calendar::zone().to_timestamp(day.at(0, 1, 0, 0)).ok()
}
