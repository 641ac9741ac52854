//! Who works where: everybody who may sign in, with the posts held.

use crate::{Identity, IdentityError, OrganisationId, PersonId, Post, Role};
use calendar::DivisionCode;
use sqlx::Row;
use std::collections::{BTreeMap, BTreeSet};
use store::{Connection, StoreError};

/// Everybody who may sign in, with the posts held, and the tree of organisations, as they were when they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    posts: BTreeMap<PersonId, Vec<Post>>,
    places: BTreeMap<OrganisationId, Place>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    division: DivisionCode,
    above: Option<OrganisationId>,
}

impl Staff {
    /// From people with their posts, without a tree: for tests of rules.
    pub fn new(people: impl IntoIterator<Item = (PersonId, Vec<Post>)>) -> Self {
        Self { posts: people.into_iter().collect(), places: BTreeMap::new() }
    }

    /// Reads them; also inside a transaction.
    ///
    /// # Errors
    /// Where the database fails, or what it holds cannot be read.
    pub async fn read(connection: &mut Connection) -> Result<Self, StoreError> {
        let mut staff = Staff::default();
        let rows = sqlx::query(
            "SELECT person.id AS person, COALESCE(post.role, '') AS role, COALESCE(post.organisation, '') AS organisation
               FROM person LEFT JOIN post ON post.person = person.id WHERE person.account = 'open'
              ORDER BY person.id, post.given, post.role, post.organisation",
        )
        .fetch_all(&mut *connection)
        .await?;
        for row in rows {
            let posts = staff.posts.entry(PersonId(row.try_get("person")?)).or_default();
            let role: String = row.try_get("role")?;
            if !role.is_empty() {
                let role = Role::parse(&role).ok_or_else(|| StoreError::Corrupt(format!("role {role}")))?;
                posts.push(Post { role, organisation: OrganisationId(row.try_get("organisation")?) });
            }
        }
        for row in sqlx::query("SELECT id, division, parent FROM organisation").fetch_all(connection).await? {
            let division: String = row.try_get("division")?;
            let division = DivisionCode::parse(&division).map_err(|fault| StoreError::Corrupt(fault.to_string()))?;
            let above = row.try_get::<Option<String>, _>("parent")?.map(OrganisationId);
            staff.places.insert(OrganisationId(row.try_get("id")?), Place { division, above });
        }
        Ok(staff)
    }

    /// Where an organisation sits, for the working calendar.
    pub fn division(&self, organisation: &OrganisationId) -> Option<DivisionCode> {
        self.places.get(organisation).map(|place| place.division)
    }

    /// An organisation and those above it, nearest first.
    pub fn line<'a>(&'a self, organisation: &'a OrganisationId) -> Vec<&'a OrganisationId> {
        let mut seen = BTreeSet::new();
        let above = |at: &&'a OrganisationId| self.places.get(*at).and_then(|place| place.above.as_ref());
        std::iter::successors(Some(organisation), above).take_while(|at| seen.insert(*at)).collect()
    }

    /// Whether a person may sign in.
    pub fn is_open(&self, person: &PersonId) -> bool {
        self.posts.contains_key(person)
    }

    /// The posts of a person; none of one who may not sign in.
    pub fn posts(&self, person: &PersonId) -> &[Post] {
        self.posts.get(person).map_or(&[], Vec::as_slice)
    }

    /// Whether a person may sign in and holds a role at an organisation.
    pub fn holds(&self, person: &PersonId, role: Role, organisation: &OrganisationId) -> bool {
        self.posts(person).iter().any(|post| post.role == role && post.organisation == *organisation)
    }

    /// Who holds a role at an organisation.
    pub fn with<'a>(&'a self, role: Role, organisation: &'a OrganisationId) -> impl Iterator<Item = &'a PersonId> {
        self.posts
            .iter()
            .filter(move |(_, posts)| posts.iter().any(|post| post.role == role && post.organisation == *organisation))
            .map(|(person, _)| person)
    }

    /// Who holds a role anywhere.
    pub fn anywhere(&self, role: Role) -> impl Iterator<Item = &PersonId> {
        self.posts.iter().filter(move |(_, posts)| posts.iter().any(|post| post.role == role)).map(|(person, _)| person)
    }

    /// Who holds any post at one of these organisations.
    pub fn at<'a>(&'a self, organisations: &'a [OrganisationId]) -> impl Iterator<Item = &'a PersonId> {
        self.posts
            .iter()
            .filter(move |(_, posts)| posts.iter().any(|post| organisations.contains(&post.organisation)))
            .map(|(person, _)| person)
    }
}

impl Identity {
    /// Everybody who may sign in, with posts. For lists and sweeps, not for a permission.
    pub async fn staff(&self) -> Result<Staff, IdentityError> {
        Ok(Staff::read(&mut *self.inner.store.read().await?).await?)
    }
}
