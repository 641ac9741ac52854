//! Followers see every fact in order, once in effect, across restarts.

use crate::sample::{Add, Open, capabilities};
use facts::Fact;
use futures::{FutureExt, future::BoxFuture};
use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use store::{Follower, StoreError, Told, testing::each_database};

#[derive(Default)]
struct Listener {
    kept: Mutex<(u64, Vec<(u64, String)>)>,
    /// How many times it fails before it takes anything.
    failures: Mutex<u32>,
}

impl Listener {
    fn heard(&self) -> Vec<String> {
        self.kept.lock().unwrap().1.iter().map(|(_, text)| text.clone()).collect()
    }
}

impl Follower for Listener {
    fn name(&self) -> &'static str {
        "listener"
    }
    fn cursor(&self) -> BoxFuture<'_, Result<u64, StoreError>> {
        async { Ok(self.kept.lock().unwrap().0) }.boxed()
    }
    fn take<'a>(&'a self, told: Vec<Told>, next: u64) -> BoxFuture<'a, Result<(), StoreError>> {
        async move {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err(StoreError::Other("not yet".into()));
            }
            let mut kept = self.kept.lock().unwrap();
            for told in told {
                assert!(told.index >= kept.0 && told.index < next);
                if let Fact::Withdrawn(fact) = told.fact {
                    kept.1.push((told.index, fact.document));
                }
            }
            kept.0 = next;
            Ok(())
        }
        .boxed()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_hears_every_fact_in_order_and_goes_on_after_a_restart() {
    each_database(|instance| async move {
        let listener = Arc::new(Listener::default());
        let mut expected = Vec::new();
        for round in 0..2 {
            let store = instance.open(capabilities()).await.unwrap();
            store.follow(listener.clone());
            let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
            for note in 0..50 {
                let text = format!("{round}-{note}");
                store.execute(Add::note(&stream, &text)).await.unwrap();
                expected.push(text);
            }
            let size = store.checkpoint().await.unwrap().1;
            let begun = Instant::now();
            store.caught_up("listener", size).await.unwrap();
            assert!(begun.elapsed() < Duration::from_secs(1), "woken by the commit, not by the clock");
            assert_eq!(listener.heard(), expected);
            store.close().await;
        }
        assert_eq!(listener.kept.lock().unwrap().0, 102);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_that_fails_is_tried_again_and_misses_nothing() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let listener = Arc::new(Listener { failures: Mutex::new(1), ..Listener::default() });
        store.follow(listener.clone());
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        store.execute(Add::note(&stream, "heard")).await.unwrap();
        store.caught_up("listener", 2).await.unwrap();
        assert_eq!(listener.heard(), ["heard"]);
        assert!(store.caught_up("nobody", 1).await.is_err());
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_program_writes_is_seen_and_continued() {
    each_database(|instance| async move {
        let server = instance.open(capabilities()).await.unwrap();
        let listener = Arc::new(Listener::default());
        server.follow(listener.clone());
        let mut options = instance.options(capabilities());
        options.exclusive = false;
        let other = store::Store::open(options).await.unwrap();
        let (stream, _) = other.execute(Open::of("a")).await.unwrap().answer;
        other.execute(Add::note(&stream, "by the other")).await.unwrap();
        server.execute(Add::note(&stream, "by the server")).await.unwrap();
        other.execute(Add::note(&stream, "by the other again")).await.unwrap();
        server.caught_up("listener", 4).await.unwrap();
        assert_eq!(listener.heard(), ["by the other", "by the server", "by the other again"]);
        assert_eq!(server.position(&["sample"]), 4);
        assert!(server.verify().await.unwrap().faults.is_empty());
        other.close().await;
        server.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_programs_that_write_at_once_share_one_log() {
    each_database(|instance| async move {
        instance.open(capabilities()).await.unwrap().close().await;
        let mut options = instance.options(capabilities());
        options.exclusive = false;
        let stores = [store::Store::open(options.clone()).await.unwrap(), store::Store::open(options).await.unwrap()];
        let tasks: Vec<_> = (0..40_usize)
            .map(|task| {
                let store = stores[task % 2].clone();
                tokio::spawn(async move { store.execute(Open::of("a")).await.unwrap().answer.1 })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
        let verified = stores[0].verify().await.unwrap();
        assert_eq!((verified.size, verified.faults), (40, Vec::new()));
        for store in stores {
            store.close().await;
        }
    })
    .await;
}
