//! Memory at rest and the time of a start, of the binary that people run.

use crate::{
    client::{Connection, get},
    figure::{Aim, Figure},
};
use anyhow::{Context, bail};
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::sleep,
};

/// How long after it is ready memory is read.
const REST: Duration = Duration::from_secs(10);
const MEMORY: Option<Aim> = Some(Aim::Below(100.0));
/// How often a folder is started again.
const STARTS: usize = 3;
/// How many searches memory is read after, too.
const SEARCHES: usize = 200;

/// The binary, built from what stands here.
pub fn binary() -> anyhow::Result<PathBuf> {
    let folder = std::env::current_exe()?.parent().context("a program without a folder")?.to_owned();
    let mut build = std::process::Command::new(env!("CARGO"));
    build.args(["build", "--package", "gongkai"]).current_dir(env!("CARGO_MANIFEST_DIR"));
    if folder.ends_with("release") {
        build.arg("--release");
    }
    if !build.status()?.success() {
        bail!("the binary cannot be built");
    }
    Ok(folder.join("gongkai"))
}

/// A demonstration that was loaded and is left alone while the rest is measured.
pub struct Resting {
    child: Child,
    data: PathBuf,
    loaded: f64,
    early: f64,
    ready: Instant,
}

impl Resting {
    /// Loads the demo city into a new folder, and reads memory 10 s after it is ready.
    pub async fn begin(binary: &Path, data: &Path) -> anyhow::Result<Self> {
        let (child, _, loaded) = start(binary, data).await?;
        let ready = Instant::now();
        sleep(REST).await;
        Ok(Self { early: resident(&child)?, child, data: data.to_owned(), loaded, ready })
    }

    /// Reads memory again, then starts the folder several times; the last start is asked `paths`.
    pub async fn measure(self, binary: &Path, paths: &[String]) -> anyhow::Result<Vec<Figure>> {
        let later = resident(&self.child)?;
        let rested = self.ready.elapsed().as_secs();
        stop(self.child).await?;
        let mut starts = Vec::new();
        for _ in 1..STARTS {
            let (child, _, took) = start(binary, &self.data).await?;
            starts.push(took);
            stop(child).await?;
        }
        let (child, address, took) = start(binary, &self.data).await?;
        starts.push(took);
        sleep(REST).await;
        let again = resident(&child)?;
        let mut connection = Connection::open(address).await?;
        for path in paths.iter().take(SEARCHES) {
            connection.read(&get(path), "200").await?;
        }
        let searched = resident(&child)?;
        stop(child).await?;
        let seconds = REST.as_secs();
        let searches = paths.len().min(SEARCHES);
        Ok(vec![
            Figure::alone(&format!("memory {seconds} s after loading the demo"), "MB", vec![self.early], MEMORY),
            Figure::alone(&format!("memory {rested} s after loading the demo"), "MB", vec![later], MEMORY),
            Figure::alone(&format!("memory {seconds} s after a later start"), "MB", vec![again], MEMORY),
            Figure::alone(&format!("memory right after {searches} searches"), "MB", vec![searched], None),
            Figure::alone("start with an empty folder, demo loaded", "s", vec![self.loaded], None),
            Figure::alone("start with an existing folder", "s", starts, Some(Aim::Below(1.0))),
        ])
    }
}

/// Starts the demonstration; answers where it listens, and how many seconds it took until it did.
async fn start(binary: &Path, data: &Path) -> anyhow::Result<(Child, SocketAddr, f64)> {
    let began = Instant::now();
    let mut child = Command::new(binary)
        .args(["demo", "--port", "0", "--data"])
        .arg(data)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no standard output")?).lines();
    while let Some(line) = lines.next_line().await? {
        if let Some(address) = line.strip_prefix("listening on http://") {
            return Ok((child, address.trim_end_matches('/').parse()?, began.elapsed().as_secs_f64()));
        }
    }
    bail!("the demonstration ended before it listened");
}

/// By a signal, as an administrator would.
async fn stop(mut child: Child) -> anyhow::Result<()> {
    let id = child.id().context("it has ended already")?;
    Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
    let status = child.wait().await?;
    if status.success() { Ok(()) } else { bail!("the demonstration ended with {status}") }
}

/// Resident memory in MB (10^6 bytes), files that are mapped included.
fn resident(child: &Child) -> anyhow::Result<f64> {
    let id = child.id().context("the demonstration has ended")?;
    let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? * 1024.0 / 1e6)
}
