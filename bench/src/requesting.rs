//! Acknowledged requests in a second: over HTTP, by the submit path in this process, and the bare commit of their rows.

use crate::{
    REQUESTS, ROUNDS,
    bare_commit::BareCommit,
    client::{self, Asking},
    figure::{Aim, Figure},
    rows::{self, Written},
    say,
};
use anyhow::bail;
use law::Channel;
use requests::{
    model::{ApplicantInput, ApplicationInput, IdentityInput},
    submit::{Arrival, submit},
};
use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use web::{App, Language};

const CLIENTS: [usize; 3] = [1, 8, 64];
const BARE: &str = "bare group commit, same rows";
/// How often the rows of a request are looked at until two in a row are alike: tiles fill up, minutes pass.
const LOOKS: usize = 10;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// An application as a citizen makes it; no two are of the same person.
fn application() -> ApplicationInput {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let text = |text: &str| Some(text.to_owned());
    ApplicationInput {
        organisation: text("hz-housing"),
        applicant: Some(ApplicantInput {
            kind: text("natural-person"),
            name: Some(format!("演示申请人{number}")),
            identity: Some(IdentityInput { kind: text("resident-identity-card"), number: text("11010519491231002X") }),
            phone: Some(format!("0571-{:08}", number % 100_000_000)),
            email: Some(format!("demo{number}@example.org")),
            address: text("杭州市演示路1号"),
            contact_name: None,
        }),
        subject: Some(format!("2015 年市区公共租赁住房分配结果（演示 {number}）")),
        description: text("按区分列的分配套数和轮候人数（演示）。"),
        form: text("electronic"),
        delivery: text("online"),
        ..ApplicationInput::default()
    }
}

async fn one(app: App) -> anyhow::Result<()> {
    let arrival = Arrival { channel: Channel::Online, arrived_on: app.today(), clerk: None, key: None };
    match submit(&app, &application(), arrival, Language::Chinese).await {
        Ok(_) => Ok(()),
        Err(fault) => bail!("a request was refused: {fault}"),
    }
}

pub async fn measure(app: &App, address: SocketAddr, data: &Path, bare_folder: &Path) -> anyhow::Result<Vec<Figure>> {
    let database = data.join("gongkai.sqlite");
    let written = rows_of_one(app, &database).await?;
    say(&format!("requests; one writes {written}"))?;
    std::fs::create_dir_all(bare_folder)?;
    let copy = bare_folder.join("bare.sqlite");
    rows::copy(&database, &copy).await?;
    let bare = Arc::new(BareCommit::open(&copy, written.clone()).await?);
    let asking: Asking = Arc::new(|| {
        // A structure of texts always has a JSON form.
        let body = serde_json::to_vec(&application()).unwrap_or_default();
        client::post("/api/v1/requests", &body).into()
    });
    let mut figures = Vec::new();
    for clients in CLIENTS {
        say(&format!("requests, {clients} clients"))?;
        let (mut over_http, mut in_process, mut baseline) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // Each comes first, second and last in turn.
            for turn in 0..3 {
                let (asked, commit) = (app.clone(), bare.clone());
                match (round + turn) % 3 {
                    0 => over_http.push(client::rate(address, clients, REQUESTS, "201", &asking).await?),
                    1 => in_process.push(rate(clients, REQUESTS, move || one(asked.clone())).await?),
                    _ => baseline.push(rate(clients, REQUESTS, move || BareCommit::one(commit.clone())).await?),
                }
            }
        }
        let ending = if clients == 1 { "" } else { "s" };
        for (way, product) in [("over HTTP", over_http), ("in process", in_process)] {
            let name = format!("requests {way}, {clients} client{ending}");
            figures.push(Figure {
                name,
                unit: "requests/s",
                product,
                baseline: Some((BARE, baseline.clone())),
                aim: Some(Aim::Share(0.25)),
            });
        }
    }
    Ok(figures)
}

/// What one request writes, by comparing the whole database before and after.
async fn rows_of_one(app: &App, database: &Path) -> anyhow::Result<Written> {
    one(app.clone()).await?;
    let mut earlier: Option<Written> = None;
    for _ in 0..LOOKS {
        let before = rows::read(database).await?;
        one(app.clone()).await?;
        let written = Written::between(&before, &rows::read(database).await?);
        match earlier {
            Some(earlier) if earlier.is_like(&written) => return Ok(written.varying_from(&earlier)),
            _ => earlier = Some(written),
        }
    }
    bail!("no two requests write the same number of rows");
}

/// How often a second several callers that wait for each answer get one.
async fn rate<F, T>(callers: usize, time: Duration, call: F) -> anyhow::Result<f64>
where
    F: Fn() -> T + Clone + Send + 'static,
    T: Future<Output = anyhow::Result<()>> + Send + 'static,
{
    let began = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let call = call.clone();
            tokio::spawn(async move {
                let mut answers = 0_u32;
                while began.elapsed() < time {
                    call().await?;
                    answers += 1;
                }
                anyhow::Ok(answers)
            })
        })
        .collect();
    let mut answers = 0.0;
    for task in tasks {
        answers += f64::from(task.await??);
    }
    Ok(answers / began.elapsed().as_secs_f64())
}

/// Makes requests until the log has `entries` entries.
pub async fn fill(app: &App, entries: u64) -> anyhow::Result<()> {
    loop {
        let (_, size, _) = app.store.checkpoint().await?;
        if size >= entries {
            return Ok(());
        }
        let asked = app.clone();
        rate(64, Duration::from_millis(500), move || one(asked.clone())).await?;
    }
}
