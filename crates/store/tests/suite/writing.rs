//! The write path: versions, series, claims, refusals, group commit, receipts.

use crate::sample::{Add, NEW_SESSION, Open, Sample, capabilities, session};
use std::collections::BTreeSet;
use store::{ExecuteError, PartRef, Store, StoreError, StreamId, testing::each_database};

async fn name_of(store: &Store, stream: &StreamId) -> PartRef {
    match store.load(stream).await.unwrap()[0].event::<Sample>().unwrap() {
        Some(Sample::Opened { name, .. }) => name,
        other => panic!("{other:?} instead of a name"),
    }
}

#[tokio::test]
async fn a_case_is_opened_noted_and_proved() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (empty, size, _) = store.checkpoint().await.unwrap();
        assert_eq!(size, 0);
        assert!(empty.starts_with("test.example/ledger\n0\n"), "{empty}");

        let opened = store.execute(Open::of("王小明")).await.unwrap();
        let (stream, number) = opened.answer;
        assert_eq!((number, opened.size), (1, 1));
        assert_eq!(opened.appended, [(0, stream.clone(), 1)]);
        let noted = store.execute(Add::note(&stream, "first")).await.unwrap();
        assert_eq!((noted.answer, noted.size), (2, 2));
        assert_eq!(store.position(&["sample"]), 2);
        assert_eq!(store.position(&["other"]), 0);

        let events = store.load(&stream).await.unwrap();
        assert_eq!(events.len(), 2);
        assert_eq!(events[1].event::<Sample>().unwrap(), Some(Sample::Noted { text: "first".into() }));
        assert_eq!(events[1].at.to_string(), store::testing::START);

        let name = name_of(&store, &stream).await;
        assert_eq!(store.open_part(&name).await.unwrap().unwrap(), "王小明".as_bytes());
        assert_eq!(store.look_up("name", "王小明").await.unwrap(), std::slice::from_ref(&stream));
        assert_eq!(store.look_up("name", "王小红").await.unwrap(), []);
        assert_eq!(store.look_up("phone", "王小明").await.unwrap(), []);

        let key = ledger::VerifierKey::parse(&store.verifier_key()).unwrap();
        for index in 0..2 {
            let receipt = store.receipt(index, std::slice::from_ref(&name)).await.unwrap();
            if index == 0 {
                let proved = receipt.verify(&key).unwrap();
                assert_eq!((proved.size, proved.index, proved.parts.len()), (2, 0, 1));
                assert_eq!(proved.parts[0].bytes, "王小明".as_bytes());
            }
        }
        assert!(store.receipt(1, &[]).await.unwrap().verify(&key).is_ok());
        assert!(store.receipt(2, &[]).await.is_err());

        let envelopes = store.envelopes(0, 10).await.unwrap();
        assert_eq!(envelopes.len(), 2);
        assert_eq!(envelopes[1].1.at, "2016-08-17T01:00:00.000Z");
        assert_eq!(store.tile("tile/0/000.p/2").await.unwrap().unwrap().len(), 64);
        assert_eq!(store.tile("tile/0/000.p/3").await.unwrap(), None);
        let entries = store.tile("tile/entries/000.p/2").await.unwrap().unwrap();
        let entries = ledger::parse_entries_tile(&entries).unwrap();
        assert_eq!(entries[1], envelopes[1].1.entry().unwrap());
        assert!(store.verify().await.unwrap().faults.is_empty());
        assert!(store.check_projections().await.unwrap().is_empty());
        store.close().await;
        assert!(matches!(store.execute(Open::of("x")).await, Err(ExecuteError::Store(StoreError::Closed))));
    })
    .await;
}

#[tokio::test]
async fn a_refusal_leaves_no_trace_and_no_gap_in_a_series() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let mut numbers = Vec::new();
        for refuse in [false, true, true, false] {
            match store.execute(Open { refuse, ..Open::of("张三") }).await {
                Ok(done) => numbers.push(done.answer.1),
                Err(ExecuteError::Refused(_)) => assert!(refuse),
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(numbers, [1, 2]);
        assert_eq!(store.checkpoint().await.unwrap().1, 2);
        assert_eq!(store.look_up("name", "张三").await.unwrap().len(), 2);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_stale_version_is_a_conflict() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let stale = Add { expected: Some(0), ..Add::note(&stream, "late") };
        match store.execute(stale).await {
            Err(ExecuteError::Conflict { stream: name, expected: 0, found: 1 }) => assert_eq!(name, stream.as_str()),
            other => panic!("{other:?}"),
        }
        assert_eq!(store.load(&stream).await.unwrap().len(), 1);
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_same_key_answers_the_same_also_within_one_batch() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let act = Open { key: Some("form-1".into()), ..Open::of("a") };
        let calls = (0..20).map(|_| store.execute(act.clone()));
        let answers: BTreeSet<_> = futures::future::join_all(calls).await.into_iter().map(|done| done.unwrap().answer).collect();
        assert_eq!(answers.len(), 1);
        let again = store.execute(act).await.unwrap();
        assert!(answers.contains(&again.answer) && again.appended.is_empty());
        assert_eq!(store.checkpoint().await.unwrap().1, 1);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_callers_are_committed_in_groups_without_gaps() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (shared, _) = store.execute(Open::of("shared")).await.unwrap().answer;
        let tasks: Vec<_> = (0..32_usize)
            .map(|caller| {
                let (store, shared) = (store.clone(), shared.clone());
                tokio::spawn(async move {
                    let mut numbers = Vec::new();
                    for turn in 0..10_usize {
                        let refuse = (caller + turn).is_multiple_of(3);
                        if let Ok(done) = store.execute(Open { refuse, ..Open::of("n") }).await {
                            assert!(done.size > done.appended[0].0);
                            numbers.push(done.answer.1);
                        }
                        store.execute(Add::note(&shared, "n")).await.unwrap();
                    }
                    numbers
                })
            })
            .collect();
        let mut numbers = BTreeSet::from([1]);
        for task in tasks {
            numbers.extend(task.await.unwrap());
        }
        assert_eq!(numbers, (1..=numbers.len() as u64).collect());
        let versions: Vec<u64> = store.load(&shared).await.unwrap().iter().map(|event| event.version).collect();
        assert_eq!(versions, (1..=321).collect::<Vec<_>>());
        assert_eq!(store.verify().await.unwrap().faults, Vec::<String>::new());
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_culprit_of_a_failed_batch_hears_of_it() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        store.write(vec![session(NEW_SESSION, "taken")]).await.unwrap();
        let good = (0..10).map(|_| store.execute(Open::of("a")));
        let bad = (0..3).map(|_| store.write(vec![session(NEW_SESSION, "taken")]));
        let nul = store.write(vec![session(NEW_SESSION, "a\0b")]);
        let (good, bad, nul) = futures::join!(futures::future::join_all(good), futures::future::join_all(bad), nul);
        assert!(good.iter().all(Result::is_ok));
        assert!(bad.iter().all(|result| matches!(result, Err(StoreError::Database(_)))), "{bad:?}");
        assert!(matches!(nul, Err(StoreError::Nul(_))), "{nul:?}");
        assert_eq!(store.checkpoint().await.unwrap().1, 10);
        assert!(store.verify().await.unwrap().faults.is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_instance_opens_again_where_it_stopped_and_only_once_at_a_time() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("王小明")).await.unwrap().answer;
        for _ in 0..300 {
            store.execute(Add::note(&stream, "n")).await.unwrap();
        }
        let before = store.checkpoint().await.unwrap();
        assert!(matches!(instance.open(capabilities()).await, Err(StoreError::InUse(_))));
        store.close().await;

        let store = instance.open(capabilities()).await.unwrap();
        assert_eq!(store.checkpoint().await.unwrap(), before);
        assert_eq!(store.position(&["sample"]), 301);
        let name = name_of(&store, &stream).await;
        assert_eq!(store.open_part(&name).await.unwrap().unwrap(), "王小明".as_bytes());
        assert_eq!(store.execute(Open::of("b")).await.unwrap().answer.1, 2);
        let key = ledger::VerifierKey::parse(&store.verifier_key()).unwrap();
        for index in [0, 100, 255, 256, 300, 301] {
            store.receipt(index, &[]).await.unwrap().verify(&key).unwrap();
        }
        assert!(store.verify().await.unwrap().faults.is_empty());
        store.close().await;
    })
    .await;
}
