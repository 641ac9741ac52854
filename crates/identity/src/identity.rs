//! The handle: what is known of organisations and people.

use crate::directory::Directory;
use crate::throttle::Throttle;
use crate::{
    Action, Denied, IdentityError, Organisation, OrganisationEvent, OrganisationId, OrganisationState, PersonId, Role, SignInLimits,
    SignedIn, may, records, table,
};
use jiff::civil::Date;
use std::sync::{Arc, PoisonError, RwLock};
use store::{Event, Store, StoreError};

/// Organisations and people of an instance. Cheap to clone. Keeps the organisations in memory, reloaded when they change.
#[derive(Clone)]
pub struct Identity {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) limits: SignInLimits,
    pub(crate) throttle: Throttle,
    /// Two hashes at a time: each takes 19 MiB and a core.
    pub(crate) hashing: tokio::sync::Semaphore,
    directory: RwLock<(u64, Arc<Directory>)>,
}

impl Identity {
    /// Over an open store, with the strict limits.
    pub async fn new(store: Store) -> Result<Self, IdentityError> {
        Self::with_limits(store, SignInLimits::STRICT).await
    }

    /// Over an open store, with limits of the instance's own.
    pub async fn with_limits(store: Store, limits: SignInLimits) -> Result<Self, IdentityError> {
        let position = store.position(&[OrganisationEvent::CATEGORY]);
        let directory = records::directory(&mut *store.read().await?).await?;
        let inner = Inner {
            store,
            limits,
            throttle: Throttle::default(),
            hashing: tokio::sync::Semaphore::new(2),
            directory: RwLock::new((position, Arc::new(directory))),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Reads the organisations again where they changed since. Every change made through this handle and every
    /// [`Identity::session`] does so; call it where neither happens and another program may have written.
    pub async fn refresh(&self) -> Result<(), IdentityError> {
        let position = self.inner.store.position(&[OrganisationEvent::CATEGORY]);
        let known = self.inner.directory.read().unwrap_or_else(PoisonError::into_inner).0;
        if position != known {
            let directory = records::directory(&mut *self.inner.store.read().await?).await?;
            let mut held = self.inner.directory.write().unwrap_or_else(PoisonError::into_inner);
            if held.0 < position {
                *held = (position, Arc::new(directory));
            }
        }
        Ok(())
    }

    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.inner.directory.read().unwrap_or_else(PoisonError::into_inner).1.clone()
    }

    /// Changes whenever an organisation changes: part of the validator of pages that show names.
    pub fn position(&self) -> u64 {
        self.inner.store.position(&[OrganisationEvent::CATEGORY])
    }

    /// All organisations as they are on a day, tree order; those that do not exist yet or any more are left out.
    pub fn organisations(&self, on: Date) -> Vec<Organisation> {
        self.directory().organisations(on)
    }

    /// One with the name that it bears on a day; after its end with its last name, before its first with its first.
    pub fn organisation(&self, id: &OrganisationId, on: Date) -> Option<Organisation> {
        self.directory().organisation(id, on)
    }

    /// One by its code (for a government its division code).
    pub fn organisation_by_code(&self, code: &str, on: Date) -> Option<Organisation> {
        let directory = self.directory();
        directory.by_code(code).and_then(|id| directory.organisation(id, on))
    }

    /// Whether it exists on a day.
    pub fn exists(&self, id: &OrganisationId, on: Date) -> bool {
        self.directory().exists(id, on)
    }

    /// Whether its full name of that day is held to be certain; false where there is no such organisation.
    pub fn name_confirmed(&self, id: &OrganisationId, on: Date) -> bool {
        self.directory().name_on(id, on).is_some_and(|name| name.confirmed)
    }

    /// The organisation that continues one that was merged.
    pub fn successor(&self, id: &OrganisationId) -> Option<OrganisationId> {
        self.directory().state(id)?.merged_into.clone()
    }

    /// All that was said of an organisation with its end, where there is one.
    pub fn state(&self, id: &OrganisationId) -> Option<OrganisationState> {
        self.directory().state(id).cloned()
    }

    /// Every organisation's id, ended ones and those to come too, in tree order.
    pub fn organisation_ids(&self) -> Vec<OrganisationId> {
        self.directory().ids().to_vec()
    }

    /// The organisations above it, nearest first.
    pub fn ancestors(&self, id: &OrganisationId) -> Vec<OrganisationId> {
        self.directory().ancestors(id)
    }

    /// [`may`](crate::may) with the tree of this instance.
    pub fn may(&self, who: Option<&SignedIn>, action: Action, organisation: &OrganisationId) -> Result<(), Denied> {
        may(who, action, organisation, &self.ancestors(organisation))
    }

    /// Organisations at which `who` may do `action`, ended ones too, in tree order.
    pub fn where_may(&self, who: &SignedIn, action: Action) -> Vec<OrganisationId> {
        if !table().iter().any(|row| row.action == action && who.posts.iter().any(|post| post.role == row.role)) {
            return Vec::new();
        }
        let directory = self.directory();
        let allowed = |id: &&OrganisationId| may(Some(who), action, id, &directory.ancestors(id)).is_ok();
        directory.ids().iter().filter(allowed).cloned().collect()
    }

    /// People who hold a role at an organisation and may sign in: (id, name). A name that was erased is empty.
    pub async fn people_with(&self, role: Role, organisation: &OrganisationId) -> Result<Vec<(PersonId, String)>, IdentityError> {
        let store = &self.inner.store;
        let people = records::people_with(&mut *store.read().await?, role, organisation).await?;
        let (ids, parts): (Vec<_>, Vec<_>) = people.into_iter().unzip();
        let names = store.open_parts(&parts).await?;
        ids.into_iter().zip(names).map(|(id, name)| Ok((id, text(name)?.unwrap_or_default()))).collect()
    }

    /// A person's shown name; none where there is no such person or the name was erased.
    pub async fn person_name(&self, person: &PersonId) -> Result<Option<String>, IdentityError> {
        let store = &self.inner.store;
        let Some(row) = records::person(&mut *store.read().await?, person).await? else { return Ok(None) };
        text(store.open_part(&row.name).await?)
    }
}

/// A sealed name, opened.
pub(crate) fn text(bytes: Option<Vec<u8>>) -> Result<Option<String>, IdentityError> {
    bytes.map(String::from_utf8).transpose().map_err(|_| IdentityError::Store(StoreError::Corrupt("a name that is not UTF-8".into())))
}
