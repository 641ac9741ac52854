//! Timers fire once in effect, survive a restart, and can be moved and cleared.

use crate::sample::{Open, Sample, Schedule, capabilities};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::time::Duration;
use store::{Store, StreamId, testing::each_database};

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
        assert!(one.unwrap() + other.unwrap() >= 1);
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
