//! How a person is reached outside of the portal: an e-mail address, and the secret address of a calendar.

use crate::{InboxEvent, Refusal, absence::own_stream};
use futures::future::BoxFuture;
use identity::PersonId;
use sqlx::Row;
use store::{Act, ActorId, Connection, ExecuteError, PartRef, Statement, Store, StoreError, Transaction};

struct SetAddress {
    person: PersonId,
    address: Option<String>,
}

impl Act for SetAddress {
    type Answer = ();
    type Refusal = Refusal;

    fn run<'a>(&'a self, tx: &'a mut Transaction<'_>) -> BoxFuture<'a, Result<(), ExecuteError<Refusal>>> {
        Box::pin(async move {
            let event = match &self.address {
                Some(address) => InboxEvent::AddressSet { address: tx.seal(&self.person.stream(), address.as_bytes())? },
                None if address_part(tx.connection(), &self.person).await?.is_none() => return Ok(()),
                None => InboxEvent::AddressRemoved {},
            };
            let stream = own_stream(&self.person);
            let version = tx.version(&stream).await?;
            tx.append(&stream, version, &ActorId(self.person.0.clone()), &[event]).await?;
            Ok(())
        })
    }
}

/// A person says where e-mail reaches them; empty: nowhere. Sealed under the person's own key.
///
/// # Errors
/// [`Refusal::Address`], or a fault of the store.
pub async fn set_address(store: &Store, person: &PersonId, address: &str) -> Result<(), ExecuteError<Refusal>> {
    let address = address.trim();
    let address = if address.is_empty() { None } else { Some(address.to_owned()) };
    if address.as_deref().is_some_and(|address| !is_address(address)) {
        return Err(ExecuteError::Refused(Refusal::Address));
    }
    store.execute(SetAddress { person: person.clone(), address }).await?;
    Ok(())
}

/// Whether a text looks like an address that a mail server takes: `name@host.example`, nothing that could be a header.
pub(crate) fn is_address(text: &str) -> bool {
    let plain = |text: &str| text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c));
    text.len() <= 254
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && plain(name) && plain(host) && host.contains('.') && host.split('.').all(|part| !part.is_empty())
        })
}

/// Where e-mail reaches a person; none where nowhere, or where it was erased.
///
/// # Errors
/// Where the database fails or the part was changed.
pub async fn address(store: &Store, person: &PersonId) -> Result<Option<String>, StoreError> {
    let part = address_part(&mut *store.read().await?, person).await?;
    let Some(part) = part else { return Ok(None) };
    Ok(store.open_part(&part).await?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

pub(crate) async fn address_part(connection: &mut Connection, person: &PersonId) -> Result<Option<PartRef>, StoreError> {
    let row = sqlx::query("SELECT part, commitment FROM inbox_address WHERE person = $1")
        .bind(person.0.as_str())
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok(PartRef { part: row.try_get("part")?, commitment: row.try_get("commitment")? })).transpose()
}

/// The token of a person's calendar address; none where there is none. The database holds only a random number and a
/// keyed hash: without the key that lies outside of it the token cannot be made.
///
/// # Errors
/// Where the database fails.
pub async fn feed_token(store: &Store, person: &PersonId) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("SELECT nonce FROM inbox_feed WHERE person = $1")
        .bind(person.0.as_str())
        .fetch_optional(&mut *store.read().await?)
        .await?;
    row.map(|row| Ok(token(store, person, &row.try_get::<String, _>("nonce")?))).transpose()
}

fn token(store: &Store, person: &PersonId, nonce: &str) -> String {
    store.keyed_hash("inbox-feed", format!("{}:{nonce}", person.0).as_bytes())
}

fn hash(store: &Store, token: &str) -> String {
    store.keyed_hash("inbox-feed-look-up", token.as_bytes())
}

/// Makes a new calendar address; the one before leads nowhere from now on. Answers its token.
///
/// # Errors
/// Where the database fails.
pub async fn renew_feed(store: &Store, person: &PersonId) -> Result<String, StoreError> {
    let mut bytes = [0; 16];
    store.environment().entropy.fill(&mut bytes);
    let nonce: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let token = token(store, person, &nonce);
    let set = Statement::new(
        "INSERT INTO inbox_feed (person, nonce, hash) VALUES ($1, $2, $3)
         ON CONFLICT (person) DO UPDATE SET nonce = excluded.nonce, hash = excluded.hash",
        vec![person.0.as_str().into(), nonce.into(), hash(store, &token).into()],
    );
    store.write(vec![set]).await?;
    Ok(token)
}

/// Ends a person's calendar address.
///
/// # Errors
/// Where the database fails.
pub async fn stop_feed(store: &Store, person: &PersonId) -> Result<(), StoreError> {
    store.write(vec![Statement::new("DELETE FROM inbox_feed WHERE person = $1", vec![person.0.as_str().into()])]).await
}

/// Whose calendar a token opens.
///
/// # Errors
/// Where the database fails.
pub async fn feed_owner(store: &Store, token: &str) -> Result<Option<PersonId>, StoreError> {
    if token.len() != 64 || !token.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let row = sqlx::query("SELECT person FROM inbox_feed WHERE hash = $1")
        .bind(hash(store, token))
        .fetch_optional(&mut *store.read().await?)
        .await?;
    row.map(|row| Ok(PersonId(row.try_get("person")?))).transpose()
}

#[cfg(test)]
mod tests {
    use super::is_address;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_taken_for_an_address_is_one_line_with_one_at(text in "[a-z@.<>\\r\\n ,:\\x00中]{0,40}", any in ".{0,40}") {
            for text in [text, any] {
                if is_address(&text) {
                    prop_assert_eq!(text.matches('@').count(), 1);
                    prop_assert!(!text.chars().any(|c| c.is_control() || c.is_whitespace() || "<>,:".contains(c)));
                }
            }
        }
    }

    #[test]
    fn addresses() {
        for good in ["a@example.org", "first.last+tag@mail.example.org", "办公@例子.中国"] {
            assert!(is_address(good), "{good}");
        }
        for bad in ["", "a", "a@", "@b.c", "a@b", "a b@c.d", "a@b.c\nBcc: x@y.z", "<a@b.c>", "a@b@c.d", "a@b..c", "a,b@c.d", "a@b.c."] {
            assert!(!is_address(bad), "{bad}");
        }
        assert!(!is_address(&format!("{}@example.org", "a".repeat(250))));
    }
}
