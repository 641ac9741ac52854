//! `gongkai administrator`: the first three administrators of an instance, and a lost password of one of them.

use super::{place::Place, print};
use crate::{configuration::Level, failure::Failure, instance::Access};
use clap::{Args, ValueEnum};
use identity::{Acting, Identity, OrganisationId, Post, Role};

/// Its arguments.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Sign-in name: 3 to 64 lower-case letters, digits, dots and hyphens
    #[arg(long, value_name = "NAME")]
    sign_in: String,
    /// Name as it is shown
    #[arg(long, value_name = "NAME", required_unless_present = "reset")]
    name: Option<String>,
    /// Which of the three
    #[arg(long, value_enum, default_value_t = Which::SystemAdministrator, conflicts_with = "reset")]
    role: Which,
    /// Id of the organisation that, with all below it, is administered; without it the one at the top
    #[arg(long, value_name = "ID", conflicts_with = "reset")]
    organisation: Option<String>,
    /// Set the password of this administrator anew, and turn one-time codes off
    #[arg(long)]
    reset: bool,
    #[command(flatten)]
    place: Place,
}

/// One of the three administrators; nobody is two of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// enters organisations and people
    SystemAdministrator,
    /// gives posts, sets passwords anew
    SecurityAdministrator,
    /// reads what was done
    Auditor,
}

impl Which {
    fn role(self) -> Role {
        match self {
            Self::SystemAdministrator => Role::SystemAdministrator,
            Self::SecurityAdministrator => Role::SecurityAdministrator,
            Self::Auditor => Role::Auditor,
        }
    }
}

pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    super::log(Level::Warn);
    let app = arguments.place.clone().plan_or_new()?.open(Access::Exclusive).await?;
    let done = match arguments.reset {
        true => reset(&app.identity, &arguments.sign_in).await,
        false => first(&app, &arguments).await,
    };
    app.store.close().await;
    let password = done?;
    print(format!("sign-in name       {}", identity::normalise_sign_in(&arguments.sign_in)))?;
    print(format!("one-time password  {password}"))?;
    print("It must be changed at the next sign-in.")
}

async fn first(app: &web::App, arguments: &Arguments) -> Result<String, Failure> {
    let organisation = organisation(app, arguments.organisation.as_deref())?;
    let post = Post { role: arguments.role.role(), organisation };
    let name = arguments.name.as_deref().unwrap_or_default();
    Ok(app.identity.first_administrator(name, &arguments.sign_in, post).await?)
}

/// Only of an administrator: everybody else is helped by the security administrator, whose acts are on record.
async fn reset(identity: &Identity, sign_in: &str) -> Result<String, Failure> {
    let person = identity.person_by_sign_in(sign_in).await?.ok_or_else(|| Failure::fault(format!("there is no account {sign_in}")))?;
    if !person.posts.iter().any(|post| post.role.is_administrator()) {
        return Err(Failure::fault(format!("{sign_in} is no administrator: the security administrator sets the password anew")));
    }
    let password = identity.reset_password(Acting::System, &person.id).await?;
    if person.one_time_codes {
        identity.reset_one_time_codes(Acting::System, &person.id).await?;
    }
    Ok(password)
}

fn organisation(app: &web::App, asked: Option<&str>) -> Result<OrganisationId, Failure> {
    let known = app.identity.organisations(app.today());
    if let Some(asked) = asked {
        let found = known.into_iter().find(|organisation| organisation.id.0 == asked || organisation.code == asked);
        return found.map(|organisation| organisation.id).ok_or_else(|| Failure::fault(format!("there is no organisation {asked}")));
    }
    let mut top: Vec<_> =
        known.into_iter().filter(|organisation| organisation.parent.is_none()).map(|organisation| organisation.id).collect();
    match (top.pop(), top.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(_), false) => Err(Failure::fault("several organisations stand at the top: name one with --organisation")),
        (None, _) => {
            Err(Failure::fault("there are no organisations yet: bring them in with `gongkai import organisations FILE.toml` first"))
        }
    }
}
