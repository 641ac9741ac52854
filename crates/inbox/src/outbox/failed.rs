//! What did not arrive: refused at once, tried too long, or sent back later. A person sees to it.

use super::{RETURNED, execute, in_state};
use crate::{InboxEvent, Refusal};
use futures::future::BoxFuture;
use identity::{OrganisationId, Role, Staff};
use std::convert::Infallible;
use store::{Act, ActorId, ExecuteError, Statement, Store, StoreError, StreamId, Transaction};

struct Undelivered {
    id: String,
    reason: String,
    /// state in which it is expected, and the one that follows
    from: &'static str,
    to: &'static str,
}

impl Act for Undelivered {
    type Answer = bool;
    type Refusal = Infallible;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<bool, ExecuteError<Infallible>>> {
        Box::pin(async move {
            let Some(row) = in_state(tx.connection(), &self.id, self.from).await? else { return Ok(false) };
            let stream = StreamId::new("inbox", &self.id);
            let version = tx.version(&stream).await?;
            let staff = Staff::read(tx.connection()).await?;
            let organisation = who_must_know(&staff, row.role, &row.organisation);
            let event = InboxEvent::MailUndelivered {
                mail: self.id.clone(),
                organisation: organisation.clone(),
                role: row.role,
                about: row.about,
                url: row.url,
                reason: self.reason.clone(),
                on: calendar::zone().to_datetime(tx.now()).date(),
            };
            tx.append(&stream, version, &ActorId::system(), &[event]).await?;
            let tried = i64::from(self.from == "waiting");
            let sql = "UPDATE inbox_mail SET state = $2, attempts = attempts + $3, lease = 0, worker = '', reason = $4, organisation = $5
                       WHERE id = $1 AND state = $6";
            tx.also(Statement::new(
                sql,
                vec![
                    self.id.as_str().into(),
                    self.to.into(),
                    tried.into(),
                    self.reason.as_str().into(),
                    organisation.0.into(),
                    self.from.into(),
                ],
            ));
            Ok(true)
        })
    }
}

/// The body, or the nearest one above it, where somebody holds the role. Whoever keeps the system keeps it for every
/// body: where nobody in the line does, it is the first who does anywhere.
fn who_must_know(staff: &Staff, role: Role, organisation: &OrganisationId) -> OrganisationId {
    let held = |place: &&OrganisationId| staff.with(role, place).next().is_some();
    let above = || staff.line(organisation).into_iter().find(held).cloned();
    let anywhere = || {
        let person = staff.anywhere(role).filter(|_| role == Role::SystemAdministrator).min()?;
        staff.posts(person).iter().find(|post| post.role == role).map(|post| post.organisation.clone())
    };
    above().or_else(anywhere).unwrap_or_else(|| organisation.clone())
}

/// It cannot be delivered: the officers whom it concerns find it among their work.
///
/// # Errors
/// Where the database fails.
pub async fn undelivered(store: &Store, id: &str, reason: &str) -> Result<(), StoreError> {
    execute(store, Undelivered { id: id.to_owned(), reason: reason.to_owned(), from: "waiting", to: "undelivered" }).await.map(drop)
}

/// A server that had taken it sent it back: the officers whom it concerns find it among their work, though it cannot be
/// tried again, because address and text went when it left. `reason` is a status such as `5.1.1`, without an address.
/// Answers whether such a mail was known; the same message twice makes one item.
///
/// # Errors
/// Where the database fails.
pub async fn returned(store: &Store, id: &str, reason: &str) -> Result<bool, StoreError> {
    let back = |from, to| Undelivered { id: id.to_owned(), reason: reason.to_owned(), from, to };
    // It may come back before it was written down that it left: then its text is still there.
    Ok(execute(store, back("sent", RETURNED)).await? || execute(store, back("waiting", "undelivered")).await?)
}

struct Resolve {
    id: String,
    actor: ActorId,
    again: bool,
}

impl Act for Resolve {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refusal>>> {
        Box::pin(async move {
            let mut row = in_state(tx.connection(), &self.id, "undelivered").await?;
            if row.is_none() && !self.again {
                row = in_state(tx.connection(), &self.id, RETURNED).await?;
            }
            let row = row.ok_or(ExecuteError::Refused(Refusal::Gone))?;
            let stream = StreamId::new("inbox", &self.id);
            let version = tx.version(&stream).await?;
            let mail = self.id.clone();
            let now = tx.now().as_millisecond();
            if self.again {
                tx.append(&stream, version, &self.actor, &[InboxEvent::MailRetried { mail }]).await?;
                let sql = "UPDATE inbox_mail SET state = 'waiting', attempts = 0, since = $2, next = $2, lease = 0 WHERE id = $1 AND state = 'undelivered'";
                tx.also(Statement::new(sql, vec![self.id.as_str().into(), now.into()]));
            } else {
                tx.append(&stream, version, &self.actor, &[InboxEvent::MailGivenUp { mail }]).await?;
                if !row.returned {
                    tx.forget_part(&row.part);
                }
                let sql = "UPDATE inbox_mail SET state = 'given-up' WHERE id = $1 AND state IN ('undelivered', 'returned')";
                tx.also(Statement::new(sql, vec![self.id.as_str().into()]));
            }
            Ok(())
        })
    }
}

/// Tries an undelivered mail again from the beginning; one that was returned cannot be.
///
/// # Errors
/// [`Refusal::Gone`], or a fault of the store.
pub async fn retry(store: &Store, id: &str, actor: &ActorId) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Resolve { id: id.to_owned(), actor: actor.clone(), again: true }).await?;
    Ok(())
}

/// Gives an undelivered or returned mail up: address and text are deleted.
///
/// # Errors
/// [`Refusal::Gone`], or a fault of the store.
pub async fn give_up(store: &Store, id: &str, actor: &ActorId) -> Result<(), ExecuteError<Refusal>> {
    store.execute(Resolve { id: id.to_owned(), actor: actor.clone(), again: false }).await?;
    Ok(())
}
