//! The queue of e-mail: sealed, leased, tried again, seen by a person when it fails.

use super::world::{Play, World, housing};
use identity::Role;
use inbox::{Failure, Mail, Refusal, Words};
use store::{ActorId, ExecuteError, StreamId, testing::each_database};

fn letter(once: &str) -> Mail {
    Mail {
        case: StreamId::new("toy", "a"),
        to: "citizen@example.org".into(),
        subject: "受理通知".into(),
        text: "您的申请已收到。".into(),
        organisation: housing(),
        role: Role::CaseOfficer,
        about: Words::new("about").with("number", "1"),
        url: "/toys/a".into(),
        once: once.into(),
    }
}

const MINUTE: i64 = 60_000;

#[tokio::test]
async fn queued_once_sealed_and_forgotten_when_it_has_gone() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let store = &world.store;
        let queued = store.execute(Play("a", Vec::new(), vec![letter("x"), letter("x"), letter("y")])).await.unwrap().answer;
        assert_eq!(queued.len(), 2);
        assert!(store.execute(Play("a", Vec::new(), vec![letter("x")])).await.unwrap().answer.is_empty());
        assert_eq!(inbox::queue_length(&mut store.read().await.unwrap()).await.unwrap(), 2);
        let first = inbox::lease(store, "one").await.unwrap().unwrap();
        let second = inbox::lease(store, "two").await.unwrap().unwrap();
        assert_ne!(first.id, second.id);
        assert_eq!(inbox::lease(store, "three").await.unwrap(), None, "both are on lease");
        assert_eq!((first.to.as_str(), first.subject.as_str()), ("citizen@example.org", "受理通知"));
        inbox::sent(store, &first.id).await.unwrap();
        inbox::sent(store, &first.id).await.unwrap();
        assert_eq!(inbox::queue_length(&mut store.read().await.unwrap()).await.unwrap(), 1);
        if instance.postgres.is_none() {
            store.close().await;
            let bytes = std::fs::read(instance.data.join("gongkai.sqlite")).unwrap();
            let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
            assert!(!holds("citizen@example.org") && !holds("您的申请已收到"));
        } else {
            store.close().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_kill_between_commit_and_sending_loses_nothing() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.store.execute(Play("a", Vec::new(), vec![letter("x")])).await.unwrap();
        let taken = inbox::lease(&world.store, "dies").await.unwrap().unwrap();
        world.store.close().await;
        let store = instance.open(super::world::capabilities()).await.unwrap();
        assert_eq!(inbox::lease(&store, "lives").await.unwrap(), None, "perhaps it is still being sent");
        instance.clock.advance(11 * MINUTE);
        let again = inbox::lease(&store, "lives").await.unwrap().unwrap();
        assert_eq!(again, taken, "the same mail under the same id");
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn it_waits_longer_each_time_and_then_a_person_sees_to_it() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let store = &world.store;
        store.execute(Play("a", Vec::new(), vec![letter("x")])).await.unwrap();
        let later = Failure::Later("unreachable".into());
        let mut waits = Vec::new();
        let mut minutes = 0;
        while inbox::queue_length(&mut store.read().await.unwrap()).await.unwrap() == 1 {
            if let Some(outgoing) = inbox::lease(store, "w").await.unwrap() {
                waits.push(minutes);
                inbox::could_not(store, &outgoing.id, &later).await.unwrap();
                minutes = 0;
            }
            instance.clock.advance(MINUTE);
            minutes += 1;
        }
        assert_eq!(waits[..7], [0, 1, 5, 15, 60, 120, 240]);
        assert!(waits.len() > 15, "{waits:?}");
        let failed = inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap();
        assert_eq!((failed.len(), failed[0].reason.as_str()), (1, "expired"));

        // Tried again from the beginning, and refused for good.
        let actor = ActorId(world.ann.0.clone());
        inbox::retry(store, &failed[0].id, &actor).await.unwrap();
        let outgoing = inbox::lease(store, "w").await.unwrap().unwrap();
        inbox::could_not(store, &outgoing.id, &Failure::Never("550".into())).await.unwrap();
        let key = inbox::Key::new(&StreamId::new("inbox", &outgoing.id), "undelivered");
        let item = inbox::item(&mut store.read().await.unwrap(), &key).await.unwrap().unwrap();
        assert_eq!((item.organisation, item.role, item.title.id.as_str()), (housing(), Role::CaseOfficer, "about"));
        inbox::give_up(store, &outgoing.id, &actor).await.unwrap();
        assert_eq!(inbox::item(&mut store.read().await.unwrap(), &key).await.unwrap(), None);
        let gone = inbox::retry(store, &outgoing.id, &actor).await;
        assert!(matches!(gone, Err(ExecuteError::Refused(Refusal::Gone))));
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_delivered_reaches_whoever_keeps_the_system() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let store = &world.store;
        let fail = async |once: &str| {
            let mail = Mail { role: Role::SystemAdministrator, ..letter(once) };
            store.execute(Play("a", Vec::new(), vec![mail])).await.unwrap();
            let outgoing = inbox::lease(store, "w").await.unwrap().unwrap();
            inbox::could_not(store, &outgoing.id, &Failure::Never("550".into())).await.unwrap();
            let key = inbox::Key::new(&StreamId::new("inbox", &outgoing.id), "undelivered");
            let item = inbox::item(&mut store.read().await.unwrap(), &key).await.unwrap().unwrap();
            let rows = inbox::undelivered_mail(&mut store.read().await.unwrap()).await.unwrap();
            let row = rows.into_iter().find(|row| row.id == outgoing.id).unwrap();
            assert_eq!((row.organisation, row.role), (item.organisation.clone(), item.role), "list and work agree");
            item.organisation.0
        };
        let keeper = |at: &str| {
            format!("[[person]]\nsign_in = \"keeper-{at}\"\nname = \"管（演示）\"\nroles = [\"system-administrator\"]\norganisation = \"{at}\"\n")
        };
        assert_eq!(fail("nobody").await, "hz-housing", "nobody keeps it: it stands among what nobody holds");
        for (at, expected) in [("hz-office", "hz-office"), ("hz", "hz"), ("hz-housing", "hz-housing")] {
            world.identity.load_people(&keeper(at), |_| "correct horse battery".to_owned()).await.unwrap();
            assert_eq!(fail(at).await, expected);
        }
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        store.close().await;
    })
    .await;
}
