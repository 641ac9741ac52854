//! Changing organisations and posts; each call asks the table first. Accounts: `accounts`.

use crate::acts::{ChangeOrganisation, ChangePerson, PersonChange};
use crate::{Action, Denied, Identity, IdentityError, OrganisationCommand, OrganisationId, PersonId, Post, Refusal, SignedIn};
use store::ActorId;

/// Who acts: somebody with posts, or the program itself (the command line, a loader), which may do everything.
#[derive(Debug, Clone, Copy)]
pub enum Acting<'a> {
    /// somebody who is signed in
    Person(&'a SignedIn),
    /// the program itself
    System,
}

impl<'a> From<&'a SignedIn> for Acting<'a> {
    fn from(who: &'a SignedIn) -> Self {
        Self::Person(who)
    }
}

impl Acting<'_> {
    pub(crate) fn actor(&self) -> ActorId {
        match self {
            Self::Person(who) => ActorId(who.person.0.clone()),
            Self::System => ActorId::system(),
        }
    }

    pub(crate) fn is(&self, person: &PersonId) -> bool {
        matches!(self, Self::Person(who) if who.person == *person)
    }
}

impl Identity {
    /// Establishes, renames, moves, merges, dissolves an organisation, changes its contact or a setting.
    ///
    /// Needs `manage-organisations` at it, at the one above where it is new, and at the other one that a move or a
    /// merger names. What stands at the top of the tree is entered by the program alone.
    pub async fn change_organisation(
        &self,
        acting: impl Into<Acting<'_>>,
        id: &OrganisationId,
        command: OrganisationCommand,
    ) -> Result<(), IdentityError> {
        let acting = acting.into();
        let action = Action::ManageOrganisations;
        self.refresh().await?;
        match (&command, command.other()) {
            (OrganisationCommand::Establish(_), Some(above)) => self.ask(acting, action, above)?,
            (OrganisationCommand::Establish(_), None) | (OrganisationCommand::Move { .. }, None) => {
                if let Acting::Person(_) = acting {
                    return Err(Denied::NoPost { action }.into());
                }
            }
            (_, other) => {
                self.ask(acting, action, id)?;
                if let Some(other) = other {
                    self.ask(acting, action, other)?;
                }
            }
        }
        let act = ChangeOrganisation { actor: acting.actor(), id: id.clone(), command };
        self.inner.store.execute(act).await?;
        self.refresh().await
    }

    /// Gives a post. Needs `manage-security` at its organisation; nobody gives one to themself.
    pub async fn give_post(&self, acting: impl Into<Acting<'_>>, person: &PersonId, post: Post) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.change_post(acting, person, &post, PersonChange::GivePost(post.clone())).await
    }

    /// Ends a post. Nobody ends one of their own.
    pub async fn end_post(&self, acting: impl Into<Acting<'_>>, person: &PersonId, post: Post) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.change_post(acting, person, &post, PersonChange::EndPost(post.clone())).await
    }

    async fn change_post(&self, acting: Acting<'_>, person: &PersonId, post: &Post, change: PersonChange) -> Result<(), IdentityError> {
        self.refresh().await?;
        self.ask_for_post(acting, post)?;
        if acting.is(person) {
            return Err(Refusal::OwnPost.into());
        }
        self.change_person(acting, person, change).await
    }

    pub(crate) async fn change_person(&self, acting: Acting<'_>, person: &PersonId, change: PersonChange) -> Result<(), IdentityError> {
        let act = ChangePerson { actor: acting.actor(), id: person.clone(), change };
        self.inner.store.execute(act).await?;
        Ok(())
    }

    pub(crate) fn ask(&self, acting: Acting<'_>, action: Action, organisation: &OrganisationId) -> Result<(), Denied> {
        match acting {
            Acting::System => Ok(()),
            Acting::Person(who) => self.may(Some(who), action, organisation),
        }
    }

    pub(crate) fn ask_anywhere(&self, acting: Acting<'_>, action: Action) -> Result<(), Denied> {
        match acting {
            Acting::Person(who) if self.where_may(who, action).is_empty() => Err(Denied::NoPost { action }),
            _ => Ok(()),
        }
    }

    pub(crate) fn ask_for_post(&self, acting: Acting<'_>, post: &Post) -> Result<(), Denied> {
        self.ask(acting, Action::ManageSecurity, &post.organisation)
    }
}
