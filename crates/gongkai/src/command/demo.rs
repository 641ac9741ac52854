//! `gongkai demo`

use super::{place::DATA, print, serve};
use crate::{
    configuration::Level,
    demo::{self, Account},
    failure::Failure,
};
use clap::Args;
use comfy_table::{Table, presets};
use std::{
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
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
    let (app, accounts) = demo::open(&arguments.data, arguments.postgres, &base_url).await?;
    print(table(&app, &accounts).to_string())?;
    serve::until_told(listener, app).await
}

/// Who can sign in; one row for each post.
fn table(app: &web::App, accounts: &[Account]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_header(["sign-in name", "password", "name", "role", "organisation"]);
    for account in accounts {
        let id = identity::OrganisationId(account.organisation.clone());
        let organisation = app.identity.organisation(&id, app.today()).map_or(account.organisation.clone(), |organisation| organisation.name);
        table.add_row([&account.sign_in, &account.password, &account.name, &account.role, &organisation]);
    }
    table
}
