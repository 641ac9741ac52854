//! How long a round of reminders and the lists take with twenty thousand open items. Not run by default: it measures.
//! `cargo test -p inbox -- --ignored large --nocapture`

use super::world::{Toy, World, setting};
use futures::future::BoxFuture;
use jiff::{ToSpan, civil::Date};
use std::{convert::Infallible, time::Instant};
use store::{Act, ActorId, ExecuteError, StreamId, Transaction, testing::each_database};

const ITEMS: usize = 20_000;
const AT_ONCE: usize = 500;

/// Many items in one write, each with a term of its own.
struct Many(usize, Vec<identity::PersonId>);

impl Act for Many {
    type Answer = ();
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Infallible>>> {
        Box::pin(async move {
            for number in self.0..self.0 + AT_ONCE {
                let started_on = Date::constant(2016, 8, 1) + i32::try_from(number % 20).unwrap_or_default().days();
                let due_on = Some(started_on + 28.days());
                let mut events = vec![Toy::Begun { started_on, due_on, urgent: false }];
                events.extend(self.1.get(number % 40).map(|person| Toy::Given { person: person.clone() }));
                tx.append(&StreamId::new("toy", &format!("n{number}")), 0, &ActorId::system(), &events).await?;
            }
            Ok(())
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures"]
async fn large() {
    each_database(|instance| async move {
        instance.clock.set("2016-08-01T02:00:00Z".parse().unwrap());
        let world = World::new(&instance).await;
        let mut took = Vec::new();
        let mut since = Instant::now();
        let mut lap = |what: &str| {
            took.push(format!("{what} {:.2} s", since.elapsed().as_secs_f64()));
            since = Instant::now();
        };
        for from in (0..ITEMS).step_by(AT_ONCE) {
            world.store.execute(Many(from, vec![world.ann.clone(), world.ben.clone()])).await.unwrap();
        }
        lap("writing");
        assert_eq!(inbox::sweep(&world.store, &setting()).await.unwrap(), 0);
        lap("round with nothing to tell");
        let (staff, today) = (world.identity.staff().await.unwrap(), Date::constant(2016, 8, 18));
        let posts = staff.posts(&world.ann).to_vec();
        let absences = inbox::Absences::default();
        let mut connection = world.store.read().await.unwrap();
        inbox::counts(&mut connection, &world.ann, &posts, today, today).await.unwrap();
        lap("counts of one person");
        let work = inbox::work_of(&mut connection, &world.ann, &staff, &absences, today).await.unwrap().len();
        lap(&format!("list of one person ({work})"));
        let unheld = inbox::unheld(&mut connection, None, &staff, &absences, today).await.unwrap().len();
        lap(&format!("what nobody holds ({unheld})"));
        drop(connection);
        // Half time of a twentieth of them.
        instance.clock.set("2016-08-15T02:00:00Z".parse().unwrap());
        let mut reminded = 0;
        loop {
            match inbox::sweep(&world.store, &setting()).await.unwrap() {
                0 => break,
                some => reminded += some,
            }
        }
        lap(&format!("rounds that remind of {reminded}"));
        println!("{}", took.join("; "));
        world.store.close().await;
    })
    .await;
}
