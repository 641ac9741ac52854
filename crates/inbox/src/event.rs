//! What inbox itself writes down.

use crate::{Key, Words};
use identity::{OrganisationId, PersonId, Role};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::{Event, PartRef};

/// What happened. Streams: `inbox-<person id>` of a person, `inbox-<stream>-<kind>` of an item, `inbox-<id>` of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "kebab-case")]
pub enum InboxEvent {
    /// a person will be away
    AbsenceAnnounced {
        /// opaque
        id: String,
        /// first day
        from: Date,
        /// last day
        until: Date,
        /// who stands in
        delegate: Option<PersonId>,
    },
    /// and will not, or is back
    AbsenceWithdrawn {
        /// which
        id: String,
    },
    /// where e-mail reaches a person, sealed under the person's own key
    AddressSet {
        /// sealed
        address: PartRef,
    },
    /// no e-mail any more
    AddressRemoved {},
    /// people were reminded of an item
    Reminded {
        /// the item
        item: Key,
        /// its last day then
        due_on: Date,
        /// codes of the steps that came due; those that were overtaken by a later one too
        steps: Vec<String>,
        /// who was told what
        told: Vec<Telling>,
        /// the item's title
        title: Words,
        /// where it is done
        url: String,
    },
    /// an item was given to somebody
    Assigned {
        /// the item
        item: Key,
        /// to whom
        to: PersonId,
        /// from whom
        from: Option<PersonId>,
    },
    /// an e-mail could not be delivered
    MailUndelivered {
        /// the mail
        mail: String,
        /// whose officers must know
        organisation: OrganisationId,
        /// which of them
        role: Role,
        /// what it was about
        about: Words,
        /// where that is
        url: String,
        /// code of the reason, without an address
        reason: String,
        /// day
        on: Date,
    },
    /// it is tried again
    MailRetried {
        /// the mail
        mail: String,
    },
    /// it is given up: somebody reached the person otherwise
    MailGivenUp {
        /// the mail
        mail: String,
    },
}

/// Words of a reminder and who is told them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// what is said beside the item's title
    pub words: Words,
    /// to whom
    pub people: Vec<PersonId>,
    /// those of them who are away: told here, but not by e-mail
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub away: Vec<PersonId>,
}

impl Event for InboxEvent {
    const CATEGORY: &'static str = "inbox";

    /// Neutral for all: who is away or was reminded is not for the public.
    fn public_kind(&self) -> Option<&'static str> {
        Some("inbox-changed")
    }
}
