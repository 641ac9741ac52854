//! E-mail address and calendar address.

use super::world::World;
use inbox::Refusal;
use store::{ExecuteError, testing::each_database};

#[tokio::test]
async fn an_address_is_sealed_and_can_be_taken_back() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        inbox::set_address(&world.store, &world.ann, " ann@example.org ").await.unwrap();
        assert_eq!(inbox::address(&world.store, &world.ann).await.unwrap().as_deref(), Some("ann@example.org"));
        let wrong = inbox::set_address(&world.store, &world.ann, "ann").await;
        assert!(matches!(wrong, Err(ExecuteError::Refused(Refusal::Address))));
        let (_, size, _) = world.store.checkpoint().await.unwrap();
        let events = world.store.events(0, u32::try_from(size).unwrap()).await.unwrap();
        assert!(events.iter().all(|event| !format!("{event:?}").contains("ann@example")));
        inbox::set_address(&world.store, &world.ann, "").await.unwrap();
        assert_eq!(inbox::address(&world.store, &world.ann).await.unwrap(), None);
        assert_eq!(world.store.check_projections().await.unwrap(), Vec::<String>::new());
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_renewed_calendar_address_ends_the_one_before() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        let store = &world.store;
        assert_eq!(inbox::feed_token(store, &world.ann).await.unwrap(), None);
        let first = inbox::renew_feed(store, &world.ann).await.unwrap();
        assert_eq!(inbox::feed_token(store, &world.ann).await.unwrap().as_ref(), Some(&first));
        assert_eq!(inbox::feed_owner(store, &first).await.unwrap(), Some(world.ann.clone()));
        let second = inbox::renew_feed(store, &world.ann).await.unwrap();
        assert_eq!(inbox::feed_owner(store, &first).await.unwrap(), None);
        assert_eq!(inbox::feed_owner(store, &second).await.unwrap(), Some(world.ann.clone()));
        for wrong in ["", "x", "'", &"0".repeat(64), &second[..63], &"é".repeat(32)] {
            assert_eq!(inbox::feed_owner(store, wrong).await.unwrap(), None, "{wrong}");
        }
        inbox::stop_feed(store, &world.ann).await.unwrap();
        assert_eq!(inbox::feed_owner(store, &second).await.unwrap(), None);
        world.store.close().await;
    })
    .await;
}
