//! Sign-in, sessions, throttling, one-time codes.

use crate::common::*;
use identity::{Acting, IdentityError, Refusal, Role, SignInLimits};
use jiff::{Timestamp, ToSpan};
use std::path::Path;
use store::testing::each_database;
use store::{Clock, Statement};

const LIMITS: SignInLimits = SignInLimits::DEMONSTRATION;
const NAME: &str = "housing-officer";

fn at(instance: &store::testing::TestInstance) -> Timestamp {
    instance.clock.now()
}

#[tokio::test]
async fn a_session_stands_while_nothing_can_be_written() {
    store::testing::on_sqlite(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let session = sign_in(&identity, NAME).await;
        let full = "CREATE TRIGGER full BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'full'); END";
        store.write(vec![Statement { sql: full, values: Vec::new() }]).await.unwrap();
        instance.clock.set(at(&instance) + 5.minutes());
        assert!(identity.session(&session.token).await.unwrap().is_some());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_old_or_signed_out() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let start = at(&instance);
        let session = identity.sign_in(" Housing-Officer", &password(NAME), None, "127.0.0.1").await.unwrap();
        assert_eq!(session.expires, start + 12.hours());
        let who = identity.session(&session.token).await.unwrap().unwrap();
        assert_eq!(who, session.signed_in);
        assert!(!format!("{session:?}").contains(&session.token));
        for bad in ["", "x", "！", &session.token[1..], &"a".repeat(5000)] {
            assert_eq!(identity.session(bad).await.unwrap(), None);
        }
        // Used every twenty minutes it lives on, and ends at twelve hours.
        for round in 1..36 {
            instance.clock.set(start + (20 * round).minutes());
            assert!(identity.session(&session.token).await.unwrap().is_some(), "{round}");
        }
        instance.clock.set(start + 12.hours());
        assert_eq!(identity.session(&session.token).await.unwrap(), None);
        // Idle.
        let session = sign_in(&identity, NAME).await;
        instance.clock.set(at(&instance) + 30.minutes());
        assert_eq!(identity.session(&session.token).await.unwrap(), None);
        // Signed out: this one, not the other.
        let (one, other) = (sign_in(&identity, NAME).await, sign_in(&identity, NAME).await);
        assert_ne!(one.token, other.token);
        identity.sign_out(&one.token).await.unwrap();
        identity.sign_out(&one.token).await.unwrap();
        assert_eq!(identity.session(&one.token).await.unwrap(), None);
        assert!(identity.session(&other.token).await.unwrap().is_some());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn unknown_closed_and_wrong_are_told_alike() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let closed = only(&identity, Role::CaseOfficer, "hz-environment").await;
        let session = sign_in(&identity, "environment-officer").await;
        identity.close_account(identity::Acting::System, &closed).await.unwrap();
        assert_eq!(identity.session(&session.token).await.unwrap(), None);
        assert!(identity.people_with(Role::CaseOfficer, &id("hz-environment")).await.unwrap().is_empty());
        for (name, word) in [
            (NAME, "wrong password".to_owned()),
            (NAME, String::new()),
            ("nobody", password("nobody")),
            ("environment-officer", password("environment-officer")),
            (NAME, "a".repeat(5000)),
        ] {
            let fault = identity.sign_in(name, &word, None, "127.0.0.1").await.unwrap_err();
            assert!(matches!(fault, IdentityError::WrongCredentials), "{name}: {fault}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_guesses_waits() {
    each_database(|instance| async move {
        let limits = SignInLimits { account_burst: 3, address_burst: 6, ..SignInLimits::STRICT };
        let (store, identity) = city(&instance, limits).await;
        let guess = |name: &'static str, address: &'static str| identity.sign_in(name, "guess", None, address);
        for _ in 0..3 {
            assert!(matches!(guess(NAME, "192.0.2.1").await, Err(IdentityError::WrongCredentials)));
        }
        // The right password waits too, from any address.
        let right = identity.sign_in(NAME, &password(NAME), None, "192.0.2.2").await;
        assert!(matches!(right, Err(IdentityError::Throttled(60))), "{right:?}");
        for name in ["nobody-1", "nobody-2", "nobody-3"] {
            assert!(matches!(guess(name, "192.0.2.1").await, Err(IdentityError::WrongCredentials)));
        }
        assert!(matches!(guess("nobody-4", "192.0.2.1").await, Err(IdentityError::Throttled(10))));
        instance.clock.set(at(&instance) + 60.seconds());
        identity.sign_in(NAME, &password(NAME), None, "192.0.2.2").await.unwrap();
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_every_session() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let session = sign_in(&identity, NAME).await;
        let other = sign_in(&identity, "housing-clerk").await;
        let who = &session.signed_in;
        let fault = identity.change_password(who, "wrong", "a new password").await.unwrap_err();
        assert!(matches!(fault, IdentityError::WrongCredentials));
        let fault = identity.change_password(who, &password(NAME), "short").await.unwrap_err();
        assert!(matches!(fault, IdentityError::Refused(Refusal::BadPassword { .. })));
        assert!(identity.session(&session.token).await.unwrap().is_some());
        identity.change_password(who, &password(NAME), "a new password").await.unwrap();
        assert_eq!(identity.session(&session.token).await.unwrap(), None);
        assert!(identity.session(&other.token).await.unwrap().is_some());
        assert!(identity.sign_in(NAME, &password(NAME), None, "1").await.is_err());
        identity.sign_in(NAME, "a new password", None, "1").await.unwrap();
        store.close().await;
    })
    .await;
}

/// How many sealed parts there are.
async fn secrets(store: &store::Store) -> i64 {
    use sqlx::Row;
    let mut connection = store.read().await.unwrap();
    sqlx::query("SELECT COUNT(*) AS parts FROM personal_part").fetch_one(&mut *connection).await.unwrap().get("parts")
}

#[tokio::test]
async fn ones_own_sessions_are_listed_and_ended_elsewhere() {
    each_database(|instance| async move {
        let limits = SignInLimits { account_burst: 2, address_burst: 2, ..SignInLimits::STRICT };
        let (store, identity) = city(&instance, limits).await;
        let other = sign_in(&identity, NAME).await;
        instance.clock.set(at(&instance) + 60.seconds());
        let here = sign_in(&identity, NAME).await;
        let clerk = sign_in(&identity, "housing-clerk").await;
        let shown = identity.sessions(&here.signed_in).await.unwrap();
        assert_eq!(shown.iter().map(|session| session.current).collect::<Vec<_>>(), [true, false]);
        identity.sign_out_elsewhere(&here.signed_in).await.unwrap();
        assert_eq!(identity.session(&other.token).await.unwrap(), None);
        assert!(identity.session(&here.token).await.unwrap().is_some());
        assert_eq!(identity.sessions(&clerk.signed_in).await.unwrap().len(), 1);
        // One who guesses at an open session holds up nobody else, and a long text is not hashed.
        for word in ["wrong", "wrong"] {
            assert!(matches!(
                identity.change_password(&here.signed_in, word, "a new password").await,
                Err(IdentityError::WrongCredentials)
            ));
        }
        assert!(matches!(identity.change_password(&here.signed_in, "wrong", "a new password").await, Err(IdentityError::Throttled(_))));
        let long = identity.change_password(&clerk.signed_in, &"a".repeat(5000), "a new password").await;
        assert!(matches!(long, Err(IdentityError::WrongCredentials)));
        identity.change_password(&clerk.signed_in, &password("housing-clerk"), "a new password").await.unwrap();
        store.close().await;
    })
    .await;
}

/// What an authenticator would show: the program's own arithmetic is held to the vectors of RFC 6238 elsewhere.
fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_algorithm(totp_rs::Algorithm::SHA1).with_secret(secret).build().unwrap();
    totp.generate(at.as_second() as u64).to_string()
}

#[tokio::test]
async fn one_time_codes_work_once() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let session = sign_in(&identity, NAME).await;
        let who = &session.signed_in;
        let before = secrets(&store).await;
        identity.begin_one_time_codes(who, "公开").await.unwrap();
        let enrolment = identity.begin_one_time_codes(who, "公开").await.unwrap();
        assert_eq!(secrets(&store).await, before + 1, "the one that it replaced is gone");
        let pending = identity.pending_one_time_codes(who, "公开").await.unwrap().unwrap();
        assert_eq!(pending.secret, enrolment.secret);
        let now = code(&enrolment.secret, at(&instance));
        let wrong = if now == "000000" { "000001" } else { "000000" };
        assert!(matches!(identity.confirm_one_time_codes(who, wrong).await, Err(IdentityError::WrongCode)));
        // Until the first code came, none is asked for.
        sign_in(&identity, NAME).await;
        let recovery = identity.confirm_one_time_codes(who, &now).await.unwrap();
        assert_eq!(recovery.len(), 8);
        assert_eq!(identity.one_time_codes(who).await.unwrap(), (true, 8));
        let word = password(NAME);
        let try_it = |code: Option<String>| {
            let (identity, word) = (identity.clone(), word.clone());
            async move { identity.sign_in(NAME, &word, code.as_deref(), "1").await }
        };
        assert!(matches!(try_it(None).await, Err(IdentityError::CodeNeeded)));
        assert!(matches!(try_it(Some(wrong.into())).await, Err(IdentityError::WrongCode)));
        // The code that confirmed was used.
        assert!(matches!(try_it(Some(now)).await, Err(IdentityError::WrongCode)));
        instance.clock.set(at(&instance) + 30.seconds());
        let next = code(&enrolment.secret, at(&instance));
        let many = futures::future::join_all((0..6).map(|_| try_it(Some(next.clone())))).await;
        assert_eq!(many.iter().filter(|answer| answer.is_ok()).count(), 1, "one code, one session");
        try_it(Some(recovery[3].to_uppercase())).await.unwrap();
        assert!(matches!(try_it(Some(recovery[3].clone())).await, Err(IdentityError::WrongCode)));
        assert_eq!(identity.one_time_codes(who).await.unwrap(), (true, 7));
        let again = identity.begin_one_time_codes(who, "公开").await.unwrap_err();
        assert!(matches!(again, IdentityError::Refused(Refusal::CodesInUse)));
        assert!(identity.disable_one_time_codes(who, "wrong").await.is_err());
        identity.disable_one_time_codes(who, &word).await.unwrap();
        assert_eq!(secrets(&store).await, before, "the sealed secret went with the codes");
        sign_in(&identity, NAME).await;
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
        secrets_are_not_on_disk(&instance.data, &[&enrolment.secret, &recovery[0], &session.token, &word]);
    })
    .await;
}

/// Neither names of people nor what lets somebody in stands in any file of the data folder.
fn secrets_are_not_on_disk(folder: &Path, secrets: &[&str]) {
    let names = ["林（演示）", NAME];
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.is_dir() {
            secrets_are_not_on_disk(&file, secrets);
            continue;
        }
        let bytes = std::fs::read(&file).unwrap();
        for secret in secrets.iter().chain(&names) {
            let found = bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
            assert!(!found, "{secret} stands in {}", file.display());
        }
    }
}

#[tokio::test]
async fn a_one_time_password_has_a_term() {
    each_database(|instance| async move {
        let (store, identity) = city(&instance, LIMITS).await;
        let officer = sign_in(&identity, NAME).await.signed_in;
        let word = identity.reset_password(Acting::System, &officer.person).await.unwrap();
        let set = at(&instance);
        assert_eq!(identity.one_time_password_hours(), 72);
        instance.clock.set(set + 72.hours());
        let session = identity.sign_in(&officer.sign_in, &word, None, "127.0.0.1").await.unwrap();
        assert!(session.signed_in.must_change_password);
        instance.clock.set(set + 73.hours());
        let late = identity.sign_in(&officer.sign_in, &word, None, "127.0.0.1").await;
        assert!(matches!(late, Err(IdentityError::OneTimePasswordExpired)));
        let wrong = identity.sign_in(&officer.sign_in, "another one", None, "127.0.0.1").await;
        assert!(matches!(wrong, Err(IdentityError::WrongCredentials)), "who does not know it learns nothing");
        let word = identity.reset_password(Acting::System, &officer.person).await.unwrap();
        identity.sign_in(&officer.sign_in, &word, None, "127.0.0.1").await.unwrap();
        store.close().await;
    })
    .await;
}
