use super::{Acted, organisation};
use crate::decide::{OrganisationCommand, Surroundings, decide_organisation};
use crate::{OrganisationEvent, OrganisationId, OrganisationState, Refusal, records};
use futures::future::BoxFuture;
use store::{Act, ActorId, StoreError, Transaction};

/// One command to one organisation.
pub(crate) struct ChangeOrganisation {
    pub(crate) actor: ActorId,
    pub(crate) id: OrganisationId,
    pub(crate) command: OrganisationCommand,
}

impl Act for ChangeOrganisation {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Acted<()>> {
        Box::pin(async move { change(tx, &self.actor, &self.id, self.command.clone()).await })
    }
}

/// Decides on one command and appends what follows from it.
pub(super) async fn change(tx: &mut Transaction<'_>, actor: &ActorId, id: &OrganisationId, command: OrganisationCommand) -> Acted<()> {
    let (state, version) = organisation(tx, id).await?;
    let around = surroundings(tx, id, &command).await?;
    let events: Vec<OrganisationEvent> = decide_organisation(id, &state, command, &around).map_err(store::ExecuteError::Refused)?;
    tx.append(&id.stream(), version, actor, &events).await?;
    Ok(())
}

async fn surroundings(tx: &mut Transaction<'_>, id: &OrganisationId, command: &OrganisationCommand) -> Result<Surroundings, StoreError> {
    let mut around = Surroundings::default();
    if let Some(other) = command.other() {
        around.other = organisation(tx, other).await?.0;
        around.above_other = above(tx, other, &around.other).await?;
    }
    match command {
        OrganisationCommand::Establish(new) => {
            let holder = tx.claim("organisation-code", &new.code, &id.0).await?;
            around.code_holder = holder.filter(|holder| *holder != id.0);
        }
        OrganisationCommand::Merge { .. } | OrganisationCommand::Dissolve { .. } => {
            around.has_below = records::has_below(tx.connection(), id).await?;
        }
        _ => {}
    }
    Ok(around)
}

async fn above(tx: &mut Transaction<'_>, id: &OrganisationId, state: &OrganisationState) -> Result<Vec<OrganisationId>, StoreError> {
    let mut above = vec![id.clone()];
    let mut parent = state.present.as_ref().and_then(|present| present.parent.clone());
    while let Some(next) = parent.filter(|next| !above.contains(next)) {
        parent = organisation(tx, &next).await?.0.present.and_then(|present| present.parent);
        above.push(next);
    }
    Ok(above)
}
