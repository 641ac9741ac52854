//! Indexes the real documents and prints MRR@10, recall@10 and nDCG@10 for each type of query.
//!
//! `cargo run -p search --example evaluate [-- DOCUMENTS.jsonl.gz QUERIES.jsonl [TYPE]]`; with a type, its queries
//! are listed with the rank of the first good answer.

use facts::{Fact, Passage, Published, Validity};
use search::{Query, Search};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::time::Instant;
use store::Told;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let shared = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/documents");
    let mut arguments = std::env::args().skip(1);
    let documents = arguments.next().unwrap_or_else(|| format!("{shared}/documents.jsonl.gz"));
    let queries = arguments.next().unwrap_or_else(|| format!("{shared}/queries.jsonl"));
    let listed = arguments.next();

    let folder = tempfile::tempdir()?;
    println!("at the start: {}", memory());
    let search = Search::open(folder.path())?;
    let follower = search.follower();
    let begin = Instant::now();
    let mut told = Vec::new();
    let mut count = 0;
    for line in BufReader::new(flate2::read::GzDecoder::new(std::fs::File::open(documents)?)).lines() {
        told.push(Told { index: count, at: jiff::Timestamp::UNIX_EPOCH, fact: Fact::Published(published(&serde_json::from_str(&line?)?)) });
        count += 1;
        if told.len() == 200 {
            follower.take(std::mem::take(&mut told), count).await?;
        }
    }
    follower.take(told, count).await?;
    println!("{count} documents indexed in {:.1?}; {}", begin.elapsed(), memory());

    let mut asked = Vec::new();
    let mut figures: BTreeMap<String, Vec<[f64; 3]>> = BTreeMap::new();
    let (mut clauses, mut jumps, mut slowest, mut spent) = (0, 0, std::time::Duration::ZERO, std::time::Duration::ZERO);
    for line in BufReader::new(std::fs::File::open(queries)?).lines() {
        let query: Value = serde_json::from_str(&line?)?;
        let (text, kind) = (word(&query, "q").unwrap_or_default(), word(&query, "type").unwrap_or_default());
        let begin = Instant::now();
        let hits = search.find(Query { text: text.clone(), limit: 10, ..Query::default() }).await?;
        slowest = slowest.max(begin.elapsed());
        spent += begin.elapsed();
        let found: Vec<&str> = hits.hits.iter().filter_map(|hit| hit.external_id.as_deref()).collect();
        let relevant: BTreeMap<String, f64> =
            query["relevant"].as_array().into_iter().flatten().filter_map(|r| Some((word(r, "id")?, r["grade"].as_f64()?))).collect();
        let measured = measure(&found, &relevant);
        if listed.as_deref() == Some(kind.as_str()) {
            println!("{:.2} {:.2} {:.2} {text} ({} in all)", measured[0], measured[1], measured[2], hits.total);
            for hit in hits.hits.iter().take(4) {
                println!(
                    "      {} {} {:?} {}",
                    relevant.get(hit.external_id.as_deref().unwrap_or("")).unwrap_or(&0.0),
                    hit.title,
                    hit.anchor,
                    hit.snippet
                );
            }
        }
        if let Some(clause) = word(&query, "clause") {
            clauses += 1;
            let right = hits.hits.iter().find(|hit| hit.external_id.as_deref().is_some_and(|id| relevant.contains_key(id)));
            jumps += usize::from(right.is_some_and(|hit| hit.anchor.is_some() && hit.anchor == anchor(&clause)));
        }
        figures.entry(kind).or_default().push(measured);
        asked.push(text);
    }
    println!("{:<16}{:>4}{:>9}{:>11}{:>9}", "type", "n", "MRR@10", "recall@10", "nDCG@10");
    for (kind, rows) in &figures {
        print(kind, rows);
    }
    print("all", &figures.values().flatten().copied().collect::<Vec<_>>());
    let begin = Instant::now();
    for limit in 11..=15 {
        for text in &asked {
            search.find(Query { text: text.clone(), limit, ..Query::default() }).await?;
        }
    }
    let each_second = 5.0 * asked.len() as f64 / begin.elapsed().as_secs_f64();
    println!("{each_second:.0} questions a second, one after the other, none answered from memory");
    println!("right clause: {jumps} of {clauses}; slowest query {slowest:.1?}, all together {spent:.1?}; {}", memory());
    tokio::time::sleep(std::time::Duration::from_secs(45)).await;
    println!("at rest: {}", memory());
    Ok(())
}

fn published(line: &Value) -> Published {
    let date = |name| word(line, name).and_then(|date| date.parse().ok());
    let mut nearest = None;
    let body = word(line, "body").unwrap_or_default();
    let passages = body.lines().map(|text| {
        nearest = anchor(text).or_else(|| nearest.take());
        Passage { anchor: nearest.clone(), text: text.to_owned() }
    });
    let id = word(line, "id").unwrap_or_default();
    Published {
        passages: passages.collect(),
        url: format!("/documents/{id}"),
        external_id: Some(id.clone()),
        document: id,
        title: word(line, "title").unwrap_or_default(),
        number: word(line, "number"),
        index_number: None,
        issuer: word(line, "issuer").unwrap_or_default(),
        publisher: "hangzhou".into(),
        made_on: date("made"),
        published_on: date("published"),
        status: if word(line, "status").as_deref() == Some("已修改") { Validity::Amended } else { Validity::InForce },
    }
}

/// The anchor of the article that begins here.
fn anchor(line: &str) -> Option<String> {
    let label = line.trim_start().strip_prefix('第')?.split_once('条')?.0;
    (!label.is_empty() && label.chars().all(|c| "一二三四五六七八九十百千零〇".contains(c))).then(|| format!("a-{label}"))
}

fn word(value: &Value, name: &str) -> Option<String> {
    value[name].as_str().map(str::to_owned)
}

/// MRR, recall and nDCG, each at 10.
fn measure(found: &[&str], relevant: &BTreeMap<String, f64>) -> [f64; 3] {
    let gain = |grade: f64| 2f64.powf(grade) - 1.0;
    let discount = |rank: usize| 1.0 / (rank as f64 + 2.0).log2();
    let first = found.iter().position(|id| relevant.contains_key(*id)).map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
    let recalled = found.iter().filter(|id| relevant.contains_key(**id)).count() as f64 / relevant.len().clamp(1, 10) as f64;
    let sum: f64 = found.iter().enumerate().map(|(rank, id)| relevant.get(*id).map_or(0.0, |grade| gain(*grade)) * discount(rank)).sum();
    let mut best: Vec<f64> = relevant.values().copied().collect();
    best.sort_by(|a, b| b.total_cmp(a));
    let ideal: f64 = best.iter().take(10).enumerate().map(|(rank, grade)| gain(*grade) * discount(rank)).sum();
    [first, recalled, if ideal > 0.0 { sum / ideal } else { 0.0 }]
}

fn print(kind: &str, rows: &[[f64; 3]]) {
    let mean = |column: usize| rows.iter().map(|row| row[column]).sum::<f64>() / rows.len().max(1) as f64;
    println!("{kind:<16}{:>4}{:>9.3}{:>11.3}{:>9.3}", rows.len(), mean(0), mean(1), mean(2));
}

fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("RssAnon") || line.starts_with("VmHWM"));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}
