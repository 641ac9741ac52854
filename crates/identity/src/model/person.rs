//! People: their posts and accounts. Names are sealed parts; secrets are no events at all.

use super::{Action, OrganisationId, Role};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Event, PartRef, StreamId};

/// A person's opaque id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PersonId(pub String);

impl PersonId {
    /// The stream of the person's events, and the case under whose key the person's data is sealed.
    pub fn stream(&self) -> StreamId {
        StreamId::new(PersonEvent::CATEGORY, &self.0)
    }
}

/// A post: a role at an organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// role
    pub role: Role,
    /// where
    pub organisation: OrganisationId,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// person
    pub person: PersonId,
    /// sign-in name
    pub sign_in: String,
    /// shown name
    pub name: String,
    /// posts
    pub posts: Vec<Post>,
    /// keyed hash of the session (CSRF binding)
    pub session: String,
    /// signed in with a one-time password: until it is changed no post counts, and `posts` is empty
    pub must_change_password: bool,
}

/// Not allowed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// nobody is signed in
    #[error("sign in first")]
    SignIn,
    /// no post allows it
    #[error("no post of yours allows {action:?} at this organisation")]
    NoPost {
        /// what
        action: Action,
    },
}

/// What a session cookie carries once, in the clear, to the browser; the database keeps its keyed hash.
#[derive(Clone)]
pub struct NewSession {
    /// cookie value
    pub token: String,
    /// end
    pub expires: Timestamp,
    /// who
    pub signed_in: SignedIn,
}

/// Without the token, which must not reach a log.
impl std::fmt::Debug for NewSession {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewSession").field("expires", &self.expires).field("person", &self.signed_in.person).finish_non_exhaustive()
    }
}

/// What happened to a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum PersonEvent {
    /// entered
    PersonRegistered {
        /// shown name, sealed
        name: PartRef,
        /// where the person works, whatever the posts
        #[serde(default, skip_serializing_if = "Option::is_none")]
        organisation: Option<OrganisationId>,
    },
    /// may sign in from now on
    AccountOpened {
        /// sign-in name, sealed: it may be made of the person's name
        sign_in: PartRef,
    },
    /// may not sign in until enabled again
    AccountDisabled {},
    /// may sign in again
    AccountEnabled {},
    /// may not sign in any more, for good
    AccountClosed {},
    /// a post was given
    PostGiven(Post),
    /// a post was ended
    PostEnded(Post),
    /// the password was set; sessions ended with it
    PasswordChanged {},
    /// somebody else set a password that must be changed at the next sign-in
    OneTimePasswordSet {},
    /// one-time codes are asked for from now on
    OneTimeCodesEnabled {},
    /// one-time codes are no longer asked for
    OneTimeCodesDisabled {},
}

impl Event for PersonEvent {
    const CATEGORY: &'static str = "person";

    /// Neutral for all: whether somebody changed a password or gave up one-time codes is nobody else's business.
    fn public_kind(&self) -> Option<&'static str> {
        Some("person-changed")
    }
}

/// An account's state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Account {
    /// there was none yet
    #[default]
    None,
    /// the person may sign in
    Open,
    /// the person may not sign in for the time being
    Disabled,
    /// the person may not sign in any more
    Closed,
}

/// A person as the events tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonState {
    /// entered at all
    pub registered: bool,
    /// whether the person may sign in
    pub account: Account,
    /// posts held now, in the order in which they were given
    pub posts: Vec<Post>,
    /// whether one-time codes are asked for
    pub one_time_codes: bool,
    /// whether the password must be changed before anything else is done
    pub must_change_password: bool,
}

impl PersonState {
    /// Folds one event in.
    pub fn evolve(mut self, event: PersonEvent) -> Self {
        match event {
            PersonEvent::PersonRegistered { .. } => self.registered = true,
            PersonEvent::AccountOpened { .. } => self.account = Account::Open,
            PersonEvent::AccountDisabled {} => self.account = Account::Disabled,
            PersonEvent::AccountEnabled {} => self.account = Account::Open,
            PersonEvent::AccountClosed {} => {
                self.account = Account::Closed;
                self.one_time_codes = false;
            }
            PersonEvent::PostGiven(post) => self.posts.push(post),
            PersonEvent::PostEnded(post) => self.posts.retain(|held| *held != post),
            PersonEvent::PasswordChanged {} => self.must_change_password = false,
            PersonEvent::OneTimePasswordSet {} => self.must_change_password = true,
            PersonEvent::OneTimeCodesEnabled {} => self.one_time_codes = true,
            PersonEvent::OneTimeCodesDisabled {} => self.one_time_codes = false,
        }
        self
    }

    /// Folds many.
    pub fn fold(events: impl IntoIterator<Item = PersonEvent>) -> Self {
        events.into_iter().fold(Self::default(), Self::evolve)
    }
}
