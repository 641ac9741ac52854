//! Erasing a case: proofs stay, nothing readable does.

use crate::{
    sample::{Add, Erase, Open, Sample, capabilities},
    workload,
};
use store::{Statement, testing::each_database};

#[tokio::test]
async fn an_erased_case_leaves_its_proofs() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("欧阳明镜")).await.unwrap().answer;
        store.execute(Add::note(&stream, "the dam at 三堡")).await.unwrap();
        let (other, _) = store.execute(Open::of("欧阳明镜")).await.unwrap().answer;
        let key = ledger::VerifierKey::parse(&store.verifier_key()).unwrap();
        let Some(Sample::Opened { name, .. }) = store.load(&stream).await.unwrap()[0].event().unwrap() else { panic!() };
        let before = store.receipt(0, std::slice::from_ref(&name)).await.unwrap();
        let envelope = store.envelopes(1, 1).await.unwrap();

        let erased = store.execute(Erase { stream: stream.clone(), recorded: true }).await.unwrap();
        assert_eq!(erased.answer, [0, 1]);

        assert_eq!(store.verify().await.unwrap().faults, Vec::<String>::new());
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        before.verify(&key).unwrap();
        assert_eq!(store.envelopes(1, 1).await.unwrap(), envelope);
        assert!(store.receipt(1, &[]).await.unwrap_err().to_string().contains("erased"));
        store.receipt(2, &[]).await.unwrap().verify(&key).unwrap();
        assert_eq!(store.open_part(&name).await.unwrap(), None);
        assert_eq!(store.look_up("name", "欧阳明镜").await.unwrap(), [other]);
        let events = store.load(&stream).await.unwrap();
        assert_eq!(events.len(), 3);
        assert!(events[..2].iter().all(|event| event.body.is_none() && event.event::<Sample>().unwrap().is_none()));
        assert_eq!(events[2].event::<Sample>().unwrap(), Some(Sample::Erased { erased: vec![0, 1] }));

        if instance.postgres.is_none() {
            let found = super::personal::files_with(&instance.data, "三堡".as_bytes());
            assert!(found.is_empty(), "the erased text still stands in {found:?}");
        }
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_erasure_that_is_not_recorded_is_refused() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let refused = store.execute(Erase { stream: stream.clone(), recorded: false }).await;
        assert!(refused.unwrap_err().to_string().contains("recorded"));
        assert!(store.load(&stream).await.unwrap()[0].body.is_some());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn the_record_of_an_erasure_cannot_be_erased() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("a")).await.unwrap().answer;
        store.execute(Erase { stream: stream.clone(), recorded: true }).await.unwrap();
        let again = store.execute(Erase { stream, recorded: true }).await;
        assert!(again.unwrap_err().to_string().contains("must stay"));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_body_removed_by_hand_is_told_from_an_erased_one() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        workload::run(&store, &instance.clock, 10).await;
        let by_hand = "UPDATE event_body SET salt = NULL, body = NULL WHERE idx = 0";
        store.write(vec![Statement { sql: by_hand, values: Vec::new() }]).await.unwrap();
        let faults = store.verify().await.unwrap().faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].starts_with("event 0:"), "{faults:?}");
        store.close().await;
    })
    .await;
}
