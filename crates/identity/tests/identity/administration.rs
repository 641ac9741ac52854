//! Who may change organisations, people and posts; reforms of the tree.

use crate::common::*;
use identity::{
    Acting, DatedName, Denied, Establishment, IdentityError, OrganisationCommand, PersonEntry, Post, Refusal, Role, SignInLimits,
};
use jiff::civil::date;
use law::OrganisationKind;
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
        let somebody = PersonEntry {
            name: "顾（演示）".into(),
            sign_in: "xihu-administrator".into(),
            posts: vec![post(Role::SystemAdministrator, "hz-xihu")],
        };
        let word = password("xihu-administrator");
        assert!(is_denied(identity.register_person(&system, somebody.clone(), &word).await));
        identity.register_person(&security, somebody.clone(), &word).await.unwrap();
        let fault = identity.register_person(&security, somebody, &word).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::SignInTaken)));

        let xihu = sign_in(&identity, "xihu-administrator").await.signed_in;
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

        let fault = identity.give_post(&system, &system.person, post(Role::Clerk, "hz")).await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::OwnPost)));
        assert!(is_denied(identity.give_post(&system, &officer.person, post(Role::Auditor, "hz")).await));
        assert!(is_denied(identity.give_post(&security, &officer.person, post(Role::Clerk, "hz")).await));
        assert!(is_denied(identity.give_post(&officer, &auditor.person, post(Role::Clerk, "hz-housing")).await));
        let both = identity.give_post(&security, &auditor.person, post(Role::SystemAdministrator, "hz")).await;
        let Err(IdentityError::Refused(refusal)) = both else { panic!("{both:?}") };
        assert_eq!(refusal, Refusal::AdministratorsApart { held: Role::Auditor });

        identity.give_post(&system, &officer.person, post(Role::Clerk, "hz-housing")).await.unwrap();
        identity.end_post(&system, &officer.person, post(Role::CaseOfficer, "hz-housing")).await.unwrap();
        let now = sign_in(&identity, "housing-officer").await.signed_in;
        assert_eq!(now.posts, [post(Role::Clerk, "hz-housing")]);

        identity.set_password(&system, &officer.person, "set by the administrator").await.unwrap();
        let fault = identity.set_password(&system, &auditor.person, "set by the administrator").await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::AdministratorAccount)));
        assert!(is_denied(identity.set_password(&officer, &auditor.person, "set by an officer").await));
        store.close().await;
    })
    .await;
}
