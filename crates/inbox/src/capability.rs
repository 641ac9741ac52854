//! inbox's part of the store.

use crate::{
    InboxEvent, Item, Key, Reader, Setting, Urgency, items, notices, remind,
    tables::{MIGRATIONS, PROJECTIONS},
};
use facts::Fact;
use futures::future::BoxFuture;
use std::sync::Arc;
use store::{Capability, ConflictOr, Connection, Event, Migration, Recorded, StoreError, Timer, Transaction};

struct Inbox {
    setting: Option<Setting>,
}

/// Tables and events, without reminders: for tests of capabilities, and for what only reads.
pub fn capability() -> Arc<dyn Capability> {
    Arc::new(Inbox { setting: None })
}

/// Tables, events, and reminders by a plan: for a program that serves. [`crate::begin`] starts them.
pub fn reminding(setting: Setting) -> Arc<dyn Capability> {
    Arc::new(Inbox { setting: Some(setting) })
}

impl Capability for Inbox {
    fn name(&self) -> &'static str {
        "inbox"
    }

    fn migrations(&self) -> &'static [Migration] {
        MIGRATIONS
    }

    fn categories(&self) -> &'static [&'static str] {
        &[InboxEvent::CATEGORY]
    }

    fn projections(&self) -> &'static [&'static str] {
        PROJECTIONS
    }

    fn project<'a>(&'a self, connection: &'a mut Connection, event: &'a Recorded) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            match event.event::<InboxEvent>()? {
                Some(change) => project(connection, event, change).await,
                None => Ok(()),
            }
        })
    }

    fn facts(&self, _event: &Recorded) -> Result<Vec<Fact>, StoreError> {
        Ok(Vec::new())
    }

    fn due<'a>(&'a self, tx: &'a mut Transaction<'_>, timer: &'a Timer) -> BoxFuture<'a, Result<(), ConflictOr>> {
        Box::pin(async move {
            match &self.setting {
                Some(setting) if remind::is_timer(timer) => remind::due(tx, setting, timer).await,
                _ => Err(StoreError::Other(format!("nobody here carries out {} of {}", timer.name, timer.stream)).into()),
            }
        })
    }
}

async fn project(connection: &mut Connection, event: &Recorded, change: InboxEvent) -> Result<(), StoreError> {
    let own = event.stream.id();
    match change {
        InboxEvent::AbsenceAnnounced { id, from, until, delegate } => {
            sqlx::query("INSERT INTO inbox_absence (id, person, from_on, until_on, delegate) VALUES ($1, $2, $3, $4, $5)")
                .bind(id)
                .bind(own)
                .bind(from.to_string())
                .bind(until.to_string())
                .bind(delegate.map(|delegate| delegate.0).unwrap_or_default())
                .execute(connection)
                .await?;
        }
        InboxEvent::AbsenceWithdrawn { id } => {
            sqlx::query("DELETE FROM inbox_absence WHERE id = $1").bind(id).execute(connection).await?;
        }
        InboxEvent::AddressSet { address } => {
            sqlx::query(
                "INSERT INTO inbox_address (person, part, commitment) VALUES ($1, $2, $3)
                 ON CONFLICT (person) DO UPDATE SET part = excluded.part, commitment = excluded.commitment",
            )
            .bind(own)
            .bind(address.part)
            .bind(address.commitment)
            .execute(connection)
            .await?;
        }
        InboxEvent::AddressRemoved {} => {
            sqlx::query("DELETE FROM inbox_address WHERE person = $1").bind(own).execute(connection).await?;
        }
        InboxEvent::Reminded { item, due_on, steps, told, title, url } => {
            for step in steps {
                sqlx::query("INSERT INTO inbox_reminded (key, due_on, step) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                    .bind(item.to_string())
                    .bind(due_on.to_string())
                    .bind(step)
                    .execute(&mut *connection)
                    .await?;
            }
            for telling in told {
                for person in telling.people {
                    notices::insert(connection, event, &Reader::Person(person), &title, Some(&telling.words), &url).await?;
                }
            }
        }
        InboxEvent::Assigned { item, to, .. } => {
            if let Some(held) = items::item(connection, &item).await? {
                items::hold(connection, &item, &to).await?;
                let words = crate::Words::new("inbox-assigned");
                notices::insert(connection, event, &Reader::Person(to), &held.title, Some(&words), &held.url).await?;
            }
        }
        InboxEvent::MailUndelivered { organisation, role, about, on, .. } => {
            let item = Item {
                key: Key::new(&event.stream, "undelivered"),
                organisation,
                role,
                holder: None,
                title: about,
                url: "/office/mail".into(),
                started_on: on,
                due_on: None,
                urgency: Urgency::Urgent,
            };
            items::put(connection, &item).await?;
        }
        InboxEvent::MailRetried { .. } | InboxEvent::MailGivenUp { .. } => {
            items::done(connection, &Key::new(&event.stream, "undelivered")).await?;
        }
    }
    Ok(())
}
