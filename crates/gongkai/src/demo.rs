//! The demo city: loaded once, through the same write path as everything else.

use crate::{
    drawing::Drawing,
    failure::Failure,
    instance::{self, Access, Plan},
    record::{Kind, Record},
};
use identity::{OrganisationId, SignInLimits};
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    fs,
    io::{Cursor, ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};
use store::Entropy;
use web::{App, Settings, WebError};

/// The organisation that runs the portal of the demo city.
pub const CITY_OFFICE: &str = "hz-office";
const ORIGIN: &str = "demo.gongkai.example/ledger";
const ACCOUNTS: &str = "demo-accounts.json";
/// What nobody meets on loopback.
const NO_LIMIT: u32 = 1_000_000;
/// Letters of passwords: none that are mistaken for others.
const LETTERS: &[u8; 32] = b"23456789abcdefghijkmnpqrstuvwxyz";

/// The files of the demo city, built in.
#[derive(RustEmbed)]
#[folder = "../../demo/"]
struct Files;

fn file(name: &str) -> Result<String, Failure> {
    let file = Files::get(name).ok_or_else(|| Failure::fault(format!("the demo's file {name} was not built in")))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

/// A sign-in name of the demo city with one of its posts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Sign-in name.
    pub sign_in: String,
    /// Password.
    pub password: String,
    /// Shown name.
    pub name: String,
    /// Role.
    pub role: String,
    /// The organisation's id.
    pub organisation: String,
}

/// Settings of the demo city.
pub fn settings(base_url: &str) -> Settings {
    Settings {
        site_name: "杭州市政务公开（演示）".into(),
        site_name_en: "Hangzhou Open Government (demonstration)".into(),
        demo: true,
        sponsor: "杭州市人民政府办公厅（演示）".into(),
        site_code: "3301000000（演示）".into(),
        telephone: "0571-0000 0000（演示）".into(),
        email: "open@example.org".into(),
        base_url: base_url.to_owned(),
        reconsideration_channel: "https://reconsideration.example.org/city".into(),
        secure_cookies: false,
        city_office: CITY_OFFICE.into(),
        look_ups_per_minute: NO_LIMIT,
        submissions_per_minute: NO_LIMIT,
        requester_mail: false,
        challenge_bits: 0,
        challenge_minutes: 120,
        unproven_per_minute: NO_LIMIT,
        behind_proxy: false,
    }
}

/// Opens the demo city, loading it where it is missing; the index follows when this answers.
///
/// # Errors
/// Where the folder holds something else, or what the parts say.
pub async fn open(data: &Path, postgres: Option<String>, base_url: &str) -> Result<(App, Vec<Account>), Failure> {
    let known = Record::read(data)?;
    let record = match known {
        Some(record) if !record.demo => {
            return Err(Failure::fault(format!(
                "{} holds an instance that is no demonstration: start it with `gongkai serve`",
                data.display()
            )));
        }
        Some(record) => record,
        None if !is_empty(data)? => {
            return Err(Failure::fault(format!("{} is not empty and holds no instance: name another folder with --data", data.display())));
        }
        None => Record { origin: ORIGIN.into(), database: Kind::of(postgres.as_deref()), demo: true, loaded: false },
    };
    record.fits(postgres.as_deref(), data)?;
    fs::create_dir_all(data).map_err(|error| Failure::fault(format!("{}: {error}", data.display())))?;
    let plan = Plan {
        data: data.to_owned(),
        postgres,
        record: record.clone(),
        settings: settings(base_url),
        sign_in: SignInLimits::DEMONSTRATION,
        law: None,
        fonts: Vec::new(),
        sandbox: Drawing::default().sandbox(),
    };
    let app = plan.open(Access::Exclusive).await?;
    let (_, size, _) = app.store.checkpoint().await?;
    if size == 0 {
        // What an index knows of another log would be found in this one.
        app.search.clear()?;
    }
    instance::follow(&app);
    let accounts = if size == 0 || !record.loaded {
        let accounts = load(&app, data).await?;
        Record { loaded: true, ..record }.write(data)?;
        accounts
    } else {
        read_accounts(data)?.unwrap_or_default()
    };
    instance::searchable(&app).await?;
    Ok((app, accounts))
}

/// Where the letters of the demo city send somebody.
///
/// # Errors
/// Where the file was not built in or cannot be read.
pub fn review_bodies() -> Result<law::ReviewBodies, Failure> {
    let name = "review-bodies.toml";
    Ok(law::ReviewBodies::parse(&format!("demo/{name}"), &file(name)?)?)
}

fn is_empty(data: &Path) -> Result<bool, Failure> {
    match fs::read_dir(data) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure::fault(format!("{}: {error}", data.display()))),
    }
}

/// Enters organisations, people, documents and requests. What is there already stays: a load that was killed goes on.
async fn load(app: &App, data: &Path) -> Result<Vec<Account>, Failure> {
    app.identity.load_organisations(&file("organisations.toml")?).await?;
    let accounts = people(app, data).await?;
    publishing::import_document(
        &app.store,
        &app.identity,
        file("documents/notice.txt")?.as_bytes(),
        "notice.txt",
        &file("documents/notice.toml")?,
    )
    .await?;
    let office = OrganisationId(CITY_OFFICE.into());
    let selection = publishing::import_documents(&app.store, &office, Cursor::new(file("documents/selection.jsonl")?), &|_| {}).await?;
    if let Some(refused) = selection.refused.first() {
        return Err(Failure::fault(format!("the demo's documents, line {}: {}", refused.line, refused.why)));
    }
    requests::demo::load(app, &file("requests.toml")?).await.map_err(|error| match error {
        WebError::Fields(fields) => {
            let fields: Vec<String> = fields.list.iter().map(|fault| format!("{} ({})", fault.field, fault.message)).collect();
            Failure::fault(format!("the demo's requests: {}", fields.join("; ")))
        }
        error => Failure::fault(format!("the demo's requests: {error}")),
    })?;
    Ok(accounts)
}

/// The accounts are written down before they are made, so that no password is lost with the process.
async fn people(app: &App, data: &Path) -> Result<Vec<Account>, Failure> {
    let text = file("people.toml")?;
    let known = read_accounts(data)?.unwrap_or_default();
    let mut passwords: HashMap<String, String> = known.into_iter().map(|account| (account.sign_in, account.password)).collect();
    let mut accounts = Vec::new();
    for (_, person) in identity::people_of(&text)? {
        let password =
            passwords.entry(person.sign_in.clone()).or_insert_with(|| password(app.store.environment().entropy.as_ref())).clone();
        accounts.extend(person.posts.iter().map(|post| Account {
            sign_in: person.sign_in.clone(),
            password: password.clone(),
            name: person.name.clone(),
            role: post.role.as_str().to_owned(),
            organisation: post.organisation.0.clone(),
        }));
    }
    write_accounts(data, &accounts)?;
    app.identity.load_people(&text, |sign_in| passwords.get(sign_in).cloned().unwrap_or_default()).await?;
    Ok(accounts)
}

/// Three groups of five letters: 75 bits that can be read out.
fn password(entropy: &dyn Entropy) -> String {
    let mut bytes = [0; 15];
    entropy.fill(&mut bytes);
    let letters: Vec<char> = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    letters.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

fn read_accounts(data: &Path) -> Result<Option<Vec<Account>>, Failure> {
    match fs::read_to_string(data.join(ACCOUNTS)) {
        Ok(text) => Ok(Some(serde_json::from_str(&text).map_err(|error| Failure::fault(format!("{ACCOUNTS}: {error}")))?)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn write_accounts(data: &Path, accounts: &[Account]) -> Result<(), Failure> {
    let path = data.join(ACCOUNTS);
    let new = data.join(format!("{ACCOUNTS}.new"));
    match fs::remove_file(&new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&new)?;
    file.write_all(serde_json::to_string_pretty(accounts)?.as_bytes())?;
    file.sync_all()?;
    fs::rename(&new, &path)?;
    Ok(())
}

/// Deletes what a folder and a database hold of an instance; refuses a folder that does not look like one.
///
/// # Errors
/// In words; nothing is deleted then.
pub async fn reset(data: &Path, postgres: Option<&str>) -> Result<(), Failure> {
    if Record::read(data)?.is_some_and(|record| !record.demo) {
        return Err(Failure::fault(format!("{} holds an instance that is no demonstration: nothing was deleted", data.display())));
    }
    if !is_empty(data)? {
        let ours = data.join("keys").is_dir() || data.join("gongkai.sqlite").is_file();
        if !ours {
            return Err(Failure::fault(format!("{} does not look like a data folder of ours: nothing was deleted", data.display())));
        }
        let lock = fs::OpenOptions::new().read(true).write(true).create(true).truncate(false).open(data.join("lock"))?;
        if lock.try_lock().is_err() {
            return Err(Failure::fault(format!("another program is using {}: stop it first", data.display())));
        }
        for entry in fs::read_dir(data)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() { fs::remove_dir_all(entry.path())? } else { fs::remove_file(entry.path())? }
        }
    }
    match postgres {
        Some(url) => crate::database::clear(url).await,
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_foreign_folder_is_not_emptied() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "mine").unwrap();
        assert!(reset(folder.path(), None).await.unwrap_err().words().contains("nothing was deleted"));
        assert!(folder.path().join("letter.txt").exists());
        assert!(open(folder.path(), None, "http://127.0.0.1:1").await.err().unwrap().words().contains("holds no instance"));
        let real = tempfile::tempdir().unwrap();
        fs::create_dir(real.path().join("keys")).unwrap();
        Record { origin: ORIGIN.into(), database: Kind::Sqlite, demo: false, loaded: true }.write(real.path()).unwrap();
        assert!(reset(real.path(), None).await.unwrap_err().words().contains("nothing was deleted"));
        assert!(real.path().join("keys").exists());
    }

    #[test]
    fn passwords_can_be_read_out() {
        let one = password(&store::SeededEntropy::new(1));
        assert_eq!(one.len(), 17);
        assert!(one.chars().all(|letter| letter == '-' || LETTERS.contains(&(letter as u8))));
        assert_ne!(one, password(&store::SeededEntropy::new(2)));
    }
}
