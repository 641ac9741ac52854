//! Signing in, sessions, signing out.

use crate::acts::{OpenSession, Proof};
use crate::codes::{self, normalise_recovery};
use crate::identity::text;
use crate::passwords::{self, SALT};
use crate::records::{self, Credential, PersonRow, delete_session, insert_sign_in, touch_session};
use crate::{Identity, IdentityError, NewSession, PersonEvent, PersonId, Post, Refusal, SignInOutcome, SignedIn, normalise_sign_in};
use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use jiff::Timestamp;
use store::{ExecuteError, PartRef, StoreError};

/// Random bytes of a session's token.
const TOKEN: usize = 32;
/// A longer one is nobody's; hashing it would be a gift to whoever sends it.
pub(crate) const LONGEST_INPUT: usize = 1024;
/// How often the last use of a session is written down, in milliseconds.
const TOUCH: i64 = 60_000;

impl Identity {
    /// Signs in: throttled by account and by `address`; argon2id on a thread of its own, two at a time.
    ///
    /// An unknown account, a closed one and a wrong password answer alike and take as long. `code` is a one-time code
    /// or a recovery code; without one where one is needed: [`IdentityError::CodeNeeded`].
    pub async fn sign_in(&self, sign_in: &str, password: &str, code: Option<&str>, address: &str) -> Result<NewSession, IdentityError> {
        if sign_in.len() > LONGEST_INPUT || password.len() > LONGEST_INPUT {
            return Err(IdentityError::WrongCredentials);
        }
        let mut tried = None;
        let answer = self.try_sign_in(sign_in, password, code, address, &mut tried).await;
        let outcome = match &answer {
            Err(IdentityError::WrongCredentials) if tried.is_some() => SignInOutcome::WrongPassword,
            Err(IdentityError::WrongCredentials) => SignInOutcome::NoAccount,
            Err(IdentityError::WrongCode) => SignInOutcome::WrongCode,
            Err(IdentityError::OneTimePasswordExpired) => SignInOutcome::Expired,
            // Who is throttled writes nothing, or a flood would fill the disk.
            _ => return answer,
        };
        let store = &self.inner.store;
        let mut id = [0; 16];
        store.environment().entropy.fill(&mut id);
        let record = insert_sign_in(
            BASE64_URL_SAFE_NO_PAD.encode(id),
            store.now().as_millisecond(),
            tried.as_ref(),
            outcome,
            self.origin_of(address),
        );
        if let Err(fault) = store.write(vec![record]).await {
            tracing::warn!(%fault, "a refused sign-in was not written down");
        }
        answer
    }

    /// `tried`: whose account it is, where there is one.
    async fn try_sign_in(
        &self,
        sign_in: &str,
        password: &str,
        code: Option<&str>,
        address: &str,
        tried: &mut Option<PersonId>,
    ) -> Result<NewSession, IdentityError> {
        let inner = &self.inner;
        let normal = normalise_sign_in(sign_in);
        let account = inner.store.keyed_hash("sign-in", normal.as_bytes());
        let now = inner.store.now();
        inner.throttle.take(&inner.limits, &account, address, now).map_err(IdentityError::Throttled)?;

        let found = self.account(&normal).await?;
        *tried = found.as_ref().map(|(person, _, _)| person.clone());
        let phc = found.as_ref().map(|(_, _, password)| password.secret.clone());
        let right = self.verify(password.to_owned(), phc).await?;
        let Some((person, row, credential)) = found.filter(|_| right) else {
            tracing::info!("a sign-in was refused");
            return Err(IdentityError::WrongCredentials);
        };
        if row.must_change_password && self.has_expired(&person, now).await? {
            inner.throttle.give_back(&inner.limits, &account, address, now);
            return Err(IdentityError::OneTimePasswordExpired);
        }
        let proof = if row.one_time_codes {
            let Some(code) = code.filter(|code| !code.trim().is_empty()) else {
                inner.throttle.give_back(&inner.limits, &account, address, now);
                return Err(IdentityError::CodeNeeded);
            };
            self.proof(&person, code, now).await?
        } else {
            Proof::None
        };
        let session = self.open_session(person, row, credential.secret, proof, address).await?;
        inner.throttle.give_back(&inner.limits, &account, address, now);
        Ok(session)
    }

    /// Whether the one-time password of a person was set too long ago.
    async fn has_expired(&self, person: &PersonId, now: Timestamp) -> Result<bool, IdentityError> {
        let events = self.inner.store.load(&person.stream()).await?;
        let mut set = None;
        for recorded in &events {
            if let Some(PersonEvent::OneTimePasswordSet {}) = recorded.event()? {
                set = Some(recorded.at);
            }
        }
        let term = milliseconds(self.inner.limits.one_time_password_seconds);
        Ok(set.is_some_and(|set| now.as_millisecond() > set.as_millisecond().saturating_add(term)))
    }

    /// How many hours a one-time password opens an account, for those who hand it out.
    pub fn one_time_password_hours(&self) -> u64 {
        self.inner.limits.one_time_password_seconds.div_ceil(3600)
    }

    /// The person behind a session cookie; none where it ended.
    pub async fn session(&self, token: &str) -> Result<Option<SignedIn>, IdentityError> {
        self.refresh().await?;
        let Some(hash) = self.session_hash(token) else { return Ok(None) };
        let inner = &self.inner;
        let mut connection = inner.store.read().await?;
        let Some(session) = records::session(&mut connection, &hash).await? else { return Ok(None) };
        let now = inner.store.now().as_millisecond();
        let idle = milliseconds(inner.limits.idle_seconds);
        if now >= session.expires || now >= session.seen.saturating_add(idle) {
            drop(connection);
            inner.store.write(vec![delete_session(&hash)]).await?;
            return Ok(None);
        }
        let Some(row) = records::person(&mut connection, &session.person).await?.filter(PersonRow::is_open) else {
            return Ok(None);
        };
        let posts = counting(&row, records::posts_of(&mut connection, &session.person).await?);
        drop(connection);
        if now - session.seen >= TOUCH.min(idle / 4)
            && let Err(fault) = inner.store.write(vec![touch_session(&hash, now)]).await
        {
            // Who is signed in stays so while nothing can be written.
            tracing::warn!(%fault, "the last use of a session was not written down");
        }
        let (name, sign_in) = self.names(&row).await?;
        let must_change_password = row.must_change_password;
        Ok(Some(SignedIn { person: session.person, sign_in, name, posts, session: hash, must_change_password }))
    }

    /// Ends a session. One that ended before is no fault.
    pub async fn sign_out(&self, token: &str) -> Result<(), IdentityError> {
        if let Some(hash) = self.session_hash(token) {
            self.inner.store.write(vec![delete_session(&hash)]).await?;
        }
        Ok(())
    }

    /// Hashes a new password with a fresh salt.
    pub(crate) async fn hash(&self, password: String) -> Result<String, IdentityError> {
        let mut salt = [0; SALT];
        self.inner.store.environment().entropy.fill(&mut salt);
        let hashed = self.in_turn(move || passwords::hash(&password, &salt)).await?;
        hashed.map_err(|fault| StoreError::Other(fault).into())
    }

    /// Compares a password with a PHC string; without one it works as long and says no.
    pub(crate) async fn verify(&self, password: String, phc: Option<String>) -> Result<bool, IdentityError> {
        self.in_turn(move || passwords::verify(&password, phc.as_deref())).await
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, IdentityError> {
        let permit = self.inner.hashing.acquire().await.map_err(|_| StoreError::Closed)?;
        let done = tokio::task::spawn_blocking(work).await;
        drop(permit);
        done.map_err(|_| StoreError::Closed.into())
    }

    /// The open account under a sign-in name, with its password.
    async fn account(&self, normal: &str) -> Result<Option<(PersonId, PersonRow, Credential)>, IdentityError> {
        let store = &self.inner.store;
        for stream in store.look_up("sign-in", normal).await? {
            let person = PersonId(stream.id().to_owned());
            let mut connection = store.read().await?;
            let Some(row) = records::person(&mut connection, &person).await?.filter(PersonRow::is_open) else { continue };
            if let Some(password) = records::credential(&mut connection, &person, "password").await? {
                return Ok(Some((person, row, password)));
            }
        }
        Ok(None)
    }

    /// Checks a one-time code, or names a recovery code; whether it was used before is decided with the session.
    async fn proof(&self, person: &PersonId, code: &str, now: Timestamp) -> Result<Proof, IdentityError> {
        if let Some(recovery) = normalise_recovery(code) {
            return Ok(Proof::Recovery(self.recovery_hash(person, &recovery)));
        }
        let store = &self.inner.store;
        let kept = records::credential(&mut *store.read().await?, person, "one-time-code").await?;
        let kept = kept.ok_or(IdentityError::WrongCode)?;
        let secret = self.one_time_secret(&kept).await?;
        let step = codes::step(&secret, code, now.as_second(), kept.last_step)?;
        step.map(Proof::Step).ok_or(IdentityError::WrongCode)
    }

    async fn open_session(
        &self,
        person: PersonId,
        row: PersonRow,
        phc: String,
        proof: Proof,
        address: &str,
    ) -> Result<NewSession, IdentityError> {
        let store = &self.inner.store;
        let mut bytes = [0; TOKEN];
        store.environment().entropy.fill(&mut bytes);
        let token = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let hash = store.keyed_hash("session", &bytes);
        let made = store.now().as_millisecond();
        let expires = made.saturating_add(milliseconds(self.inner.limits.absolute_seconds));
        let origin = self.origin_of(address);
        let act = OpenSession { person: person.clone(), phc, proof, hash: hash.clone(), made, expires, origin };
        store.execute(act).await.map_err(|fault| match fault {
            ExecuteError::Refused(Refusal::WrongCode) => IdentityError::WrongCode,
            ExecuteError::Refused(_) => IdentityError::WrongCredentials,
            other => other.into(),
        })?;
        let posts = counting(&row, records::posts_of(&mut *store.read().await?, &person).await?);
        let must_change_password = row.must_change_password;
        let (name, sign_in) = self.names(&row).await?;
        let expires = Timestamp::from_millisecond(expires).unwrap_or(Timestamp::MAX);
        Ok(NewSession { token, expires, signed_in: SignedIn { person, sign_in, name, posts, session: hash, must_change_password } })
    }

    /// Stands for a network address in the record of sign-ins: the same address gives the same letters, and nobody reads
    /// from them which it was.
    fn origin_of(&self, address: &str) -> String {
        self.inner.store.keyed_hash("address", address.as_bytes()).chars().take(8).collect()
    }

    /// Shown name and sign-in name; what was erased is empty.
    pub(crate) async fn names(&self, row: &PersonRow) -> Result<(String, String), IdentityError> {
        let parts: Vec<PartRef> = std::iter::once(&row.name).chain(&row.sign_in).cloned().collect();
        let mut opened = self.inner.store.open_parts(&parts).await?.into_iter();
        let name = text(opened.next().flatten())?.unwrap_or_default();
        let sign_in = text(opened.next().flatten())?.unwrap_or_default();
        Ok((name, sign_in))
    }

    fn session_hash(&self, token: &str) -> Option<String> {
        if token.len() > LONGEST_INPUT {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(token).ok().filter(|bytes| bytes.len() == TOKEN)?;
        Some(self.inner.store.keyed_hash("session", &bytes))
    }
}

/// No post counts until a one-time password is changed: what is denied by default is denied then.
fn counting(row: &PersonRow, posts: Vec<Post>) -> Vec<Post> {
    if row.must_change_password { Vec::new() } else { posts }
}

fn milliseconds(seconds: u64) -> i64 {
    i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)
}
