//! Timers fire once in effect, survive a restart, and can be moved and cleared.

use crate::sample::{Open, Sample, Schedule, capabilities};
use futures::{FutureExt, future::BoxFuture};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::{convert::Infallible, time::Duration};
use store::{Act, ExecuteError, OpenOptions, Store, StreamId, Transaction, testing::each_database};

async fn reminders(store: &Store, stream: &StreamId) -> usize {
    let events = store.load(stream).await.unwrap();
    events.iter().filter(|event| event.event::<Sample>().unwrap() == Some(Sample::Reminded)).count()
}

fn start() -> Timestamp {
    store::testing::START.parse().unwrap()
}

#[tokio::test]
async fn a_timer_fires_once_after_a_restart_and_not_before_its_time() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let at = start() + SignedDuration::from_hours(24);
        let act = Schedule { stream: stream.clone(), name: "remind", at, command: json!({}) };
        store.execute(act).await.unwrap();
        assert_eq!(store.fire_due_timers().await.unwrap(), 0);
        store.close().await;

        let store = instance.open(capabilities()).await.unwrap();
        instance.clock.set(at);
        let (one, other) = futures::join!(store.fire_due_timers(), store.fire_due_timers());
        assert_eq!(one.unwrap() + other.unwrap(), 1);
        assert_eq!(reminders(&store, &stream).await, 1);
        assert_eq!(store.fire_due_timers().await.unwrap(), 0);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_timer_is_replaced_by_one_of_the_same_name() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        for hours in [1, 48] {
            let at = start() + SignedDuration::from_hours(hours);
            let act = Schedule { stream: stream.clone(), name: "remind", at, command: json!({}) };
            store.execute(act).await.unwrap();
        }
        instance.clock.set(start() + SignedDuration::from_hours(24));
        assert_eq!(store.fire_due_timers().await.unwrap(), 0);
        instance.clock.set(start() + SignedDuration::from_hours(48));
        assert_eq!(store.fire_due_timers().await.unwrap(), 1);
        assert_eq!(reminders(&store, &stream).await, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_timer_comes_with_its_event_or_not_at_all() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let open = Open { remind: Some(start()), ..Open::of("a") };
        store.execute(Open { refuse: true, ..open.clone() }).await.unwrap_err();
        assert_eq!(store.fire_due_timers().await.unwrap(), 0);
        let (stream, _) = store.execute(open).await.unwrap().answer;
        assert_eq!(store.fire_due_timers().await.unwrap(), 1);
        assert_eq!(reminders(&store, &stream).await, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_timer_that_sets_itself_anew_goes_on() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        store.execute(Schedule { stream: stream.clone(), name: "daily", at: start(), command: json!(24) }).await.unwrap();
        instance.clock.set(start() + SignedDuration::from_hours(60));
        assert_eq!(store.fire_due_timers().await.unwrap(), 3);
        assert_eq!(store.fire_due_timers().await.unwrap(), 0);
        instance.clock.set(start() + SignedDuration::from_hours(72));
        assert_eq!(store.fire_due_timers().await.unwrap(), 1);
        assert_eq!(reminders(&store, &stream).await, 4);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn cleared_timers_do_not_fire() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let (other, _) = store.execute(Open { remind: Some(start()), ..Open::of("b") }).await.unwrap().answer;
        let set = |name| store.execute(Schedule { stream: stream.clone(), name, at: start(), command: json!({}) });
        set("one").await.unwrap();
        set("two").await.unwrap();
        store.execute(Clear { stream: stream.clone(), name: Some("one") }).await.unwrap();
        // Set and cleared in one transaction with others.
        let (three, cleared) = futures::join!(set("three"), store.execute(Clear { stream: stream.clone(), name: None }));
        three.unwrap();
        assert_eq!(cleared.unwrap().answer, 0);
        assert_eq!(store.fire_due_timers().await.unwrap(), 1);
        assert_eq!((reminders(&store, &stream).await, reminders(&store, &other).await), (0, 1));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn many_timers_of_one_instant_fire_at_once() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let opened = futures::future::join_all((0..250).map(|_| store.execute(Open { remind: Some(start()), ..Open::of("a") }))).await;
        assert!(opened.iter().all(Result::is_ok));
        assert_eq!(store.fire_due_timers().await.unwrap(), 250);
        store.close().await;
    })
    .await;
}

/// Clears a timer, or all of a stream; answers how many of "one", "two" and "three" are left.
struct Clear {
    stream: StreamId,
    name: Option<&'static str>,
}

impl Act for Clear {
    type Answer = usize;
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<usize, ExecuteError<Infallible>>> {
        async move {
            match self.name {
                Some(name) => tx.unschedule(&self.stream, name)?,
                None => tx.unschedule_all(&self.stream).await?,
            }
            let mut left = 0;
            for name in ["one", "two", "three"] {
                left += usize::from(tx.timer(&self.stream, name).await?.is_some());
            }
            Ok(left)
        }
        .boxed()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_fire_a_timer_once() {
    each_database(|instance| async move {
        let one = instance.open(capabilities()).await.unwrap();
        let other = Store::open(OpenOptions { exclusive: false, ..instance.options(capabilities()) }).await.unwrap();
        for _ in 0..20 {
            let (stream, _) = one.execute(Open { remind: Some(start()), ..Open::of("a") }).await.unwrap().answer;
            let (fired, also_fired) = futures::join!(one.fire_due_timers(), other.fire_due_timers());
            assert_eq!(fired.unwrap() + also_fired.unwrap(), 1);
            assert_eq!(reminders(&one, &stream).await, 1);
        }
        other.close().await;
        one.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_timer_that_fails_stays_and_holds_up_no_other() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        for (name, command) in [("a-fails", json!("fail")), ("b-works", json!({}))] {
            store.execute(Schedule { stream: stream.clone(), name, at: start(), command }).await.unwrap();
        }
        assert_eq!(store.fire_due_timers().await.unwrap(), 1);
        assert_eq!(reminders(&store, &stream).await, 1);
        let mut connection = store.read().await.unwrap();
        let left = sqlx::query("SELECT name FROM timer").fetch_all(&mut *connection).await.unwrap();
        assert_eq!(left.len(), 1);
        drop(connection);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_fire_by_themselves() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        store.run_timers();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let act = Schedule { stream: stream.clone(), name: "remind", at: start(), command: json!({}) };
        store.execute(act).await.unwrap();
        for _ in 0..50 {
            if reminders(&store, &stream).await == 1 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(reminders(&store, &stream).await, 1);
        store.close().await;
    })
    .await;
}
