//! People and their accounts: registered, disabled, set anew; one's own password and sessions.

use crate::acts::{NewAccount, NewPerson, PersonChange, RegisterPeople};
use crate::records::{self, delete_other_sessions};
use crate::sign_in::LONGEST_INPUT;
use crate::{
    Acting, Action, Identity, IdentityError, PersonEntry, PersonId, Post, Refusal, Role, SignedIn, check_password, check_person_name,
    check_sign_in, normalise_sign_in,
};
use jiff::Timestamp;
use store::StoreError;

/// Letters of one-time passwords: none that are mistaken for others.
const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// A session of somebody, as that person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenedSession {
    /// signed in
    pub made: Timestamp,
    /// last used, to the minute
    pub seen: Timestamp,
    /// the one that asks
    pub current: bool,
}

impl Identity {
    /// Enters a person with an account; answers its one-time password, which is shown once.
    ///
    /// Needs `manage-people` where the person works, and `manage-security` wherever a post is given.
    pub async fn register_person(&self, acting: impl Into<Acting<'_>>, entry: PersonEntry) -> Result<(PersonId, String), IdentityError> {
        let acting = acting.into();
        self.refresh().await?;
        match &entry.organisation {
            Some(place) => self.ask(acting, Action::ManagePeople, place)?,
            None => self.ask_anywhere(acting, Action::ManagePeople)?,
        }
        for post in &entry.posts {
            self.ask_for_post(acting, post)?;
        }
        let password = self.one_time_password();
        let person = self.new_person(entry, &password, true).await?;
        let act = RegisterPeople { actor: acting.actor(), people: vec![person], at: Default::default() };
        let mut ids = self.inner.store.execute(act).await?.answer;
        let id = ids.pop().ok_or_else(|| StoreError::Other("nobody was registered".into()))?;
        Ok((id, password))
    }

    /// The first holder of one of the three administrators' posts, entered by the program itself; answers the one-time
    /// password. Refused where somebody holds that role already, wherever.
    pub async fn first_administrator(&self, name: &str, sign_in: &str, post: Post) -> Result<String, IdentityError> {
        if records::is_held(&mut *self.inner.store.read().await?, post.role).await? {
            return Err(Refusal::RoleHeld(post.role).into());
        }
        let organisation = Some(post.organisation.clone());
        let entry = PersonEntry { name: name.to_owned(), sign_in: sign_in.to_owned(), organisation, posts: vec![post] };
        Ok(self.register_person(Acting::System, entry).await?.1)
    }

    /// Sets somebody's password anew and ends their sessions; answers the one-time password, which is shown once.
    /// Needs `manage-security` wherever that person works or has a post; an administrator's is set by the program.
    pub async fn reset_password(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<String, IdentityError> {
        let acting = acting.into();
        self.ask_for_account(acting, Action::ManageSecurity, person).await?;
        let password = self.one_time_password();
        let phc = self.hash(password.clone()).await?;
        self.change_person(acting, person, PersonChange::SetOneTimePassword(phc)).await?;
        Ok(password)
    }

    /// Gives up somebody's one-time codes, whose device is gone. Needs what [`Identity::reset_password`] needs.
    pub async fn reset_one_time_codes(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<(), IdentityError> {
        let acting = acting.into();
        self.ask_for_account(acting, Action::ManageSecurity, person).await?;
        self.change_person(acting, person, PersonChange::DisableOneTimeCodes).await
    }

    /// Nobody signs in to the account until it is enabled again; sessions end. Needs `manage-people` wherever that person
    /// works or has a post; not for an administrator's account.
    pub async fn disable_account(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<(), IdentityError> {
        self.change_account(acting.into(), person, PersonChange::DisableAccount).await
    }

    /// Undoes [`Identity::disable_account`].
    pub async fn enable_account(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<(), IdentityError> {
        self.change_account(acting.into(), person, PersonChange::EnableAccount).await
    }

    /// Closes somebody's account for good: sessions end, credentials are deleted, the sign-in name stays taken.
    pub async fn close_account(&self, acting: impl Into<Acting<'_>>, person: &PersonId) -> Result<(), IdentityError> {
        self.change_account(acting.into(), person, PersonChange::CloseAccount).await
    }

    async fn change_account(&self, acting: Acting<'_>, person: &PersonId, change: PersonChange) -> Result<(), IdentityError> {
        self.ask_for_account(acting, Action::ManagePeople, person).await?;
        self.change_person(acting, person, change).await
    }

    /// Changes one's own password; every session ends, this one too.
    pub async fn change_password(&self, who: &SignedIn, old: &str, new: &str) -> Result<(), IdentityError> {
        check_password(new, self.inner.limits.shortest_password.into())?;
        self.check_own_password(who, old).await?;
        if old == new {
            return Err(Refusal::SamePassword.into());
        }
        let phc = self.hash(new.to_owned()).await?;
        self.change_own(who, PersonChange::SetPassword(phc)).await
    }

    /// One's own sessions that stand, the newest first.
    pub async fn sessions(&self, who: &SignedIn) -> Result<Vec<OpenedSession>, IdentityError> {
        let store = &self.inner.store;
        let now = store.now().as_millisecond();
        let idle = i64::try_from(self.inner.limits.idle_seconds.saturating_mul(1000)).unwrap_or(i64::MAX);
        let rows = records::sessions_of(&mut *store.read().await?, &who.person).await?;
        let stands =
            |(hash, _, seen, expires): &(String, i64, i64, i64)| *hash == who.session || now < *expires && now < seen.saturating_add(idle);
        let instant = |at| Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
        let shown = rows.into_iter().filter(stands);
        Ok(shown
            .map(|(hash, made, seen, _)| OpenedSession { made: instant(made), seen: instant(seen), current: hash == who.session })
            .collect())
    }

    /// Ends every session of one's own but this one.
    pub async fn sign_out_elsewhere(&self, who: &SignedIn) -> Result<(), IdentityError> {
        Ok(self.inner.store.write(vec![delete_other_sessions(&who.person, &who.session)]).await?)
    }

    /// The password of somebody who is signed in, asked for once more; throttled like a sign-in, for each person apart.
    pub(crate) async fn check_own_password(&self, who: &SignedIn, password: &str) -> Result<(), IdentityError> {
        if password.len() > LONGEST_INPUT {
            return Err(IdentityError::WrongCredentials);
        }
        let inner = &self.inner;
        let now = inner.store.now();
        let account = inner.store.keyed_hash("sign-in", who.sign_in.as_bytes());
        let address = format!("signed in: {}", who.person.0);
        inner.throttle.take(&inner.limits, &account, &address, now).map_err(IdentityError::Throttled)?;
        let kept = records::credential(&mut *inner.store.read().await?, &who.person, "password").await?;
        if !self.verify(password.to_owned(), kept.map(|kept| kept.secret)).await? {
            return Err(IdentityError::WrongCredentials);
        }
        inner.throttle.give_back(&inner.limits, &account, &address, now);
        Ok(())
    }

    /// A person as it is registered: fields checked, password hashed.
    pub(crate) async fn new_person(&self, entry: PersonEntry, password: &str, one_time: bool) -> Result<NewPerson, IdentityError> {
        check_person_name(&entry.name)?;
        let sign_in = normalise_sign_in(&entry.sign_in);
        check_sign_in(&sign_in)?;
        check_password(password, self.inner.limits.shortest_password.into())?;
        let claim = self.inner.store.keyed_hash("sign-in", sign_in.as_bytes());
        let phc = self.hash(password.to_owned()).await?;
        let account = Some(NewAccount { sign_in, claim, phc, one_time });
        Ok(NewPerson { name: entry.name, organisation: entry.organisation, account, posts: entry.posts })
    }

    /// Five groups of five letters: 125 bits that can be read out, and longer than any instance asks for.
    fn one_time_password(&self) -> String {
        let mut bytes = [0; 25];
        self.inner.store.environment().entropy.fill(&mut bytes);
        let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
        letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
    }

    async fn ask_for_account(&self, acting: Acting<'_>, action: Action, person: &PersonId) -> Result<(), IdentityError> {
        if let Acting::System = acting {
            return Ok(());
        }
        self.refresh().await?;
        self.ask_anywhere(acting, action)?;
        let known = self.person(person).await?.ok_or(Refusal::UnknownPerson)?;
        for place in known.places() {
            self.ask(acting, action, place)?;
        }
        if known.posts.iter().any(|post| Role::is_administrator(post.role)) {
            return Err(Refusal::AdministratorAccount.into());
        }
        Ok(())
    }
}
