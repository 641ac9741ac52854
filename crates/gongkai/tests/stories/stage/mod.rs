//! Where a story is played: the whole portal in this process with a clock that is moved by hand, and one visitor.

mod axe;
mod browser;
mod document;
mod hand;
mod http;
mod submission;
mod ways;
mod world;

pub use hand::Hand;
pub use ways::HOUSING;

use crate::{common::skipped, driver::Browser};
use jiff::civil::Date;
use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    task::Poll,
    thread,
};
use store::testing::{TestInstance, on_postgres, on_sqlite, postgres_url};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use web::App;

/// The first day of every story: a Monday with four weeks of working days without a holiday before it.
const FIRST_DAY: &str = "2026-03-02";

/// A portal that is served, and who visits it.
pub struct Stage {
    pub hand: Hand,
    app: App,
    instance: TestInstance,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

/// Plays a story in Chromium on SQLite.
pub async fn browser_sqlite(story: impl AsyncFn(&mut Stage)) {
    let story = &story;
    on_sqlite(move |instance| async move {
        let Some(browser) = Browser::start().await else { return skipped("the stories in a browser: chromedriver or chromium is missing") };
        let (listener, base) = listen().await;
        Stage::open(instance, listener, Hand::browser(browser, base)).await.play(story).await;
    })
    .await;
}

/// Plays a story with an HTTP client on PostgreSQL.
pub async fn http_postgres(story: impl AsyncFn(&mut Stage)) {
    let Some(url) = postgres_url() else { return skipped("the stories on PostgreSQL: GONGKAI_TEST_POSTGRES_URL is not set") };
    let story = &story;
    on_postgres(&url, move |instance| async move {
        let (listener, base) = listen().await;
        Stage::open(instance, listener, Hand::http(base)).await.play(story).await;
    })
    .await;
}

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listener, base)
}

impl Stage {
    async fn open(instance: TestInstance, listener: TcpListener, hand: Hand) -> Stage {
        let day: Date = FIRST_DAY.parse().unwrap();
        instance.clock.set(at(day, 9));
        let app = world::open(&instance, hand.base()).await;
        let (stop, stopped) = oneshot::channel();
        let shell = gongkai::server::service(app.clone());
        let serving = tokio::spawn(gongkai::server::serve(listener, shell, async move {
            let _ = stopped.await;
        }));
        Stage { hand, app, instance, stop, serving }
    }

    async fn play(mut self, story: &impl AsyncFn(&mut Stage)) {
        let mut told = caught(story(&mut self)).await;
        if told.is_ok() {
            told = caught(self.ledger_holds()).await;
        } else {
            self.hand.show_where().await;
        }
        let faults = self.hand.stop().await;
        let _ = self.stop.send(());
        let _ = self.serving.await;
        self.app.store.close().await;
        told.unwrap_or_else(|panic| resume_unwind(panic));
        assert!(faults.is_empty(), "{} faults of accessibility\n{}", faults.len(), faults.join("\n"));
    }

    /// Nine in the morning of a day to come; each day between passes, with what its timers bring.
    pub async fn on(&mut self, day: &str) {
        let day: Date = day.parse().unwrap();
        let mut passing = self.app.today();
        assert!(day >= passing, "{day} lies before {passing}");
        while passing < day {
            passing = passing.tomorrow().unwrap();
            for hour in [0, 8, 9] {
                self.instance.clock.set(at(passing, hour));
                self.app.store.fire_due_timers().await.unwrap();
            }
        }
        // What watches beside the visitor's answers has seen it, too.
        let (_, size, _) = self.app.store.checkpoint().await.unwrap();
        self.app.store.caught_up("search", size).await.unwrap();
    }

    /// So many working days of the city later.
    pub async fn working_days_later(&mut self, working_days: u32) {
        let day = self.working_day(working_days);
        self.on(&day.to_string()).await;
    }

    /// The day that is so many working days of the city away.
    pub fn working_day(&self, working_days: u32) -> Date {
        let today = self.app.today();
        let housing = self.app.identity.organisation(&identity::OrganisationId("hz-housing".into()), today).unwrap();
        self.app.law.calendar_of(Some(housing.division)).add(today, working_days).due
    }

    /// For looking at what was written down, not for acting.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Every proof, and every table that follows from the events.
    pub async fn ledger_holds(&self) {
        let verification = self.app.store.verify().await.unwrap();
        assert_eq!(verification.faults, Vec::<String>::new());
        assert_eq!(self.app.store.check_projections().await.unwrap(), Vec::<String>::new());
    }
}

/// A full hour of a day where the city is, and a minute, so that what is due at the full hour is due.
fn at(day: Date, hour: i8) -> jiff::Timestamp {
    day.at(hour, 1, 0, 0).in_tz("Asia/Shanghai").unwrap().timestamp()
}

/// What a future answers, or the panic in which it ended.
async fn caught<T>(future: impl Future<Output = T>) -> thread::Result<T> {
    let mut future = Box::pin(future);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(answer)) => Poll::Ready(Ok(answer)),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}

/// Names, each once, in their order.
fn each_once(names: Vec<String>) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && !once.contains(&name) {
            once.push(name);
        }
    }
    once
}
