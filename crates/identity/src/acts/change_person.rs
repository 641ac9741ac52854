use super::{Acted, organisation, person, register_people::living};
use crate::decide::{PersonCommand, decide_person};
use crate::records::{Credential, delete_credentials_of, delete_sessions_of, put_credential};
use crate::{PersonEvent, PersonId, Post, Refusal};
use futures::future::BoxFuture;
use store::{Act, ActorId, ExecuteError, PartRef, Transaction};

/// What is changed of one person.
#[derive(Clone)]
pub(crate) enum PersonChange {
    GivePost(Post),
    EndPost(Post),
    CloseAccount,
    /// to this PHC string; every session of the person ends
    SetPassword(String),
    /// a secret was made and waits for its first code
    BeginOneTimeCodes(Vec<u8>),
    /// the first code fitted at this step; keyed hashes of the recovery codes
    EnableOneTimeCodes {
        step: i64,
        secret: PartRef,
        recovery: Vec<String>,
    },
    DisableOneTimeCodes,
}

/// One change of one person.
pub(crate) struct ChangePerson {
    pub(crate) actor: ActorId,
    pub(crate) id: PersonId,
    pub(crate) change: PersonChange,
}

impl Act for ChangePerson {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Acted<()>> {
        Box::pin(async move {
            let (state, version) = person(tx, &self.id).await?;
            let command = match &self.change {
                PersonChange::GivePost(post) => {
                    let (place, _) = organisation(tx, &post.organisation).await?;
                    living(&place, post)?;
                    PersonCommand::GivePost(post.clone())
                }
                PersonChange::EndPost(post) => PersonCommand::EndPost(post.clone()),
                PersonChange::CloseAccount => PersonCommand::CloseAccount,
                PersonChange::SetPassword(_) => PersonCommand::ChangePassword,
                PersonChange::BeginOneTimeCodes(_) | PersonChange::EnableOneTimeCodes { .. } => PersonCommand::EnableOneTimeCodes,
                PersonChange::DisableOneTimeCodes => PersonCommand::DisableOneTimeCodes,
            };
            let events = decide_person(&state, command).map_err(ExecuteError::Refused)?;
            self.secrets(tx)?;
            if !matches!(self.change, PersonChange::BeginOneTimeCodes(_)) {
                append(tx, &self.actor, &self.id, version, &events).await?;
            }
            Ok(())
        })
    }
}

impl ChangePerson {
    /// What is written beside the events.
    fn secrets(&self, tx: &mut Transaction<'_>) -> Acted<()> {
        let made = super::now(tx);
        let id = &self.id;
        match &self.change {
            PersonChange::GivePost(_) | PersonChange::EndPost(_) => {}
            PersonChange::CloseAccount => {
                tx.also(delete_credentials_of(id, None));
                tx.also(delete_sessions_of(id));
            }
            PersonChange::SetPassword(phc) => {
                let password = Credential { id: String::new(), secret: phc.clone(), last_step: 0 };
                tx.also(put_credential(id, "password", password, made));
                tx.also(delete_sessions_of(id));
            }
            PersonChange::BeginOneTimeCodes(secret) => {
                let sealed = tx.seal(&id.stream(), secret)?;
                let pending = Credential { id: String::new(), secret: reference(&sealed), last_step: -1 };
                tx.also(put_credential(id, "one-time-code-pending", pending, made));
            }
            PersonChange::EnableOneTimeCodes { step, secret, recovery } => {
                let codes = Credential { id: String::new(), secret: reference(secret), last_step: *step };
                tx.also(delete_credentials_of(id, Some("one-time-code-pending")));
                tx.also(delete_credentials_of(id, Some("recovery-code")));
                tx.also(put_credential(id, "one-time-code", codes, made));
                for hash in recovery {
                    let code = Credential { id: hash.clone(), secret: String::new(), last_step: 0 };
                    tx.also(put_credential(id, "recovery-code", code, made));
                }
            }
            PersonChange::DisableOneTimeCodes => {
                tx.also(delete_credentials_of(id, Some("one-time-code")));
                tx.also(delete_credentials_of(id, Some("recovery-code")));
            }
        }
        Ok(())
    }
}

/// The sealed secret's reference as it is kept in the row.
fn reference(part: &PartRef) -> String {
    format!("{} {}", part.part, part.commitment)
}

pub(super) async fn append(tx: &mut Transaction<'_>, actor: &ActorId, id: &PersonId, version: u64, events: &[PersonEvent]) -> Acted<()> {
    tx.append(&id.stream(), version, actor, events).await?;
    Ok(())
}
