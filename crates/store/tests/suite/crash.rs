//! Killed forty times in mid-write under load: nothing that was acknowledged is lost, timers fired once in effect, and the
//! ledger verifies.

use crate::sample::{Add, Open, capabilities};
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    time::Duration,
};
use store::{Environment, OpenOptions, Store, StreamId, testing::each_database};

const KILLS: u64 = 40;
/// Tells the child process where to write.
const FOLDER: &str = "GONGKAI_TEST_CRASH_FOLDER";
const DATABASE: &str = "GONGKAI_TEST_CRASH_DATABASE";

#[expect(clippy::disallowed_methods, reason = "a test's child process is told its task by the environment")]
fn told(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The child: writes from several tasks until it is killed, and prints what was acknowledged. Does nothing in an
/// ordinary run of the tests.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writer_that_is_killed() {
    let Some(folder) = told(FOLDER) else { return };
    let options = OpenOptions {
        data: folder.into(),
        postgres: told(DATABASE),
        origin: "test.example/ledger".into(),
        environment: Environment::system(),
        capabilities: capabilities(),
        exclusive: true,
    };
    let store = Store::open(options).await.unwrap();
    store.run_timers();
    let writers = (0..8).map(|_| tokio::spawn(write_for_ever(store.clone())));
    for ended in futures::future::join_all(writers).await {
        ended.unwrap();
    }
}

async fn write_for_ever(store: Store) {
    loop {
        let due = store.now();
        let (stream, _) = store.execute(Open { remind: Some(due), ..Open::of("a") }).await.unwrap().answer;
        acknowledge(&stream, 1);
        for _ in 0..5 {
            let version = store.execute(Add::note(&stream, "n")).await.unwrap().answer;
            acknowledge(&stream, version);
        }
    }
}

fn acknowledge(stream: &StreamId, version: u64) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "ack {stream} {version}").unwrap();
    out.flush().unwrap();
}

/// Starts the child, kills it after a while, and answers what it acknowledged.
fn run_and_kill(folder: &std::path::Path, database: Option<&str>, after: Duration) -> Vec<(StreamId, u64)> {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "crash::writer_that_is_killed", "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(url) = database {
        command.env(DATABASE, url);
    }
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let reader = std::thread::spawn(move || {
        let mut acknowledged = Vec::new();
        // The last line may be cut off by the kill.
        while let Some(Ok(line)) = lines.next() {
            if let Some((stream, version)) = line.rsplit("ack ").next().and_then(|rest| rest.split_once(' '))
                && let (Ok(stream), Ok(version)) = (stream.parse(), version.parse())
            {
                acknowledged.push((stream, version));
            }
        }
        acknowledged
    });
    std::thread::sleep(after);
    // On Unix this is SIGKILL.
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// How often each case was reminded.
async fn reminders(store: &Store) -> HashMap<StreamId, usize> {
    let mut times = HashMap::new();
    let mut from = 0;
    loop {
        let events = store.events(from, 1000).await.unwrap();
        let Some(last) = events.last() else { return times };
        from = last.index + 1;
        for event in events.into_iter().filter(|event| event.kind == "reminded") {
            *times.entry(event.stream).or_default() += 1;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_when_killed_forty_times() {
    each_database(|instance| async move {
        let mut acknowledged = Vec::new();
        for kill in 0..KILLS {
            // From the very opening to well into the load, in uneven steps.
            let after = Duration::from_millis(30 + (kill * 7919) % 370);
            let (folder, database) = (instance.data.clone(), instance.postgres.clone());
            let run = move || run_and_kill(&folder, database.as_deref(), after);
            acknowledged.extend(tokio::task::spawn_blocking(run).await.unwrap());
        }
        assert!(acknowledged.len() > 200, "too little load: {} acknowledged", acknowledged.len());
        let mut options = instance.options(capabilities());
        options.environment = Environment::system();
        let store = Store::open(options).await.unwrap();
        for (stream, version) in &acknowledged {
            let mut connection = store.read().await.unwrap();
            let row = sqlx::query("SELECT idx FROM event WHERE stream = $1 AND version = $2")
                .bind(stream.as_str())
                .bind(i64::try_from(*version).unwrap())
                .fetch_optional(&mut *connection)
                .await
                .unwrap();
            assert!(row.is_some(), "{stream} {version} was acknowledged and is lost");
        }
        let early = reminders(&store).await.len();
        while store.fire_due_timers().await.unwrap() > 0 {}
        let reminded = reminders(&store).await;
        assert!(reminded.values().all(|times| *times == 1), "a timer fired twice");
        assert!(acknowledged.iter().all(|(stream, _)| reminded.contains_key(stream)), "a timer was lost");
        println!("{}: {early} of {} timers fired between kills", instance.database, reminded.len());
        let verified = store.verify().await.unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        assert_eq!(store.check_projections().await.unwrap(), Vec::<String>::new());
        println!("{}: {} acknowledged over {KILLS} kills, {} in the log", instance.database, acknowledged.len(), verified.size);
        store.close().await;
    })
    .await;
}
