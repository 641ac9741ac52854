//! Files of a case, and what of them goes out with the reply: the original never does, only a file that was made from
//! the newest layer of redactions.

use super::{Context, Refusal};
use crate::model::event::{FileAdded, LayerDrawn, MaterialAdded, MaterialWithdrawn, ReleaseMade, RequestEvent};
use crate::model::{Request, Step};
use law::OutcomeField;

/// As many files a case may hold beside those that it came with.
const MOST_FILES: usize = 50;

/// A file was added.
///
/// # Errors
/// Where the case has ended or holds too many.
pub fn file(state: &Request, added: FileAdded) -> Result<Vec<RequestEvent>, Refusal> {
    if state.step == Step::New {
        return Err(Refusal::Unknown);
    }
    if !state.is_open() {
        return Err(Refusal::WrongStep(state.step));
    }
    if state.files.len() >= MOST_FILES {
        return Err(Refusal::Already("too-many-files"));
    }
    Ok(vec![RequestEvent::FileAdded(added)])
}

/// Material can be changed until the draft is handed on.
fn open(state: &Request) -> Result<(), Refusal> {
    match state.step {
        Step::New => Err(Refusal::Unknown),
        Step::Registered | Step::Drafting => Ok(()),
        step => Err(Refusal::WrongStep(step)),
    }
}

/// Material was put into the case.
///
/// # Errors
/// Where a draft is being checked, or the case holds too many.
pub fn add(state: &Request, added: MaterialAdded) -> Result<Vec<RequestEvent>, Refusal> {
    open(state)?;
    if state.materials.len() >= MOST_FILES {
        return Err(Refusal::Already("too-many-files"));
    }
    Ok(vec![RequestEvent::MaterialAdded(added)])
}

/// Marks were drawn.
///
/// # Errors
/// Unknown material; where a draft is being checked.
pub fn draw(state: &Request, drawn: LayerDrawn) -> Result<Vec<RequestEvent>, Refusal> {
    open(state)?;
    state.material(&drawn.material).ok_or(Refusal::Unknown)?;
    Ok(vec![RequestEvent::LayerDrawn(drawn)])
}

/// The file that goes out was made from the newest layer.
///
/// # Errors
/// Unknown material, an older layer; where a draft is being checked.
pub fn release(state: &Request, made: ReleaseMade) -> Result<Vec<RequestEvent>, Refusal> {
    open(state)?;
    let material = state.material(&made.material).ok_or(Refusal::Unknown)?;
    if material.layer.as_ref() != Some(&made.layer) {
        return Err(Refusal::Already("layer-changed"));
    }
    Ok(vec![RequestEvent::ReleaseMade(made)])
}

/// Material does not go out.
///
/// # Errors
/// Unknown material; where a draft is being checked.
pub fn withdraw(state: &Request, material: &str, person: String) -> Result<Vec<RequestEvent>, Refusal> {
    open(state)?;
    state.material(material).ok_or(Refusal::Unknown)?;
    Ok(vec![RequestEvent::MaterialWithdrawn(MaterialWithdrawn { material: material.to_owned(), person })])
}

/// The number of the attachment that a file of this material becomes: its own where it has one, else the first that is
/// free.
pub fn attachment_number(state: &Request, material: &str) -> u32 {
    let own = state.material(material).map(|found| found.attachment).filter(|number| *number > 0);
    let free = || (1..).find(|number| state.materials.iter().all(|other| other.attachment != *number));
    own.or_else(free).unwrap_or(u32::MAX)
}

/// A draft goes a step further: each file that goes out with it is made from the newest marks, and the outcome hands
/// something out; where something was taken out of a file, the outcome says so.
///
/// # Errors
/// Material without a file or with an older one; an outcome that does not fit.
pub fn hand_on(state: &Request, outcome: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let Some(unready) = state.materials.iter().find(|material| !material.is_ready()) else {
        return if state.materials.is_empty() { Ok(()) } else { fits(state, outcome, context) };
    };
    Err(Refusal::Already(if unready.release.is_some() { "material-out-of-date" } else { "material-not-made" }))
}

fn fits(state: &Request, outcome: &str, context: &Context<'_>) -> Result<(), Refusal> {
    let row = context.law.outcome(outcome).map_err(|_| Refusal::field("outcome", "choice"))?;
    if !row.asks.contains(&OutcomeField::Provision) {
        return Err(Refusal::Already("material-not-provided"));
    }
    if state.materials.iter().any(|material| material.partial) && !row.asks.contains(&OutcomeField::RefusedPart) {
        return Err(Refusal::Already("material-partial"));
    }
    Ok(())
}
