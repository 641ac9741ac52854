//! Files of organisations and people: read, checked, entered all or none. Reading one again changes only what differs.

use crate::acts::{LoadOrganisations, RegisterPeople};
use crate::{Contact, DatedName, Establishment, Identity, IdentityError, OrganisationId, Post, Refusal, Role, normalise_sign_in};
use calendar::DivisionCode;
use jiff::civil::Date;
use law::OrganisationKind;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::{ActorId, ExecuteError};
use toml::Spanned;

/// What loading a file of organisations did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Loaded {
    /// new ones
    pub entered: usize,
    /// those of which something changed
    pub changed: usize,
    /// those that were so already
    pub unchanged: usize,
}

/// An organisation as a file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationEntry {
    /// line of its heading, from 1
    pub line: usize,
    /// what it says
    pub establishment: Establishment,
}

/// A person as a file or a form says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// shown name
    pub name: String,
    /// sign-in name
    pub sign_in: String,
    /// where the person works, whatever the posts
    pub organisation: Option<OrganisationId>,
    /// posts
    pub posts: Vec<Post>,
}

/// A person of a file after loading.
#[derive(Clone, PartialEq, Eq)]
pub struct LoadedPerson {
    /// as the file says
    pub entry: PersonEntry,
    /// the password that was set; none where the account was there already
    pub password: Option<String>,
}

/// Without the password, which must not reach a log.
impl std::fmt::Debug for LoadedPerson {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedPerson").field("posts", &self.entry.posts).finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationFile {
    /// first day on which names are told where an entry does not say
    names_from: Option<Date>,
    #[serde(default)]
    acknowledgement_confirms: bool,
    #[serde(default)]
    contact: Contact,
    #[serde(default)]
    organisation: Vec<Spanned<OrganisationTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganisationTable {
    id: String,
    code: String,
    kind: OrganisationKind,
    division: String,
    parent: Option<String>,
    name: String,
    short_name: String,
    #[serde(default = "yes")]
    name_confirmed: bool,
    names_from: Option<Date>,
    #[serde(default)]
    former_names: Vec<DatedName>,
    letter_mark: Option<String>,
    acknowledgement_confirms: Option<bool>,
    contact: Option<Contact>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    person: Vec<Spanned<PersonTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PersonTable {
    sign_in: String,
    name: String,
    roles: Vec<Role>,
    organisation: String,
    /// further organisations at which the same roles are held
    #[serde(default)]
    also_at: Vec<String>,
}

/// Reads a file of organisations; faults name their line.
pub fn organisations_of(text: &str) -> Result<Vec<OrganisationEntry>, IdentityError> {
    let file: OrganisationFile = parse(text)?;
    let mut seen = HashSet::new();
    let entries = file.organisation.into_iter().map(|table| {
        let line = line_of(text, table.span().start);
        let wrong = |message: String| IdentityError::File { line, message };
        let table = table.into_inner();
        if !seen.insert(table.id.clone()) {
            return Err(wrong(format!("{} stands twice", table.id)));
        }
        let from = table.names_from.or(file.names_from);
        let from = from.ok_or_else(|| wrong("names_from is missing, here and at the top of the file".into()))?;
        let mut names = table.former_names;
        names.push(DatedName { name: table.name, short_name: table.short_name, from, confirmed: table.name_confirmed });
        let division = DivisionCode::parse(&table.division).map_err(|fault| wrong(fault.to_string()))?;
        let establishment = Establishment {
            id: OrganisationId(table.id),
            code: table.code,
            kind: table.kind,
            division,
            parent: table.parent.map(OrganisationId),
            names,
            letter_mark: table.letter_mark,
            acknowledgement_confirms: table.acknowledgement_confirms.unwrap_or(file.acknowledgement_confirms),
            contact: table.contact.unwrap_or_else(|| file.contact.clone()),
        };
        Ok(OrganisationEntry { line, establishment })
    });
    entries.collect()
}

/// Reads a file of people: (line, entry); faults name their line.
pub fn people_of(text: &str) -> Result<Vec<(usize, PersonEntry)>, IdentityError> {
    let file: PeopleFile = parse(text)?;
    let mut seen = HashSet::new();
    let entries = file.person.into_iter().map(|table| {
        let line = line_of(text, table.span().start);
        let PersonTable { sign_in, name, roles, organisation, also_at } = table.into_inner();
        if !seen.insert(normalise_sign_in(&sign_in)) {
            return Err(IdentityError::File { line, message: format!("{sign_in} stands twice") });
        }
        let works = Some(OrganisationId(organisation.clone()));
        let posts = std::iter::once(organisation)
            .chain(also_at)
            .flat_map(|place| roles.iter().map(move |role| (*role, place.clone())))
            .map(|(role, place)| Post { role, organisation: OrganisationId(place) })
            .collect();
        Ok((line, PersonEntry { name, sign_in, organisation: works, posts }))
    });
    entries.collect()
}

impl Identity {
    /// Enters the organisations of a file, and what changed in those that are there: names added at the end, contact,
    /// letter mark, acknowledgement. Kind, code, division and parent are changed by commands, not by a file.
    pub async fn load_organisations(&self, text: &str) -> Result<Loaded, IdentityError> {
        let (lines, entries): (Vec<_>, Vec<_>) = organisations_of(text)?.into_iter().map(|entry| (entry.line, entry.establishment)).unzip();
        let at = Arc::new(AtomicUsize::new(0));
        let act = LoadOrganisations { entries, at: at.clone() };
        let done = self.inner.store.execute(act).await.map_err(|fault| located(fault, &lines, &at))?;
        self.refresh().await?;
        Ok(done.answer)
    }

    /// Enters the people of a file who have no account yet, each with the password that `password` gives for the
    /// sign-in name. Those who have one are left as they are.
    pub async fn load_people(&self, text: &str, password: impl Fn(&str) -> String) -> Result<Vec<LoadedPerson>, IdentityError> {
        let mut loaded = Vec::new();
        let mut lines = Vec::new();
        let mut people = Vec::new();
        for (line, entry) in people_of(text)? {
            let known = self.inner.store.look_up("sign-in", &normalise_sign_in(&entry.sign_in)).await?;
            let password = known.is_empty().then(|| password(&entry.sign_in));
            if let Some(password) = password.clone() {
                lines.push(line);
                let entry = entry.clone();
                people.push(async move {
                    self.new_person(entry, &password, false).await.map_err(|fault| match fault {
                        IdentityError::Refused(refusal) => IdentityError::File { line, message: refusal.to_string() },
                        other => other,
                    })
                });
            }
            loaded.push(LoadedPerson { entry, password });
        }
        let people = futures::future::try_join_all(people).await?;
        if people.is_empty() {
            return Ok(loaded);
        }
        let at = Arc::new(AtomicUsize::new(0));
        let act = RegisterPeople { actor: ActorId::system(), people, at: at.clone() };
        self.inner.store.execute(act).await.map_err(|fault| located(fault, &lines, &at))?;
        Ok(loaded)
    }
}

fn located(fault: ExecuteError<Refusal>, lines: &[usize], at: &AtomicUsize) -> IdentityError {
    match (fault, lines.get(at.load(Ordering::SeqCst))) {
        (ExecuteError::Refused(refusal), Some(line)) => IdentityError::File { line: *line, message: refusal.to_string() },
        (fault, _) => fault.into(),
    }
}

fn parse<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, IdentityError> {
    toml::from_str(text).map_err(|fault| IdentityError::File {
        line: line_of(text, fault.span().map_or(0, |span| span.start)),
        message: fault.message().to_owned(),
    })
}

fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}
