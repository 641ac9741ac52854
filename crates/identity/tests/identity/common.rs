//! The demo city on a fresh instance.

use identity::{Identity, NewSession, OrganisationId, Role, SignInLimits};
use jiff::civil::{Date, date};
use store::Store;
use store::testing::TestInstance;

/// The demo's files.
pub const ORGANISATIONS: &str = include_str!("../../../../demo/organisations.toml");
/// The demo's files.
pub const PEOPLE: &str = include_str!("../../../../demo/people.toml");
/// The day of the notice.
pub const DAY: Date = date(2016, 8, 17);

/// An open, empty instance.
pub async fn empty(instance: &TestInstance, limits: SignInLimits) -> (Store, Identity) {
    let store = instance.open(vec![identity::capability()]).await.unwrap();
    let identity = Identity::with_limits(store.clone(), limits).await.unwrap();
    (store, identity)
}

/// The password that the tests give an account.
pub fn password(sign_in: &str) -> String {
    format!("password of {sign_in}")
}

/// An instance with the demo city and its people.
pub async fn city(instance: &TestInstance, limits: SignInLimits) -> (Store, Identity) {
    let (store, identity) = empty(instance, limits).await;
    identity.load_organisations(ORGANISATIONS).await.unwrap();
    identity.load_people(PEOPLE, password).await.unwrap();
    (store, identity)
}

/// Signs in with the right password.
pub async fn sign_in(identity: &Identity, name: &str) -> NewSession {
    identity.sign_in(name, &password(name), None, "127.0.0.1").await.unwrap()
}

/// An id.
pub fn id(text: &str) -> OrganisationId {
    OrganisationId(text.into())
}

/// The one person with a role at an organisation.
pub async fn only(identity: &Identity, role: Role, organisation: &str) -> identity::PersonId {
    let people = identity.people_with(role, &id(organisation)).await.unwrap();
    assert_eq!(people.len(), 1);
    people[0].0.clone()
}
