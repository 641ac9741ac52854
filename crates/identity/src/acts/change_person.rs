use super::{Acted, organisation, person, register_people::living};
use crate::decide::{PersonCommand, decide_person};
use crate::records::{self, Credential, delete_credentials_of, delete_sessions_of, put_credential};
use crate::{PersonEvent, PersonId, Post, Refusal};
use futures::future::BoxFuture;
use store::{Act, ActorId, ExecuteError, PartRef, StoreError, Transaction};

/// What is changed of one person.
#[derive(Clone)]
pub(crate) enum PersonChange {
    GivePost(Post),
    EndPost(Post),
    /// not for the time being: sessions end, credentials stay
    DisableAccount,
    EnableAccount,
    /// for good: sessions and credentials end
    CloseAccount,
    /// to this PHC string; every session of the person ends
    SetPassword(String),
    /// the same, by somebody else: it must be changed at the next sign-in
    SetOneTimePassword(String),
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
                PersonChange::DisableAccount => PersonCommand::DisableAccount,
                PersonChange::EnableAccount => PersonCommand::EnableAccount,
                PersonChange::CloseAccount => PersonCommand::CloseAccount,
                PersonChange::SetPassword(_) => PersonCommand::ChangePassword,
                PersonChange::SetOneTimePassword(_) => PersonCommand::SetOneTimePassword,
                PersonChange::BeginOneTimeCodes(_) | PersonChange::EnableOneTimeCodes { .. } => PersonCommand::EnableOneTimeCodes,
                PersonChange::DisableOneTimeCodes => PersonCommand::DisableOneTimeCodes,
            };
            let events = decide_person(&state, command).map_err(ExecuteError::Refused)?;
            self.secrets(tx).await?;
            if !matches!(self.change, PersonChange::BeginOneTimeCodes(_)) {
                append(tx, &self.actor, &self.id, version, &events).await?;
            }
            Ok(())
        })
    }
}

impl ChangePerson {
    /// What is written beside the events.
    async fn secrets(&self, tx: &mut Transaction<'_>) -> Acted<()> {
        let made = super::now(tx);
        let id = &self.id;
        match &self.change {
            PersonChange::GivePost(_) | PersonChange::EndPost(_) | PersonChange::EnableAccount => {}
            PersonChange::DisableAccount => tx.also(delete_sessions_of(id)),
            PersonChange::CloseAccount => {
                forget_secrets(tx, id, &["one-time-code", "one-time-code-pending"]).await?;
                tx.also(delete_credentials_of(id, None));
                tx.also(delete_sessions_of(id));
            }
            PersonChange::SetPassword(phc) | PersonChange::SetOneTimePassword(phc) => {
                let password = Credential { id: String::new(), secret: phc.clone(), last_step: 0 };
                tx.also(put_credential(id, "password", password, made));
                tx.also(delete_sessions_of(id));
            }
            PersonChange::BeginOneTimeCodes(secret) => {
                forget_secrets(tx, id, &["one-time-code-pending"]).await?;
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
                forget_secrets(tx, id, &["one-time-code", "one-time-code-pending"]).await?;
                tx.also(delete_credentials_of(id, Some("one-time-code-pending")));
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

/// The sealed secret's reference as [`reference`] wrote it.
pub(crate) fn referenced(credential: &Credential) -> Result<PartRef, StoreError> {
    let (part, commitment) =
        credential.secret.split_once(' ').ok_or_else(|| StoreError::Corrupt("the reference of a one-time code's secret".into()))?;
    Ok(PartRef { part: part.to_owned(), commitment: commitment.to_owned() })
}

/// Deletes the sealed secrets of these kinds: no event names them, so nothing else ever would.
async fn forget_secrets(tx: &mut Transaction<'_>, id: &PersonId, kinds: &[&str]) -> Acted<()> {
    for kind in kinds {
        for credential in records::credentials(tx.connection(), id, kind).await? {
            tx.forget_part(&referenced(&credential)?);
        }
    }
    Ok(())
}

pub(super) async fn append(tx: &mut Transaction<'_>, actor: &ActorId, id: &PersonId, version: u64, events: &[PersonEvent]) -> Acted<()> {
    tx.append(&id.stream(), version, actor, events).await?;
    Ok(())
}
