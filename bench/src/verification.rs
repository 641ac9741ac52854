//! Recomputing the log against bare SHA-256 of the bytes that it is made of.

use crate::{ROUNDS, figure::Figure, rows, say};
use anyhow::bail;
use sha2::{Digest, Sha256};
use sqlx::{Connection, Row};
use std::{hint::black_box, path::Path, time::Instant};
use web::App;

pub async fn measure(app: &App, data: &Path) -> anyhow::Result<Vec<Figure>> {
    let database = data.join("gongkai.sqlite");
    let (_, size, _) = app.store.checkpoint().await?;
    let bytes = bytes_of_log(&database).await?;
    let megabytes = bytes.len() as f64 / 1e6;
    say(&format!("ledger verify of {size} entries, {megabytes:.1} MB"))?;
    let (mut product, mut hashing, mut reading) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let verification = app.store.verify().await?;
        product.push(megabytes / began.elapsed().as_secs_f64());
        if !verification.faults.is_empty() {
            bail!("the log has faults: {:?}", verification.faults);
        }
        let began = Instant::now();
        black_box(Sha256::digest(black_box(&bytes)));
        hashing.push(megabytes / began.elapsed().as_secs_f64());
        let began = Instant::now();
        black_box(Sha256::digest(bytes_of_log(&database).await?));
        reading.push(megabytes / began.elapsed().as_secs_f64());
    }
    let figure = |baseline, values| Figure {
        name: format!("ledger verify, {size} entries"),
        unit: "MB/s",
        product: product.clone(),
        baseline: Some((baseline, values)),
        aim: None,
    };
    Ok(vec![figure("bare SHA-256, same bytes in memory", hashing), figure("the same with reading them", reading)])
}

/// Entries, salts, bodies and hashes of tiles.
async fn bytes_of_log(database: &Path) -> anyhow::Result<Vec<u8>> {
    let mut connection = rows::open(database).await?;
    let mut bytes = Vec::new();
    for (text, columns) in [
        ("SELECT l.entry, b.salt, b.body FROM ledger_leaf l JOIN event_body b ON b.idx = l.idx ORDER BY l.idx", 3),
        ("SELECT hashes FROM ledger_tile ORDER BY level, idx", 1),
    ] {
        for row in sqlx::query(text).fetch_all(&mut connection).await? {
            for column in 0..columns {
                bytes.extend_from_slice(row.try_get::<Option<&[u8]>, _>(column)?.unwrap_or_default());
            }
        }
    }
    connection.close().await?;
    Ok(bytes)
}
