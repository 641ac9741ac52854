//! Figures of the demo city, each beside a baseline that does only the unavoidable part of the same work: run
//! `cargo run --release -p bench`. Servers, clients and baselines share one machine and its cores, so that ratios say
//! more than figures do.

mod client;
mod pages;
mod report;
mod rest;
mod rows;
mod verify;
mod writes;

use report::Report;
use std::{net::SocketAddr, path::Path};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};
use web::App;

/// What any part may fail with.
pub type Failed = Box<dyn std::error::Error + Send + Sync>;

/// The demo city, served in this process.
pub struct City {
    /// what handlers reach
    pub app: App,
    /// where it listens
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

impl City {
    /// Opens it in a folder, loading it where it is missing.
    pub async fn open(data: &Path) -> Result<City, Failed> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (app, _) = gongkai::demo::open(data, None, &format!("http://{address}")).await.map_err(|failure| failure.words().to_owned())?;
        let (stop, stopped) = oneshot::channel();
        let shell = gongkai::server::service(app.clone());
        let served = tokio::spawn(gongkai::server::serve(listener, shell, async {
            // A sender that is gone means the same as one that speaks.
            let _ = stopped.await;
        }));
        Ok(City { app, address, stop, served })
    }

    /// Ends it well.
    pub async fn close(self) -> Result<(), Failed> {
        let _ = self.stop.send(());
        self.served.await?;
        self.app.store.close().await;
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result<(), Failed> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, folder] = arguments.as_slice()
        && flag == rest::FLAG
    {
        return rest::measure(Path::new(folder)).await;
    }
    let folder = tempfile::tempdir()?;
    let data = folder.path().join("data");
    let mut report = Report::new();
    report.add("memory after loading the demo city", rest::of_another(&data)?, None, Some("under 100 MB"));
    report.add("memory of a folder that exists", rest::of_another(&data)?, None, Some("under 100 MB"));
    let city = City::open(&data).await?;
    pages::measure(&city, &mut report).await?;
    writes::measure(&city, &data, folder.path(), &mut report).await?;
    verify::measure(&city, &data, &mut report).await?;
    city.close().await?;
    println!("{report}");
    Ok(())
}
