//! The tables and how events are written into them.

use crate::{Contact, DatedName, Establishment, OrganisationEvent, PersonEvent, Post, Setting};
use facts::Fact;
use futures::future::BoxFuture;
use std::sync::Arc;
use store::{Capability, Connection, Event, Migration, PartRef, Recorded, StoreError};

const MIGRATIONS: &[Migration] = &[
    Migration {
        version: 2000,
        name: "organisations and people",
        sql: "CREATE TABLE organisation (
                id TEXT NOT NULL PRIMARY KEY,
                entered BIGINT NOT NULL,
                code TEXT NOT NULL,
                kind TEXT NOT NULL,
                division TEXT NOT NULL,
                parent TEXT,
                letter_mark TEXT,
                acknowledgement_confirms BIGINT NOT NULL,
                telephone TEXT,
                email TEXT,
                address TEXT,
                hours TEXT,
                ended_on TEXT,
                merged_into TEXT
              );
              CREATE INDEX organisation_parent ON organisation (parent);
              CREATE TABLE organisation_name (
                organisation TEXT NOT NULL,
                begins TEXT NOT NULL,
                name TEXT NOT NULL,
                short_name TEXT NOT NULL,
                confirmed BIGINT NOT NULL,
                PRIMARY KEY (organisation, begins)
              );
              CREATE TABLE person (
                id TEXT NOT NULL PRIMARY KEY,
                name_part TEXT NOT NULL,
                name_commitment TEXT NOT NULL,
                sign_in_part TEXT,
                sign_in_commitment TEXT,
                account TEXT NOT NULL,
                one_time_codes BIGINT NOT NULL
              );
              CREATE TABLE post (
                person TEXT NOT NULL,
                role TEXT NOT NULL,
                organisation TEXT NOT NULL,
                given BIGINT NOT NULL,
                PRIMARY KEY (person, role, organisation)
              );
              CREATE INDEX post_organisation ON post (organisation, role);",
    },
    Migration {
        version: 2001,
        name: "credentials and sessions",
        sql: "CREATE TABLE credential (
                person TEXT NOT NULL,
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                secret TEXT NOT NULL,
                last_step BIGINT NOT NULL,
                made BIGINT NOT NULL,
                PRIMARY KEY (person, kind, id)
              );
              CREATE TABLE session (
                hash TEXT NOT NULL PRIMARY KEY,
                person TEXT NOT NULL,
                made BIGINT NOT NULL,
                seen BIGINT NOT NULL,
                expires BIGINT NOT NULL
              );
              CREATE INDEX session_person ON session (person);
              CREATE INDEX session_expires ON session (expires);",
    },
    Migration {
        version: 2002,
        name: "accounts as administrators keep them",
        sql: "ALTER TABLE person ADD COLUMN organisation TEXT;
              ALTER TABLE person ADD COLUMN must_change_password BIGINT NOT NULL DEFAULT 0;
              CREATE TABLE sign_in (
                id TEXT NOT NULL PRIMARY KEY,
                at BIGINT NOT NULL,
                person TEXT,
                outcome TEXT NOT NULL,
                origin TEXT NOT NULL
              );
              CREATE INDEX sign_in_at ON sign_in (at);",
    },
];

struct Identities;

pub(crate) fn capability() -> Arc<dyn Capability> {
    Arc::new(Identities)
}

impl Capability for Identities {
    fn name(&self) -> &'static str {
        "identity"
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    fn categories(&self) -> &'static [&'static str] {
        &[OrganisationEvent::CATEGORY, PersonEvent::CATEGORY]
    }

    fn projections(&self) -> &'static [&'static str] {
        &["organisation", "organisation_name", "person", "post"]
    }

    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            // An erased body leaves the tables as the other events made them.
            if event.stream.category() == OrganisationEvent::CATEGORY {
                match event.event::<OrganisationEvent>()? {
                    Some(change) => project_organisation(connection, event, change).await,
                    None => Ok(()),
                }
            } else {
                match event.event::<PersonEvent>()? {
                    Some(change) => project_person(connection, event, change).await,
                    None => Ok(()),
                }
            }
        })
    }

    fn facts(&self, _event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(Vec::new())
    }
}

async fn project_organisation(connection: &mut Connection, recorded: &Recorded, event: OrganisationEvent) -> Result<(), StoreError> {
    let id = recorded.stream.id();
    let update = match event {
        OrganisationEvent::OrganisationEstablished(new) => return establish(connection, recorded, new).await,
        OrganisationEvent::OrganisationRenamed(name) => return add_name(connection, id, &name).await,
        OrganisationEvent::OrganisationMoved { parent, .. } => {
            sqlx::query("UPDATE organisation SET parent = $2 WHERE id = $1").bind(id).bind(parent.map(|parent| parent.0))
        }
        OrganisationEvent::OrganisationMerged { into, on } => {
            sqlx::query("UPDATE organisation SET ended_on = $2, merged_into = $3 WHERE id = $1").bind(id).bind(on.to_string()).bind(into.0)
        }
        OrganisationEvent::OrganisationDissolved { on } => {
            sqlx::query("UPDATE organisation SET ended_on = $2 WHERE id = $1").bind(id).bind(on.to_string())
        }
        OrganisationEvent::ContactChanged(Contact { telephone, email, address, hours }) => {
            sqlx::query("UPDATE organisation SET telephone = $2, email = $3, address = $4, hours = $5 WHERE id = $1")
                .bind(id)
                .bind(telephone)
                .bind(email)
                .bind(address)
                .bind(hours)
        }
        OrganisationEvent::SettingChanged(Setting::LetterMark(mark)) => {
            sqlx::query("UPDATE organisation SET letter_mark = $2 WHERE id = $1").bind(id).bind(mark)
        }
        OrganisationEvent::SettingChanged(Setting::AcknowledgementConfirms(confirms)) => {
            sqlx::query("UPDATE organisation SET acknowledgement_confirms = $2 WHERE id = $1").bind(id).bind(i64::from(confirms))
        }
    };
    update.execute(connection).await?;
    Ok(())
}

async fn establish(connection: &mut Connection, recorded: &Recorded, new: Establishment) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO organisation (id, entered, code, kind, division, parent, letter_mark, acknowledgement_confirms,
           telephone, email, address, hours, ended_on, merged_into)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, NULL, NULL)",
    )
    .bind(new.id.0.as_str())
    .bind(integer(recorded.index))
    .bind(new.code)
    .bind(new.kind.as_str())
    .bind(new.division.to_string())
    .bind(new.parent.map(|parent| parent.0))
    .bind(new.letter_mark)
    .bind(i64::from(new.acknowledgement_confirms))
    .bind(new.contact.telephone)
    .bind(new.contact.email)
    .bind(new.contact.address)
    .bind(new.contact.hours)
    .execute(&mut *connection)
    .await?;
    for name in &new.names {
        add_name(connection, &new.id.0, name).await?;
    }
    Ok(())
}

async fn add_name(connection: &mut Connection, id: &str, name: &DatedName) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO organisation_name (organisation, begins, name, short_name, confirmed) VALUES ($1, $2, $3, $4, $5)")
        .bind(id)
        .bind(name.from.to_string())
        .bind(name.name.as_str())
        .bind(name.short_name.as_str())
        .bind(i64::from(name.confirmed))
        .execute(connection)
        .await?;
    Ok(())
}

async fn project_person(connection: &mut Connection, recorded: &Recorded, event: PersonEvent) -> Result<(), StoreError> {
    let id = recorded.stream.id();
    let change = match event {
        PersonEvent::PersonRegistered { name: PartRef { part, commitment }, organisation } => sqlx::query(
            "INSERT INTO person (id, name_part, name_commitment, sign_in_part, sign_in_commitment, account,
               one_time_codes, organisation, must_change_password) VALUES ($1, $2, $3, NULL, NULL, 'none', 0, $4, 0)",
        )
        .bind(id)
        .bind(part)
        .bind(commitment)
        .bind(organisation.map(|organisation| organisation.0)),
        PersonEvent::AccountOpened { sign_in: PartRef { part, commitment } } => {
            sqlx::query("UPDATE person SET account = 'open', sign_in_part = $2, sign_in_commitment = $3 WHERE id = $1")
                .bind(id)
                .bind(part)
                .bind(commitment)
        }
        PersonEvent::AccountDisabled {} => sqlx::query("UPDATE person SET account = 'disabled' WHERE id = $1").bind(id),
        PersonEvent::AccountEnabled {} => sqlx::query("UPDATE person SET account = 'open' WHERE id = $1").bind(id),
        PersonEvent::AccountClosed {} => sqlx::query("UPDATE person SET account = 'closed', one_time_codes = 0 WHERE id = $1").bind(id),
        PersonEvent::PostGiven(Post { role, organisation }) => {
            sqlx::query("INSERT INTO post (person, role, organisation, given) VALUES ($1, $2, $3, $4)")
                .bind(id)
                .bind(role.as_str())
                .bind(organisation.0)
                .bind(integer(recorded.index))
        }
        PersonEvent::PostEnded(Post { role, organisation }) => {
            sqlx::query("DELETE FROM post WHERE person = $1 AND role = $2 AND organisation = $3")
                .bind(id)
                .bind(role.as_str())
                .bind(organisation.0)
        }
        PersonEvent::PasswordChanged {} => sqlx::query("UPDATE person SET must_change_password = 0 WHERE id = $1").bind(id),
        PersonEvent::OneTimePasswordSet {} => sqlx::query("UPDATE person SET must_change_password = 1 WHERE id = $1").bind(id),
        PersonEvent::OneTimeCodesEnabled {} => sqlx::query("UPDATE person SET one_time_codes = 1 WHERE id = $1").bind(id),
        PersonEvent::OneTimeCodesDisabled {} => sqlx::query("UPDATE person SET one_time_codes = 0 WHERE id = $1").bind(id),
    };
    change.execute(connection).await?;
    Ok(())
}

fn integer(index: u64) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}
