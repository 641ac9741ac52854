//! Pages in a second over HTTP on loopback.

use crate::{
    PAGES, ROUNDS, bare_server,
    client::{self, Asking},
    figure::{Aim, Figure},
    say,
};
use anyhow::{Context, bail};
use std::{
    collections::BTreeSet,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use web::App;

const CONNECTIONS: usize = 16;
const NOTICE: &str = "杭政办发电〔2016〕6号";
const WORDS: &str = "政务公开";
const BARE: &str = "bare axum handler, same bytes";

pub async fn measure(app: &App, address: SocketAddr) -> anyhow::Result<Vec<Figure>> {
    let hits = app.search.find(question(NOTICE)).await?;
    let notice = hits.hits.first().context("the notice is not found")?.url.clone();
    let search = search_path(WORDS);
    let questions = different_questions(app).await?;
    let (number, turn) = (questions.len(), AtomicUsize::new(0));
    if number == 0 {
        bail!("there are no titles to ask for");
    }
    // A parameter that nobody knows keeps the page from being one that was rendered before.
    let different: Asking = Arc::new(move || {
        let turn = turn.fetch_add(1, Ordering::Relaxed);
        client::get(&format!("{}&turn={turn}", search_path(&questions[turn % number]))).into()
    });
    let aim = Some(Aim::Share(0.5));
    Ok(vec![
        figure("the notice's page".to_owned(), address, &notice, always(&notice), aim).await?,
        figure(format!("a search for “{WORDS}”, repeated"), address, &search, always(&search), aim).await?,
        figure(format!("{number} searches in turn, none kept"), address, &search, different, None).await?,
    ])
}

fn always(path: &str) -> Asking {
    let bytes: Arc<[u8]> = client::get(path).into();
    Arc::new(move || bytes.clone())
}

async fn figure(name: String, address: SocketAddr, path: &str, asking: Asking, aim: Option<Aim>) -> anyhow::Result<Figure> {
    say(&name)?;
    let answer = client::Connection::open(address).await?.read(&client::get(path), "200").await?;
    let route = path.split_once('?').map_or(path, |(route, _)| route);
    let bare = bare_server::serve(route, answer).await?;
    let same = always(path);
    let (mut product, mut baseline) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Whoever comes first in one round comes second in the next.
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                product.push(client::rate(address, CONNECTIONS, PAGES, "200", &asking).await?);
            } else {
                baseline.push(client::rate(bare.address, CONNECTIONS, PAGES, "200", &same).await?);
            }
        }
    }
    Ok(Figure { name, unit: "pages/s", product, baseline: Some((BARE, baseline)), aim })
}

fn question(words: &str) -> search::Query {
    search::Query { text: words.to_owned(), limit: 50, ..search::Query::default() }
}

/// Pieces of the titles of the demo's documents: more than a cache of answers holds.
pub async fn different_questions(app: &App) -> anyhow::Result<Vec<String>> {
    let hits = app.search.find(question("杭州")).await?;
    let mut pieces = BTreeSet::new();
    for hit in hits.hits {
        let title: Vec<char> = hit.title.chars().filter(|letter| letter.is_alphanumeric()).collect();
        for length in 2..=8 {
            pieces.extend(title.windows(length).map(|piece| piece.iter().collect::<String>()));
        }
    }
    Ok(pieces.into_iter().collect())
}

pub fn search_path(words: &str) -> String {
    format!("/documents?q={}", web::percent_encoded(words))
}
