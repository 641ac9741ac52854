//! Erasing a case: proofs stay, nothing readable does.

use crate::{
    sample::{Add, Erase, Open, Sample, capabilities},
    workload,
};
use futures::{FutureExt, future::BoxFuture};
use std::convert::Infallible;
use store::{Act, ActorId, ExecuteError, OpenOptions, PartRef, Statement, Store, StreamId, Transaction, testing::each_database};

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
        for what in [What::PersonalDataOnly, What::Parts, What::Name, What::Words] {
            let refused = store.execute(EraseSome { stream: stream.clone(), what, recorded: false }).await;
            assert!(refused.unwrap_err().to_string().contains("recorded"), "{what:?}");
        }
        assert!(store.load(&stream).await.unwrap()[0].body.is_some());
        assert_eq!(store.open_part(&name_of(&store, &stream).await).await.unwrap().unwrap(), b"a");
        assert_eq!(store.look_up("name", "a").await.unwrap(), [stream]);
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

async fn name_of(store: &Store, stream: &StreamId) -> PartRef {
    let Some(Sample::Opened { name, .. }) = store.load(stream).await.unwrap()[0].event().unwrap() else { panic!() };
    name
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum What {
    PersonalDataOnly,
    Parts,
    Name,
    Words,
}

/// Erases something of a case, its bodies not.
struct EraseSome {
    stream: StreamId,
    what: What,
    recorded: bool,
}

impl Act for EraseSome {
    type Answer = ();
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        async move {
            let events = tx.load(&self.stream).await?;
            let Some(Sample::Opened { name, .. }) = events[0].event()? else { panic!() };
            match self.what {
                What::PersonalDataOnly => tx.erase_case(&self.stream, &[]).await?,
                What::Parts => tx.erase_parts(&self.stream, &[name]),
                What::Name => tx.erase_look_up(&self.stream, "name"),
                What::Words => tx.erase_words(&self.stream),
            }
            if self.recorded {
                tx.append(&self.stream, events.len() as u64, &ActorId::system(), &[Sample::Reminded]).await?;
            }
            Ok(())
        }
        .boxed()
    }
}

/// Seals another part in a case, with words to find it by.
struct SealMore(StreamId, &'static [&'static str]);

impl Act for SealMore {
    type Answer = PartRef;
    type Refusal = Infallible;
    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<PartRef, ExecuteError<Infallible>>> {
        async move {
            tx.index_words(&self.0, self.1);
            let part = tx.seal(&self.0, self.1.concat().as_bytes())?;
            let version = tx.version(&self.0).await?;
            tx.append(&self.0, version, &ActorId::system(), &[Sample::Reminded]).await?;
            Ok(part)
        }
        .boxed()
    }
}

#[tokio::test]
async fn some_of_a_case_can_be_erased() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (stream, _) = store.execute(Open::of("欧阳明镜")).await.unwrap().answer;
        let name = name_of(&store, &stream).await;
        let more = store.execute(SealMore(stream.clone(), &["锅炉", "供水"])).await.unwrap().answer;
        let erase = |what| store.execute(EraseSome { stream: stream.clone(), what, recorded: true });

        erase(What::Parts).await.unwrap();
        assert_eq!(store.open_part(&name).await.unwrap(), None);
        assert_eq!(store.open_part(&more).await.unwrap().unwrap(), "锅炉供水".as_bytes());
        assert_eq!(store.look_up("name", "欧阳明镜").await.unwrap(), std::slice::from_ref(&stream));
        erase(What::Name).await.unwrap();
        assert_eq!(store.look_up("name", "欧阳明镜").await.unwrap(), []);
        assert_eq!(store.find_by_words(["供水"]).await.unwrap(), std::slice::from_ref(&stream));
        erase(What::Words).await.unwrap();
        assert_eq!(store.find_by_words(["供水"]).await.unwrap(), []);
        erase(What::PersonalDataOnly).await.unwrap();
        assert_eq!(store.open_part(&more).await.unwrap(), None);
        assert!(store.verify().await.unwrap().faults.is_empty());
        assert!(store.load(&stream).await.unwrap().iter().all(|event| event.body.is_some()));
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn another_server_forgets_the_key_of_an_erased_case() {
    each_database(|instance| async move {
        let one = instance.open(capabilities()).await.unwrap();
        let other = Store::open(OpenOptions { exclusive: false, ..instance.options(capabilities()) }).await.unwrap();
        let (stream, _) = one.execute(Open::of("a")).await.unwrap().answer;
        // The other keeps the key in memory from here on.
        other.execute(SealMore(stream.clone(), &["before"])).await.unwrap();
        one.execute(EraseSome { stream: stream.clone(), what: What::PersonalDataOnly, recorded: true }).await.unwrap();
        let after = other.execute(SealMore(stream.clone(), &["after"])).await.unwrap().answer;
        for store in [&one, &other] {
            assert_eq!(store.open_part(&after).await.unwrap().as_deref(), Some(&b"after"[..]));
        }
        other.close().await;
        one.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_case_is_found_by_the_words_of_its_text() {
    each_database(|instance| async move {
        let store = instance.open(capabilities()).await.unwrap();
        let (one, _) = store.execute(Open::of("a")).await.unwrap().answer;
        let (other, _) = store.execute(Open::of("b")).await.unwrap().answer;
        store.execute(SealMore(one.clone(), &["锅炉", "供水", "锅炉", "三堡"])).await.unwrap();
        store.execute(SealMore(other.clone(), &["供水", "预算"])).await.unwrap();
        let mut both = vec![one.clone(), other.clone()];
        both.sort();
        for (asked, found) in [
            (&["供水"][..], both),
            (&["供水", "锅炉", "供水"], vec![one.clone()]),
            (&["预算"], vec![other.clone()]),
            (&["预算", "锅炉"], vec![]),
            (&["供"], vec![]),
            (&[], vec![]),
        ] {
            assert_eq!(store.find_by_words(asked).await.unwrap(), found, "{asked:?}");
        }
        assert_eq!(store.look_up("name", "供水").await.unwrap(), []);
        if instance.postgres.is_none() {
            assert!(super::personal::files_with(&instance.data, "三堡".as_bytes()).is_empty());
        }
        store.execute(Erase { stream: one.clone(), recorded: true }).await.unwrap();
        assert_eq!(store.find_by_words(["供水"]).await.unwrap(), [other]);
        store.close().await;
    })
    .await;
}
