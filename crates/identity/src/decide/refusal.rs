//! Why a change is not made.

use crate::{OrganisationId, Role};

/// Why a change is not made. `Display` is for logs and the command line; pages show the message
/// `identity-refusal-<code>` of the reader's language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// an id of other characters, or too long
    #[error("an id has 1 to 64 ASCII letters, digits and hyphens: {0}")]
    BadId(String),
    /// there is one already
    #[error("there is an organisation {0} already")]
    AlreadyEstablished(OrganisationId),
    /// there is none
    #[error("there is no organisation {0}")]
    UnknownOrganisation(OrganisationId),
    /// it ended
    #[error("the organisation {0} has ended")]
    Ended(OrganisationId),
    /// the code is used by another
    #[error("the code {code} belongs to {holder}")]
    CodeTaken {
        /// the code
        code: String,
        /// who has it
        holder: String,
    },
    /// a government's code is its division's
    #[error("the code of a government is its division code: {0}")]
    CodeOfGovernment(String),
    /// a code of other characters
    #[error("a code has 1 to 32 ASCII letters, digits and hyphens: {0}")]
    BadCode(String),
    /// no name
    #[error("an organisation needs a name and a short name")]
    NameMissing,
    /// names must follow each other in time
    #[error("a name must begin after the one before it")]
    NameOutOfOrder,
    /// text that is too long or holds control characters
    #[error("{field}: at most {most} characters, no control characters, no spaces at the ends")]
    BadText {
        /// which
        field: &'static str,
        /// longest, in characters
        most: usize,
    },
    /// a circle in the tree
    #[error("{0} stands below this organisation, so it cannot stand above it")]
    Circle(OrganisationId),
    /// it has others below it
    #[error("organisations stand below it; move them first")]
    HasBelow,
    /// kind or division changed in a file
    #[error("{0} of an organisation that was entered cannot be changed by a file")]
    Fixed(&'static str),
    /// nothing would change
    #[error("nothing would change")]
    NoChange,
    /// nobody of that id
    #[error("there is no such person")]
    UnknownPerson,
    /// registered before
    #[error("this person is registered already")]
    AlreadyRegistered,
    /// no account, or a closed one
    #[error("this person has no open account")]
    NoAccount,
    /// an account that is open or was closed
    #[error("this person has or had an account already")]
    HasAccount,
    /// the sign-in name is used
    #[error("this sign-in name is taken")]
    SignInTaken,
    /// a sign-in name of other characters
    #[error("a sign-in name has 3 to 64 lower-case letters, digits, dots and hyphens")]
    BadSignIn,
    /// a password that is too short or too long
    #[error("a password has {shortest} to {longest} characters")]
    BadPassword {
        /// shortest
        shortest: usize,
        /// longest
        longest: usize,
    },
    /// the password that it was before
    #[error("the new password is the old one")]
    SamePassword,
    /// a first administrator where there is one already
    #[error("somebody is {0:?} here already: further ones are given this post on the pages")]
    RoleHeld(Role),
    /// held already
    #[error("this person holds this post already")]
    HoldsPost,
    /// not held
    #[error("this person does not hold this post")]
    NoSuchPost,
    /// 三员分立
    #[error("nobody may be two of system administrator, security administrator, auditor: this person is {held:?}")]
    AdministratorsApart {
        /// which the person is
        held: Role,
    },
    /// nobody raises himself
    #[error("nobody gives or ends a post of their own")]
    OwnPost,
    /// an administrator's password is set by the administrator or on the machine itself
    #[error("an administrator's account is managed by its owner, or on the command line")]
    AdministratorAccount,
    /// codes are on
    #[error("one-time codes are in use already")]
    CodesInUse,
    /// codes are off
    #[error("one-time codes are not in use")]
    CodesNotInUse,
    /// the code does not fit
    #[error("the one-time code is wrong or was used before")]
    WrongCode,
}

impl Refusal {
    /// Stable code, for example `administrators-apart`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::BadId(_) => "bad-id",
            Self::AlreadyEstablished(_) => "already-established",
            Self::UnknownOrganisation(_) => "unknown-organisation",
            Self::Ended(_) => "ended",
            Self::CodeTaken { .. } => "code-taken",
            Self::CodeOfGovernment(_) => "code-of-government",
            Self::BadCode(_) => "bad-code",
            Self::NameMissing => "name-missing",
            Self::NameOutOfOrder => "name-out-of-order",
            Self::BadText { .. } => "bad-text",
            Self::Circle(_) => "circle",
            Self::HasBelow => "has-below",
            Self::Fixed(_) => "fixed",
            Self::NoChange => "no-change",
            Self::UnknownPerson => "unknown-person",
            Self::AlreadyRegistered => "already-registered",
            Self::NoAccount => "no-account",
            Self::HasAccount => "has-account",
            Self::SignInTaken => "sign-in-taken",
            Self::BadSignIn => "bad-sign-in",
            Self::BadPassword { .. } => "bad-password",
            Self::SamePassword => "same-password",
            Self::RoleHeld(_) => "role-held",
            Self::HoldsPost => "holds-post",
            Self::NoSuchPost => "no-such-post",
            Self::AdministratorsApart { .. } => "administrators-apart",
            Self::OwnPost => "own-post",
            Self::AdministratorAccount => "administrator-account",
            Self::CodesInUse => "codes-in-use",
            Self::CodesNotInUse => "codes-not-in-use",
            Self::WrongCode => "wrong-code",
        }
    }
}
