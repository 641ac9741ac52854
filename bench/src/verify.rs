//! Verification of the whole ledger, against SHA-256 of the bytes that it reads.

use crate::{
    City, Failed,
    report::{Figure, Report},
    rows,
};
use sha2::{Digest, Sha256};
use sqlx::Row;
use std::{hint::black_box, path::Path, time::Instant};

const ROUNDS: usize = 3;
const BYTES: [&str; 3] = ["SELECT salt || body FROM event_body WHERE body IS NOT NULL", "SELECT entry FROM ledger_leaf", "SELECT hashes FROM ledger_tile"];

/// What was written so far.
pub async fn measure(city: &City, data: &Path, report: &mut Report) -> Result<(), Failed> {
    let mut database = rows::open(&data.join("gongkai.sqlite")).await?;
    let mut bytes: Vec<Vec<u8>> = Vec::new();
    for query in BYTES {
        for row in sqlx::query(query).fetch_all(&mut database).await? {
            bytes.push(row.try_get(0)?);
        }
    }
    let megabytes = f64::from(u32::try_from(bytes.iter().map(Vec::len).sum::<usize>())?) / 1e6;
    let (mut here, mut there) = (0_f64, 0_f64);
    let mut size = 0;
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        let verification = city.app.store.verify().await?;
        here = here.max(megabytes / begin.elapsed().as_secs_f64());
        if !verification.faults.is_empty() {
            return Err(verification.faults.join("\n").into());
        }
        size = verification.size;
        let begin = Instant::now();
        for piece in &bytes {
            black_box(Sha256::digest(piece));
        }
        there = there.max(megabytes / begin.elapsed().as_secs_f64());
    }
    let figure = |value| Figure { value, unit: "MB/s" };
    report.add(&format!("ledger verify, {size} entries, {megabytes:.0} MB"), figure(here), Some(("SHA-256 of the same bytes", figure(there))), None);
    Ok(())
}
