//! Who may change organisations, people and posts; reforms of the tree.

use crate::common::*;
use identity::{
    Account, Acting, DatedName, Denied, Establishment, IdentityError, OrganisationCommand, PersonEntry, PersonEvent, Post, Refusal, Role,
    SignInLimits, SignInOutcome, Subject,
};
use jiff::civil::date;
use law::OrganisationKind;
use store::Clock;
use store::testing::each_database;

const LIMITS: SignInLimits = SignInLimits::DEMONSTRATION;

fn post(role: Role, organisation: &str) -> Post {
    Post { role, organisation: id(organisation) }
}

fn is_denied<T>(answer: Result<T, IdentityError>) -> bool {
    matches!(answer, Err(IdentityError::Denied(Denied::NoPost { .. })))
}

/// 2019 as an exercise: a bureau is renamed, another goes up in it.
#[tokio::test]
async fn a_reform() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let system = sign_in(&identity, "system-administrator").await.signed_in;
        let officer = sign_in(&identity, "housing-officer").await.signed_in;
        let on = date(2019, 1, 12);
        let named = |name: &str| DatedName { name: name.into(), short_name: name.into(), from: on, confirmed: true };
        let rename = || OrganisationCommand::Rename(named("杭州市甲局（演示）"));
        assert!(is_denied(identity.change_organisation(&officer, &id("hz-housing"), rename()).await));
        identity.change_organisation(&system, &id("hz-housing"), rename()).await.unwrap();
        let merge = OrganisationCommand::Merge { into: id("hz-development"), on };
        identity.change_organisation(&system, &id("hz-price"), merge).await.unwrap();

        let name = |on| identity.organisation(&id("hz-housing"), on).unwrap().name;
        assert_eq!(name(DAY), "杭州市住房保障和房产管理局");
        assert_eq!(name(on), "杭州市甲局（演示）");
        assert_eq!(identity.organisations(DAY).len(), 43);
        assert_eq!(identity.organisations(on).len(), 42);
        assert_eq!(identity.successor(&id("hz-price")), Some(id("hz-development")));

        let dissolve = OrganisationCommand::Dissolve { on };
        let fault = identity.change_organisation(Acting::System, &id("hz"), dissolve).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::HasBelow)));
        let circle = OrganisationCommand::Move { parent: Some(id("hz-xihu")), on };
        let fault = identity.change_organisation(Acting::System, &id("hz"), circle).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::Circle(_))));
        let gone = identity.give_post(Acting::System, &officer.person, post(Role::Clerk, "hz-price")).await.unwrap_err();
        assert!(matches!(gone, IdentityError::Refused(Refusal::Ended(_))));
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_organisation_below_and_its_own_administrator() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let security = sign_in(&identity, "security-administrator").await.signed_in;
        let system = sign_in(&identity, "system-administrator").await.signed_in;
        let new = |name: &str, parent: &str| {
            let above = identity.organisation(&id(parent), DAY).unwrap();
            OrganisationCommand::Establish(Establishment {
                id: id(name),
                code: format!("{}-x", above.code),
                kind: OrganisationKind::Department,
                division: above.division,
                parent: Some(id(parent)),
                names: vec![DatedName {
                    name: "某区某局（演示）".into(), short_name: "某局".into(), from: DAY, confirmed: false
                }],
                letter_mark: None,
                acknowledgement_confirms: false,
                contact: above.contact,
            })
        };
        let administrator = post(Role::SystemAdministrator, "hz-xihu");
        let somebody = PersonEntry {
            name: "顾（演示）".into(),
            sign_in: "xihu-administrator".into(),
            organisation: Some(id("hz-xihu")),
            posts: vec![administrator.clone()],
        };
        let bare = PersonEntry { posts: Vec::new(), ..somebody.clone() };
        // Who enters people gives nobody a right, and who gives rights enters nobody.
        assert!(is_denied(identity.register_person(&system, somebody).await));
        assert!(is_denied(identity.register_person(&security, bare.clone()).await));
        let (person, word) = identity.register_person(&system, bare.clone()).await.unwrap();
        let fault = identity.register_person(&system, bare).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::SignInTaken)));
        identity.give_post(&security, &person, administrator.clone()).await.unwrap();

        // A one-time password opens nothing but the way to another.
        let first = identity.sign_in("xihu-administrator", &word, None, "1").await.unwrap();
        assert!(first.signed_in.must_change_password && first.signed_in.posts.is_empty());
        let who = identity.session(&first.token).await.unwrap().unwrap();
        assert_eq!(who, first.signed_in);
        assert!(is_denied(identity.change_organisation(&who, &id("xihu-bureau"), new("xihu-bureau", "hz-xihu")).await));
        let fault = identity.change_password(&who, &word, &word).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::SamePassword)));
        identity.change_password(&who, &word, &password("xihu-administrator")).await.unwrap();

        let xihu = sign_in(&identity, "xihu-administrator").await.signed_in;
        assert_eq!(xihu.posts, [administrator]);
        identity.change_organisation(&xihu, &id("xihu-bureau"), new("xihu-bureau", "hz-xihu")).await.unwrap();
        assert!(is_denied(identity.change_organisation(&xihu, &id("b"), new("b", "hz-binjiang")).await));
        assert!(is_denied(identity.change_organisation(&xihu, &id("c"), new("c", "hz")).await));
        assert_eq!(identity.ancestors(&id("xihu-bureau")), [id("hz-xihu"), id("hz")]);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn posts_are_given_by_others_and_administrators_stay_apart() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let system = sign_in(&identity, "system-administrator").await.signed_in;
        let security = sign_in(&identity, "security-administrator").await.signed_in;
        let auditor = sign_in(&identity, "auditor").await.signed_in;
        let officer = sign_in(&identity, "housing-officer").await.signed_in;

        for role in [Role::Auditor, Role::Clerk] {
            assert!(is_denied(identity.give_post(&system, &officer.person, post(role, "hz")).await));
        }
        let fault = identity.give_post(&security, &security.person, post(Role::Clerk, "hz")).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::OwnPost)));
        assert!(is_denied(identity.give_post(&officer, &auditor.person, post(Role::Clerk, "hz-housing")).await));
        let both = identity.give_post(&security, &auditor.person, post(Role::SystemAdministrator, "hz")).await;
        let Err(IdentityError::Refused(refusal)) = both else { panic!("{both:?}") };
        assert_eq!(refusal, Refusal::AdministratorsApart { held: Role::Auditor });

        identity.give_post(&security, &officer.person, post(Role::Clerk, "hz-housing")).await.unwrap();
        identity.end_post(&security, &officer.person, post(Role::CaseOfficer, "hz-housing")).await.unwrap();
        let now = sign_in(&identity, "housing-officer").await.signed_in;
        assert_eq!(now.posts, [post(Role::Clerk, "hz-housing")]);

        assert!(is_denied(identity.reset_password(&system, &officer.person).await));
        let word = identity.reset_password(&security, &officer.person).await.unwrap();
        assert!(identity.sign_in("housing-officer", &word, None, "1").await.unwrap().signed_in.must_change_password);
        let fault = identity.reset_password(&security, &auditor.person).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::AdministratorAccount)));
        assert!(is_denied(identity.reset_password(&officer, &auditor.person).await));
        identity.reset_password(Acting::System, &auditor.person).await.unwrap();
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_account_is_disabled_enabled_and_closed() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let system = sign_in(&identity, "system-administrator").await.signed_in;
        let security = sign_in(&identity, "security-administrator").await.signed_in;
        let session = sign_in(&identity, "housing-officer").await;
        let officer = &session.signed_in.person;
        assert!(is_denied(identity.disable_account(&security, officer).await));
        let fault = identity.disable_account(&system, &security.person).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::AdministratorAccount)));
        identity.disable_account(&system, officer).await.unwrap();
        assert_eq!(identity.session(&session.token).await.unwrap(), None);
        assert!(identity.sign_in("housing-officer", &password("housing-officer"), None, "1").await.is_err());
        assert_eq!(identity.person(officer).await.unwrap().unwrap().account, Account::Disabled);
        identity.enable_account(&system, officer).await.unwrap();
        sign_in(&identity, "housing-officer").await;
        identity.disable_account(&system, officer).await.unwrap();
        identity.close_account(&system, officer).await.unwrap();
        let fault = identity.enable_account(&system, officer).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::NoAccount)));
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_first_administrators_of_an_empty_instance() {
    each_database(|instance| async move {
        let (store, identity) = empty(&instance, LIMITS).await;
        identity.load_organisations(ORGANISATIONS).await.unwrap();
        let first = |role: Role| {
            let identity = identity.clone();
            async move { identity.first_administrator("顾（演示）", role.as_str(), post(role, "hz")).await }
        };
        for role in [Role::SystemAdministrator, Role::SecurityAdministrator, Role::Auditor] {
            let word = first(role).await.unwrap();
            let session = identity.sign_in(role.as_str(), &word, None, "1").await.unwrap();
            assert!(session.signed_in.must_change_password);
            let again = first(role).await;
            assert!(matches!(again, Err(IdentityError::Refused(Refusal::RoleHeld(held))) if held == role), "{again:?}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_done_and_who_signed_in_is_read_again() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let security = sign_in(&identity, "security-administrator").await.signed_in;
        let officer = sign_in(&identity, "housing-officer").await.signed_in;
        let clerk = post(Role::Clerk, "hz-housing");
        identity.give_post(&security, &officer.person, clerk.clone()).await.unwrap();
        let (acts, rest) = identity.administered(None, 50).await.unwrap();
        assert_eq!(acts[0].actor.0, security.person.0);
        assert_eq!(acts[0].subject, Subject::Person(officer.person.clone(), PersonEvent::PostGiven(clerk)));
        assert_eq!(acts.len(), 50);
        let mut at = rest;
        let mut all = acts.len();
        while at.is_some() {
            let (more, next) = identity.administered(at, 50).await.unwrap();
            all += more.len();
            at = next;
        }
        assert_eq!(all as u64, store.checkpoint().await.unwrap().1);
        assert_eq!(identity.history(&officer.person).await.unwrap().last(), Some(&acts[0]));
        assert_eq!(identity.history_of(&id("hz-housing")).await.unwrap().len(), 1);

        for (name, word, outcome) in
            [("housing-officer", "wrong", SignInOutcome::WrongPassword), ("nobody-here", "wrong", SignInOutcome::NoAccount)]
        {
            identity.sign_in(name, word, None, "192.0.2.7").await.unwrap_err();
            let newest = identity.sign_ins(1, 0).await.unwrap().remove(0);
            assert_eq!(newest.outcome, outcome);
            assert_eq!(newest.person.is_some(), outcome == SignInOutcome::WrongPassword);
            assert!(!newest.origin.contains("192"));
            instance.clock.set(instance.clock.now() + jiff::SignedDuration::from_secs(1));
        }
        assert_eq!(identity.sign_ins(10, 2).await.unwrap().len(), 2);
        let people = identity.people().await.unwrap();
        assert!(people.is_sorted_by(|one, other| one.sign_in < other.sign_in));
        let found = people.iter().find(|person| person.sign_in == "housing-officer").unwrap();
        assert_eq!(Some(found), identity.person_by_sign_in(" Housing-Officer").await.unwrap().as_ref());
        assert_eq!((found.name.as_str(), found.organisation.clone()), ("林（演示）", Some(id("hz-housing"))));
        store.close().await;
    })
    .await;
}
