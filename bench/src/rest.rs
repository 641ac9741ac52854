//! Memory at rest: of a process of its own that opened the demo city, answered each page once, and waits.

use crate::{
    City, Failed,
    client::{self, Client},
    report::Figure,
};
use std::{path::Path, process::Command, time::Duration};

/// Starts this program as that process.
pub const FLAG: &str = "--at-rest";
const PAGES: [&str; 8] = ["/", "/en", "/documents", "/documents?q=%E6%94%BF%E5%8A%A1", "/requests/new", "/law", "/ledger", "/organisations"];
/// The index's writer goes after 20 seconds without work.
const PAUSE: Duration = Duration::from_secs(23);

/// Runs in the other process: prints kilobytes.
pub async fn measure(data: &Path) -> Result<(), Failed> {
    let city = City::open(data).await?;
    for page in PAGES {
        let answer = Client::connect(city.address).await?.ask(&client::get(page)).await?;
        if answer.status != 200 {
            return Err(format!("{page}: {}", answer.status).into());
        }
    }
    tokio::time::sleep(PAUSE).await;
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    println!("{}", line.trim().trim_end_matches("kB").trim());
    city.close().await
}

/// Asks the other process.
pub fn of_another(data: &Path) -> Result<Figure, Failed> {
    let output = Command::new(std::env::current_exe()?).arg(FLAG).arg(data).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    let kilobytes: f64 = String::from_utf8(output.stdout)?.trim().parse()?;
    Ok(Figure { value: kilobytes / 1024.0, unit: "MB" })
}
