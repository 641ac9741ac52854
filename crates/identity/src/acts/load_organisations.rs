use super::{Acted, change_organisation::change, organisation};
use crate::decide::reconcile;
use crate::{Establishment, Loaded, Refusal};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Act, ActorId, ExecuteError, Transaction};

/// A whole file of organisations, all or none.
pub(crate) struct LoadOrganisations {
    pub(crate) entries: Vec<Establishment>,
    /// the entry that was in hand when a rule spoke against it
    pub(crate) at: Arc<AtomicUsize>,
}

impl Act for LoadOrganisations {
    type Answer = Loaded;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Acted<Loaded>> {
        Box::pin(async move {
            let mut loaded = Loaded::default();
            for (at, entry) in self.entries.iter().enumerate() {
                self.at.store(at, Ordering::SeqCst);
                let (state, _) = organisation(tx, &entry.id).await?;
                let commands = reconcile(&state, entry.clone()).map_err(ExecuteError::Refused)?;
                match (state.present.is_some(), commands.is_empty()) {
                    (false, _) => loaded.entered += 1,
                    (true, true) => loaded.unchanged += 1,
                    (true, false) => loaded.changed += 1,
                }
                for command in commands {
                    change(tx, &ActorId::system(), &entry.id, command).await?;
                }
            }
            Ok(loaded)
        })
    }
}
