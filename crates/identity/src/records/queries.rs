//! What is asked of the projections.

use crate::directory::Directory;
use crate::{Account, Contact, DatedName, Establishment, OrganisationId, OrganisationState, PersonId, Post, Role};
use calendar::DivisionCode;
use jiff::civil::Date;
use law::OrganisationKind;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};
use std::collections::HashMap;
use store::{Connection, PartRef, StoreError};

/// All organisations with all their names.
pub(crate) async fn directory(connection: &mut Connection) -> Result<Directory, StoreError> {
    let rows = sqlx::query("SELECT organisation, begins, name, short_name, confirmed FROM organisation_name ORDER BY organisation, begins")
        .fetch_all(&mut *connection)
        .await?;
    let mut names: HashMap<String, Vec<DatedName>> = HashMap::new();
    for row in rows {
        names.entry(row.try_get("organisation")?).or_default().push(DatedName {
            name: row.try_get("name")?,
            short_name: row.try_get("short_name")?,
            from: date(row.try_get("begins")?)?,
            confirmed: row.try_get::<i64, _>("confirmed")? != 0,
        });
    }
    let rows = sqlx::query(
        "SELECT id, code, kind, division, parent, letter_mark, acknowledgement_confirms, telephone, email, address,
           hours, ended_on, merged_into FROM organisation ORDER BY entered, id",
    )
    .fetch_all(connection)
    .await?;
    let entries = rows.into_iter().map(|row| {
        let id: String = row.try_get("id")?;
        let state = organisation(&row, names.remove(&id).unwrap_or_default())?;
        Ok((OrganisationId(id), state))
    });
    Ok(Directory::new(entries.collect::<Result<_, StoreError>>()?))
}

fn organisation(row: &AnyRow, names: Vec<DatedName>) -> Result<OrganisationState, StoreError> {
    let kind: String = row.try_get("kind")?;
    let division: String = row.try_get("division")?;
    let ended_on: Option<String> = row.try_get("ended_on")?;
    let merged_into: Option<String> = row.try_get("merged_into")?;
    let parent: Option<String> = row.try_get("parent")?;
    Ok(OrganisationState {
        present: Some(Establishment {
            id: OrganisationId(row.try_get("id")?),
            code: row.try_get("code")?,
            kind: OrganisationKind::parse(&kind).ok_or_else(|| StoreError::Corrupt(format!("kind of organisation {kind}")))?,
            division: DivisionCode::parse(&division).map_err(|fault| StoreError::Corrupt(fault.to_string()))?,
            parent: parent.map(OrganisationId),
            names,
            letter_mark: row.try_get("letter_mark")?,
            acknowledgement_confirms: row.try_get::<i64, _>("acknowledgement_confirms")? != 0,
            contact: Contact {
                telephone: row.try_get("telephone")?,
                email: row.try_get("email")?,
                address: row.try_get("address")?,
                hours: row.try_get("hours")?,
            },
        }),
        ended_on: ended_on.map(date).transpose()?,
        merged_into: merged_into.map(OrganisationId),
    })
}

/// Whether living organisations stand below this one.
pub(crate) async fn has_below(connection: &mut Connection, id: &OrganisationId) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT COUNT(*) AS below FROM organisation WHERE parent = $1 AND ended_on IS NULL")
        .bind(id.0.as_str())
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>("below")? > 0)
}

/// A person's row.
#[derive(Debug, Clone)]
pub(crate) struct PersonRow {
    pub(crate) name: PartRef,
    pub(crate) sign_in: Option<PartRef>,
    pub(crate) account: Account,
    pub(crate) one_time_codes: bool,
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) must_change_password: bool,
}

impl PersonRow {
    pub(crate) fn is_open(&self) -> bool {
        self.account == Account::Open
    }
}

const PERSON: &str = "SELECT id, name_part, name_commitment, sign_in_part, sign_in_commitment, account, one_time_codes, organisation,
   must_change_password FROM person";

/// One person.
pub(crate) async fn person(connection: &mut Connection, id: &PersonId) -> Result<Option<PersonRow>, StoreError> {
    let row = sqlx::query(AssertSqlSafe(format!("{PERSON} WHERE id = $1"))).bind(id.0.as_str()).fetch_optional(connection).await?;
    row.as_ref().map(person_row).transpose()
}

/// Everybody, in no order.
pub(crate) async fn people(connection: &mut Connection) -> Result<Vec<(PersonId, PersonRow)>, StoreError> {
    let rows = sqlx::query(PERSON).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((PersonId(row.try_get("id")?), person_row(row)?))).collect()
}

/// All posts by person, in the order in which they were given.
pub(crate) async fn posts(connection: &mut Connection) -> Result<HashMap<PersonId, Vec<Post>>, StoreError> {
    let rows = sqlx::query("SELECT person, role, organisation FROM post ORDER BY given, role, organisation").fetch_all(connection).await?;
    let mut posts: HashMap<PersonId, Vec<Post>> = HashMap::new();
    for row in rows {
        posts.entry(PersonId(row.try_get("person")?)).or_default().push(post(&row)?);
    }
    Ok(posts)
}

/// Whether somebody who is not gone for good holds a role anywhere.
pub(crate) async fn is_held(connection: &mut Connection, role: Role) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS held FROM post JOIN person ON person.id = post.person WHERE post.role = $1 AND person.account <> 'closed'",
    )
    .bind(role.as_str())
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>("held")? > 0)
}

fn person_row(row: &AnyRow) -> Result<PersonRow, StoreError> {
    let sign_in: Option<String> = row.try_get("sign_in_part")?;
    let sign_in_commitment: Option<String> = row.try_get("sign_in_commitment")?;
    let account = match row.try_get::<String, _>("account")?.as_str() {
        "none" => Account::None,
        "open" => Account::Open,
        "disabled" => Account::Disabled,
        "closed" => Account::Closed,
        other => return Err(StoreError::Corrupt(format!("an account that is {other}"))),
    };
    Ok(PersonRow {
        name: name_part(row)?,
        sign_in: sign_in.zip(sign_in_commitment).map(|(part, commitment)| PartRef { part, commitment }),
        account,
        one_time_codes: row.try_get::<i64, _>("one_time_codes")? != 0,
        organisation: row.try_get::<Option<String>, _>("organisation")?.map(OrganisationId),
        must_change_password: row.try_get::<i64, _>("must_change_password")? != 0,
    })
}

fn post(row: &AnyRow) -> Result<Post, StoreError> {
    let role: String = row.try_get("role")?;
    let role = Role::parse(&role).ok_or_else(|| StoreError::Corrupt(format!("role {role}")))?;
    Ok(Post { role, organisation: OrganisationId(row.try_get("organisation")?) })
}

/// The posts of a person in the order in which they were given.
pub(crate) async fn posts_of(connection: &mut Connection, id: &PersonId) -> Result<Vec<Post>, StoreError> {
    let rows = sqlx::query("SELECT role, organisation FROM post WHERE person = $1 ORDER BY given, role, organisation")
        .bind(id.0.as_str())
        .fetch_all(connection)
        .await?;
    rows.iter().map(post).collect()
}

/// Who holds a role at an organisation and may sign in.
pub(crate) async fn people_with(
    connection: &mut Connection,
    role: Role,
    organisation: &OrganisationId,
) -> Result<Vec<(PersonId, PartRef)>, StoreError> {
    let rows = sqlx::query(
        "SELECT person.id AS id, name_part, name_commitment FROM post JOIN person ON person.id = post.person
          WHERE post.organisation = $1 AND post.role = $2 AND person.account = 'open' ORDER BY post.given, person.id",
    )
    .bind(organisation.0.as_str())
    .bind(role.as_str())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(|row| Ok((PersonId(row.try_get("id")?), name_part(&row)?))).collect()
}

fn name_part(row: &AnyRow) -> Result<PartRef, StoreError> {
    Ok(PartRef { part: row.try_get("name_part")?, commitment: row.try_get("name_commitment")? })
}

fn date(text: String) -> Result<Date, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("a date: {text}")))
}
