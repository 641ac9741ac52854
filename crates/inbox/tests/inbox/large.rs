//! Rounds of reminders over many open items: each is reminded of exactly once, however many rounds it takes.
//!
//! How long that takes with twenty thousand of them is measured by `cargo test -p inbox -- --ignored large --nocapture`.

use super::world::{Toy, World, setting};
use futures::future::BoxFuture;
use jiff::civil::Date;
use sqlx::Row;
use std::{convert::Infallible, time::Instant};
use store::{Act, ActorId, ExecuteError, StreamId, Transaction, testing::TestInstance, testing::each_database};

const AT_ONCE: usize = 500;

/// Many items in one write: one term for all, of fifteen working days, so that half time comes for all on 2016-08-11.
struct Many(std::ops::Range<usize>, [identity::PersonId; 2]);

impl Act for Many {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            for number in self.0.clone() {
                let (started_on, due_on) = (Date::constant(2016, 8, 1), Some(Date::constant(2016, 8, 22)));
                let person = self.1[number % 2].clone();
                let events = [Toy::Begun { started_on, due_on, urgent: false }, Toy::Given { person }];
                tx.append(&StreamId::new("toy", &format!("n{number}")), 0, &ActorId::system(), &events).await?;
            }
            Ok(())
        })
    }
}

/// Writes so many items, looks who has them, and goes through the rounds of half time.
async fn play(instance: TestInstance, items: usize) {
    instance.clock.set("2016-08-01T02:00:00Z".parse().unwrap());
    let world = World::new(&instance).await;
    let mut took = Vec::new();
    let mut since = Instant::now();
    let mut lap = |what: &str| {
        took.push(format!("{what} {:.2} s", since.elapsed().as_secs_f64()));
        since = Instant::now();
    };
    for from in (0..items).step_by(AT_ONCE) {
        let some = Many(from..items.min(from + AT_ONCE), [world.ann.clone(), world.ben.clone()]);
        world.store.execute(some).await.unwrap();
    }
    lap("writing");
    assert_eq!(inbox::sweep(&world.store, &setting()).await.unwrap(), 0);
    lap("round with nothing to tell");
    let (staff, today) = (world.identity.staff().await.unwrap(), Date::constant(2016, 8, 18));
    let posts = staff.posts(&world.ann).to_vec();
    let absences = inbox::Absences::default();
    let mut connection = world.store.read().await.unwrap();
    let counts = inbox::counts(&mut connection, &world.ann, &posts, today, today).await.unwrap();
    lap("counts of one person");
    let work = inbox::work_of(&mut connection, &world.ann, &staff, &absences, today).await.unwrap().len();
    assert_eq!((work, counts.all), (items / 2, items as u64 / 2));
    lap(&format!("list of one person ({work})"));
    let unheld = inbox::unheld(&mut connection, None, &staff, &absences, today).await.unwrap().len();
    assert_eq!(unheld, 0);
    lap("what nobody holds");
    drop(connection);

    instance.clock.set("2016-08-11T01:00:00Z".parse().unwrap());
    let (mut reminded, mut rounds) = (0, 0);
    loop {
        match inbox::sweep(&world.store, &setting()).await.unwrap() {
            0 => break,
            some => (reminded, rounds) = (reminded + some, rounds + 1),
        }
    }
    lap(&format!("{rounds} rounds that remind of {reminded}"));
    assert_eq!(reminded, items);
    assert!(rounds > 1, "one transaction does not hold them all");
    let sql = "SELECT url, COUNT(*) AS told FROM inbox_notice WHERE remark <> '' GROUP BY url";
    let rows = sqlx::query(sql).fetch_all(&mut *world.store.read().await.unwrap()).await.unwrap();
    assert_eq!(rows.len(), items, "every item");
    assert!(rows.iter().all(|row| row.get::<i64, _>("told") == 1), "and each once");
    println!("{}", took.join("; "));
    world.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_item_is_reminded_of_exactly_once() {
    each_database(|instance| play(instance, 500)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn large() {
    each_database(|instance| play(instance, 20_000)).await;
}
