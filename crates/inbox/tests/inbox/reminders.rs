//! Reminders: in their order, to whom, once, and after a kill.

use super::world::{Toy, World, begun, capabilities, setting};
use inbox::Announce;
use store::testing::each_database;

/// Fires the round at this instant.
async fn at(world: &World, clock: &store::ManualClock, instant: &str) {
    clock.set(instant.parse().unwrap());
    world.store.fire_due_timers().await.unwrap();
}

/// 15 working days from 2016-08-01: due on Monday 2016-08-22, half time on 2016-08-11.
async fn begin(world: &World) {
    world.play("a", vec![begun("2016-08-01", "2016-08-22"), Toy::Given { person: world.ann.clone() }]).await;
    inbox::mark_all_read(&world.store, &world.ann, &[]).await.unwrap();
}

const HALF: &str = "inbox-reminder-elapsed(50,2016-08-22)";
const THREE: &str = "inbox-reminder-before(3,2016-08-22)";
const ONE: &str = "inbox-reminder-before(1,2016-08-22)";
const OVER: &str = "inbox-reminder-after(1,2016-08-22)";
const CLIMBED: &str = "inbox-reminder-after(3,2016-08-22)";

#[tokio::test]
async fn step_by_step_and_up_to_the_city_office() {
    each_database(|instance| async move {
        instance.clock.set("2016-08-01T02:00:00Z".parse().unwrap());
        let world = World::new(&instance).await;
        begin(&world).await;
        inbox::begin(&world.store).await.unwrap();
        let clock = &instance.clock;
        at(&world, clock, "2016-08-01T02:00:00Z").await;
        assert_eq!(world.told(&world.ann).await, ["given()"]);
        // 09:00 in the city is 01:00 in Greenwich.
        at(&world, clock, "2016-08-10T00:59:00Z").await;
        assert_eq!(world.told(&world.ann).await, ["given()"]);
        at(&world, clock, "2016-08-11T01:00:00Z").await;
        assert_eq!(world.told(&world.ann).await, [HALF, "given()"]);
        at(&world, clock, "2016-08-11T03:00:00Z").await;
        at(&world, clock, "2016-08-17T02:00:00Z").await;
        at(&world, clock, "2016-08-19T02:00:00Z").await;
        assert_eq!(world.told(&world.ann).await, [ONE, THREE, HALF, "given()"]);
        assert_eq!(world.told(&world.head).await, ["given()"]);
        at(&world, clock, "2016-08-23T02:00:00Z").await;
        assert_eq!(world.told(&world.ann).await, [OVER, ONE, THREE, HALF, "given()"]);
        assert_eq!(world.told(&world.head).await, [OVER, "given()"]);
        assert!(world.told(&world.office).await.is_empty());
        at(&world, clock, "2016-08-25T02:00:00Z").await;
        assert_eq!(world.told(&world.office).await, [CLIMBED]);
        assert_eq!(world.told(&world.ben).await, Vec::<String>::new());
        assert_eq!(world.store.check_projections().await.unwrap(), Vec::<String>::new());
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn once_in_effect_after_a_kill_and_without_a_flood_after_a_pause() {
    each_database(|instance| async move {
        instance.clock.set("2016-08-01T02:00:00Z".parse().unwrap());
        let world = World::new(&instance).await;
        begin(&world).await;
        inbox::begin(&world.store).await.unwrap();
        world.store.close().await;
        // Nobody served for weeks: the timer is still there, and of what was missed only the latest is told.
        instance.clock.set("2016-08-24T02:00:00Z".parse().unwrap());
        let store = instance.open(capabilities()).await.unwrap();
        let identity = identity::Identity::new(store.clone()).await.unwrap();
        let world = World { store, identity, ..world };
        world.store.fire_due_timers().await.unwrap();
        assert_eq!(world.told(&world.ann).await, [OVER, "given()"]);
        assert_eq!(world.told(&world.head).await, [OVER, "given()"]);
        for _ in 0..3 {
            assert_eq!(inbox::sweep(&world.store, &setting()).await.unwrap(), 0);
            inbox::begin(&world.store).await.unwrap();
            world.store.fire_due_timers().await.unwrap();
        }
        assert_eq!(world.told(&world.ann).await.len(), 2);
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn an_end_that_moves_is_reminded_of_anew_and_a_done_one_never() {
    each_database(|instance| async move {
        instance.clock.set("2016-08-01T02:00:00Z".parse().unwrap());
        let world = World::new(&instance).await;
        begin(&world).await;
        world.play("done", vec![begun("2016-08-01", "2016-08-22"), Toy::Ended {}]).await;
        instance.clock.set("2016-08-19T02:00:00Z".parse().unwrap());
        assert_eq!(inbox::sweep(&world.store, &setting()).await.unwrap(), 1);
        assert_eq!(world.told(&world.ann).await, [ONE, "given()"]);
        // Extended: the steps of the new term come at their own days.
        world.play("a", vec![begun("2016-08-01", "2016-09-12")]).await;
        instance.clock.set("2016-09-09T02:00:00Z".parse().unwrap());
        assert_eq!(inbox::sweep(&world.store, &setting()).await.unwrap(), 1);
        assert!(world.told(&world.ann).await[0].contains("2016-09-12"));
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_stands_in_is_told_and_where_nobody_does_the_head_is() {
    each_database(|instance| async move {
        instance.clock.set("2016-08-17T01:30:00Z".parse().unwrap());
        let world = World::new(&instance).await;
        begin(&world).await;
        for (person, address) in [(&world.ann, "ann@example.org"), (&world.ben, "ben@example.org")] {
            inbox::set_address(&world.store, person, address).await.unwrap();
        }
        let away = |delegate| Announce { from: "2016-08-17".parse().unwrap(), until: "2016-08-18".parse().unwrap(), delegate };
        let today = "2016-08-17".parse().unwrap();
        let staff = world.identity.staff().await.unwrap();
        inbox::announce(&world.store, &world.ann, away(Some(world.ben.clone())), today, staff).await.unwrap();
        inbox::sweep(&world.store, &setting()).await.unwrap();
        assert_eq!(world.told(&world.ben).await, [THREE]);
        assert_eq!(world.told(&world.ann).await, [THREE, "given()"]);
        // By e-mail only who is there.
        let outgoing = inbox::lease(&world.store, "worker").await.unwrap().unwrap();
        assert_eq!(outgoing.to, "ben@example.org");
        assert!(outgoing.text.contains("https://open.example.org/toys/a"), "{}", outgoing.text);
        assert_eq!(inbox::lease(&world.store, "worker").await.unwrap(), None);

        let closed = world.identity.close_account(identity::Acting::System, &world.ann).await;
        closed.unwrap();
        instance.clock.set("2016-08-19T02:00:00Z".parse().unwrap());
        inbox::sweep(&world.store, &setting()).await.unwrap();
        assert_eq!(world.told(&world.head).await, [ONE, "given()"]);
        world.store.close().await;
    })
    .await;
}
