//! Setting up one-time codes, and giving them up.

use crate::acts::{ChangePerson, PersonChange, referenced};
use crate::codes::{self, Enrolment, RECOVERY_BYTES, RECOVERY_CODES, SECRET};
use crate::records::{self, Credential};
use crate::{Identity, IdentityError, PersonId, Refusal, SignedIn};
use store::{ActorId, StoreError};

impl Identity {
    /// Makes a secret that waits for its first code, in place of one that waited before. `issuer` is the name under
    /// which the authenticator lists it.
    pub async fn begin_one_time_codes(&self, who: &SignedIn, issuer: &str) -> Result<Enrolment, IdentityError> {
        let mut secret = [0; SECRET];
        self.inner.store.environment().entropy.fill(&mut secret);
        self.change_own(who, PersonChange::BeginOneTimeCodes(secret.to_vec())).await?;
        Ok(codes::enrolment(&secret, issuer, &who.sign_in))
    }

    /// The secret that waits for its first code, where one does.
    pub async fn pending_one_time_codes(&self, who: &SignedIn, issuer: &str) -> Result<Option<Enrolment>, IdentityError> {
        let pending = records::credential(&mut *self.inner.store.read().await?, &who.person, "one-time-code-pending").await?;
        let Some(pending) = pending else { return Ok(None) };
        Ok(Some(codes::enrolment(&self.one_time_secret(&pending).await?, issuer, &who.sign_in)))
    }

    /// Takes the first code; from then on each sign-in asks for one. Answers eight recovery codes, each good for one
    /// sign-in, which are shown now and never again.
    pub async fn confirm_one_time_codes(&self, who: &SignedIn, code: &str) -> Result<Vec<String>, IdentityError> {
        let store = &self.inner.store;
        let pending = records::credential(&mut *store.read().await?, &who.person, "one-time-code-pending").await?;
        let pending = pending.ok_or(Refusal::CodesNotInUse)?;
        let secret = self.one_time_secret(&pending).await?;
        let step = codes::step(&secret, code, store.now().as_second(), -1)?.ok_or(IdentityError::WrongCode)?;
        let shown: Vec<String> = (0..RECOVERY_CODES)
            .map(|_| {
                let mut random = [0; RECOVERY_BYTES];
                store.environment().entropy.fill(&mut random);
                codes::recovery_code(&random)
            })
            .collect();
        let recovery =
            shown.iter().filter_map(|code| codes::normalise_recovery(code)).map(|code| self.recovery_hash(&who.person, &code)).collect();
        let secret = referenced(&pending)?;
        self.change_own(who, PersonChange::EnableOneTimeCodes { step, secret, recovery }).await?;
        Ok(shown)
    }

    /// Gives one-time codes up; asks for the password once more.
    pub async fn disable_one_time_codes(&self, who: &SignedIn, password: &str) -> Result<(), IdentityError> {
        self.check_own_password(who, password).await?;
        self.change_own(who, PersonChange::DisableOneTimeCodes).await
    }

    /// Whether one-time codes are in use, and how many recovery codes are left.
    pub async fn one_time_codes(&self, who: &SignedIn) -> Result<(bool, usize), IdentityError> {
        let mut connection = self.inner.store.read().await?;
        let row = records::person(&mut connection, &who.person).await?;
        let left = records::credentials(&mut connection, &who.person, "recovery-code").await?.len();
        Ok((row.is_some_and(|row| row.one_time_codes), left))
    }

    pub(crate) async fn change_own(&self, who: &SignedIn, change: PersonChange) -> Result<(), IdentityError> {
        let act = ChangePerson { actor: ActorId(who.person.0.clone()), id: who.person.clone(), change };
        self.inner.store.execute(act).await?;
        Ok(())
    }

    pub(crate) async fn one_time_secret(&self, credential: &Credential) -> Result<Vec<u8>, IdentityError> {
        let secret = self.inner.store.open_part(&referenced(credential)?).await?;
        secret.ok_or_else(|| StoreError::Corrupt("the secret of one-time codes is gone".into()).into())
    }

    /// Bound to the person, so that the same code of two people has two hashes.
    pub(crate) fn recovery_hash(&self, person: &PersonId, normal: &str) -> String {
        self.inner.store.keyed_hash("recovery-code", format!("{} {normal}", person.0).as_bytes())
    }
}
