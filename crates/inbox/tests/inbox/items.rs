//! Rows of work: order, holding, replay, who sees them.

use super::world::{Toy, World, begun, housing, key};
use identity::PersonId;
use inbox::{Absences, Announce, Refusal, Why};
use jiff::civil::Date;
use store::{ExecuteError, testing::each_database};

const TODAY: Date = Date::constant(2016, 8, 17);

async fn list(world: &World, person: &PersonId) -> Vec<(String, Option<PersonId>)> {
    let staff = world.identity.staff().await.unwrap();
    let mut connection = world.store.read().await.unwrap();
    let absences = Absences::read(&mut connection, TODAY).await.unwrap();
    let work = inbox::work_of(&mut connection, person, &staff, &absences, TODAY).await.unwrap();
    work.into_iter().map(|work| (work.item.key.stream.id().to_owned(), work.instead_of)).collect()
}

async fn ids(world: &World, person: &PersonId) -> Vec<String> {
    list(world, person).await.into_iter().map(|(id, _)| id).collect()
}

#[tokio::test]
async fn soonest_first_and_only_for_those_whose_it_is() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.play("none", vec![begun("2016-08-10", "")]).await;
        world.play("late", vec![begun("2016-07-01", "2016-07-22")]).await;
        world.play("soon", vec![begun("2016-08-01", "2016-08-22")]).await;
        world
            .play("urgent", vec![Toy::Begun { started_on: "2016-08-02".parse().unwrap(), due_on: "2016-08-22".parse().ok(), urgent: true }])
            .await;
        assert_eq!(ids(&world, &world.ann).await, ["late", "urgent", "soon", "none"]);
        assert_eq!(ids(&world, &world.ben).await, ["late", "urgent", "soon", "none"]);
        assert!(ids(&world, &world.head).await.is_empty());

        world.play("late", vec![Toy::Given { person: world.ann.clone() }]).await;
        assert_eq!(ids(&world, &world.ann).await, ["late", "urgent", "soon", "none"]);
        assert_eq!(ids(&world, &world.ben).await, ["urgent", "soon", "none"]);
        let posts = world.identity.staff().await.unwrap().posts(&world.ann).to_vec();
        let counts =
            inbox::counts(&mut world.store.read().await.unwrap(), &world.ann, &posts, TODAY, Date::constant(2016, 8, 22)).await.unwrap();
        assert_eq!((counts.all, counts.late, counts.soon), (4, 1, 2));

        world.play("urgent", vec![Toy::Ended {}]).await;
        assert_eq!(ids(&world, &world.ben).await, ["soon", "none"]);
        assert!(world.item("urgent").await.is_none());
        assert_eq!(world.store.check_projections().await.unwrap(), Vec::<String>::new());
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn who_holds_it_changes_and_its_days_stay() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.play("a", vec![begun("2016-08-01", "2016-08-22"), Toy::Given { person: world.ann.clone() }]).await;
        let before = world.item("a").await.unwrap();
        assert_eq!(before.holder, Some(world.ann.clone()));
        // A new date keeps who holds it.
        world.play("a", vec![begun("2016-08-01", "2016-09-12")]).await;
        assert_eq!(world.item("a").await.unwrap().holder, Some(world.ann.clone()));

        let staff = world.identity.staff().await.unwrap();
        inbox::assign(&world.store, &key("a"), &world.ben, &world.head, staff.clone()).await.unwrap();
        let after = world.item("a").await.unwrap();
        assert_eq!(after.holder, Some(world.ben.clone()));
        assert_eq!((after.started_on, after.due_on), (before.started_on, "2016-09-12".parse().ok()));
        assert_eq!(world.told(&world.ben).await, ["inbox-assigned()"]);
        let wrong = inbox::assign(&world.store, &key("a"), &world.head, &world.head, staff.clone()).await;
        assert!(matches!(wrong, Err(ExecuteError::Refused(Refusal::NotTheirs))));
        let gone = inbox::assign(&world.store, &key("b"), &world.ben, &world.head, staff).await;
        assert!(matches!(gone, Err(ExecuteError::Refused(Refusal::Gone))));

        world.play("a", vec![Toy::Released {}]).await;
        assert_eq!(world.item("a").await.unwrap().holder, None);
        assert_eq!(world.store.check_projections().await.unwrap(), Vec::<String>::new());
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn notices_are_read_one_by_one_or_together() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.play("a", vec![begun("2016-08-01", ""), Toy::Given { person: world.head.clone() }]).await;
        let staff = world.identity.staff().await.unwrap();
        let posts = staff.posts(&world.head).to_vec();
        let unread = async || inbox::unread(&mut world.store.read().await.unwrap(), &world.head, &posts).await.unwrap();
        // One to the person, one to the post.
        assert_eq!(unread().await, 2);
        let notices = inbox::notices(&mut world.store.read().await.unwrap(), &world.head, &posts).await.unwrap();
        inbox::mark_read(&world.store, &world.head, &posts, &notices[0].id).await.unwrap();
        assert_eq!(unread().await, 1);
        // Somebody else's mark changes nothing here; one that is not theirs is none.
        inbox::mark_read(&world.store, &world.ann, &[], &notices[1].id).await.unwrap();
        assert_eq!(unread().await, 1);
        inbox::mark_all_read(&world.store, &world.head, &posts).await.unwrap();
        assert_eq!(unread().await, 0);
        world.store.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_delegate_sees_the_work_of_who_is_away() {
    each_database(|instance| async move {
        let world = World::new(&instance).await;
        world.play("a", vec![begun("2016-08-01", "2016-08-22"), Toy::Given { person: world.ann.clone() }]).await;
        world.play("pool", vec![begun("2016-08-01", "2016-08-29")]).await;
        let staff = world.identity.staff().await.unwrap();
        let say = |delegate: Option<&PersonId>| Announce { from: TODAY, until: TODAY, delegate: delegate.cloned() };
        let announce = async |person: &PersonId, delegate: Option<&PersonId>| {
            inbox::announce(&world.store, person, say(delegate), TODAY, world.identity.staff().await.unwrap()).await
        };
        let id = announce(&world.ann, Some(&world.head)).await.unwrap();
        assert!(matches!(announce(&world.ann, None).await, Err(ExecuteError::Refused(Refusal::Overlap))));
        assert!(matches!(announce(&world.ben, Some(&world.office)).await, Err(ExecuteError::Refused(Refusal::Delegate))));
        let expected = |id: &str| (id.to_owned(), Some(world.ann.clone()));
        assert_eq!(list(&world, &world.head).await, [expected("a"), expected("pool")]);
        assert_eq!(ids(&world, &world.ann).await, ["a", "pool"]);

        let unheld = async || {
            let mut connection = world.store.read().await.unwrap();
            let absences = Absences::read(&mut connection, TODAY).await.unwrap();
            let here = [housing()];
            let found = inbox::unheld(&mut connection, Some(&here), &staff, &absences, TODAY).await.unwrap();
            found.into_iter().map(|(item, why)| (item.key.stream.id().to_owned(), why)).collect::<Vec<_>>()
        };
        assert_eq!(unheld().await, [("pool".to_owned(), Why::Unassigned)]);
        inbox::withdraw(&world.store, &world.ann, &id, TODAY).await.unwrap();
        assert!(matches!(inbox::withdraw(&world.store, &world.ann, &id, TODAY).await, Err(ExecuteError::Refused(Refusal::Gone))));
        assert!(ids(&world, &world.head).await.is_empty());
        announce(&world.ann, None).await.unwrap();
        assert_eq!(unheld().await, [("a".to_owned(), Why::HolderAway), ("pool".to_owned(), Why::Unassigned)]);
        assert_eq!(world.store.check_projections().await.unwrap(), Vec::<String>::new());
        world.store.close().await;
    })
    .await;
}
