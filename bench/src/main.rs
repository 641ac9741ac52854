//! Measures the product against named baselines in one run: `cargo run --release -p bench`.
//!
//! Every figure is taken in several rounds; product and baseline take turns, so that noise hits both. The run is bounded
//! in time, and its data lives in a temporary folder that goes when it ends. Nothing in the table is a constant but the
//! aims.

mod bare_commit;
mod bare_server;
mod client;
mod figure;
mod memory;
mod pages;
mod requesting;
mod rows;
mod verification;

use figure::Figure;
use std::{
    io::Write,
    time::{Duration, Instant},
};
use tokio::net::TcpListener;

/// How often each figure is taken.
const ROUNDS: usize = 5;
/// How long pages are asked for in one round.
const PAGES: Duration = Duration::from_millis(1500);
/// How long requests are made in one round.
const REQUESTS: Duration = Duration::from_millis(1000);
/// Entries that the log has at least when it is verified.
const ENTRIES: u64 = 20_000;

fn main() -> anyhow::Result<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(run())
}

async fn run() -> anyhow::Result<()> {
    let began = Instant::now();
    let folder = tempfile::tempdir()?;
    say("the binary, left alone with the demo city")?;
    let binary = memory::binary()?;
    let resting = memory::Resting::begin(&binary, &folder.path().join("resting")).await?;

    say("the demo city, served by this process")?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let data = folder.path().join("data");
    let opened = gongkai::demo::open(&data, None, &format!("http://{address}")).await;
    let (app, _) = opened.map_err(|failure| anyhow::anyhow!("{}", failure.words()))?;
    let shell = gongkai::server::service(app.clone());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(gongkai::server::serve(listener, shell, async move {
        // An error means that the other side is gone: the same.
        let _ = stopped.await;
    }));

    let mut figures = pages::measure(&app, address).await?;
    figures.extend(requesting::measure(&app, address, &data, &folder.path().join("bare")).await?);
    requesting::fill(&app, ENTRIES).await?;
    figures.extend(verification::measure(&app, &data).await?);
    let searches: Vec<String> = pages::different_questions(&app).await?.iter().map(|words| pages::search_path(words)).collect();
    // A server that has ended by itself is met by joining it.
    let _ = stop.send(());
    server.await?;
    app.store.close().await;
    drop(app);
    say("memory and start of the binary")?;
    figures.extend(resting.measure(&binary, &searches).await?);
    print(&figures, began.elapsed())
}

/// Progress, to standard error.
fn say(what: &str) -> std::io::Result<()> {
    writeln!(std::io::stderr(), "… {what}")
}

fn print(figures: &[Figure], took: Duration) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    writeln!(out, "{}", figure::table(figures))?;
    writeln!(
        out,
        "{processors} processors, shared by servers and clients. Minimum / median / maximum of {ROUNDS} rounds; the ratio is of the medians, in brackets its spread over the rounds."
    )?;
    writeln!(
        out,
        "SQLite in WAL with synchronous FULL in {}. The whole run took {:.0} s.",
        std::env::temp_dir().display(),
        took.as_secs_f64()
    )?;
    if store::testing::postgres_url().is_some() {
        writeln!(out, "{} is set, but this program measures on SQLite only.", store::testing::POSTGRES_VARIABLE)?;
    }
    Ok(())
}
