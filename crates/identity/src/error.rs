//! Faults of identity.

use crate::{Denied, Refusal};

/// Faults of identity.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// said alike for an unknown account, a closed one and a wrong password
    #[error("wrong sign-in name or password")]
    WrongCredentials,
    /// wait so many seconds
    #[error("too many attempts; try again in {0} seconds")]
    Throttled(u64),
    /// name and password are right; a one-time code must come with them
    #[error("a one-time code is needed")]
    CodeNeeded,
    /// name and password are right, the one-time code is not, or was used before
    #[error("the one-time code is wrong or was used before")]
    WrongCode,
    /// name and password are right, but somebody else set the password, too long ago
    #[error("the one-time password has expired")]
    OneTimePasswordExpired,
    /// no such organisation
    #[error("no such organisation: {0}")]
    UnknownOrganisation(String),
    /// the acting person may not
    #[error(transparent)]
    Denied(#[from] Denied),
    /// a rule speaks against it
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// a file of organisations or people is wrong
    #[error("line {line}: {message}")]
    File {
        /// from 1
        line: usize,
        /// what is wrong
        message: String,
    },
    /// the store
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl From<store::ExecuteError<Refusal>> for IdentityError {
    fn from(fault: store::ExecuteError<Refusal>) -> Self {
        match fault {
            store::ExecuteError::Refused(refusal) => Self::Refused(refusal),
            store::ExecuteError::Store(fault) => Self::Store(fault),
            conflict @ store::ExecuteError::Conflict { .. } => Self::Store(store::StoreError::Other(conflict.to_string())),
        }
    }
}
