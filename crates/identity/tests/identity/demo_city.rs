//! The demo city: what its files say, and that loading them is done once.

use crate::common::*;
use identity::{IdentityError, Loaded, Role, SignInLimits, people_of, table};
use law::OrganisationKind;
use store::testing::each_database;

const LIMITS: SignInLimits = SignInLimits::DEMONSTRATION;

/// The 28 lead departments as clause 一(二) of the notice prints them.
const LEAD_DEPARTMENTS: &str = "市农办、市编委办、市考评办、市发改委、市经信委、市建委、市旅委、市教育局、市科委、市公安局、\
    市监察局、市民政局、市财政局(市地税局)、市人力社保局、市住保房管局、市卫生计生委、市审计局、市环保局、市市场监管局、\
    市质监局、市安全监管局、市法制办、市审管办、市国资委、市物价局、杭州公积金中心、市国税局、市政府电子政务办";

#[tokio::test]
async fn the_city_of_the_notice() {
    each_database(|instance| async move {
        let (store, identity) = empty(&instance, LIMITS).await;
        let loaded = identity.load_organisations(ORGANISATIONS).await.unwrap();
        assert_eq!(loaded, Loaded { entered: 43, changed: 0, unchanged: 0 });

        let organisations = identity.organisations(DAY);
        let short: Vec<_> = organisations.iter().map(|o| o.short_name.as_str()).collect();
        let expected: Vec<_> = LEAD_DEPARTMENTS.split('、').collect();
        assert_eq!(expected.len(), 28);
        assert_eq!(short[..2], ["市政府", "市政府办公厅"]);
        assert_eq!(short[2..30], expected);
        let counties = organisations.iter().filter(|o| o.kind == OrganisationKind::CountyGovernment);
        assert!(counties.clone().all(|o| o.code == o.division.as_str()));
        assert_eq!(counties.count(), 13);

        let housing = identity.organisation(&id("hz-housing"), DAY).unwrap();
        assert_eq!(housing.name, "杭州市住房保障和房产管理局");
        assert_eq!(housing.letter_mark.as_deref(), Some("杭住公开"));
        assert!(housing.acknowledgement_confirms);
        assert_eq!(identity.ancestors(&housing.id), [id("hz")]);
        assert_eq!(identity.organisation_by_code("330106", DAY).unwrap().name, "西湖区人民政府");
        assert_eq!(identity.organisation(&id("hz-state-tax"), DAY).unwrap().kind, OrganisationKind::VerticalDepartment);
        assert!(identity.name_confirmed(&housing.id, DAY) && !identity.name_confirmed(&id("hz-rural"), DAY));

        let before = store.checkpoint().await.unwrap().1;
        let again = identity.load_organisations(ORGANISATIONS).await.unwrap();
        assert_eq!(again, Loaded { entered: 0, changed: 0, unchanged: 43 });
        assert_eq!(store.checkpoint().await.unwrap().1, before);

        let changed = ORGANISATIONS.replace("0571-0000 0000", "0571-0000 0001");
        assert_eq!(identity.load_organisations(&changed).await.unwrap().changed, 43);
        let telephone = identity.organisation(&housing.id, DAY).unwrap().contact.telephone;
        assert_eq!(telephone.as_deref(), Some("0571-0000 0001（演示）"));
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn its_people_cover_every_role_and_are_entered_once() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let people = people_of(PEOPLE).unwrap();
        for role in Role::ALL {
            assert!(people.iter().any(|(_, person)| person.posts.iter().any(|post| post.role == role)), "{role:?}");
        }
        assert!(people.iter().all(|(_, person)| person.name.ends_with("（演示）")));
        for (_, person) in &people {
            let session = sign_in(&identity, &person.sign_in).await;
            assert_eq!(session.signed_in.name, person.name);
            assert_eq!(session.signed_in.sign_in, person.sign_in);
            assert_eq!(session.signed_in.posts, person.posts);
        }
        let before = store.checkpoint().await.unwrap().1;
        let again = identity.load_people(PEOPLE, |_| "another password".into()).await.unwrap();
        assert!(again.iter().all(|person| person.password.is_none()));
        assert_eq!(store.checkpoint().await.unwrap().1, before);
        let people = identity.people_with(Role::Reviewer, &id("hz-housing")).await.unwrap();
        assert_eq!(people[0].1, "王（演示）");
        assert_eq!(identity.person_name(&people[0].0).await.unwrap().as_deref(), Some("王（演示）"));
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.verify().await.unwrap().faults, Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_wrong_file_names_its_line_and_changes_nothing() {
    each_database(|instance| async move {
        let (store, identity) = empty(&instance, LIMITS).await;
        let line = |text: &str| ORGANISATIONS.lines().position(|l| l == text).unwrap();
        let heading = line("id = \"hz-housing\"");
        let spoilt = [
            ("id = \"hz-housing\"", "id = \"hz-price\"", None),
            ("id = \"hz-housing\"", "id = \"hz housing\"", Some(heading)),
            ("code = \"330100-15\"", "code = \"330100-14\"", Some(heading)),
            ("code = \"330106\"", "code = \"330107\"", Some(line("id = \"hz-xihu\""))),
            ("code = \"330100-15\"", "code = 15", Some(heading + 2)),
            ("code = \"330100-15\"", "mark = \"330100-15\"", Some(heading + 2)),
        ];
        for (from, to, at) in spoilt {
            let fault = identity.load_organisations(&ORGANISATIONS.replace(from, to)).await.unwrap_err();
            let IdentityError::File { line, message } = fault else { panic!("{fault}") };
            assert!(at.is_none_or(|at| at == line), "{to}: line {line}, not {at:?}: {message}");
        }
        assert!(identity.organisations(DAY).is_empty());

        identity.load_organisations(ORGANISATIONS).await.unwrap();
        let spoilt = [
            ("\"hz-environment\"", "\"hz-nowhere\""),
            ("[\"data-steward\"]", "[\"mayor\"]"),
            ("[\"auditor\"]", "[\"auditor\", \"system-administrator\"]"),
            ("sign_in = \"auditor\"", "sign_in = \"审计\""),
        ];
        for (from, to) in spoilt {
            assert!(PEOPLE.contains(from), "{from}");
            let fault = identity.load_people(&PEOPLE.replace(from, to), password).await.unwrap_err();
            assert!(matches!(fault, IdentityError::File { line, .. } if line > 3), "{to}: {fault}");
        }
        assert!(identity.people_with(Role::Clerk, &id("hz-housing")).await.unwrap().is_empty());
        store.close().await;
    })
    .await;
}

/// What each account of the demo may do where, against the table.
#[tokio::test]
async fn every_account_may_what_its_role_may() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        for (_, person) in people_of(PEOPLE).unwrap() {
            let who = sign_in(&identity, &person.sign_in).await.signed_in;
            for action in identity::Action::ALL {
                let where_may = identity.where_may(&who, action);
                let has_row = |role| table().iter().any(|row| row.role == role && row.action == action);
                assert_eq!(!where_may.is_empty(), person.posts.iter().any(|post| has_row(post.role)));
                for organisation in identity.organisations(DAY) {
                    let may = identity.may(Some(&who), action, &organisation.id).is_ok();
                    assert_eq!(may, where_may.contains(&organisation.id));
                }
            }
        }
        store.close().await;
    })
    .await;
}
