use super::{Acted, person};
use crate::records::{self, delete_credential, forget_old_sessions, insert_session, insert_sign_in, set_last_step};
use crate::{Account, PersonId, Refusal, SignInOutcome};
use futures::future::BoxFuture;
use store::{Act, ExecuteError, Transaction};

/// What was shown beside the password.
#[derive(Clone)]
pub(crate) enum Proof {
    /// nothing; enough only where one-time codes are not in use
    None,
    /// a one-time code that fits at this step
    Step(i64),
    /// a recovery code, by its keyed hash
    Recovery(String),
}

/// Opens a session and uses up the code, in one: a code that is sent twice at once opens one session.
pub(crate) struct OpenSession {
    pub(crate) person: PersonId,
    /// the PHC string that the password fitted: a password changed meanwhile opens nothing
    pub(crate) phc: String,
    pub(crate) proof: Proof,
    pub(crate) hash: String,
    pub(crate) made: i64,
    pub(crate) expires: i64,
    /// what stands for the network address
    pub(crate) origin: String,
}

impl Act for OpenSession {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Acted<()>> {
        Box::pin(async move {
            let id = &self.person;
            let (state, _) = person(tx, id).await?;
            let password = records::credential(tx.connection(), id, "password").await?;
            if state.account != Account::Open || password.is_none_or(|password| password.secret != self.phc) {
                return Err(ExecuteError::Refused(Refusal::NoAccount));
            }
            match (&self.proof, state.one_time_codes) {
                (_, false) => {}
                (Proof::None, true) => return Err(ExecuteError::Refused(Refusal::WrongCode)),
                (Proof::Step(step), true) => {
                    let codes = records::credential(tx.connection(), id, "one-time-code").await?;
                    if codes.is_none_or(|codes| *step <= codes.last_step) {
                        return Err(ExecuteError::Refused(Refusal::WrongCode));
                    }
                    tx.also(set_last_step(id, *step));
                }
                (Proof::Recovery(hash), true) => {
                    let left = records::credentials(tx.connection(), id, "recovery-code").await?;
                    if !left.iter().any(|code| code.id == *hash) {
                        return Err(ExecuteError::Refused(Refusal::WrongCode));
                    }
                    tx.also(delete_credential(id, "recovery-code", hash));
                }
            }
            tx.also(forget_old_sessions(self.made));
            let record = tx.new_id();
            tx.also(insert_sign_in(record, self.made, Some(id), SignInOutcome::SignedIn, self.origin.clone()));
            tx.also(insert_session(&self.hash, id, self.made, self.expires));
            Ok(())
        })
    }
}
