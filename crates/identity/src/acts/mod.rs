//! Commands as the store carries them out: load, decide, append.

mod change_organisation;
mod change_person;
mod load_organisations;
mod register_people;
mod sign_in;

pub(crate) use change_organisation::ChangeOrganisation;
pub(crate) use change_person::{ChangePerson, PersonChange, referenced};
pub(crate) use load_organisations::LoadOrganisations;
pub(crate) use register_people::{NewAccount, NewPerson, RegisterPeople};
pub(crate) use sign_in::{OpenSession, Proof};

use crate::{OrganisationId, OrganisationState, PersonId, PersonState, Refusal};
use store::{ExecuteError, Recorded, StoreError, Transaction};

/// The result of each act.
pub(crate) type Acted<T> = Result<T, ExecuteError<Refusal>>;

fn events<E: store::Event>(recorded: &[Recorded]) -> Result<Vec<E>, StoreError> {
    recorded.iter().filter_map(|one| one.event::<E>().transpose()).collect()
}

async fn organisation(tx: &mut Transaction<'_>, id: &OrganisationId) -> Result<(OrganisationState, u64), StoreError> {
    let recorded = tx.load(&id.stream()).await?;
    Ok((OrganisationState::fold(events(&recorded)?), recorded.len() as u64))
}

async fn person(tx: &mut Transaction<'_>, id: &PersonId) -> Result<(PersonState, u64), StoreError> {
    let recorded = tx.load(&id.stream()).await?;
    Ok((PersonState::fold(events(&recorded)?), recorded.len() as u64))
}

/// Milliseconds since 1970 of this act.
fn now(tx: &Transaction<'_>) -> i64 {
    tx.now().as_millisecond()
}
