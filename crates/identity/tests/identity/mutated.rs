//! Files of organisations and people, made bad; and what is typed at the door. A file is entered as a whole or not at all.

use crate::common::{self, ORGANISATIONS, PEOPLE};
use identity::{IdentityError, SignInLimits, normalise_sign_in, organisations_of, people_of};
use store::testing::on_sqlite;

/// The first entries of a file: the whole of it takes long for what it shows.
fn head(text: &str, entries: &str, count: usize) -> String {
    text.match_indices(entries).nth(count).map_or(text, |(at, _)| &text[..at]).to_owned()
}

#[test]
fn faults_name_their_line() {
    let told = |text: &str, fault: IdentityError| match fault {
        IdentityError::File { line, message } => {
            assert!((1..=text.lines().count() + 1).contains(&line) && !message.is_empty(), "{line}: {message}");
        }
        other => panic!("{other}"),
    };
    mutation::each_text(&[head(ORGANISATIONS, "[[organisation]]", 4)], 1_500, |text| match organisations_of(text) {
        Ok(entries) => assert!(entries.iter().all(|entry| entry.line >= 1 && !entry.establishment.names.is_empty())),
        Err(fault) => told(text, fault),
    });
    mutation::each_text(&[head(PEOPLE, "[[person]]", 4)], 1_500, |text| match people_of(text) {
        Ok(people) => {
            let mut names: Vec<String> = people.iter().map(|(_, person)| normalise_sign_in(&person.sign_in)).collect();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), people.len(), "nobody stands twice");
        }
        Err(fault) => told(text, fault),
    });
}

#[tokio::test]
async fn a_bad_file_enters_nothing() {
    on_sqlite(|instance| async move {
        let (store, identity) = common::city(&instance, SignInLimits::DEMONSTRATION).await;
        let sample = head(ORGANISATIONS, "[[organisation]]", 5);
        let samples = [sample.as_str(), &sample.replace("id = \"hz", "id = \"new-hz").replace("parent = \"hz", "parent = \"new-hz")];
        let samples: Vec<&str> = samples.to_vec();
        let (mut entered, mut refused) = (0, 0);
        for case in 0..150 {
            let text = mutation::text(&samples, case);
            let size = store.checkpoint().await.unwrap().1;
            match identity.load_organisations(&text).await {
                Ok(done) => {
                    entered += 1;
                    assert_eq!(store.checkpoint().await.unwrap().1 > size, done.entered + done.changed > 0, "case {case}");
                }
                Err(IdentityError::File { line, .. }) => {
                    refused += 1;
                    assert!(line >= 1);
                    assert_eq!(store.checkpoint().await.unwrap().1, size, "case {case}: {text}");
                }
                Err(other) => panic!("case {case}: {other}\n{text}"),
            }
        }
        assert!(entered > 10 && refused > 10, "{entered} entered, {refused} refused");
        assert!(store.check_projections().await.unwrap().is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_typed_at_the_door() {
    on_sqlite(|instance| async move {
        let limits = SignInLimits { account_burst: 10_000, address_burst: 10_000, ..SignInLimits::DEMONSTRATION };
        let (store, identity) = common::city(&instance, limits).await;
        let (name, password) = ("housing-clerk", common::password("housing-clerk"));
        for case in 0..24 {
            let (typed, code) = (mutation::text(&[name], case), mutation::text(&["123456", "abcde-fghjk"], case));
            let answer = identity.sign_in(&typed, "not the password", Some(&code), "127.0.0.1").await;
            assert!(matches!(answer, Err(IdentityError::WrongCredentials)), "case {case}: {typed:?}");
            let tried = mutation::text(&[password.as_str()], case);
            let answer = identity.sign_in(name, &tried, Some(&code), &typed).await;
            assert_eq!(answer.is_ok(), tried == password, "case {case}: {tried:?}");
        }
        for case in 0..400 {
            let token = mutation::text(&["3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"], case);
            assert!(identity.session(&token).await.unwrap().is_none(), "case {case}: {token:?}");
        }
        store.close().await;
    })
    .await;
}
