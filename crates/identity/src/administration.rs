//! Changing organisations, people and posts; each call asks the table first.

use crate::acts::{ChangeOrganisation, ChangePerson, NewAccount, NewPerson, PersonChange, RegisterPeople};
use crate::{
    Action, Denied, Identity, IdentityError, OrganisationCommand, OrganisationId, PersonEntry, PersonId, Post, Refusal, SignedIn,
    check_password, check_person_name, check_sign_in, normalise_sign_in, records,
};
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
    fn actor(&self) -> ActorId {
        match self {
            Self::Person(who) => ActorId(who.person.0.clone()),
            Self::System => ActorId::system(),
        }
    }

    fn is(&self, person: &PersonId) -> bool {
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

    /// Enters a person with posts and an account.
    ///
    /// Needs `manage-people` (for an administrator's post `manage-security`) wherever a post is given.
    pub async fn register_person(
        &self,
        acting: impl Into<Acting<'_>>,
        entry: PersonEntry,
        password: &str,
    ) -> Result<PersonId, IdentityError> {
        let acting = acting.into();
        self.refresh().await?;
        if entry.posts.is_empty() {
            self.ask_anywhere(acting, Action::ManagePeople)?;
        }
        for post in &entry.posts {
            self.ask_for_post(acting, post)?;
        }
        let person = self.new_person(entry, password).await?;
        let act = RegisterPeople { actor: acting.actor(), people: vec![person], at: Default::default() };
        let mut ids = self.inner.store.execute(act).await?.answer;
        ids.pop().ok_or_else(|| store::StoreError::Other("nobody was registered".into()).into())
    }

    /// Gives a post. Nobody gives one to themself.
    pub async fn give_post(&self, acting: impl Into<Acting<'_>>, person: &PersonId, post: Post) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.change_post(acting, person, &post, PersonChange::GivePost(post.clone())).await
    }

    /// Ends a post. Nobody ends one of their own.
    pub async fn end_post(&self, acting: impl Into<Acting<'_>>, person: &PersonId, post: Post) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.change_post(acting, person, &post, PersonChange::EndPost(post.clone())).await
    }

    /// Sets somebody's password, and ends their sessions. Needs `manage-people` wherever that person has a post;
    /// an administrator's password is set by that administrator or by the program.
    pub async fn set_password(&self, acting: impl Into<Acting<'_>>, person: &PersonId, password: &str) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.ask_for_account(acting, person).await?;
        check_password(password, self.inner.limits.shortest_password.into())?;
        let phc = self.hash(password.to_owned()).await?;
        self.change_person(acting, person, PersonChange::SetPassword(phc)).await
    }

    /// Closes somebody's account for good: sessions end, credentials are deleted, the sign-in name stays taken.
    pub async fn close_account(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.ask_for_account(acting, person).await?;
        self.change_person(acting, person, PersonChange::CloseAccount).await
    }

    /// Changes one's own password; every session ends, this one too.
    pub async fn change_password(&self, who: &SignedIn, old: &str, new: &str) -> Result<(), IdentityError> {
        check_password(new, self.inner.limits.shortest_password.into())?;
        self.check_own_password(who, old).await?;
        let phc = self.hash(new.to_owned()).await?;
        self.change_own(who, PersonChange::SetPassword(phc)).await
    }

    /// The password of somebody who is signed in, asked for once more; throttled like a sign-in.
    pub(crate) async fn check_own_password(&self, who: &SignedIn, password: &str) -> Result<(), IdentityError> {
        let inner = &self.inner;
        let now = inner.store.now();
        let (account, address) = (inner.store.keyed_hash("sign-in", who.sign_in.as_bytes()), "signed in");
        inner.throttle.take(&inner.limits, &account, address, now).map_err(IdentityError::Throttled)?;
        let kept = records::credential(&mut *inner.store.read().await?, &who.person, "password").await?;
        if !self.verify(password.to_owned(), kept.map(|kept| kept.secret)).await? {
            return Err(IdentityError::WrongCredentials);
        }
        inner.throttle.give_back(&inner.limits, &account, address, now);
        Ok(())
    }

    /// A person as it is registered: fields checked, password hashed.
    pub(crate) async fn new_person(&self, entry: PersonEntry, password: &str) -> Result<NewPerson, IdentityError> {
        check_person_name(&entry.name)?;
        let sign_in = normalise_sign_in(&entry.sign_in);
        check_sign_in(&sign_in)?;
        check_password(password, self.inner.limits.shortest_password.into())?;
        let claim = self.inner.store.keyed_hash("sign-in", sign_in.as_bytes());
        let phc = self.hash(password.to_owned()).await?;
        Ok(NewPerson { name: entry.name, account: Some(NewAccount { sign_in, claim, phc }), posts: entry.posts })
    }

    async fn change_post(&self, acting: Acting<'_>, person: &PersonId, post: &Post, change: PersonChange) -> Result<(), IdentityError> {
        self.refresh().await?;
        self.ask_for_post(acting, post)?;
        if acting.is(person) {
            return Err(Refusal::OwnPost.into());
        }
        self.change_person(acting, person, change).await
    }

    async fn change_person(&self, acting: Acting<'_>, person: &PersonId, change: PersonChange) -> Result<(), IdentityError> {
        let act = ChangePerson { actor: acting.actor(), id: person.clone(), change };
        self.inner.store.execute(act).await?;
        Ok(())
    }

    fn ask(&self, acting: Acting<'_>, action: Action, organisation: &OrganisationId) -> Result<(), Denied> {
        match acting {
            Acting::System => Ok(()),
            Acting::Person(who) => self.may(Some(who), action, organisation),
        }
    }

    fn ask_anywhere(&self, acting: Acting<'_>, action: Action) -> Result<(), Denied> {
        match acting {
            Acting::Person(who) if self.where_may(who, action).is_empty() => Err(Denied::NoPost { action }),
            _ => Ok(()),
        }
    }

    fn ask_for_post(&self, acting: Acting<'_>, post: &Post) -> Result<(), Denied> {
        let action = if post.role.is_administrator() { Action::ManageSecurity } else { Action::ManagePeople };
        self.ask(acting, action, &post.organisation)
    }

    async fn ask_for_account(&self, acting: Acting<'_>, person: &PersonId) -> Result<(), IdentityError> {
        if let Acting::System = acting {
            return Ok(());
        }
        self.refresh().await?;
        self.ask_anywhere(acting, Action::ManagePeople)?;
        let posts = records::posts_of(&mut *self.inner.store.read().await?, person).await?;
        if posts.iter().any(|post| post.role.is_administrator()) {
            return Err(Refusal::AdministratorAccount.into());
        }
        for post in &posts {
            self.ask(acting, Action::ManagePeople, &post.organisation)?;
        }
        Ok(())
    }
}
