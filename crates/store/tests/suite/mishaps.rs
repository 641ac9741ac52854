//! Defects, lost connections, wrong names: the store goes on.

use crate::sample::{Add, Open, Refused, Sample, capabilities};
use futures::{FutureExt, future::BoxFuture};
use sqlx::Connection;
use store::{Act, ActorId, ExecuteError, Store, StoreError, StreamId, Transaction, testing::each_database};

/// An act with a defect.
struct Panics;

impl Act for Panics {
    type Answer = ();
    type Refusal = Refused;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refused>>> {
        async move {
            tx.next_in_series("sample").await?;
            panic!("a defect, on purpose")
        }
        .boxed()
    }
}

/// Looks at what it has said before it has been written.
struct LooksAtItself(StreamId);

impl Act for LooksAtItself {
    type Answer = Vec<u8>;
    type Refusal = Refused;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<Vec<u8>, ExecuteError<Refused>>> {
        async move {
            let name = tx.seal(&self.0, b"within")?;
            let number = tx.next_in_series("other").await?;
            let event = Sample::Opened { number, name: name.clone() };
            tx.append(&self.0, 0, &ActorId::system(), &[event]).await?;
            assert_eq!(tx.load(&self.0).await?.len(), 1);
            assert_eq!(tx.version(&self.0).await?, 1);
            assert_eq!(tx.next_in_series("other").await?, number + 1);
            assert_eq!(tx.claim("scope", self.0.id(), "one").await?, None);
            assert_eq!(tx.claim("scope", self.0.id(), "two").await?.as_deref(), Some("one"));
            tx.append(&self.0, 1, &ActorId::system(), &[Sample::Withheld { reason: "r".into() }]).await?;
            Ok(tx.open_part(&name).await?.unwrap_or_default())
        }
        .boxed()
    }
}

#[tokio::test]
async fn a_defect_in_one_act_harms_no_other() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (before, defect, after) = futures::join!(store.execute(Open::of("a")), store.execute(Panics), store.execute(Open::of("b")));
        assert_eq!(before.unwrap().answer.1, 1);
        assert!(matches!(defect, Err(ExecuteError::Store(StoreError::Other(_)))));
        assert_eq!(after.unwrap().answer.1, 2);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_act_sees_what_it_has_said_and_envelopes_tell_the_public_kind() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        for id in ["one", "two"] {
            let done = store.execute(LooksAtItself(StreamId::new("sample", id))).await.unwrap();
            assert_eq!(done.answer, b"within");
        }
        let kinds: Vec<String> = store.envelopes(0, 10).await.unwrap().into_iter().map(|(_, envelope)| envelope.kind).collect();
        assert_eq!(kinds, ["opened", "changed", "opened", "changed"]);
        assert_eq!(store.load(&StreamId::new("sample", "one")).await.unwrap()[1].kind, "withheld");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn events_of_an_unknown_category_are_refused() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let refused = store.execute(Add::note(&StreamId::new("other", "x"), "n")).await;
        assert!(refused.unwrap_err().to_string().contains("other-x"));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_name_of_the_log_is_kept() {
    each_database(|instance| async move {
        let options = instance.options(capabilities());
        let store = Store::open(options.clone()).await.unwrap();
        let key = store.verifier_key();
        store.close().await;
        let other = store::OpenOptions { origin: "other.example/ledger".into(), ..options.clone() };
        assert!(Store::open(other).await.unwrap_err().to_string().contains("cannot be changed"));
        let unnamed = store::OpenOptions { origin: String::new(), ..options };
        let store = Store::open(unnamed).await.unwrap();
        assert_eq!(store.verifier_key(), key);
        assert!(store.verify().await.unwrap().faults.is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_lost_connection_is_made_again() {
    each_database(|instance| async move {
        let Some(url) = instance.postgres.clone() else {
            return;
        };
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        for note in 0..3 {
            let mut other = sqlx::AnyConnection::connect(&url).await.unwrap();
            sqlx::query(
                "SELECT CAST(pg_terminate_backend(pid) AS TEXT) FROM pg_stat_activity \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()",
            )
            .fetch_all(&mut other)
            .await
            .unwrap();
            other.close().await.unwrap();
            assert_eq!(store.execute(Add::note(&stream, "n")).await.unwrap().answer, note + 2);
            assert_eq!(store.load(&stream).await.unwrap().len() as u64, note + 2);
        }
        assert!(store.verify().await.unwrap().faults.is_empty());
        store.close().await;
    })
    .await;
}
