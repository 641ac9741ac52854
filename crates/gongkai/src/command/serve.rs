//! `gongkai serve`, and what it shares with `demo`: listen, say so, end well.

use super::print;
use crate::{
    configuration::Configuration,
    failure::Failure,
    instance::{self, Access, Plan},
    server,
};
use clap::Args;
use std::{net::SocketAddr, path::PathBuf, time::Duration};
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use web::App;

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The configuration
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// How long the store may take to close.
const CLOSE: Duration = Duration::from_secs(4);

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let configuration = Configuration::read(&arguments.config).map_err(|failure| Failure::fault(failure.words()))?;
    super::log(configuration.log);
    for warning in configuration.warnings() {
        tracing::warn!("{warning}");
    }
    let mail = if configuration.mail.is_set() { Some(mail::Smtp::new(&configuration.mail)?) } else { None };
    let returned = configuration.mail.mailbox()?;
    let listener = bind(configuration.listen).await?;
    let app = Plan::configured(&configuration)?.open(Access::Exclusive).await?;
    instance::follow(&app);
    instance::searchable(&app).await?;
    until_told(listener, app, mail, returned).await
}

/// Takes the address, or says why not.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Failure::fault(format!("{address} is in use by another program: stop it, or choose another port")),
        _ => Failure::fault(format!("{address} cannot be listened on: {error}")),
    })
}

/// Serves until SIGTERM or SIGINT, then finishes what is in hand. Without a mail server, what is queued waits.
pub async fn until_told(listener: TcpListener, app: App, mail: Option<mail::Smtp>, returned: Option<mail::Mailbox>) -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let address = listener.local_addr()?;
    let moved = requests::acts::begin(&app).await?;
    if moved > 0 {
        tracing::info!(moved, "cases changed with the days that passed and the calendars of today");
    }
    inbox::begin(&app.store).await?;
    app.store.run_timers();
    let carriers: Vec<mail::Running> =
        [mail.map(|smtp| mail::run(app.store.clone(), smtp)), returned.map(|mailbox| mail::watch(app.store.clone(), mailbox))]
            .into_iter()
            .flatten()
            .collect();
    let shell = server::service(app.clone());
    print(format!("listening on http://{address}/"))?;
    let stop = async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    server::serve(listener, shell, stop).await;
    for carrier in carriers {
        carrier.stop().await;
    }
    if tokio::time::timeout(CLOSE, app.store.close()).await.is_err() {
        tracing::warn!("background work did not end in time");
    }
    Ok(())
}
