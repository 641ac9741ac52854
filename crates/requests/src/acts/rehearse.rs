//! An officer's step as it would be: the same way as the step itself, and nothing of it is kept.

use super::OfficerAct;
use super::notice::{self, Purpose};
use crate::decide::Refusal;
use crate::model::Request;
use crate::model::event::RequestEvent;
use futures::future::BoxFuture;
use letters::Letter;
use std::convert::Infallible;
use store::{Act, ExecuteError, Transaction};

/// What a step would come to.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// the case as it is
    pub before: Request,
    /// the case as it would be
    pub after: Request,
    /// what would be written, without the notice
    pub events: Vec<RequestEvent>,
    /// the notice that would go out, without a number; the requester is masked
    pub letter: Option<Letter>,
}

/// How a rehearsal ends: never with a yes, so that the store keeps nothing of it.
#[derive(Debug, thiserror::Error)]
pub enum Rehearsed {
    /// the step would be refused
    #[error(transparent)]
    Refused(Refusal),
    /// it would be done
    #[error("it was only tried")]
    Possible(Box<Rehearsal>),
}

/// Tries an officer's step without writing anything.
pub struct Rehearse(pub OfficerAct);

impl Act for Rehearse {
    type Answer = Infallible;
    type Refusal = Rehearsed;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Infallible, ExecuteError<Rehearsed>>> {
        Box::pin(async move {
            let tried = self.0.rehearse(tx).await.map_err(|fault| match fault {
                ExecuteError::Refused(refusal) => ExecuteError::Refused(Rehearsed::Refused(refusal)),
                ExecuteError::Conflict { stream, expected, found } => ExecuteError::Conflict { stream, expected, found },
                ExecuteError::Store(fault) => ExecuteError::Store(fault),
            })?;
            Err(ExecuteError::Refused(Rehearsed::Possible(Box::new(tried))))
        })
    }
}

impl OfficerAct {
    async fn rehearse(&self, tx: &mut Transaction<'_>) -> Result<Rehearsal, ExecuteError<Refusal>> {
        let before = self.state(tx).await?;
        let events = self.decide(tx, &before).await?;
        let letter = notice::compose(self, tx, &before, &events, Purpose::Looking).await?.map(|composed| composed.letter);
        let after = before.clone().evolve_all(&events);
        Ok(Rehearsal { before, after, events, letter })
    }
}
