//! `gongkai demo`

use super::{place::DATA, print, serve};
use crate::{
    configuration::Level,
    demo::{self, Account},
    failure::Failure,
    record::Record,
};
use clap::Args;
use comfy_table::{Table, presets};
use std::{
    net::{Ipv4Addr, SocketAddr},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::Command,
};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Port on loopback; 0: any that is free
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Folder of keys, files, index and, with SQLite, the database
    #[arg(long, value_name = "DIR", default_value = DATA)]
    data: PathBuf,
    /// Delete what the folder and the database hold of a demonstration first
    #[arg(long)]
    reset: bool,
    /// Keep events in this PostgreSQL instead of the embedded SQLite
    #[arg(long, value_name = "URL")]
    postgres: Option<String>,
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    super::log(Level::Warn);
    let listener = serve::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port))).await?;
    let base_url = format!("http://{}", listener.local_addr()?);
    if arguments.reset {
        demo::reset(&arguments.data, arguments.postgres.as_deref()).await?;
    }
    let fresh = Record::read(&arguments.data)?.is_none_or(|record| !record.loaded);
    let (mut app, mut accounts) = demo::open(&arguments.data, arguments.postgres.clone(), &base_url).await?;
    let mut listener = listener;
    if fresh {
        let address = listener.local_addr()?;
        app.store.close().await;
        drop((app, listener));
        let fault = begin_anew(&arguments, address.port());
        tracing::info!(%fault, "the program goes on as it is");
        listener = serve::bind(address).await?;
        (app, accounts) = demo::open(&arguments.data, arguments.postgres, &base_url).await?;
    }
    print(table(&app, &accounts).to_string())?;
    serve::until_told(listener, app, None, None).await
}

/// Starts the program over in this process: what loading took of memory (words, index, passwords) is not kept by a
/// server that may run for weeks. Answers only where that is not possible.
fn begin_anew(arguments: &Arguments, port: u16) -> std::io::Error {
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return error,
    };
    let mut command = Command::new(program);
    command.args(["demo", "--port", &port.to_string(), "--data"]).arg(&arguments.data);
    if let Some(url) = &arguments.postgres {
        command.args(["--postgres", url]);
    }
    command.exec()
}

/// Who can sign in; one row for each post.
fn table(app: &web::App, accounts: &[Account]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(["sign-in name", "password", "name", "role", "organisation"]);
    for account in accounts {
        let id = identity::OrganisationId(account.organisation.clone());
        let organisation =
            app.identity.organisation(&id, app.today()).map_or(account.organisation.clone(), |organisation| organisation.name);
        table.add_row([&account.sign_in, &account.password, &account.name, &account.role, &organisation]);
    }
    table
}
