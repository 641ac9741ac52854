use super::{Acted, change_person::append, organisation};
use crate::decide::{PersonCommand, decide_person};
use crate::records::{Credential, put_credential};
use crate::{OrganisationId, OrganisationState, PersonId, PersonState, Post, Refusal};
use futures::future::BoxFuture;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{Act, ActorId, ExecuteError, Transaction};

/// A person to be entered.
#[derive(Clone)]
pub(crate) struct NewPerson {
    pub(crate) name: String,
    /// where the person works
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) account: Option<NewAccount>,
    pub(crate) posts: Vec<Post>,
}

/// An account to be opened.
#[derive(Clone)]
pub(crate) struct NewAccount {
    /// in its normal form
    pub(crate) sign_in: String,
    /// keyed hash of it: what the claim holds
    pub(crate) claim: String,
    /// the password's PHC string
    pub(crate) phc: String,
    /// whether it must be changed at the first sign-in
    pub(crate) one_time: bool,
}

/// Enters people with account and posts, all or none.
pub(crate) struct RegisterPeople {
    pub(crate) actor: ActorId,
    pub(crate) people: Vec<NewPerson>,
    /// the one that was in hand when a rule spoke against it
    pub(crate) at: Arc<AtomicUsize>,
}

impl Act for RegisterPeople {
    type Answer = Vec<PersonId>;
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Acted<Vec<PersonId>>> {
        Box::pin(async move {
            let mut ids = Vec::with_capacity(self.people.len());
            for (at, person) in self.people.iter().enumerate() {
                self.at.store(at, Ordering::SeqCst);
                ids.push(register(tx, &self.actor, person).await?);
            }
            Ok(ids)
        })
    }
}

async fn register(tx: &mut Transaction<'_>, actor: &ActorId, person: &NewPerson) -> Acted<PersonId> {
    let id = PersonId(tx.new_id());
    let stream = id.stream();
    if let Some(place) = &person.organisation {
        lives(&organisation(tx, place).await?.0, place)?;
    }
    let name = tx.seal(&stream, person.name.as_bytes())?;
    let mut commands = vec![PersonCommand::Register { name, organisation: person.organisation.clone() }];
    if let Some(account) = &person.account {
        let taken = tx.claim("sign-in", &account.claim, &id.0).await?.is_some();
        tx.index_for_look_up(&stream, "sign-in", &account.sign_in)?;
        let sign_in = tx.seal(&stream, account.sign_in.as_bytes())?;
        commands.push(PersonCommand::OpenAccount { sign_in, taken });
        if account.one_time {
            commands.push(PersonCommand::SetOneTimePassword);
        }
        let password = Credential { id: String::new(), secret: account.phc.clone(), last_step: 0 };
        tx.also(put_credential(&id, "password", password, super::now(tx)));
    }
    for post in &person.posts {
        let (place, _) = organisation(tx, &post.organisation).await?;
        living(&place, post)?;
        commands.push(PersonCommand::GivePost(post.clone()));
    }
    let mut state = PersonState::default();
    let mut events = Vec::new();
    for command in commands {
        let more = decide_person(&state, command).map_err(ExecuteError::Refused)?;
        state = more.iter().cloned().fold(state, PersonState::evolve);
        events.extend(more);
    }
    append(tx, actor, &id, 0, &events).await?;
    Ok(id)
}

/// Posts are given at organisations that live.
pub(super) fn living(place: &OrganisationState, post: &Post) -> Acted<()> {
    lives(place, &post.organisation)
}

fn lives(place: &OrganisationState, id: &OrganisationId) -> Acted<()> {
    match (&place.present, place.ended_on) {
        (None, _) => Err(ExecuteError::Refused(Refusal::UnknownOrganisation(id.clone()))),
        (_, Some(_)) => Err(ExecuteError::Refused(Refusal::Ended(id.clone()))),
        _ => Ok(()),
    }
}
