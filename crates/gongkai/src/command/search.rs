//! `gongkai search`

use super::{place::Place, print};
use crate::{
    configuration::Level,
    failure::Failure,
    instance::{self, Access},
};
use ::search::{Hit, Query, Search};
use clap::{Args, Subcommand};
use serde::Serialize;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Throw the index away and fill it again from the log
    Rebuild {
        #[command(flatten)]
        place: Place,
    },
    /// Ask it
    Query {
        /// What is looked for
        #[arg(value_name = "TEXT")]
        text: String,
        /// At most so many hits
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=1000))]
        limit: u16,
        /// As JSON
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Serialize)]
struct Shown {
    id: String,
    external_id: Option<String>,
    title: String,
    number: Option<String>,
    issuer: String,
    anchor: Option<String>,
    url: String,
    snippet: String,
}

impl From<Hit> for Shown {
    fn from(hit: Hit) -> Self {
        Self {
            id: hit.document,
            external_id: hit.external_id,
            title: hit.title,
            number: hit.number,
            issuer: hit.issuer,
            anchor: hit.anchor,
            url: hit.url,
            snippet: hit.snippet,
        }
    }
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    super::log(Level::Warn);
    match arguments.what {
        What::Rebuild { place } => rebuild(place).await,
        What::Query { text, limit, json, place } => query(place, text, limit.into(), json),
    }
}

async fn rebuild(place: Place) -> Result<(), Failure> {
    let app = place.plan()?.open(Access::Exclusive).await?;
    app.search.clear()?;
    instance::follow(&app);
    instance::searchable(&app).await?;
    let total = app.search.find(Query::default()).await?.total;
    app.store.close().await;
    print(format!("{total} documents indexed"))
}

/// The index alone is opened: a server may run beside.
fn query(place: Place, text: String, limit: usize, json: bool) -> Result<(), Failure> {
    let index = place.plan()?.data.join("index");
    if !index.exists() {
        return Err(Failure::fault("there is no index yet: make it with `gongkai search rebuild`"));
    }
    let search = Search::open_to_read(&index).map_err(|error| {
        Failure::fault(format!("{error}; stop the server and start it in this version, or use the version that it has"))
    })?;
    let hits = search.query(&Query { text, limit, ..Query::default() })?;
    let shown: Vec<Shown> = hits.hits.into_iter().map(Shown::from).collect();
    if json {
        return print(serde_json::to_string(&shown)?);
    }
    for hit in shown {
        let anchor = hit.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        print(format!("{}{anchor}　{}　{}", hit.id, hit.title, hit.number.unwrap_or_default()))?;
    }
    Ok(())
}
