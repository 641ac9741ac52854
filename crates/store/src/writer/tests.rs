//! A connection that breaks at a commit: what was stored is acknowledged, what was not is tried again, and what cannot
//! be known is told, never done twice.

use crate::{
    Act, ActorId, Capability, Connection, Event, ExecuteError, Migration, Recorded, Statement, Store, StoreError, StreamId, Transaction,
    fault::{Broken, Faults},
    testing::{TestInstance, each_database},
};
use facts::Fact;
use futures::{FutureExt, future::BoxFuture};
use serde::{Deserialize, Serialize};
use std::{
    convert::Infallible,
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
enum Counted {
    Once,
}

impl Event for Counted {
    const CATEGORY: &'static str = "count";
}

struct Counting;

impl Capability for Counting {
    fn name(&self) -> &'static str {
        "counting"
    }
    fn migrations(&self) -> &'static [Migration] {
        &[Migration { version: 9000, name: "counting", sql: "CREATE TABLE counted (id TEXT NOT NULL);" }]
    }
    fn categories(&self) -> &'static [&'static str] {
        &["count"]
    }
    fn projections(&self) -> &'static [&'static str] {
        &["counted"]
    }
    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Statement::new("INSERT INTO counted (id) VALUES ($1)", vec![event.stream.id().into()])
            .run(connection)
            .map(|ran| ran.map(drop))
            .boxed()
    }
    fn facts(&self, _: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(Vec::new())
    }
}

struct Count;

impl Act for Count {
    type Answer = ();
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        async move {
            let stream = StreamId::new("count", &tx.new_id());
            Ok(tx.append(&stream, 0, &ActorId::system(), &[Counted::Once]).await?)
        }
        .boxed()
    }
}

async fn open(instance: &TestInstance) -> Store {
    let store = instance.open(vec![Arc::new(Counting)]).await.unwrap();
    store.execute(Count).await.unwrap();
    store
}

/// Whether `wanted` entries are in the log, each projected once.
async fn holds(store: &Store, wanted: u64) {
    let verified = store.verify().await.unwrap();
    assert_eq!((verified.size, verified.faults), (wanted, Vec::new()));
    assert_eq!(store.checkpoint().await.unwrap().1, wanted);
    assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_committed_before_the_connection_broke_is_acknowledged_once() {
    each_database(|instance| async move {
        let store = open(&instance).await;
        store.shared().database.faults.set(Broken::AfterCommit, 0);
        let done = store.execute(Count).await.unwrap();
        assert_eq!((done.size, done.appended[0].0), (2, 1));
        holds(&store, 2).await;
        store.execute(Count).await.unwrap();
        holds(&store, 3).await;
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_was_not_committed_is_tried_again() {
    each_database(|instance| async move {
        let store = open(&instance).await;
        store.shared().database.faults.set(Broken::BeforeCommit, 0);
        assert_eq!(store.execute(Count).await.unwrap().size, 2);
        holds(&store, 2).await;
        store.close().await;
    })
    .await;
}

/// Keeps the writer busy until it is told to go on.
#[derive(Clone, Default)]
struct Hold {
    begun: Arc<Notify>,
    go_on: Arc<Notify>,
}

impl Act for Hold {
    type Answer = ();
    type Refusal = Infallible;
    fn run<'a>(&'a self, _: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        async move {
            self.begun.notify_one();
            self.go_on.notified().await;
            Ok(())
        }
        .boxed()
    }
}

/// Counts, and breaks the commit of the batch in which it first does so.
struct CountAndBreak {
    faults: Arc<Faults>,
    broken: Mutex<Option<Broken>>,
}

impl Act for CountAndBreak {
    type Answer = ();
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        if let Some(broken) = self.broken.lock().unwrap().take() {
            self.faults.set(broken, 1);
        }
        Count.run(tx)
    }
}

#[tokio::test]
async fn what_cannot_be_known_is_told_and_not_tried_again() {
    each_database(|instance| async move {
        for (broken, stored) in [(Broken::AfterCommit, 3), (Broken::BeforeCommit, 0)] {
            let store = open(&instance).await;
            let before = store.checkpoint().await.unwrap().1;
            let faults = store.shared().database.faults.clone();
            let hold = Hold::default();
            let one_batch = async {
                hold.begun.notified().await;
                let breaking = CountAndBreak { faults, broken: Mutex::new(Some(broken)) };
                let go_on = async { hold.go_on.notify_one() };
                let (one, two, three, ()) = futures::join!(store.execute(Count), store.execute(breaking), store.execute(Count), go_on);
                [one, two, three]
            };
            let (held, outcomes) = futures::join!(store.execute(hold.clone()), one_batch);
            held.unwrap();
            for outcome in outcomes {
                assert!(matches!(outcome, Err(ExecuteError::Store(StoreError::Uncertain))), "{outcome:?}");
            }
            store.execute(Count).await.unwrap();
            holds(&store, before + stored + 1).await;
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_without_events_leaves_no_trace_to_look_for() {
    each_database(|instance| async move {
        let store = open(&instance).await;
        for broken in [Broken::AfterCommit, Broken::BeforeCommit] {
            store.shared().database.faults.set(broken, 0);
            let outcome = store.write(vec![Statement::new("DELETE FROM counted WHERE id = ''", Vec::new())]).await;
            assert!(matches!(outcome, Err(StoreError::Uncertain)), "{outcome:?}");
        }
        store.execute(Count).await.unwrap();
        holds(&store, 2).await;
        store.close().await;
    })
    .await;
}
