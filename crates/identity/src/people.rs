//! What administrators and auditors read of people: who there is, what was done, who signed in.

use crate::identity::text;
use crate::records::{self, PersonRow};
use crate::{Account, Identity, IdentityError, OrganisationEvent, OrganisationId, PersonEvent, PersonId, Post, normalise_sign_in};
use jiff::Timestamp;
use std::collections::BTreeSet;
use store::{ActorId, Event, PartRef, StoreError};

/// A person as administrators see one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// opaque id
    pub id: PersonId,
    /// shown name; empty where it was erased
    pub name: String,
    /// sign-in name; empty where there is none
    pub sign_in: String,
    /// where the person works
    pub organisation: Option<OrganisationId>,
    /// whether the person may sign in
    pub account: Account,
    /// posts in the order in which they were given
    pub posts: Vec<Post>,
    /// whether one-time codes are asked for
    pub one_time_codes: bool,
    /// whether a one-time password waits to be changed
    pub must_change_password: bool,
}

impl Person {
    /// Where the person works and where posts are held, each once.
    pub fn places(&self) -> BTreeSet<&OrganisationId> {
        self.organisation.iter().chain(self.posts.iter().map(|post| &post.organisation)).collect()
    }
}

/// How a try to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignInOutcome {
    /// a session was opened
    SignedIn,
    /// the password did not fit
    WrongPassword,
    /// the password fitted, the one-time code did not
    WrongCode,
    /// the password fitted, but it was a one-time password that had expired
    Expired,
    /// nobody has such an account, or it is disabled or closed
    NoAccount,
}

impl SignInOutcome {
    /// Every outcome.
    pub const ALL: [SignInOutcome; 5] = [Self::SignedIn, Self::WrongPassword, Self::WrongCode, Self::Expired, Self::NoAccount];

    /// The code, for example `wrong-password`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed-in",
            Self::WrongPassword => "wrong-password",
            Self::WrongCode => "wrong-code",
            Self::Expired => "expired",
            Self::NoAccount => "no-account",
        }
    }

    /// Parses the code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == code)
    }
}

/// A try to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInRecord {
    /// when
    pub at: Timestamp,
    /// whose account; none where there is no such account
    pub person: Option<PersonId>,
    /// how it ended
    pub outcome: SignInOutcome,
    /// stands for the network address: equal letters, equal address
    pub origin: String,
}

/// To what an administrative act was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// an organisation, and what happened to it
    Organisation(OrganisationId, OrganisationEvent),
    /// a person, and what happened to the account or the posts
    Person(PersonId, PersonEvent),
}

/// One administrative act as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administered {
    /// leaf of the ledger
    pub index: u64,
    /// when
    pub at: Timestamp,
    /// who: a person's id, or the program
    pub actor: ActorId,
    /// to what, and what
    pub subject: Subject,
}

impl Identity {
    /// Everybody, by sign-in name. Names are opened one by one: for pages of administration only.
    pub async fn people(&self) -> Result<Vec<Person>, IdentityError> {
        let store = &self.inner.store;
        let mut connection = store.read().await?;
        let rows = records::people(&mut connection).await?;
        let mut posts = records::posts(&mut connection).await?;
        drop(connection);
        let parts: Vec<PartRef> = rows.iter().flat_map(|(_, row)| std::iter::once(&row.name).chain(&row.sign_in)).cloned().collect();
        let mut opened = store.open_parts(&parts).await?.into_iter();
        let mut people = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let name = text(opened.next().flatten())?.unwrap_or_default();
            let sign_in = if row.sign_in.is_some() { text(opened.next().flatten())?.unwrap_or_default() } else { String::new() };
            let posts = posts.remove(&id).unwrap_or_default();
            people.push(person(id, row, (name, sign_in), posts));
        }
        people.sort_by(|one, other| one.sign_in.cmp(&other.sign_in).then_with(|| one.id.cmp(&other.id)));
        Ok(people)
    }

    /// One person.
    pub async fn person(&self, id: &PersonId) -> Result<Option<Person>, IdentityError> {
        let mut connection = self.inner.store.read().await?;
        let Some(row) = records::person(&mut connection, id).await? else { return Ok(None) };
        let posts = records::posts_of(&mut connection, id).await?;
        drop(connection);
        let names = self.names(&row).await?;
        Ok(Some(person(id.clone(), row, names, posts)))
    }

    /// The person of a sign-in name, whatever state the account is in.
    pub async fn person_by_sign_in(&self, sign_in: &str) -> Result<Option<Person>, IdentityError> {
        match self.inner.store.look_up("sign-in", &normalise_sign_in(sign_in)).await?.first() {
            Some(stream) => self.person(&PersonId(stream.id().to_owned())).await,
            None => Ok(None),
        }
    }

    /// The newest tries to sign in; `offset` counts from the newest.
    pub async fn sign_ins(&self, limit: u32, offset: u64) -> Result<Vec<SignInRecord>, IdentityError> {
        let rows = records::sign_ins(&mut *self.inner.store.read().await?, limit, offset).await?;
        let instant = |at| Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(rows.into_iter().map(|(at, person, outcome, origin)| SignInRecord { at: instant(at), person, outcome, origin }).collect())
    }

    /// Administrative acts of the log, the newest first, from those before leaf `before` (none: the end) on. Reads at most
    /// `reach` entries of the log; answers the acts and the leaf before which to go on, none at the beginning of the log.
    pub async fn administered(&self, before: Option<u64>, reach: u32) -> Result<(Vec<Administered>, Option<u64>), IdentityError> {
        let store = &self.inner.store;
        let (_, size, _) = store.checkpoint().await?;
        let end = before.map_or(size, |before| before.min(size));
        let begin = end.saturating_sub(reach.into());
        let limit = u32::try_from(end - begin).unwrap_or(reach);
        let mut acts = Vec::new();
        if limit > 0 {
            for recorded in store.events(begin, limit).await?.into_iter().filter(|recorded| recorded.index < end).rev() {
                acts.extend(administered(&recorded)?);
            }
        }
        Ok((acts, (begin > 0).then_some(begin)))
    }

    /// What happened to a person's account and posts, oldest first.
    pub async fn history(&self, id: &PersonId) -> Result<Vec<Administered>, IdentityError> {
        let recorded = self.inner.store.load(&id.stream()).await?;
        recorded.iter().filter_map(|one| administered(one).transpose()).collect::<Result<_, _>>().map_err(Into::into)
    }

    /// What happened to an organisation, oldest first.
    pub async fn history_of(&self, id: &OrganisationId) -> Result<Vec<Administered>, IdentityError> {
        let recorded = self.inner.store.load(&id.stream()).await?;
        recorded.iter().filter_map(|one| administered(one).transpose()).collect::<Result<_, _>>().map_err(Into::into)
    }
}

fn person(id: PersonId, row: PersonRow, (name, sign_in): (String, String), posts: Vec<Post>) -> Person {
    Person {
        id,
        name,
        sign_in,
        organisation: row.organisation,
        account: row.account,
        posts,
        one_time_codes: row.one_time_codes,
        must_change_password: row.must_change_password,
    }
}

/// None for an event of another capability, or one whose body was erased.
fn administered(recorded: &store::Recorded) -> Result<Option<Administered>, StoreError> {
    let id = || recorded.stream.id().to_owned();
    let subject = match recorded.stream.category() {
        OrganisationEvent::CATEGORY => recorded.event()?.map(|event| Subject::Organisation(OrganisationId(id()), event)),
        PersonEvent::CATEGORY => recorded.event()?.map(|event| Subject::Person(PersonId(id()), event)),
        _ => None,
    };
    let (index, at, actor) = (recorded.index, recorded.at, recorded.actor.clone());
    Ok(subject.map(|subject| Administered { index, at, actor, subject }))
}
