//! Pages a second, against an axum handler that does nothing but send the same bytes.

use crate::{
    City, Failed,
    client::{self, Client},
    report::{Figure, Report},
};
use axum::{Router, http::header, routing::get};
use search::Query;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::TcpListener;

const CLIENTS: usize = 8;
const ROUNDS: usize = 3;
const ROUND: Duration = Duration::from_secs(2);
const WORDS: [&str; 12] = ["政务公开", "住房", "教育", "环境", "预算", "通知", "医疗", "规划", "交通", "社会保障", "食品安全", "依申请公开"];

/// The notice's page, and searches.
pub async fn measure(city: &City, report: &mut Report) -> Result<(), Failed> {
    let hits = city.app.search.find(Query { text: "杭政办发电〔2016〕6号".into(), limit: 1, ..Query::default() }).await?;
    let notice = hits.hits.first().ok_or("the notice is not found")?.url.clone();
    one(city, report, "the notice's page", vec![notice], Some("half or more")).await?;
    let searches = WORDS.iter().map(|word| format!("/documents?q={}", encoded(word))).collect();
    one(city, report, "a search", searches, None).await
}

async fn one(city: &City, report: &mut Report, what: &str, paths: Vec<String>, aim: Option<&str>) -> Result<(), Failed> {
    let requests = Arc::new(paths.iter().map(|path| client::get(path)).collect::<Vec<_>>());
    let answer = Client::connect(city.address).await?.ask(&requests[0]).await?;
    if answer.status != 200 {
        return Err(format!("{what}: {}", answer.status).into());
    }
    let bare = bare(answer.body).await?;
    let (mut here, mut there) = (0_f64, 0_f64);
    // Best of several rounds in turn: what else the machine does disturbs both alike.
    for _ in 0..ROUNDS {
        here = here.max(client::rate(city.address, CLIENTS, requests.clone(), 200, usize::MAX, ROUND).await?);
        there = there.max(client::rate(bare, CLIENTS, requests.clone(), 200, usize::MAX, ROUND).await?);
    }
    let figure = |value| Figure { value, unit: "pages/s" };
    report.add(what, figure(here), Some(("axum sending the same bytes", figure(there))), aim);
    Ok(())
}

async fn bare(bytes: Vec<u8>) -> Result<SocketAddr, Failed> {
    let body = axum::body::Bytes::from(bytes);
    let answer = move || {
        let body = body.clone();
        async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], body) }
    };
    let router = Router::new().fallback(get(answer));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
